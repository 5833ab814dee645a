"""One at a time, rankings and what turns them, and the page of sensitivity from finished sweeps."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli import main
from sim.labels import Language
from sim.levers import REGISTRY
from sim.parameters import load_registry
from sim.report import style
from sim.results.info import ResultsError
from sim.sweep import page, rankings, response
from sim.sweep.design import points, runs
from sim.sweep.plan import read_plan
from sim.sweep.store import reopen, source_of
from sim.sweep.texts import PAGE
from sim.sweep.words import About
from tests.here import without_processes

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
        with without_processes():
            assert main(["sweep", "run", str(place / "plan.yaml"), "--out", str(place / "out")]) == 0
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
    assert re.search(r"\| growth of value added \| `\w[\w.]*` [\d.e-]+ ± ", text)
    assert "| sum |" in text and "**Labour productivity.** `kim_moonsoo`" in text


def test_the_page_names_the_plan_and_says_what_fits_its_numbers(
    folders: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*chosen: Path) -> str:
        capsys.readouterr()
        assert main(["sweep", "page", *map(str, chosen)]) == 0
        return capsys.readouterr().out

    text = told(*folders)
    assert [f"`{folder.parent}/plan.yaml`: " in text for folder in folders] == [True] * 3
    assert "scenarios/sweeps" not in text
    assert "The 10 that" not in text and re.search(r"of 2 parameters moves? no headline by 2%", text)
    assert "does. In order, by\ntheir share in the sum" in text
    assert "The plans below vary those that\nmatter most for their own headlines." in text
    assert "The plan below varies those that\nmatter most for its own headlines." in told(*folders[:2])
    assert "below var" not in told(folders[0])
    alone = told(folders[2])
    assert "One plan has no order that could be\nturned." in alone and "No parameter alone" not in alone
    assert alone.count("`kim_moonsoo` ") == 2  # its effect on value added, and on productivity


NAMES = re.compile(
    r"`[^`]*`|\[[^\]]*\]\([^)]*\)|\(mu\*\)|\(sigma\)|src-\w+|KOSIS|WIOD|MB|/\S+|--limit|sweep analyse|%p"
)
"""What a Korean page keeps: names of files and programs, symbols, sources, units."""


def said(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    assert main(["sweep", *map(str, words)]) == 0
    return capsys.readouterr().out


def test_the_page_in_korean_has_the_same_numbers_and_no_english_word(
    folders: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    english, korean = (said(capsys, "page", *folders, "--lang", language) for language in ("en", "ko"))
    assert english == said(capsys, "page", *folders)
    assert re.findall(r"[A-Za-z]{2,}", NAMES.sub("", korean)) == []
    tables = [[re.findall(r"[-+]?\d+\.?\d*(?:e-\d+)?", line) for line in text.splitlines() if line.startswith("| `")
               or " ± " in line] for text in (english, korean)]  # fmt: skip
    assert tables[0] == tables[1] and len(tables[0]) > 4
    assert re.findall("[가-힣]", english) == []


def test_commands_of_a_sweep_speak_korean(folders: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    for folder, head in zip(folders, ("평균 효과 크기", "총지수", "평균"), strict=True):
        text = said(capsys, "analyse", folder, "--lang", "ko")
        assert head in text and "정책 변화 없음" in text
        assert re.findall(r"[A-Za-z]{2,}", NAMES.sub("", text)) == []
        status = said(capsys, "status", folder, "--lang", "ko")
        assert "회 실행: 완료 " in status and re.findall(r"[A-Za-z]{2,}", NAMES.sub("", status)) == []


def test_an_order_that_turns_is_told_by_titles_in_korean(plan: Plan) -> None:
    read = read_plan(plan((CUBE, "one_at_a_time")))
    about = About(read, page.VALUE, "Korea", 2030, "billion KRW_2020/yr")
    ahead = np.array([[2.0], [2.0], [-1.0], [1.0], [1.0]])
    found = {"baseline": np.zeros((5, 1)), "kim_moonsoo - baseline": ahead}
    ranked, flipped = rankings.order(found), rankings.flips(read, found)
    korean = rankings.told(ranked, flipped, about, "ko")
    assert "상한" in korean and "앞서던 계획" in korean and re.findall(r"[A-Za-z]{2,}", korean) == []
    assert "levers.kms_rd_infra.strength" in rankings.told(ranked, flipped, about)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_legend_of_many_long_titles_stays_in_the_figure(
    plan: Plan, tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(style, "save", lambda figure, *_: drawn.append(figure))
    read = read_plan(plan((CUBE, "one_at_a_time")))
    about = About(read, page.VALUE, "Korea", 2030, "billion KRW_2020/yr")
    names = [f"{'a plan of many words ' * length}{length} - baseline" for length in (1, 2, 3, 4, 5)]
    response.draw(response.main_effects(read, dict.fromkeys(names, np.ones((5, 1)))), about, tmp_path / "x", language)
    (figure,) = drawn
    figure.draw_without_rendering()
    legends = [legend for part in (figure, *figure.subfigs) for legend in part.legends]
    (box,) = (legend.get_window_extent() for legend in legends)
    assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1
    assert all(axis.get_window_extent().height > 0.3 * 3.8 * figure.dpi for axis in figure.axes)


def test_a_shipped_plan_is_named_by_its_place_in_the_project(plan: Plan) -> None:
    assert source_of(SWEEPS / "sobol.yaml") == "scenarios/sweeps/sobol.yaml"
    assert source_of(plan()) == str(plan())


def test_sentences_of_the_shipped_page_are_those_of_the_program() -> None:
    """The page is made anew only when the model changes: until then its words must be those that would be written."""
    shipped = (SWEEPS.parents[1] / "docs" / "sensitivity.md").read_text(encoding="utf-8")
    assert f"The {page.MATTER} that matter most, by\ntheir share in the sum of mean effects" in shipped
    assert PAGE["below"].en in shipped
    for key in ("intro", "added", "turned"):
        assert PAGE[key].en.format(year=2035, first="baseline") in shipped
    for path in ("screening", "sobol", "rankings"):
        assert f"`{source_of(SWEEPS / f'{path}.yaml')}`: " in shipped


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


def test_a_plan_is_filled_with_what_matters_for_its_own_headlines(
    folders: list[Path], plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plan((CUBE, "one_at_a_time"), ("outcomes:", "# kept\noutcomes:"))
    before = path.read_text(encoding="utf-8")
    assert main(["sweep", "fill", str(path), str(folders[0]), "--count", "1"]) == 0
    told = capsys.readouterr().out
    store, screened = reopen(folders[0], to_run=False)
    effects = {one: size for one, size in page.measured((store, screened)).items() if one.plan == "kim_moonsoo"}
    (best,) = page.that_matter(screened, effects, 1)
    assert told == f"{path} varies 1 parameters, those that matter most first: {best}\n"
    lines = [line for line in before.splitlines() if not line.startswith("  - {name:") or best in line]
    assert path.read_text(encoding="utf-8").splitlines() == lines
    assert main(["sweep", "fill", str(path), str(folders[1])]) == 3
    assert "is no screening: its design is sobol, not morris" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["screening", "rankings", "sobol"])
def test_shipped_plans_of_sensitivity_vary_over_the_ranges_from_which_ensembles_draw(name: str) -> None:
    varied = {one.name: (one.low, one.high) for one in read_plan(SWEEPS / f"{name}.yaml").vary}
    registry = load_registry()
    assert varied == {name: tuple(sorted((registry[name].weak, registry[name].strong))) for name in varied}


def test_the_screening_holds_every_uncertain_parameter_and_every_mechanism() -> None:
    screening = read_plan(SWEEPS / "screening.yaml")
    assert {one.name for one in screening.vary} == {
        name for name, spec in load_registry().items() if spec.weak != spec.strong
    }
    screened, ranked = (
        {REGISTRY[lever.lever].module for one in read.scenarios for lever in one.levers}
        for read in (screening, read_plan(SWEEPS / "rankings.yaml"))
    )
    assert screened == ranked


def test_sobol_has_ten_parameters_and_four_headlines() -> None:
    plan = read_plan(SWEEPS / "sobol.yaml")
    assert (len(plan.vary), len(page.headlines(plan)), len(runs(plan))) == (10, 4, 64 * 12 * 2)
    assert len(runs(read_plan(SWEEPS / "rankings.yaml"))) == (1 + 2 * 24) * 9 * 3
