"""The vendored font inside report.html: only the letters that the page uses, so that Korean shows on any machine."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Final

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from sim.report.typeface import FONT_FILES, FONTS

FAMILY: Final = "Report"
_WEIGHTS: Final = dict(zip(FONT_FILES, (400, 700), strict=True))


def _subset(name: str, letters: frozenset[str]) -> bytes:
    """A WOFF of these letters; names are dropped because the licence reserves the font's own for the whole font.

    Few letters share few outlines, so that subroutines would only take time and room; the box around all letters of
    the font also holds these.
    """
    options = Options(
        name_IDs=[], notdef_outline=True, hinting=False, desubroutinize=True, layout_features=["kern", "tnum"]
    )
    subsetter, out = Subsetter(options), BytesIO()
    subsetter.populate(text="".join(sorted(letters)))
    with TTFont(FONTS / name, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(out)
    return out.getvalue()


def font_faces(text: str) -> str:
    """CSS with the letters of `text` in regular and bold, embedded as data."""
    letters = frozenset(text) - {"\n", "\r", "\t"}
    faces = []
    for name, weight in _WEIGHTS.items():
        data = base64.b64encode(_subset(name, letters)).decode()
        faces.append(
            f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
            f'src: url("data:font/woff;base64,{data}") format("woff"); }}'
        )
    return "\n".join(faces)
