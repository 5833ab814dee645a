"""The report of a run in a real browser, offline: no error, nothing asked for, and paper holds every table whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.ensemble import run_ensemble
from sim.results import write_results
from tests.compare.test_browser import browser  # noqa: F401
from tests.here import Here
from tests.results.fake_model import BASELINE, GOALS, PLAN, FakeFactory
from tests.results.test_results import info_of

pytestmark = pytest.mark.full
PAPER = 688
"""Pixels of A4 between its margins."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from dataclasses import replace

    ensemble = run_ensemble(
        replace(PLAN, targets=GOALS), BASELINE, FakeFactory(), seed=7, replications=range(3), workers=Here()
    )
    return write_results(ensemble, info_of(), tmp_path_factory.mktemp("report")) / "report.html"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_report_is_quiet_and_fits_screen_and_paper(browser: Any, report: Path, language: str) -> None:  # noqa: F811
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if request.url.startswith("http") else None)
    page.goto(report.as_uri())
    if page.evaluate("document.documentElement.lang") != language:
        page.click("#switch")
    for width, media in ((1366, "screen"), (420, "screen"), (PAPER, "print")):
        page.emulate_media(media=media)
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, media
    assert page.locator(f"figure[id$=-{language}] svg").first.is_visible()
    page.emulate_media(media="screen")
    shut = page.locator("details:not([open])").count()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert shut and page.locator("details:not([open])").count() == 0
    context.close()
    assert faults == []
