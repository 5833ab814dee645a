"""Tables for readers: the numbers of the ensemble in four formats and two languages."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from sim.ensemble import Ensemble, run_ensemble
from sim.indicators import CODELIST
from sim.labels import Label
from sim.results import load_results, write_results
from sim.results.effects import cost_by_lever
from sim.results.render import latex_text
from sim.results.sheets import JUDGEMENT, sheets, weakest_grade
from sim.results.units import reader_unit
from tests.here import Here
from tests.results.fake_model import BASELINE, PLAN, FakeFactory
from tests.results.test_results import PLEDGES, info_of

NAMES = ("headline", "effect_by_region", "effect_by_sector", "effect_by_size", "fiscal_cost", "coverage")
VALUE = "Value Added|Manufacturing"


@pytest.fixture(scope="module")
def paired() -> Ensemble:
    return run_ensemble(PLAN, BASELINE, FakeFactory(), seed=7, replications=range(6), workers=Here())


@pytest.fixture(scope="module")
def folder(paired: Ensemble, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(paired, info_of(), tmp_path_factory.mktemp("tables"), report=False) / "tables"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_every_table_is_there_in_both_languages_and_in_the_manifest(folder: Path) -> None:
    expected = {f"tables/{name}_{tongue}.{kind}" for name in NAMES for tongue in ("en", "ko")
                for kind in ("csv", "tex", "html")} | {"tables/tables_en.xlsx", "tables/tables_ko.xlsx"}  # fmt: skip
    results = load_results(folder.parent)
    assert {name for name in results.manifest["files"] if name.startswith("tables/")} == expected
    assert results.changed_files() == []


def test_headline_shows_both_scenarios_and_the_paired_effect(folder: Path, paired: Ensemble) -> None:
    table = pd.read_csv(folder / "headline_en.csv")
    row = table[(table["Outcome"] == "Value added (real)") & (table["Year"] == 2035)].iloc[0]
    assert row["Unit"] == "trillion won of 2020/yr"
    assert row["No new policy: Mean"] == pytest.approx(paired.values(VALUE, member=0)[:, -1].mean() / 1e3)
    assert row["A plan: 95 %"] == pytest.approx(np.quantile(paired.values(VALUE)[:, -1], 0.95) / 1e3)
    draws = paired.effect(VALUE, percent=True)[:, -1]
    assert row["Effect: Mean"] == pytest.approx(draws.mean())
    assert (row["Effect: 5 %"], row["Effect: 95 %"]) == pytest.approx(tuple(np.quantile(draws, (0.05, 0.95))))
    assert sorted(table["Year"].unique()) == [2022, 2025, 2030, 2035]
    assert set(table.loc[table["Unit"] == "%", "Unit of effect"]) == {"pp"}
    assert set(table.loc[table["Unit"] != "%", "Unit of effect"]) == {"%"}


def test_languages_differ_in_words_only(folder: Path) -> None:
    for name in NAMES[:-1]:
        english, korean = (rows_of(folder / f"{name}_{tongue}.csv") for tongue in ("en", "ko"))
        assert english[0] != korean[0]
        for one, two in zip(english[1:], korean[1:], strict=True):
            numbers = [(a, b) for a, b in zip(one, two, strict=True) if re.fullmatch(r"-?[\d.]+(e-?\d+)?", a)]
            assert len(numbers) >= 4 and all(a == b for a, b in numbers)


def test_workbook_holds_numbers_and_every_table(folder: Path) -> None:
    book = load_workbook(folder / "tables_ko.xlsx")
    assert tuple(book.sheetnames) == NAMES
    page = book["effect_by_sector"]
    table = pd.read_csv(folder / "effect_by_sector_ko.csv")
    found = [row for row in page.iter_rows(values_only=True) if row[1] == "SEMI"]
    assert [row[2] for row in found] == [2030, 2035]
    assert found[1][3] == pytest.approx(table[table["식별자"] == "SEMI"].iloc[1, 3])
    assert "동일 난수로 짝지은 6쌍 모의실험 · 시드 7" in page["A2"].value and folder.parent.name in page["A2"].value


class Cells(HTMLParser):
    """Number of cells in each row, those that reach down from above included."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []
        self.reaching: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append(len(self.reaching))
            self.reaching = [rows - 1 for rows in self.reaching if rows > 1]
        if tag in ("td", "th"):
            self.rows[-1] += int(dict(attrs).get("colspan") or 1)
            below = int(dict(attrs).get("rowspan") or 1) - 1
            self.reaching += [below] if below else []


