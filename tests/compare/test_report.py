"""The page of a comparison: self-contained, safe against texts of plans, in both languages, small."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from sim.compare.extras import Extras
from sim.compare.page import SCRIPTS, write_page
from sim.compare.plans import BASELINE_COLOUR, COLOURS, Plan, describe
from sim.compare.runs import Comparison, run_comparison
from sim.compare.sheets import sheets
from sim.compare.study import Study
from sim.compare.summary import summary
from sim.labels import Label
from sim.results.info import RunInfo
from sim.workers import Workers
from tests.results.fake_model import BASELINE, PLAN, FakeFactory, FakeLever, FakeScenario

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \"quoted\" 'single'"
ROW = {
    "id": "power", "says": {"en": EVIL, "ko": EVIL}, "status": "modelled", "lever": "grid_capacity", "source": "paper",
    "strength": {"evidence": ["E_grid"]}, "note": {"en": EVIL, "ko": EVIL},
}  # fmt: skip
SOURCES = {
    "paper": {
        "outlet": "A <b>paper</b>", "date": "2025-05-23", "address": "javascript:alert(3)",
        "what": {"en": EVIL, "ko": EVIL},
    }
}  # fmt: skip
WRITTEN = dataclasses.replace(
    PLAN, title={"en": EVIL, "ko": EVIL}, pledges=(ROW, ROW | {"status": "not_modelled"}), sources=SOURCES
)
HARM = FakeScenario("harm", {"en": "Harm", "ko": "해"}, (FakeLever("y", "grid_capacity", -0.03, -0.02, -0.02),))


@pytest.fixture(scope="module")
def compared(workers: Workers) -> tuple[Comparison, dict[str, Plan]]:
    plans = [WRITTEN, HARM]
    comparison = run_comparison(BASELINE, plans, FakeFactory(), workers, seed=3, replications=range(8))
    return comparison, describe(BASELINE, plans)


@pytest.fixture(scope="module")
def page(compared: tuple[Comparison, dict[str, Plan]], tmp_path_factory: pytest.TempPathFactory) -> str:
    comparison, plans = compared
    info = RunInfo(
        title=Label("Comparison", "비교"), parent_title=None, data_vintage="2022 accounts", settings={"scale": 0.02},
        scenario_files={}, warnings=(Label(EVIL, EVIL),), command="python run.py compare a.yaml",
    )  # fmt: skip
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(
        Study(comparison, Extras(), ()), plans, sheets(comparison, plans), info, "20260101T000000Z_abcd", path, "ko"
    )
    return path.read_text(encoding="utf-8")


def _data(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    content: dict[str, object] = json.loads(found[1])
    return content


def test_texts_of_plans_cannot_become_markup(page: str) -> None:
    assert page.count("<script") == page.count("</script>") == len(SCRIPTS) + 1  # and the data
    assert "<img" not in page
    assert "<b>paper" not in page
    assert "javascript:" not in page
    assert _data(page)["members"][1]["label"]["en"] == EVIL  # type: ignore[index]


class _Addresses(HTMLParser):
    """Addresses in attributes of the page that a browser would load or follow, and those in its styles."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.style = tag == "style"
        self.found |= {value or "" for name, value in attrs if name in ("src", "href", "data", "action", "srcset")}

    def handle_data(self, data: str) -> None:
        if self.style:
            self.found |= set(re.findall(r"""(?:url\(|@import)\s*["']?([^"')]*)""", data))


def test_nothing_is_fetched_from_anywhere(page: str) -> None:
    assert "default-src 'none'" in page
    reader = _Addresses()
    reader.feed(page)
    assert {address.partition(",")[0] for address in reader.found} == {"data:", "data:font/woff;base64"}


def test_page_is_small_and_carries_both_languages_and_its_origin(page: str) -> None:
    assert len(page.encode()) < 5_000_000
    assert '<html lang="ko">' in page
    for text in ("Which plan does better than which", "어느 계획이 어느 계획보다 나은가", "시드 3", "seed 3",
                 "2022 accounts", "conditional projection 2022-2035, not a forecast",
                 "20260101T000000Z_abcd"):  # fmt: skip
        assert text in page
    assert page.count("8 paired runs") > 8


