"""What readers see of plans: their names."""

from __future__ import annotations

from sim.compare.plans import describe
from sim.labels import Label
from tests.results.fake_model import BASELINE, FakeLever, FakeScenario


def plan(name: str, english: str, korean: str) -> FakeScenario:
    return FakeScenario(name, {"en": english, "ko": korean}, (FakeLever("x", "grid_capacity", 0.01, 0.01, 0.01),))


def test_plans_of_one_title_are_told_apart_by_their_id_in_each_language() -> None:
    """A copy of a plan with another id is the first thing that is compared."""
    plans = [plan("four", "A fund", "기금"), plan("twenty", "A fund", "큰 기금"), plan("x", "X", "엑스")]
    found = describe(BASELINE, plans)
    assert found["four"].title == Label("A fund [four]", "기금")
    assert found["twenty"].title == Label("A fund [twenty]", "큰 기금")
    assert found["x"].title == Label("X", "엑스")
