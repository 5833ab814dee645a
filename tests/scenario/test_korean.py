"""What `explain --lang ko` says in Korean, and that it marks what is on record in English only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.explain import explain
from sim.explain_words import ENGLISH
from sim.indicators import CODELIST
from sim.levers import REGISTRY
from sim.parameters import load_registry
from sim.parameters.reading import UNITS
from sim.scenario.vocabulary import MONEY_UNITS
from sim.unit_labels import UNIT_LABELS, unit_in

NAMES = (
    "kms_power", "m25_prod30", "grid_capacity", "wage_curve", "adoption_success", "sampling_agents", "value_added",
    "zombie_share", "lead_ai_factories", "E_en_grid", "M8",
)  # fmt: skip
"""A pledge, a target, levers, parameters, outcomes, a piece of evidence, a mechanism."""


def test_every_unit_has_a_korean_name_and_no_other_has() -> None:
    units = {*UNITS.read_text(encoding="utf-8").splitlines(), *MONEY_UNITS}
    units |= {lever.unit for lever in REGISTRY.values()} | {entry.unit_in_words() for entry in CODELIST.values()}
    assert set(UNIT_LABELS) ^ units == {"%", "pp"}  # of differences
    assert not [name for name, korean in UNIT_LABELS.items() if name in units and not re.search("[가-힣]", korean)]
    assert unit_in("share", "en") == "share" and unit_in("a unit of tomorrow", "ko") == "a unit of tomorrow"


@pytest.mark.parametrize("name", NAMES)
def test_english_words_stand_only_behind_a_mark(shipped: Path, name: str) -> None:
    """Names of files, code and outcomes apart, which have no spaces in them."""
    for line in explain(name, "ko").splitlines():
        said = line.split(ENGLISH)[0]
        said = re.sub("|".join(re.escape(full) for full in CODELIST), "", said)
        said = re.sub("파일의 단위: .*|출처: .*", "", said)
        assert not re.search(r"(?<![\w.])[a-z]{2,}\b,? [a-z]", said), line


def test_ranges_units_and_notes_of_a_parameter_and_a_lever(shipped: Path) -> None:
    spec, text = load_registry()["adoption_success"], explain("adoption_success", "ko")
    assert f"타당한 범위:   {spec.defended.replace(' to ', ' ~ ')} ({ENGLISH} {spec.plausible_basis})" in text
    assert f"출처:          {ENGLISH} {spec.source}" in text and "단위:          비중" in text
    assert "단위:          확률\n  파일의 단위:   probability" in text
    assert f"비고:          {ENGLISH} Costless" in text
    assert "파일의 단위" not in explain("adoption_success") and ENGLISH not in explain("adoption_success")
    assert "타당한 범위:   고정 (" in explain("sampling_agents", "ko")
    assert re.search(r"2035 [+-][\d.]+ \([+-][\d.]+ ~ [+-][\d.]+\)", explain("grid_capacity", "ko"))


def test_formulas_and_names_are_not_marked(shipped: Path) -> None:
    assert f"식:            {ENGLISH} capacity growth" in explain("grid_capacity", "ko")
    assert "지표:          labour_productivity, 노동생산성" in explain("m25_prod30", "ko")
    assert "(명시되지 않음, 2025-10-13)" in explain("m25_prod30", "ko")
