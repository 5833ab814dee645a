"""The exact text of every message about a scenario file. `python run.py test tests/scenario --update` rewrites them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import check, report

EXPECTED = Path(__file__).with_name("messages.txt")

# name -> (old text, new text) in plan.yaml, or (old, new, file)
CASES: dict[str, tuple[str, ...]] = {
    # names
    "unknown top-level key": ("targets:", "tragets:"),
    "unknown key of a pledge": ("    why:", "    reason:"),
    "unknown key of timing": ("lag: 8Q", "delay: 8Q"),
    "unknown key with no neighbour": ("    with: robots", "    xyzzy: robots"),
    "unknown lever": ("lever: grid_capacity", "lever: grid_capacty"),
    "unknown region": ("[Jeonnam, Gyeonggi]", "[Jeonam, Gyeonggi]"),
    "unknown region in Korean": ("[Jeonnam, Gyeonggi]", "[전남, Gyeonggi]"),
    "unknown region by its official name": ("[Jeonnam, Gyeonggi]", "[전라남도, Gyeonggi]"),
    "unknown sector": ("[CHEM, K_MACH]", "[CHEMI, K_MACH]"),
    "unknown region in an older spelling": ("[Jeonnam, Gyeonggi]", "[Kyungbuk, Yeosu]"),
    "unknown sector in everyday words": ("[CHEM, K_MACH]", "[chips, 조선업]"),
    "unknown size class": ('["50-299", 300+]', '["50-300", 300+]'),
    "unknown tag": ("sizes: all, tags: []", "sizes: all, tags: [exporters]"),
    "unknown complex": ("sizes: all, tags: []", "sizes: all, tags: ['complex:Yosu']"),
    "unknown indicator": ("labour_productivity", "labor_productivity"),
    "unknown status": ("status: merged", "status: merge"),
    "unknown evidence": ("[E_grid]", "[E_gird]"),
    "unknown assumption": ("  wage_drift:", "  wage_drfit:"),
    "unknown sampled parameter": ("  wage_curve: range", "  wage_curv: range"),
    "unknown merged pledge": ("with: robots", "with: robot"),
    "unknown place in the baseline": ("where: policy_rate", "where: policy_rates"),
    "unknown source": ("    source: paper_2025\n    status: merged", "    source: paper_2024\n    status: merged"),
    "unknown parent": ("extends: baseline", "extends: basline"),
    "unknown timing basis": ("extends: baseline", "extends: baseline\ntiming_basis: as_date"),
    "unknown scenario to compare with": ("uncertain:", "report: {compare_with: basline}\nuncertain:"),
    "unknown key of a path": ("{path: {2026: 0.025, 2028Q3: 0.02}}", "{path: {2026: 0.025}, betwen: linear}"),
    # units and money
    "wrong unit": ("unit: share of capacity", "unit: share"),
    "missing unit of strength": ("unit: share of capacity, ", ""),
    "money without a unit": ("{announced: 12.5, unit: trillion KRW}", "{announced: 12.5}"),
    "unknown unit of money": ("unit: trillion KRW", "unit: trillion won"),
    "unit of money in Korean": ("unit: trillion KRW", "unit: 억 원"),
    "negative money": ("announced: 12.5", "announced: -12.5"),
    "money of another order of magnitude": ("announced: 12.5", "announced: 150000"),
    "money a year of another order of magnitude": (
        "{announced: 12.5, unit: trillion KRW}", "{announced: 250000, unit: billion KRW/yr}"),
    # what is missing
    "missing source": ("    source: paper_2025\n    status: merged", "    status: merged"),
    "missing evidence": (", evidence: [E_grid]", ""),
    "empty evidence": ("[E_grid]", "[]"),
    "missing language": ("{en: More lines, ko: 송전망 확충}", "{en: More lines}"),
    "empty text": ("{en: More lines, ko: 송전망 확충}", '{en: "", ko: 송전망 확충}'),
    "missing start": ("{start: 2027Q1, ramp: 4Q}", "{ramp: 4Q}"),
    "missing lever": ("    lever: grid_capacity\n", ""),
    "missing reason": ("    why: {en: It names no measure, ko: 수단이 없다}\n", ""),
    "missing carrier": ("    with: robots\n", ""),
    "missing title": ("title: {en: A plan, ko: 어떤 계획}\n", ""),
    "missing schema": ("schema: 1\n", ""),
    "missing everything of a lever": ("status: not_modelled", "status: modelled"),
    "misspelt key reported with the one it misses": ("    says: {en: Robots, ko", "    say: {en: Robots, ko"),
    "misspelt key above an empty one": ("    timing: {start: 2027Q1, ramp: 4Q}", "    tming: {end: null}"),
    "nothing behind a key": ("lever: grid_capacity", "lever:"),
    "source not complete": ("  date: 2025-05-23\n", "  date: May 2025\n", "sources.yaml"),
    # types
    "schema of another version": ("schema: 1", "schema: 2"),
    "number in quotation marks": ("central: 0.1,", 'central: "0.1",'),
    "text for a number": ("central: 0.1,", "central: much,"),
    "truth value for a number": ("central: 0.1,", "central: true,"),
    "infinite number": ("strong: 0.4,", "strong: .inf,"),
    "text for a list": ("regions: [Honam]", "regions: Honam"),
    "list for a text": ("lever: grid_capacity", "lever: [grid_capacity]"),
    "text for a mapping": ("timing: {start: 2027Q1, ramp: 4Q}", "timing: 2027Q1"),
    "id with capitals": ("id: slogan", "id: Slogan"),
    "id that Windows keeps for a device": ("id: slogan", "id: nul"),
    "id of a group that Windows keeps for a device": ("id: slogan", "overlap: com1\n    id: slogan"),
    "id that is too long": ("id: slogan", f"id: {'slogan' * 11}"),
    "schema in quotation marks": ("schema: 1", 'schema: "1"'),
    "schema that is no whole number": ("schema: 1", "schema: true"),
    "number with a sign of percent": ("central: 0.1,", "central: 10%,"),
    "number without an end": ("central: 0.1,", f"central: {'9' * 400},"),
    "number for a key": ("    with: robots", "    2026: robots"),
    "number for an assumption": ("  wage_drift:", "  2026: 0.1\n  wage_drift:"),
    "path without dates": ("{path: {2026: 0.025, 2028Q3: 0.02}}", "{path: {}}"),
    "the word all in a list": ("[Jeonnam, Gyeonggi]", "[all]"),
    "parent without a name": ("extends: baseline", 'extends: ""'),
    "compared with a name that is empty": ("uncertain:", 'report: {compare_with: ""}\nuncertain:'),
    "money beyond measure": ("announced: 12.5", "announced: 1e300"),
    "year for a quarter": ("start: 2026Q3", "start: 2026"),
    "half year for a quarter": ("start: 2026Q3", "start: 2026H2"),
    "half year in Korean for a quarter": ("start: 2026Q3", "start: 2026년 하반기"),
    "year and quarter of a report for a quarter": ("start: 2026Q3", "start: 26.3분기"),
    "year of two digits for a quarter": ("start: 2026Q3", "start: \"'26년 7월\""),
    "end of a year for a quarter": ("by: 2031Q4", "by: 2031년말"),
    "day for a quarter": ("start: 2026Q3", "start: 2026-07-15"),
    "words for a length of time": ("lag: 8Q", "lag: 2 years"),
    "number for a length of time": ("lag: 8Q", "lag: 8"),
    "assumption that is a text": ("policy_rate: {path: {2026: 0.025, 2028Q3: 0.02}}", "policy_rate: low"),
    "path that is a list": ("{path: {2026: 0.025, 2028Q3: 0.02}}", "{path: [0.025, 0.02]}"),
    "date of a path": ("2028Q3: 0.02", "2028Q5: 0.02"),
    "sampled parameter without its high end": ("{low: 0.01, high: 0.05}", "{low: 0.01}"),
    "sampled parameter without a range": ("{low: 0.01, high: 0.05}", "range"),
    # sense
    "id given twice": ("id: slogan", "id: robots"),
    "key given twice": ("extends: baseline", "extends: baseline\nextends: baseline"),
    "id is not the file name": ("id: plan", "id: plna"),
    "region listed twice": ("[Jeonnam, Gyeonggi]", "[Jeonnam, Jeonnam]"),
    "strengths not monotone": ("weak: 0.0, central: 0.1, strong: 0.4", "weak: 0.2, central: 0.1, strong: 0.4"),
    "strength in per cent": ("strong: 0.4,", "strong: 40,"),
    "strength outside what the lever accepts": ("strong: 0.4,", "strong: 4.0,"),
    "strength outside the plausible range": ("strong: 0.4,", "strong: 0.6,"),
    "start outside the run": ("start: 2027Q1", "start: 2047Q1"),
    "target outside the run": ("by: 2030Q4", "by: 2050Q4"),
    "end before start": ("end: null", "end: 2025Q4"),
    "end before the first quarter": ("end: null", "end: 2028Q2"),
    "end before full force": ("end: null", "end: 2029Q4"),
    "ramp beyond the run": ("{start: 2027Q1, ramp: 4Q}", "{start: 2033Q1, ramp: 16Q}"),
    "strength promised before the lever acts": ("by: 2031Q4", "by: 2027Q1"),
    "lag beyond the run": ("lag: 8Q", "lag: 10Y"),
    "target with nothing to reach": (", change: 0.30", ""),
    "target with two goals": (", change: 0.30", ", change: 0.30, level: 120"),
    "target of a change in per cent": ("change: 0.30", "change: 30"),
    "target of a share in per cent": ("labour_productivity, change: 0.30", "zombie_share, level: 3"),
    "target in trillion won": ("labour_productivity, change: 0.30", "value_added, level: 700"),
    "target below zero": ("labour_productivity, change: 0.30", "employment, level: -5"),
    "target of no rank": ("labour_productivity, change: 0.30", "export_rank, level: 0.5"),
    "target of a sector where none is kept": (
        "indicator: labour_productivity", "indicator: zombie_share, scope: {sectors: [AUTO]}"),
    "target of a region where only the nation is known": (
        "indicator: labour_productivity", "indicator: export_rank, scope: {regions: [Ulsan]}"),
    "target of a mark that is not kept": (
        "indicator: labour_productivity", "indicator: labour_productivity, scope: {tags: [exporter]}"),
    "target of plants of a stage without a base": (
        "indicator: labour_productivity", "indicator: value_added, scope: {tags: [ai_factory]}"),
    "target of plants of a stage with a date": (
        "indicator: labour_productivity", "indicator: labour_productivity, scope: {tags: [ai_factory]}, since: 2024Q1"),
    "target before the first year is over": ("by: 2030Q4", "by: 2022Q3"),
    "scope with an empty list": ("regions: [Honam]", "regions: []"),
    "scope with a tag of another region": ('"50-299", 300+], tags: []', '"50-299", 300+], tags: ["complex:Ulsan"]'),
    "scope without establishments": ("{regions: [Honam], sectors: [CHEM, K_MACH], sizes: [\"50-299\", 300+], tags: []}",
                                     "{regions: [Jeju], sectors: [SHIP], sizes: [300+], tags: []}"),
    "scope with two complexes": ("sizes: all, tags: []", "sizes: all, tags: ['complex:Yeosu', 'complex:Daebul']"),
    "measure under a second name": (
        "    status: merged\n    with: robots\n",
        "    status: modelled\n    lever: adoption_support\n"
        '    scope: {regions: [Honam], sectors: [CHEM, K_MACH], sizes: ["50-299", 300+], tags: []}\n'
        "    timing: {start: 2026Q4, lag: 1Q, ramp: 1Y}\n"
        "    strength: {weak: 1.1, central: 1.1, strong: 1.1, unit: x baseline hazard, evidence: [judgement]}\n"),
    "merged with itself": ("with: robots", "with: robots_again"),
    "merged with a pledge without lever": ("with: robots", "with: slogan"),
    "key of another status": ("    where: policy_rate", "    where: policy_rate\n    lever: grid_capacity"),
    "assumption outside what the model accepts": ("2026: 0.025", "2026: 2.5"),
    "assumption outside the plausible range": ("2026: 0.025", "2026: 0.08"),
    "assumption that departs from what is fixed": ("  wage_drift:", "  tax_start: 2026.0\n  wage_drift:"),
    "assumption that acts at the opening only": ("  wage_drift:", "  trade_scale: 0.4\n  wage_drift:"),
    "assumption about the population": ("  wage_drift:", "  size_tail: 1.1\n  wage_drift:"),
    "sampled parameter of the population": ("  wage_curve: range", "  size_tail: {low: 0.9, high: 1.1}"),
    "path outside the run": ("2026: 0.025", "2021: 0.025"),
    "path out of order": ("{2026: 0.025, 2028Q3: 0.02}", "{2029: 0.025, 2028Q3: 0.02}"),
    "sampled range upside down": ("{low: 0.01, high: 0.05}", "{low: 0.05, high: 0.01}"),
    "fixed and sampled": ("  wage_curve: range", "  policy_rate: {low: 0.01, high: 0.05}"),
    "compared with itself": ("uncertain:", "report: {compare_with: plan}\nuncertain:"),
    "circle of parents": ("id: baseline", "id: baseline\nextends: plan", "baseline.yaml"),
    # CSV files
    "no such table": ("outlook.csv", "outlok.csv"),
    "no such column": ("year,wage_drift,other", "year,wages,other", "outlook.csv"),
    "no column of dates": ("year,wage_drift,other", "years,wage_drift,other", "outlook.csv"),
    "text in a table": ("0.012", "n.a.", "outlook.csv"),
    "value of a table outside what the model accepts": ("0.012", "1.2", "outlook.csv"),
    # YAML
    "text that is not UTF-8": ("어떤 계획", "어떤 계획".encode("cp949").decode("utf-8", "surrogateescape")),
    "list not closed": ("[Jeonnam, Gyeonggi]", "[Jeonnam, Gyeonggi"),
    "quotation mark not closed": ("en: It names no measure", "en: 'It names no measure"),
    "two colons in a line": ("    lever: grid_capacity", "    lever: grid: capacity"),
    "tab": ("    lever: grid_capacity", "\tlever: grid_capacity"),
    "wrong indentation": ("    lever: grid_capacity", "   lever: grid_capacity"),
    "line too deep": ("    status: not_modelled", "     status: not_modelled"),
    "no space after a colon": ("    lever: grid_capacity", "    lever:grid_capacity"),
    "number with commas": ("announced: 12.5", "announced: 20,000"),
    "two documents": ("targets:", "---\ntargets:"),
    "anchor": ("extends: baseline", "extends: &parent baseline"),
    "tag of YAML": ("central: 0.1,", "central: !half 0.1,"),
    "control character": ("A plan", "A \x07 plan"),
    "long line": ("en: Rates as they are", "en: " + "Rates as they are and as they were, " * 5 + "end, extra: 0"),
}  # fmt: skip


def _expected() -> dict[str, str]:
    parts = re.split(r"^=== (.*)\n", EXPECTED.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {name: text.strip("\n") for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _write(name: str, text: str) -> None:
    known = {**(_expected() if EXPECTED.exists() else {}), name: text}
    body = "\n\n".join(f"=== {key}\n{known[key]}" for key in CASES if key in known)
    EXPECTED.write_text(body + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_message(name: str, folder: Path, edit: Callable[..., None], update: bool) -> None:
    edit(*CASES[name])
    text = report(check(["plan.yaml"]))
    assert text, "nothing was reported"
    if update:
        _write(name, text)
    assert text == _expected()[name]


def test_every_expected_message_has_a_case() -> None:
    assert list(_expected()) == list(CASES)
    assert len(CASES) >= 60


def test_the_plan_itself_is_faultless(folder: Path) -> None:
    problems = check(["plan.yaml"])
    assert [problem.message for problem in problems] == [
        "all measures act 2 quarters earlier than dated, so that the first starts in 2026Q1 and not in 2026Q3 "
        "(timing_basis common_start); targets keep their dates",
        "the world differs from that of 'baseline' (policy_rate, wage_drift): the difference is not policy alone",
    ]
