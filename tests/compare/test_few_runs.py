"""From fewer than eight runs nothing is said to gain, to lose or to differ: in tables, words and figures alike."""

from __future__ import annotations

import numpy as np
import pytest

from sim.compare.content import content
from sim.compare.figures import unclear
from sim.compare.plans import describe
from sim.compare.runs import Comparison, run_comparison
from sim.compare.sheets import sheets
from sim.compare.summary import summary
from sim.compare.tables import all_tables
from sim.compare.words import closing_words
from sim.lever_effects import _how, read
from sim.results.effects import FEWEST, NO_VERDICT, Effect
from sim.workers import Workers
from tests.results.fake_model import BASELINE, FakeFactory, FakeLever, FakeScenario

PLANS = [
    FakeScenario(name, {"en": name, "ko": name}, (FakeLever("z", "grid_capacity", size, size, size),))
    for name, size in (("good", 0.02), ("bad", -0.02))
]


def compared(workers: Workers, runs: int) -> Comparison:
    return run_comparison(BASELINE, PLANS, FakeFactory(), workers, seed=1, replications=range(runs))


@pytest.mark.parametrize(("runs", "few"), [(2, True), (FEWEST - 1, True), (FEWEST, False)])
def test_tables_and_words_have_a_verdict_from_eight_runs_on(workers: Workers, runs: int, few: bool) -> None:
    found, plans = compared(workers, runs), describe(BASELINE, PLANS)
    tables, shown = all_tables(found, plans), {sheet.name: sheet for sheet in sheets(found, plans)}
    last = tables["effects"].query("variable == 'Value Added|Manufacturing' and year == 2035").set_index("plan")
    assert not last["holds_zero"].any()  # every run points one way
    assert last["verdict"].to_dict() == (
        dict.fromkeys(("good", "bad"), "too few runs") if few else {"good": "more", "bad": "less"}
    )
    outcomes = tables["winners_losers"].query("by == 'region'").groupby("plan")["outcome"].unique().map(list).to_dict()
    assert outcomes == {"bad": ["too few runs" if few else "loses"], "good": ["too few runs" if few else "gains"]}
    assert ({row[-1] for row in shown["effects"].rows} == {NO_VERDICT}) is few
    assert (shown["winners_losers"].rows[0][2] == NO_VERDICT) is few
    text = " ".join(line.en for line in summary(found, plans))
    assert (f"Who loses is not said: {runs} runs are too few" in text) is few
    assert ("Some lose clearly" in text) is not few
    assert (f"{runs} runs are too few for a verdict" in text) is few
    words = closing_words(found, plans, None, "en")  # type: ignore[arg-type]
    assert "indistinguishable" not in words
    assert content(found, plans)["few"] is few


def test_figures_mark_what_has_no_verdict() -> None:
    row = np.array([0.2, 0.1, 0.15, 0.2, 0.25, 0.3])
    assert unclear(row, FEWEST - 1) and not unclear(row, FEWEST)
    assert [Effect.of(np.linspace(0.1, 0.3, runs)).side for runs in (1, 2, 7, 8)] == [0, 0, 0, 1]


def test_explain_says_so_of_an_effect_on_record_from_few_runs() -> None:
    from dataclasses import replace

    row = read()[0]
    assert row.runs >= FEWEST and NO_VERDICT.en not in _how(row, "en")
    few = replace(row, runs=FEWEST - 1)
    assert _how(few, "en").endswith(NO_VERDICT.en) and _how(few, "ko").endswith(NO_VERDICT.ko)
