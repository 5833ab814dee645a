"""Names that files and folders may have, and those of copies of files that come from several folders."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

DEVICES: Final = "^(con|prn|aux|nul|com[1-9]|lpt[1-9])$"
"""Names that Windows keeps for devices: no folder can be called so there."""
LONGEST_ID: Final = 64
"""Letters of an id; the names of files made from it are longer."""


def unfit(name: str) -> tuple[str, str] | None:
    """Sentence and hint where no folder of results can have this id as its name.

    >>> unfit("console"), unfit("nul")
    (None, ("'nul' cannot be an id: Windows keeps this name for a device", "write another, such as 'nul_plan'"))
    """
    if re.match(DEVICES, name):
        return (
            f"'{name}' cannot be an id: Windows keeps this name for a device",
            f"write another, such as '{name}_plan'",
        )
    if len(name) > LONGEST_ID:
        return (
            f"the id has {len(name)} letters, more than {LONGEST_ID}",
            "files and folders are named by it: shorten it",
        )
    return None


def side_by_side(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Name -> text of (name, text) pairs, each text once; where another text has the name already, a longer name.

    Names that differ by large and small letters only count as one, as some file systems see them.
    """
    out: dict[str, str] = {}
    taken: dict[str, str] = {}
    for name, text in files:
        place = PurePath(name)
        while taken.get(place.name.casefold(), text) != text:
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            place = PurePath(f"{place.stem}-{digest}{place.suffix}")
        if place.name.casefold() not in taken:
            taken[place.name.casefold()] = text
            out[place.name] = text
    return out