@pytest.mark.parametrize("name", NAMES)
def test_html_and_latex_have_as_many_cells_in_every_row(folder: Path, name: str) -> None:
    cells = Cells()
    cells.feed((folder / f"{name}_ko.html").read_text(encoding="utf-8"))
    assert len(set(cells.rows)) == 1 and cells.rows[0] == len(rows_of(folder / f"{name}_ko.csv")[0]) - 1
    text = (folder / f"{name}_ko.tex").read_text(encoding="utf-8")
    body = text[text.index(r"\midrule") : text.index(r"\bottomrule")]
    lines = [line for line in body.splitlines() if " & " in line]
    assert {len(re.findall(r"(?<!\\)&", line)) + 1 for line in lines} == {cells.rows[0]}
    assert len(lines) == len(rows_of(folder / f"{name}_ko.csv")) - 1


def test_signs_of_latex_are_made_harmless() -> None:
    assert latex_text("50 % of R&D_x {#1} −2 \\") == (r"50 \% of R\&D\_x \{\#1\} $-$2 \textbackslash{}")


def test_coverage_lists_every_pledge_by_status_with_what_one_must_know(folder: Path) -> None:
    table = pd.read_csv(folder / "coverage_en.csv").set_index("Name in the file")
    assert list(table.index) == ["power", "inert", "again", "slogan"]
    assert set(table.index) == {pledge["id"] for pledge in PLEDGES}
    assert table.loc["power", "Measure"] == "grid capacity" and table.loc["power", "Evidence"] == "E_en_grid, E_en_own"
    assert table.loc["inert", "Remark"] == "no effect in this run"
    assert table.loc["again", "Remark"] == "with power"
    assert table.loc["slogan", "Remark"] == "no instrument"
    assert set(table["Source"]) == {"outlet not stated, 2025-05-23"}
    korean = pd.read_csv(folder / "coverage_ko.csv").set_index("식별자")
    assert (
        set(korean["출처"]) == {"매체 미기재, 2025-05-23"}
        and korean.loc["inert", "근거"] == "연구진 판단(실증 근거 없음)"
    )
    assert (
        table.loc["power", "Strength: weak / central / strong"] == "0.2 / 0.45 / 0.8 share of planned capacity on time"
    )
    assert korean.loc["power", "강도: 약함 / 중앙 / 강함"] == "0.2 / 0.45 / 0.8 계획 용량 중 제때 준공되는 비중"
    assert table.loc["power", "Acts from"] == "2026Q1 (assumed)" and table.loc["inert", "Acts from"] == "2026Q1"
    assert table.loc["power", "Weakest grade"] == "C" and table.loc["inert", "Weakest grade"] == "judgement"
    assert pd.isna(table.loc["slogan", "Weakest grade"]) and pd.isna(table.loc["slogan", "Acts from"])
    page = (folder / "coverage_ko.html").read_text(encoding="utf-8")
    assert "출처: 연설 (매체 미기재, 2025-05-23)." in page


def test_cost_of_levers_adds_up_to_the_plan(folder: Path, paired: Ensemble) -> None:
    table = pd.read_csv(folder / "fiscal_cost_en.csv").set_index("Measure")
    levers = table[table["Name in the file"].notna()]
    assert set(levers["Name in the file"]) == {"rd", "loans"}
    assert levers["2033"].sum() == pytest.approx(table.loc["Gross cost of the plan", "2033"])
    years = [column for column in table.columns if column.isdigit()]
    assert years == [str(year) for year in range(2026, 2036)]  # from the first cost on
    assert table.loc["Gross cost of the plan", years].sum() == pytest.approx(table.loc["Gross cost of the plan", "Sum"])
    assert table.loc["Change of the public deficit (with interest)", "2035"] == pytest.approx(
        paired.values("Fiscal Cost|Net")[:, -1].mean() / 1e3
    )


def test_judgement_is_the_weakest_grade_and_an_unknown_one_is_none() -> None:
    info = info_of(grades={"a": "A", "b": "B"})
    assert weakest_grade(info, ["a"]) == Label("A", "A") and weakest_grade(info, ["a", "b"]) == Label("B", "B")
    assert weakest_grade(info, ["a", "judgement"]) == JUDGEMENT
    assert weakest_grade(info, ["F_va", "F_lp"]) == JUDGEMENT  # facts are no effects
    assert weakest_grade(info, ["a", "lost"]) is None and weakest_grade(info, []) is None


