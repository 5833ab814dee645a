"""The page in a real browser, offline: no error, nothing leaves it, switch and pickers change the charts, downloads.

Needs playwright and Debian's chromium; a machine without them skips these loudly.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.compare.additionality import Measure
from sim.compare.attribution import attributions
from sim.compare.budget import equal_budget
from sim.compare.extras import Extras, extra_sheets
from sim.compare.financing import CLOSURES
from sim.compare.page import write_page
from sim.compare.plans import describe
from sim.compare.runs import run_comparison
from sim.compare.sheets import sheets
from sim.compare.study import Study
from sim.compare.tables import HEADLINES
from sim.compare.theories import REFERENCE, Rivals, Theory
from sim.labels import Label
from sim.results.info import RunInfo
from sim.results.units import number
from sim.workers import Workers
from tests.results.fake_model import BASELINE, GOALS, PLAN, FakeFactory, FakeLever, FakeScenario

pytestmark = pytest.mark.full
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
EARLY = dataclasses.replace(GOALS[0], id="early", by=11, acts_from=16)
SIZES = (0.01, 0.006, -0.004, 0.002, 0.0)
PLANS = [PLAN] + [
    FakeScenario(
        f"plan{k}", {"en": f"Plan number {k} with a rather long name", "ko": f"꽤 긴 이름을 가진 계획 {k}"},
        (FakeLever(f"grid{k}", "grid_capacity", size - 0.002, size, size + 0.002, lose=(k,), price=3e5),),
        targets=(*GOALS[k : k + 1], *([EARLY] if k == 0 else [])),
    )
    for k, size in enumerate(SIZES)
]  # fmt: skip


@pytest.fixture(scope="module")
def page_file(workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def compare(plans: Any, runs: int = 6, **more: Any) -> Any:
        return run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(runs), **more)

    first = compare(PLANS)
    theories = (Theory(REFERENCE, Label("Usual", "보통"), {}), Theory("other", Label("Other", "다른 이론"), {}))
    extras = Extras(
        equal=equal_budget(PLANS[1:], first, 25.0, compare),
        attributions=attributions(PLANS[1:], 1, lambda variants: compare(variants, 3), HEADLINES, BASELINE),
        attribution_basis={"runs": "3", "scale": "0.02"},
        rivals=Rivals(theories, (first, compare(PLANS, 4))),
        financing=Rivals(CLOSURES, (first, compare(PLANS, 4), compare(PLANS, 4))),
        additionality={"plan": [Measure("deadweight", "partial", 0.4, 0.1)]},
    )
    plans = describe(BASELINE, PLANS)
    info = RunInfo(Label("Comparison", "비교"), None, "2022 accounts", {"scale": 0.02}, {})
    path = tmp_path_factory.mktemp("browser") / "report.html"
    tables = [*sheets(first, plans), *extra_sheets(extras, plans)]
    write_page(Study(first, extras, ()), plans, tables, info, "20260101T000000Z_abcd", path, "en")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: the page is not tested in a browser")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: no test in a browser")
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Any, page_file: Path) -> Iterator[Any]:
    """The page, opened; afterwards no error may have been seen and no request may have left it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True, accept_downloads=True)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(page_file.as_uri())
    yield opened
    context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(("data:", "blob:", page_file.as_uri()))] == []


def _chart(page: Any, name: str) -> str:
    drawn: str = page.locator(f"#{name} .plot").inner_html()
    return drawn


def test_every_chart_is_drawn(page: Any) -> None:
    charts = page.locator("figure[id]").evaluate_all("found => found.map(one => one.id)")
    assert charts == [
        "ranking", "matrix", "effects", "levels", "maps", "sectors", "sizes", "cost", "equal", "money",
        "targets", "levers", "theories",
    ]  # fmt: skip
    for name in charts:
        assert _chart(page, name).count("<text") > 5, name
        assert "NaN" not in _chart(page, name), name
        assert "undefined" not in _chart(page, name), name
        assert "seed 1" in page.locator(f"#{name} figcaption").inner_text(), name
    assert "This figure: 3 runs, scale 0.02." in page.locator("#levers figcaption").inner_text()
    assert "This figure: 6 runs under each theory." in page.locator("#theories figcaption").inner_text()


def test_the_language_switch_changes_words_controls_and_charts(page: Any) -> None:
    english = _chart(page, "ranking")
    assert page.locator("h1").inner_text() == "Plans for manufacturing compared"
    page.click("#switch")
    assert page.locator("h1").inner_text() == "제조업 정책 비교"
    assert page.title() == "제조업 정책 비교"
    assert page.locator("#indicator option").first.inner_text() == "부가가치(실질)"
    assert "꽤 긴 이름을 가진 계획 0" in re.sub("<[^>]*>", "", _chart(page, "ranking"))
    page.click("#switch")
    assert _chart(page, "ranking") == english


def test_pickers_change_the_charts(page: Any) -> None:
    seen = {_chart(page, "ranking")}
    page.select_option("#indicator", "Labour Productivity|Manufacturing")
    seen.add(_chart(page, "ranking"))
    page.select_option("#area", "Busan")
    seen.add(_chart(page, "ranking"))
    assert "Busan" in page.locator("#ranking .subtitle").inner_text()
    page.select_option("#year", "2030")
    seen.add(_chart(page, "ranking"))
    assert len(seen) == 4
    page.select_option("#indicator", "GDP|Real")
    assert "nation only" in page.locator("#areaNote").inner_text()
    assert "Korea" in page.locator("#ranking .subtitle").inner_text()


