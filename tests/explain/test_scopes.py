"""`explain` knows plans, and the words that scopes are written in with the official figures behind them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calibration import build
from sim.codes import HUBS, N_SECTORS, REGIONS, SECTORS, SIZES
from sim.explain import ExplainError, explain, plans, scopes
from sim.files.problems import ScenarioError
from sim.population.tags import TAGS
from sim.scenario import load, vocabulary
from sim.scenario.quarters import quarter_text


def _row(text: str, head: str) -> str:
    found = re.search(rf"^  {re.escape(head)}: +(.*)$", text, re.MULTILINE)
    assert found, (head, text)
    return found[1]


def _percent(text: str, head: str) -> float:
    found = re.search(r"\(([\d.]+) %\)", _row(text, head))
    assert found
    return float(found[1])


def test_every_word_of_a_scope_is_explained_in_both_languages() -> None:
    words = [*vocabulary.REGION_NAMES, *vocabulary.SECTOR_NAMES, *SIZES, *TAGS]
    assert sorted(set(words)) == sorted(set(scopes.names()))
    for word in words:
        assert explain(word).startswith(f"{word}: ")
        assert re.search("[가-힣]", explain(word, "ko").splitlines()[0]), word


@pytest.mark.parametrize("head", ["value added", "jobs", "plants"])
def test_shares_of_a_division_add_up_to_all_of_manufacturing(head: str) -> None:
    for codes in (REGIONS, SECTORS):
        assert sum(_percent(explain(code), head) for code in codes) == pytest.approx(100.0, abs=0.5)
    assert _percent(explain("Southeast"), head) == pytest.approx(
        sum(_percent(explain(code), head) for code in HUBS["Southeast"]), abs=0.2
    )


def test_figures_are_those_of_the_opening_economy() -> None:
    economy, ulsan = build(), REGIONS.index("Ulsan")
    text = explain("Ulsan")
    made = economy.value_added_region[ulsan, :N_SECTORS]
    assert _row(text, "value added").startswith(f"{made.sum() / 1000.0:.1f} trillion KRW")
    assert _row(text, "jobs").startswith(f"{economy.establishment_employment[ulsan].sum() / 1000.0:.0f} thousand")
    assert _row(text, "largest").startswith("Refined petroleum")  # Ulsan lives of refining, cars and chemicals
    assert _row(text, "base year") == "2022" and _row(text, "part of") == "Southeast"
    assert explain("울산", "ko") == explain("Ulsan", "ko") and "복합" not in explain("울산", "ko")


def test_a_place_names_the_pledges_that_name_it_or_its_hub() -> None:
    named = _row(explain("Ulsan"), "named in").split(", ")
    assert "ljm_ulsan_car" in named and "kms_mega_free_zone" in named  # the second names the hub
    assert "kms_power" not in named and "ljm_ulsan_car" not in _row(explain("Daegu"), "named in")
    assert "ljm_root_dx" in _row(explain("root_industry"), "named in")


@pytest.mark.parametrize("name", plans.plans())
def test_a_plan_is_explained_row_by_row(name: str) -> None:
    path, content = plans.plans()[name]
    scenario = load(Path(vocabulary.SHIPPED).parent / path)
    text, korean = explain(name), explain(name, "ko")
    assert f"{name}: plan, {scenario.title['en']}\n" in text  # a lever may have the same name
    assert f"{name}: 계획, {scenario.title['ko']}\n" in korean
    for lever in scenario.levers:
        (line,) = (line for line in text.splitlines() if re.search(rf"\b{lever.id}\b +{lever.lever}\b", line))
        assert f" {lever.central:g} / " in line
    items = [*content.get("pledges", []), *content.get("targets", [])]
    assert all(str(item["id"]) in text and str(item["id"]) in korean for item in items)
    assert explain(path) in text


def test_lists_of_plans_and_of_words_of_scopes() -> None:
    assert {line.split()[0] for line in explain("plans").splitlines()} == set(plans.plans())
    rows = [line.split()[:2] for line in explain("targets").splitlines()]
    assert ["m25_prod30", "motie_2025_ax"] in rows
    assert len(rows) == sum(len(content.get("targets") or ()) for _, content in plans.plans().values())
    assert {line.split()[0] for line in explain("regions").splitlines()} == {*REGIONS, *HUBS}
    assert len(explain("tags", "ko").splitlines()) == len(TAGS)
    with pytest.raises(ExplainError, match="did you mean 'Ulsan'"):
        explain("Ulsn")


def test_a_plan_is_told_from_when_its_measures_act_and_not_from_when_they_start() -> None:
    """Lines that start in 2026Q1 and take 22 quarters to build act from 2031Q3 on, as the row of the pledge says."""
    plan = load(Path("scenarios/lee_jaemyung.yaml"))
    lines = {lever.id: plan.horizon.first + lever.start + lever.lag for lever in plan.levers}
    assert quarter_text(lines["ljm_energy_superhighway"]) == "2031Q3"
    (row,) = [line for line in explain("lee_jaemyung").splitlines() if "ljm_energy_superhighway" in line]
    assert "from 2031Q3" in row


def test_a_plan_of_ones_own_is_explained_by_the_path_of_its_file(tmp_path: Path) -> None:
    shipped = Path("scenarios/lee_junseok.yaml")
    own = tmp_path / "mine.yaml"
    text = shipped.read_text(encoding="utf-8").replace("id: lee_junseok", "id: mine", 1)
    own.write_text(re.sub(r": baseline\b", f": {Path('scenarios/baseline').resolve()}", text), encoding="utf-8")
    (tmp_path / "sources.yaml").write_bytes(Path("scenarios/sources.yaml").read_bytes())
    said, of_shipped = explain(str(own)), explain("lee_junseok")
    assert said.startswith("mine: plan, ") and str(own) in _row(said, "written in")
    assert _row(said, "rows") == _row(of_shipped, "rows") and "ljs_" in said


def test_a_file_with_faults_is_told_as_check_tells_it(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("schema: 1\nid: mine\npledge: []\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="pledge"):
        explain(str(tmp_path / "mine.yaml"))
    with pytest.raises(ExplainError, match="nothing is known"):
        explain(str(tmp_path / "other.yaml"))
