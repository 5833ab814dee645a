"""What a plan may say, but hardly means: `check` warns of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Horizon, Options, check, vocabulary


def told(word: str, options: Options | None = None) -> list[str]:
    return [problem.message for problem in check(["plan.yaml"], options) if word in problem.message]


def test_gdp_is_the_official_one() -> None:
    """KOSIS DT_1C96: 2,327.6 trillion won in 2022, 2,007.8 in 2018 (sums of gross regional product)."""
    assert vocabulary.gdp(2022) == pytest.approx(2_327_596, abs=1.0)
    assert vocabulary.gdp(2018) == pytest.approx(2_007_812, abs=1.0)


@pytest.mark.parametrize(
    ("money", "implausible"),
    [
        ("{announced: 2327, unit: trillion KRW}", False),
        ("{announced: 2328, unit: trillion KRW}", True),
        ("{announced: 2327000, unit: billion KRW}", False),
        ("{announced: 232, unit: trillion KRW/yr}", False),
        ("{announced: 233, unit: trillion KRW/yr}", True),
        ("{announced: null, unit: trillion KRW/yr}", False),
    ],
)
def test_money_beyond_a_year_of_gdp_is_told(
    folder: Path, edit: Callable[..., None], money: str, implausible: bool
) -> None:
    edit("{announced: 12.5, unit: trillion KRW}", money)
    assert bool(told("announced money")) == implausible


def test_money_is_held_against_the_base_year_of_the_run(folder: Path, edit: Callable[..., None]) -> None:
    edit("announced: 12.5", "announced: 2100")
    assert told("announced money") == []
    (earlier,) = told("announced money", Options(Horizon(2018, 2035)))
    assert "2,100 trillion won, is 1.05 times the GDP of 2018 (2,008 trillion won)" in earlier