def test_data_of_the_page_are_those_of_the_comparison(page: str, compared: tuple[Comparison, dict[str, Plan]]) -> None:
    comparison, _ = compared
    data = _data(page)
    entry = data["indicators"][0]  # type: ignore[index]
    draws = comparison.effects("Value Added|Manufacturing", "Busan")[2, :, -1]
    shown = entry["areas"]["Busan"]["effect"][1][-1]
    assert shown[0] == pytest.approx(draws.mean(), rel=1e-3)
    assert shown[1] == pytest.approx(np.quantile(draws, 0.05), rel=1e-3)
    korea = entry["areas"]["Korea"]["pairs"]
    assert korea["2035"]["beats"][2] == 100  # of (0, 1), (0, 2), (1, 2); 1000 more where they cannot be told apart
    assert [rank[0] for rank in korea["2035"]["rank"]] == [2, 1, 3]
    assert list(korea) == [str(year) for year in range(2023, 2036)]
    assert list(entry["areas"]["Busan"]["pairs"]) == ["2030", "2035"]


def test_summary_tells_the_losers_and_what_cannot_be_told_apart(compared: tuple[Comparison, dict[str, Plan]]) -> None:
    comparison, plans = compared
    english = " ".join(paragraph.en for paragraph in summary(comparison, plans))
    assert "This report compares 2 plans with “No new policy” in 8 paired runs (seed 3)" in english
    sure = "it comes first in 100 % of the runs (90 % interval of the probability: 75 to 100 %)"
    assert f"{sure}. The lowest is that of “Harm”" in english
    told = "(the 90 % band of the difference holds zero, or the means show the same number)"
    assert f"{told}: 0 of 1 pairs of plans, and 0 of 2 plans from “No" in english
    assert "under “Harm” " in english
    korean = " ".join(paragraph.ko for paragraph in summary(comparison, plans))
    assert "“새 정책 없음”을 기준으로 2개 계획을" in korean
    assert "과(와)" not in korean
    assert "Pledges of the plans that act in the model: 1 of 2" in english


def test_sizes_that_lose_are_named_beside_the_regions(compared: tuple[Comparison, dict[str, Plan]]) -> None:
    comparison, plans = compared
    annual = comparison.annual.copy()
    annual[2, :, comparison.rows["Value Added|Size|5-9", "Korea"]] *= 0.999
    changed = dataclasses.replace(comparison, annual=annual)
    (words,) = (one for one in summary(changed, plans) if one.en.startswith("Some lose clearly"))
    assert words.en.endswith(", 5-9 persons (−0.10 %) and 31 more.")
    assert words.en.partition("“Harm”")[2].count("(−") == 4


def test_what_a_source_is_stands_in_its_language() -> None:
    what = {"en": "An article", "ko": "기사"}
    plan = dataclasses.replace(WRITTEN, sources={"paper": {"outlet": "A paper", "date": "2025-05-23", "what": what}})
    (source,) = describe(BASELINE, [plan])["plan"].sources
    assert source.en.startswith("An article (") and source.ko.startswith("기사 (")


def test_one_run_claims_no_certainty(workers: Workers) -> None:
    comparison = run_comparison(BASELINE, [HARM], FakeFactory(), workers, seed=1, replications=range(1))
    english = " ".join(paragraph.en for paragraph in summary(comparison, describe(BASELINE, [HARM])))
    assert "there is no band" in english
    assert "cannot be told" not in english


def _seen(colour: str, vision: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Linear light of a colour as a dichromat sees it, in CIE Lab."""
    srgb = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(vision @ linear, 0.0, 1.0)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    f = np.cbrt(xyz / np.array([0.9505, 1.0, 1.089]))
    return np.array([116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])])


# Machado, Oliveira and Fernandes (2009), severity 1.
VISIONS = {
    "normal": np.eye(3),
    "protan": np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    "deutan": np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6727, 0.0472], [-0.0118, 0.0430, 0.9689]]),
}


@pytest.mark.parametrize("vision", VISIONS)
def test_every_two_colours_of_plans_differ_for_every_reader(vision: str) -> None:
    seen = [_seen(colour, VISIONS[vision]) for colour in (*COLOURS, BASELINE_COLOUR)]
    apart = [float(np.linalg.norm(one - two)) for k, one in enumerate(seen) for two in seen[k + 1 :]]
    assert min(apart) > 10.0


def test_a_plan_keeps_its_sign_when_another_one_fails(workers: Workers) -> None:
    broken = dataclasses.replace(HARM, id="broken", assume={"fail_at": 0})
    given = [broken, HARM]
    plans = describe(BASELINE, given)
    comparison = run_comparison(BASELINE, given, FakeFactory(), workers, seed=1, replications=range(2))
    assert comparison.plans == ("harm",)
    assert plans["harm"].colour == COLOURS[1]
