"""Names of copies of files that come from several folders."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import PurePath


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
