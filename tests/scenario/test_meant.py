"""Labels and everyday words of outcomes, levers and assumptions are faults whose hint tells the name or the kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.indicators import CODELIST
from sim.levers import REGISTRY
from sim.scenario import check, meant, vocabulary

LISTED = "`python run.py explain {}`"
OUTCOMES = {
    "부가가치율": "write 'value_added_ratio'",
    "부가가치율(불변가격)": "write 'value_added_ratio_constant_prices'",
    "노동생산성": "write 'labour_productivity'",
    "Labour Productivity": "write 'labour_productivity'",
    "labor productivity": "did you mean 'labour_productivity'?",
    "GDP growth": "write 'gdp_real'",
    "경제성장률": "write 'gdp_real'",
    "unemployment": "did you mean 'unemployment_rate'?",
    "반도체 부가가치": "did you mean 'value_added_semi'?",
    "share of manufacturing in GDP": "did you mean 'manufacturing_share_value_added'?",
    "manufacturing value added share": "perhaps one of: value_added_share, manufacturing_share_value_added; "
    f"{LISTED.format('indicators')} tells what they are",
}
LEVERS = {
    "국민성장펀드": "write 'growth_fund'",
    "Public Growth Fund": "write 'growth_fund'",
    "투자세액공제": "write 'investment_tax_credit'",
    "전력망 확충": "did you mean 'grid_capacity'?",
    "minimum wage": "did you mean 'wage_floor_band'?",
    "grid_capacty": "did you mean 'grid_capacity'?",
    "ge26_fund40": "ge26_fund40 is a pledge of growth_engines_2026: its lever is 'growth_fund'",
    "ljm_frame": "ljm_frame is a pledge of lee_jaemyung: it has no lever",
    "policy_rate": "policy_rate is no lever but an assumption: write it under assume",
}
OTHERS = {
    "growth_fund": "growth_fund is a lever: it belongs in a pledge, as lever: growth_fund with a strength",
    "국민성장펀드": "국민성장펀드 is a lever: it belongs in a pledge, as lever: growth_fund with a strength",
    "unemployment_rate": "unemployment_rate is an outcome, which the model works out; "
    "a goal for it belongs in targets",
    "기준금리": "write 'policy_rate'",
    "policy_rates": "did you mean 'policy_rate'?",
}  # fmt: skip


def hint(edit: Callable[..., None], old: str, new: str, what: str) -> str:
    edit(old, new)
    message = f"unknown {what} {new.split(':')[0 if what == 'assumption' else 1].strip()!r}"
    (found,) = [problem.hint for problem in check(["plan.yaml"]) if problem.message == message]
    return found


@pytest.mark.parametrize(("word", "told"), OUTCOMES.items())
def test_an_outcome_by_its_label_or_words(edit: Callable[..., None], word: str, told: str) -> None:
    assert hint(edit, "indicator: labour_productivity", f"indicator: {word}", "indicator") == told


def test_an_outcome_unlike_all_ends_with_where_they_are_listed(edit: Callable[..., None]) -> None:
    told = hint(edit, "indicator: labour_productivity", "indicator: happiness", "indicator")
    assert told.startswith("one of: value_added, ") and told.endswith(f"; {LISTED.format('indicators')} lists them")


@pytest.mark.parametrize(("word", "told"), LEVERS.items())
def test_a_lever_by_its_label_a_pledge_or_an_assumption(
    shipped: Path, edit: Callable[..., None], word: str, told: str
) -> None:
    assert hint(edit, "lever: grid_capacity", f"lever: {word}", "lever") == told


@pytest.mark.parametrize(("word", "told"), OTHERS.items())
def test_an_assumption_that_is_something_else(shipped: Path, edit: Callable[..., None], word: str, told: str) -> None:
    assert hint(edit, "  wage_drift: {file: outlook.csv}", f"  {word}: 0.02", "assumption") == told


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_label_leads_to_its_own_name(shipped: Path, language: str) -> None:
    assert set(meant._ALSO) <= set(vocabulary.indicator_names())
    for full, entry in CODELIST.items():
        assert vocabulary.indicator_names()[meant.indicator_hint(getattr(entry.label, language)).split("'")[1]] == full
    for name, lever in REGISTRY.items():
        assert meant.lever_hint(str(lever.label[language])) == f"write '{name}'"  # type: ignore[literal-required]


def test_other_names_of_an_outcome_are_told_of_no_other() -> None:
    for name, also in meant._ALSO.items():
        for word in also.split(", "):
            assert meant.indicator_hint(word) == f"write '{name}'", word


def test_what_explain_lists_is_what_hints_say(shipped: Path) -> None:
    from sim.explain import explain

    for listed, names in (("indicators", list(CODELIST)), ("levers", list(REGISTRY)), ("sectors", ["SEMI"]),
                          ("regions", ["Busan"])):  # fmt: skip
        assert [name for name in names if name not in explain(listed)] == []


def test_these_hints_are_written_in_korean(shipped: Path, edit: Callable[..., None]) -> None:
    edit("lever: grid_capacity", "lever: ge26_fund40")
    edit("  wage_drift: {file: outlook.csv}", "  growth_fund: 4")
    edit("indicator: labour_productivity", "indicator: manufacturing value added share")
    told = "\n".join(problem.text("ko") for problem in check(["plan.yaml"]) if "unknown" in problem.message)
    assert "힌트: ge26_fund40은(는) growth_engines_2026의 공약 이름이고 정책 수단은 'growth_fund'" in told
    assert "힌트: growth_fund은(는) 정책 수단이므로 공약(pledges)에" in told
    assert "힌트: 이 중 하나일 수 있음: value_added_share, " in told
