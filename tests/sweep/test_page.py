"""One at a time, rankings and what turns them, and the page of sensitivity from finished sweeps."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.cli import main
from sim.parameters import load_registry
from sim.results.info import ResultsError
from sim.sweep import page, rankings, response
from sim.sweep.design import points
from sim.sweep.plan import read_plan
from sim.sweep.store import reopen

Plan = Callable[..., Path]
SWEEPS = Path(__file__).parents[2] / "scenarios" / "sweeps"
CUBE = "latin_hypercube, samples: 6"


def test_one_at_a_time_is_the_centre_and_both_ends_of_each(plan: Plan) -> None:
    read = read_plan(plan((CUBE, "one_at_a_time")))
    strength = next(one.central for one in read.scenarios[1].levers if one.id == "kms_rd_infra")
    grid = load_registry()["grid_on_time"].default
    assert points(read) == pytest.approx(
        np.array([[strength, grid], [0.02, grid], [0.1, grid], [strength, 0.1], [strength, 0.6]])
    )
    found = {"a": points(read)[:, 1:]}
    moved = response.main_effects(read, found)
    ends = moved[moved["varied"] == "grid_on_time"]
    assert list(ends["value"]) == [0.1, grid, 0.6] == list(ends["mean"])


def test_an_order_is_turned_only_where_every_replication_says_so(plan: Plan) -> None:
    read = read_plan(plan((CUBE, "one_at_a_time")))
    zero = np.zeros((5, 2))
    ahead = np.array([[2.0, 1.0], [2.0, 1.0], [-1.0, -3.0], [-1.0, 1.0], [1.0, 1.0]])
    close = np.array([[0.1, -0.1], [-1.0, -1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    (row,) = rankings.flips(read, {"behind": zero, "ahead": ahead}).to_dict("records")
    assert row == {
        "varied": "levers.kms_rd_infra.strength", "end": "high", "value": 0.1, "ahead": "ahead", "behind": "behind",
        "lead": 1.5, "lead_then": -2.0,
    }  # fmt: skip
    assert rankings.flips(read, {"one": zero, "two": close}).empty
    assert rankings.order({"one": zero, "two": ahead}) == [("two", 1.5), ("one", 0.0)]


def test_the_parameters_that_matter_are_those_with_the_largest_shares(plan: Plan) -> None:
    read = read_plan(plan((CUBE, "morris, trajectories: 2, levels: 4")))
    effect, level = page.Headline(page.VALUE, "kim_moonsoo"), page.Headline(page.VALUE, None)
    found = {effect: {"mean_size": np.array([1.0, 1.0])}, level: {"mean_size": np.array([1.0, 3.0])}}
    assert page.that_matter(read, found, 1) == ["grid_on_time"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Finished sweeps of the three designs that the page shows."""
    pytest.importorskip("SALib", reason="SALib is not installed: designs sobol and morris")
    from tests.sweep.conftest import PLAN

    out = []
    for name, design in (("one", "morris, trajectories: 2, levels: 4"), ("two", "sobol, samples: 2"),
                         ("three", "one_at_a_time")):  # fmt: skip
        place = tmp_path_factory.mktemp(name)
        text = PLAN.replace(CUBE, design).replace("areas: [Korea, Ulsan]", "")
        text = text.replace("Employment|", "Labour Productivity|Manufacturing, Employment|").replace(
            "small\n", name + "\n"
        )
        (place / "plan.yaml").write_text(text, encoding="utf-8")
        assert main(["sweep", "run", str(place / "plan.yaml"), "--out", str(place / "out"), "--workers", "1"]) == 0
        out.append(place / "out")
    return out


def test_the_page_has_a_section_for_every_design_and_says_what_it_rests_on(
    folders: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["sweep", "page", *map(str, folders)]) == 0
    text = capsys.readouterr().out
    labels = re.findall(r"(\d+) runs \((\d+) points x 2 scenarios x 1 replication\), 2 parameters, seed 1, 1% of", text)
    assert labels == [("12", "6"), ("16", "8"), ("10", "5")]
    assert text.count("effect on value added, `kim_moonsoo`") == 2
    assert "| sum |" in text and "**Labour productivity.** `kim_moonsoo`" in text


def test_reading_asks_for_the_same_plan_but_not_for_the_same_code(folders: list[Path]) -> None:
    kept = (folders[0] / "identity.json").read_text(encoding="utf-8")
    (folders[0] / "identity.json").write_text(re.sub(r'"code": "\w+"', '"code": "older"', kept), encoding="utf-8")
    try:
        assert reopen(folders[0], to_run=False)[1].design == "morris"
        with pytest.raises(ResultsError, match="begun with other code"):
            reopen(folders[0])
    finally:
        (folders[0] / "identity.json").write_text(kept, encoding="utf-8")


def test_a_design_without_a_section_is_refused(plan: Plan) -> None:
    with pytest.raises(ResultsError, match="small is a latin_hypercube"):
        page.document([(None, read_plan(plan()))])  # type: ignore[list-item]


@pytest.mark.parametrize("name", ["screening", "rankings"])
def test_the_shipped_plans_hold_every_uncertain_parameter_with_its_range(name: str) -> None:
    screened = {one.name: (one.low, one.high) for one in read_plan(SWEEPS / f"{name}.yaml").vary}
    registry = {name: spec for name, spec in load_registry().items() if spec.weak != spec.strong}
    assert screened == {name: tuple(sorted((spec.weak, spec.strong))) for name, spec in registry.items()}
