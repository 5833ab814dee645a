"""The vendored font of figures and pages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
FONT_FILES: Final = ("Pretendard-Regular.otf", "Pretendard-Bold.otf")