def test_plans_that_are_not_picked_disappear_and_none_is_said(page: Any) -> None:
    page.uncheck("#plan4")
    assert "Plan number 3" in _chart(page, "ranking")
    page.uncheck("#plan5")
    assert "Plan number 3" not in _chart(page, "ranking")
    for k in (1, 2, 3, 6):
        page.uncheck(f"#plan{k}")
    assert "Pick at least one plan." in _chart(page, "ranking")
    page.check("#plan5")
    assert "Plan number 3" in _chart(page, "ranking")


def test_data_and_drawing_of_a_figure_can_be_downloaded(page: Any) -> None:
    page.select_option("#area", "Ulsan")
    with page.expect_download() as waiting:
        page.click("#ranking .save >> text=CSV")
    assert waiting.value.suggested_filename == "ranking_Ulsan_2035.csv"
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"))))
    assert {row["plan"] for row in rows} == {plan.id for plan in PLANS}
    assert {row["run"] for row in rows} == {"20260101T000000Z_abcd"}
    with page.expect_download() as waiting:
        page.click("#maps .save >> text=SVG")
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("<svg")


def test_the_printed_page_has_no_controls_and_fits_its_sheet(page: Any, tmp_path: Path) -> None:
    page.emulate_media(media="print")
    assert not page.is_visible("#indicator")
    assert not page.is_visible("#switch")
    assert page.is_visible("#ranking svg")
    page.set_viewport_size({"width": 688, "height": 900})  # pixels of A4 between its margins
    page.wait_for_timeout(400)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("#ranking svg").evaluate("one => one.viewBox.baseVal.width") == 760
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert (tmp_path / "report.pdf").stat().st_size > 50_000


@pytest.mark.parametrize("width", [1280, 700, 420])
def test_the_page_is_never_wider_than_its_window(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(400)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


CLIPPED = """() => [...document.querySelectorAll("figure[id]")].flatMap((figure) => {
  const sheet = figure.querySelector("svg").getBoundingClientRect();
  return [...figure.querySelectorAll("svg text")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.left < sheet.left - 1 || box.right > sheet.right + 1 || box.top < sheet.top - 1
      || box.bottom > sheet.bottom + 1;
  }).map((one) => `${figure.id}: ${one.textContent}`);
})"""


@pytest.mark.parametrize("width", [1366, 700, 420])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_text_of_a_chart_is_cut_off(page: Any, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    if page.evaluate("document.documentElement.lang") != language:
        page.click("#switch")
    page.wait_for_timeout(400)
    assert page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("width", [1366, 688])
def test_names_are_whole_where_there_is_room(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    if width == 688:
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    else:
        page.wait_for_timeout(400)
    for name in ("levels", "maps", "matrix", "sectors", "ranking"):
        assert "…" not in _chart(page, name), name


def test_numbers_and_slanted_heads_have_the_room_they_need(page: Any) -> None:
    head = "A long name of a plan, longer than cells are wide"
    found = page.evaluate("""(head) => {
      const rows = [{label: "Row", cells: [[-12.34, -20, 0, 0, 0, 3]]}];
      const plot = Charts.kit.heat({width: 400, data: {digits: 2}}, rows, [{label: head}], "", 150);
      document.body.append(plot);
      const texts = [...plot.querySelectorAll("text")];
      const of = (content) => texts.find((one) => one.textContent === content);
      const shown = of("−12.34?"), slanted = texts.find((one) => one.textContent.startsWith("A long name"));
      return {number: shown.getBBox().width, cell: shown.parentNode.querySelector("rect").width.baseVal.value,
        head: slanted.getBoundingClientRect().right, edge: plot.getBoundingClientRect().right};
    }""", head)  # fmt: skip
    assert found["number"] < found["cell"]
    assert found["head"] < found["edge"]


def test_the_table_of_targets_fits_a_laptop(page: Any) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    table = page.locator("div.scroll").filter(has_text="not judged: due before the first measure").first
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_table_of_cells_is_scrolled_and_not_squeezed(page: Any) -> None:
    page.set_viewport_size({"width": 420, "height": 768})
    page.wait_for_timeout(400)
    plot = page.locator("#matrix .plot")
    assert plot.evaluate("one => one.scrollWidth > one.clientWidth + 50")
    cells = plot.locator("rect").evaluate_all("all => all.map((one) => one.getBoundingClientRect().width)")
    assert sorted(cells)[-49] > 40


def test_the_page_rounds_as_the_tables_do(page: Any) -> None:
    """Once, from the number itself, halves to the even digit; 1.635 lies below its decimal, 3.25 is a half."""
    values = [1.63497, 1.635, 3.25, 3.35, 0.125, 0.375, 2.5, 0.5, 1.005, -0.004, -3.25, 1234567.5, 999.9999, 1e-9, 0.0]
    for digits in range(5):
        shown = page.evaluate("([all, digits]) => all.map((one) => Draw.number(one, digits, true))", [values, digits])
        assert shown == [number(value, digits, sign=True) for value in values]


def test_every_year_has_a_matrix_for_the_nation_and_regions_say_which_have(page: Any) -> None:
    page.select_option("#year", "2027")
    assert _chart(page, "matrix").count("<rect") > 40
    page.select_option("#area", "Busan")
    assert "for regions in 2030 and the last year" in re.sub("<[^>]*>", "", _chart(page, "matrix"))