def test_announced_money_stands_beside_the_modelled_cost(paired: Ensemble, folder: Path, tmp_path: Path) -> None:
    assert not any("Announced" in head for head in rows_of(folder / "fiscal_cost_en.csv")[0])
    assert "Announced:" not in (folder / "fiscal_cost_en.html").read_text(encoding="utf-8")
    assert "발표 금액" not in (folder / "fiscal_cost_ko.html").read_text(encoding="utf-8")
    moneys = {"rd": (2.5, "trillion KRW"), "power": (500, "billion KRW/yr"), "loans": (None, "trillion KRW")}
    rows = tuple(
        {"id": name, "says": {"en": name, "ko": name}, "source": "speech", "status": "modelled",
         "money": {"announced": amount, "unit": unit}}
        for name, (amount, unit) in moneys.items()
    )  # fmt: skip
    out = write_results(paired, info_of(pledges=rows), tmp_path, report=False) / "tables"
    for language, head, told in (
        ("en", "Announced, trillion won", ("2.5 in total", "0.5 a year")),
        ("ko", "발표 금액(조원)", ("총 2.5", "연 0.5")),
    ):
        table = pd.read_csv(out / f"fiscal_cost_{language}.csv").iloc[:, 1:].set_index(head)["2035"]
        assert table[told[0]] > 0.9 and table[told[1]] == 0.0 and table.index.notna().sum() == 2
        page = (out / f"fiscal_cost_{language}.html").read_text(encoding="utf-8")
        assert ("Announced: what the source states" if language == "en" else "발표 금액: 출처에 적힌") in page


def test_a_scenario_alone_has_levels_only(paired: Ensemble) -> None:
    alone = replace(paired, parent=None, annual=paired.annual[:1])
    assert [sheet.name for sheet in sheets(alone, info_of(None, pledges=()))] == ["headline"]


def test_texts_of_others_stay_texts(paired: Ensemble, tmp_path: Path) -> None:
    evil = info_of(title=Label("=1+1", "<b>&굵게"), pledges=({**PLEDGES[0], "says": {"en": "=A1", "ko": "$x_1$"}},))
    tables = write_results(paired, evil, tmp_path, report=False) / "tables"
    book = load_workbook(tables / "tables_en.xlsx")
    assert {cell.data_type for page in book for row in page for cell in row} == {"s", "n"}
    assert "&lt;b&gt;&amp;굵게" in (tables / "headline_ko.html").read_text(encoding="utf-8")
    assert r"\$x\_1\$" in (tables / "coverage_ko.tex").read_text(encoding="utf-8")


def test_every_unit_of_the_codelist_has_words_for_readers() -> None:
    for entry in CODELIST.values():
        unit = reader_unit(entry.unit.format(base=2022))
        assert unit.label.en and unit.label.ko
        assert unit.share == (entry.unit == "share")


def test_levers_that_cost_as_much_follow_their_names_whatever_their_order_in_the_file() -> None:
    paths = {"b": 2.0, "a": 2.0, "c": 5.0, "idle": 0.0}
    for names in (("b", "a", "c", "idle"), ("idle", "a", "c", "b")):
        run: Any = SimpleNamespace(
            strengths=dict.fromkeys(names), values=lambda name: np.full((3, 4), paths[name.split("|")[1]])
        )
        assert list(cost_by_lever(run)) == ["c", "a", "b"]


def test_announced_money_that_cannot_be_placed_is_told_beside_it_with_the_amount(paired: Ensemble) -> None:
    first, *others = PLEDGES
    rows = ({**first, "money": {"announced": 5.0, "unit": "trillion KRW"}}, *({**one, "money": {}} for one in others))

    def told(unplaced: dict[str, float]) -> tuple[dict[str, Any], Label]:
        info = replace(info_of(), pledges=rows, unplaced=unplaced)
        (cost,) = (one for one in sheets(paired, info) if one.name == "fiscal_cost")
        assert cost.note is not None
        return {str(row[1]): row[-1] for row in cost.rows if row[1]}, cost.note

    stated, silent = str(first["id"]), next(str(one["id"]) for one in others)
    before, note = told({})
    after, more = told({stated: 3.214, silent: 0.5})
    assert before[stated].en == "5 in total" and "fund_largest_stake" not in note.en
    assert after[stated].en == "5 in total; about 3.21 for shares cannot be placed"
    assert after[stated].ko == "총 5; 지분 매입분 중 약 3.21 집행 불가"
    assert after[silent].en == "no amount; about 0.5 for shares cannot be placed"
    assert "fund_largest_stake" in more.en and "fund_largest_stake" in more.ko
