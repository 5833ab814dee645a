"""What no report may leave unsaid: the caveats, and that the validation bears them out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import escape

from sim.ensemble import run_ensemble
from sim.labels import LANGUAGES, Label
from sim.results import write_results
from sim.results.limits import TITLE, counted_as_enacted, limits
from tests.here import Here
from tests.results.fake_model import BASELINE, PLAN, FakeFactory
from tests.results.test_results import info_of

VALIDATION = Path(__file__).parents[2] / "docs" / "validation.md"
UNSURE = ((Label("An office", "전담 기구"), 0.5), (Label("Zones", "특구"), 0.25))


def texts(language: Any, **changes: Any) -> str:
    return "\n".join(text[language] for text in limits("2022", **changes))


def test_the_validation_bears_out_what_is_said_of_it() -> None:
    page = VALIDATION.read_text(encoding="utf-8")
    inside = re.search(r"^\| 90 % \| all \| 1-3 \| (\d+)%", page, flags=re.MULTILINE)
    assert inside is not None and 75 <= int(inside[1]) <= 85
    assert "held about eight in ten outcomes" in texts("en") and "실적의 80%" in texts("ko")
    set_1 = page[page.index("## Set 1") : page.index("## Set 2")]
    ratios = re.findall(r"^\| employment, nation \|.*R1 random walk [\d.]+ \| ([\d.]+)", set_1, flags=re.MULTILINE)
    assert len(ratios) == 3 and all(float(ratio) > 1.0 for ratio in ratios)
    assert "worse than a random walk" in texts("en") and "임의보행" in texts("ko")


def test_the_year_is_that_of_the_run() -> None:
    assert "No series of outcomes after 2022" in texts("en") and "levels from 2023 on are a projection" in texts("en")
    assert "2020년부터의 수준은 전망" in "\n".join(text.ko for text in limits("2019"))


@dataclass
class Plan:
    enactment: str = "certain"
    pledges: tuple[dict[str, Any], ...] = field(default_factory=tuple)


def test_measures_that_may_not_pass_are_named_unless_their_enactment_is_drawn() -> None:
    rows = tuple(
        {"id": name, "says": {"en": name, "ko": name}, "lever": lever, "enactment": chance}
        for name, lever, chance in (("a", "x", 0.5), ("b", "x", 1.0), ("c", "x", None), ("d", None, 0.5))
    )
    assert counted_as_enacted([Plan(pledges=rows), Plan(pledges=rows)]) == ((Label("a", "a"), 0.5),)
    assert counted_as_enacted([Plan("sampled", rows)]) == ()
    assert "--enactment" not in texts("en") + texts("ko")
    assert "“An office” (probability 0.5), “Zones” (probability 0.25)" in texts("en", unsure=UNSURE)
    assert "“전담 기구”(확률 0.5), “특구”(확률 0.25)" in texts("ko", unsure=UNSURE)


def test_the_report_of_a_plan_says_all_of_it_in_both_languages(tmp_path: Path) -> None:
    ensemble = run_ensemble(PLAN, BASELINE, FakeFactory(), seed=7, replications=range(2), workers=Here())
    folder = write_results(ensemble, info_of(unsure=UNSURE), tmp_path)
    page = (folder / "report.html").read_text(encoding="utf-8")
    for language in LANGUAGES:
        assert f"<h2>{TITLE[language]}</h2>" in page
        assert all(f"<li>{escape(text[language])}</li>" in page for text in limits("2022", UNSURE))
