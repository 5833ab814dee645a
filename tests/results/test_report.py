"""Figures in both languages, the numbers beside them, and the page."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager, rcParams
from matplotlib.ft2font import FT2Font
from PIL import Image

from calibration.builder import VINTAGE
from sim.ensemble import Ensemble, run_ensemble
from sim.indicators import CODELIST
from sim.labels import AREA_LABELS, LANGUAGES, SECTOR_LABELS, Label
from sim.report import breakdowns, figures, plan, style
from sim.report.page import inline_svg
from sim.results import load_results, write_results
from sim.results import target_sheet as goal_words
from sim.results.provenance import HORIZON, vintage
from sim.results.units import number
from sim.results.words import TEXT as WORDS
from tests.here import Here
from tests.results.fake_model import BASELINE, GOALS, PLAN, FakeFactory
from tests.results.test_results import info_of

NAMES = ("fan", "effect_by_year", "targets", "effect_by_region", "effect_by_sector", "effect_by_size", "fiscal_cost",
         "coverage")  # fmt: skip


@pytest.fixture(scope="module")
def paired() -> Ensemble:
    return run_ensemble(
        replace(PLAN, targets=GOALS), BASELINE, FakeFactory(), seed=7, replications=range(6), workers=Here()
    )


@pytest.fixture(scope="module")
def folder(paired: Ensemble, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(paired, info_of(), tmp_path_factory.mktemp("report"), figures="all", language="ko")


def test_every_figure_exists_in_both_languages_with_its_numbers(folder: Path) -> None:
    expected = {f"figures/{name}.csv" for name in NAMES} | {
        f"figures/{name}_{language}.{kind}"
        for name in NAMES
        for language in LANGUAGES
        for kind in ("svg", "png", "pdf")
    }
    written = {name for name in load_results(folder).manifest["files"] if name.startswith("figures/")}
    assert written == expected
    for name in expected:
        if name.endswith(".svg"):
            assert ET.parse(folder / name).getroot().tag.endswith("svg")
        if name.endswith(".png"):
            assert np.asarray(Image.open(folder / name).convert("L")).std() > 10.0
    assert (folder / "figures" / "fan_ko.svg").read_text() != (folder / "figures" / "fan_en.svg").read_text()


def test_the_font_has_every_glyph_of_every_label() -> None:
    labels = [entry.label for entry in CODELIST.values()] + [*AREA_LABELS.values(), *SECTOR_LABELS.values()]
    labels += [
        *WORDS.values(),
        *(label for part in (figures, breakdowns, plan, goal_words) for label in part.TEXT.values()),
        HORIZON,
        Label("조원 −1.2 +3 % · → ±", "가힣"),
    ]
    needed = {letter for label in labels for letter in label.en + label.ko} - {"\n"}
    for name in style.FONT_FILES:
        path = style.FONTS / name
        assert path.stat().st_size < 2_000_000
        font = FT2Font(str(path))
        assert [letter for letter in sorted(needed) if not font.get_char_index(ord(letter))] == []
    assert "SIL OPEN FONT LICENSE" in (style.FONTS / "LICENSE.txt").read_text()


def test_drawing_leaves_the_settings_of_the_caller_alone() -> None:
    before = dict(rcParams)
    with style.style():
        assert font_manager.FontProperties().get_name() == "Pretendard"
    assert dict(rcParams) == before


def test_numbers_beside_a_figure_are_those_of_the_ensemble(folder: Path, paired: Ensemble) -> None:
    effect = pd.read_csv(folder / "figures" / "effect_by_year.csv")
    row = effect.query("variable == 'Value Added|Manufacturing' and year == 2035")
    draws = paired.effect("Value Added|Manufacturing", percent=True)[:, -1]
    assert row["mean"].item() == pytest.approx(draws.mean())
    assert row["q0.95"].item() == pytest.approx(np.quantile(draws, 0.95))
    regions = pd.read_csv(folder / "figures" / "effect_by_region.csv")
    assert len(regions) == 17 and regions["mean"].is_monotonic_decreasing
    assert (regions["mean"] < 0.0).sum() >= 1  # losers are there
    cost = pd.read_csv(folder / "figures" / "fiscal_cost.csv")
    assert set(cost["lever"]) == {"rd", "loans", "change of the public deficit (with interest)"}
    assert set(cost["run"]) == {folder.name}
    fan = pd.read_csv(folder / "figures" / "fan.csv").query("scenario == 'baseline' and year == 2030")
    level = paired.values("Value Added|Manufacturing", member=0)[:, 8].mean() / 1e3
    assert fan["mean"].iloc[0] == pytest.approx(level)


def test_tile_map_has_a_place_for_every_region_once() -> None:
    assert set(figures.TILES) == set(AREA_LABELS) - {"Korea", "Capital", "Central", "Honam", "Daegyeong", "Southeast"}
    assert len(set(figures.TILES.values())) == 17


class Links(HTMLParser):
    """Everything a browser would fetch, and the ids of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "src" or (name in ("href", "xlink:href") and not value.startswith("#"))):
                self.fetched.append(value)
            if name == "id" and value:
                self.ids.append(value)


