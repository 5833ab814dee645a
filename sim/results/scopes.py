"""What a target is limited to, in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import Any, Final

from sim.codes import HUBS, REGIONS, SECTORS, SIZES
from sim.labels import AREA_LABELS, SECTOR_LABELS, SIZE_LABELS, Label

STAGES: Final = {"ai_factory": Label("plants at the stage AI factory", "AI 팩토리 단계 사업체")}
"""Tags that a scope of targets may name."""


def _areas(regions: Sequence[str]) -> list[str]:
    """Si/do, a whole hub by its name."""
    whole = [hub for hub, members in HUBS.items() if set(members) <= set(regions)]
    inside = {region for hub in whole for region in HUBS[hub]}
    return [*whole, *(region for region in regions if region not in inside)]


def scope_label(target: Any) -> Label | None:
    """Regions, sectors, sizes and stage of a target (`sim.scenario.types.Target`); None where it holds for all."""
    parts = []
    if not target.regions.all():
        parts += [AREA_LABELS[area] for area in _areas(list(compress(REGIONS, target.regions)))]
    if not target.sectors.all():
        parts += [SECTOR_LABELS[code] for code in compress(SECTORS, target.sectors)]
    if not target.sizes.all():
        parts += [SIZE_LABELS[code] for code in compress(SIZES, target.sizes)]
    parts += [STAGES.get(tag, Label(tag, tag)) for tag in target.tags]
    return Label("; ".join(part.en for part in parts), "; ".join(part.ko for part in parts)) if parts else None


def scoped(label: Label, target: Any) -> Label:
    """The name of an outcome with the scope of the target behind it."""
    scope = scope_label(target)
    return label if scope is None else Label(f"{label.en} ({scope.en})", f"{label.ko}({scope.ko})")