def test_report_is_one_file_in_both_languages_that_fetches_nothing(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Links()
    page.feed(text)
    assert page.fetched == []
    assert not re.search(r'@import|url\((?!#|"data:)', text)
    assert len(page.ids) == len(set(page.ids))
    assert text.count("<svg") == 2 * len(NAMES)
    used = set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text))
    assert used - set(page.ids) == set()
    assert '<html lang="ko">' in text
    for words in ("어떤 계획", "A plan against No new policy", "plan.yaml:3:1 strength outside", folder.name):
        assert words in text


def test_report_carries_the_letters_it_needs(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    fonts = [TTFont(BytesIO(base64.b64decode(data))) for data in re.findall(r"data:font/woff;base64,([^\"]+)", text)]
    assert len(fonts) == 2
    page = re.sub(r"<(style|svg|script).*?</\1>", "", text, flags=re.DOTALL)
    needed = {ord(letter) for letter in re.sub(r"<[^>]*>", "", page) if not letter.isspace()}
    for font in fonts:
        assert sorted(needed - set(font.getBestCmap())) == []
        assert "name" not in font or not font["name"].names


def test_text_of_others_cannot_become_markup(paired: Ensemble, tmp_path: Path) -> None:
    evil = info_of(
        title=Label("<script>alert(1)</script>", "<b>굵게</b>"),
        warnings=(Label("<img src=x onerror=y>", "<img src=y>"),),
    )
    path = write_results(paired, evil, tmp_path)
    text = (path / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in text and "<img" not in text and "<b>굵게" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_inline_svg_keeps_references_inside_the_figure() -> None:
    text = '<?xml version="1.0"?><svg><a id="p1"/><use xlink:href="#p1"/><g clip-path="url(#p1)"/></svg>'
    assert inline_svg(text, "fan-ko") == (
        '<svg><a id="fan-ko-p1"/><use xlink:href="#fan-ko-p1"/><g clip-path="url(#fan-ko-p1)"/></svg>'
    )


def test_a_scenario_alone_has_a_report_of_levels(paired: Ensemble, tmp_path: Path) -> None:
    alone = replace(paired, parent=None, annual=paired.annual[:1], quarterly=paired.quarterly[:1])
    path = write_results(alone, info_of(None), tmp_path)
    written = {found.name for found in (path / "figures").iterdir()}
    assert written == {
        f"{name}{end}" for name in ("coverage", "fan", "targets") for end in (".csv", "_en.svg", "_ko.svg")
    }
    assert "->" in (path / "report.html").read_text(encoding="utf-8").replace("&gt;", ">")


def test_figures_name_runs_seed_vintage_and_code(paired: Ensemble) -> None:
    foot = style.caption(paired, info_of(), "20260101T000000Z_abcdef01", "en").replace("\n", " · ")
    assert foot == (
        "6 paired runs · seed 7 · data: 2022 accounts, vintage 2025-12 · code 01234567 · "
        "run 20260101T000000Z_abcdef01 · conditional projection 2022-2035, not a forecast"
    )
    assert style.caption(paired, info_of(), "r", "ko").endswith("2022~2035년 조건부 전망이며 예측이 아님")


def test_the_data_vintage_of_the_program_has_a_korean_name() -> None:
    korean = vintage(f"{VINTAGE}; series to 2019").ko
    assert set(re.findall(r"[A-Za-z]+", korean)) == {"KOSIS", "WIOD"}
    assert re.findall(r"\d{4}", korean) == [*re.findall(r"\d{4}", VINTAGE), "2019"]


@pytest.mark.parametrize(
    ("value", "digits", "sign", "text"),
    [(-0.004, 2, True, "0.00"), (-1234.5, 1, False, "−1,234.5"), (0.126, 2, True, "+0.13"), (600.0, 0, False, "600")],
)
def test_numbers_have_a_true_minus_and_no_negative_zero(value: float, digits: int, sign: bool, text: str) -> None:
    assert number(value, digits, sign=sign) == text


def test_figures_inside_the_page_keep_their_colours_and_get_ids_of_their_own() -> None:
    pattern = '<pattern id="h1"><rect fill="#6cadd2"/></pattern>'
    text = f'<?xml version="1.0"?><svg>{pattern}<use xlink:href="#h1"/><path style="fill: url(#h1)"/></svg>'
    assert inline_svg(text, "map") == (
        '<svg><pattern id="map-h1"><rect fill="#6cadd2"/></pattern><use xlink:href="#map-h1"/>'
        '<path style="fill: url(#map-h1)"/></svg>'
    )
