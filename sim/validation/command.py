"""`python run.py validate`: everything that is held against the model, printed and written."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import calibration
from sim.parameters import default_parameters
from sim.results import check_writable
from sim.stability import print_bands, stability_bands
from sim.validation import report, scorecard
from sim.validation.back_tests import BackTest, back_tests
from sim.validation.facts import Fact, facts
from sim.validation.hindcasts import LAST, SIZES, hindcast
from sim.validation.plan_of_2019 import PlanTest, plan_of_2019, promises
from sim.validation.standard_shocks import YEARS, base_year_fit, print_responses, response_table, run

FINE, FAILED = 0, 3
FACT_RUNS = {"full": 32, "quick": 2}
"""Seeds over which stylised facts are judged."""


def validate(kind: str, out: Path, workers: int | None = None) -> int:
    """Print the scorecard and write it to `out`/validation.

    kind: full (the protocol), quick (under three minutes), smoke (for continuous integration). Returns 3 when the base
    year, a tested standard shock or a band of the baseline fails; a missed bar of the hindcasts is reported, no error.
    """
    started = time.perf_counter()
    check_writable(out, "validation")
    failed = False if kind == "smoke" else not _response_tables()
    size = SIZES[kind]
    print(f"\nHindcasts: {report.label(size, kind)}", flush=True)
    free = hindcast(size, workers=workers)
    conditional = hindcast(size, conditional=True, workers=workers) if kind == "full" else None
    card = scorecard.build(free, conditional)
    sections = report.hindcast_sections(card, kind)
    _print_claims(card)
    extra: dict[str, Any] = {}
    if kind != "smoke":
        found = facts(range(FACT_RUNS[kind]), size.scale, workers)
        scale = 0.1 if kind == "full" else size.scale
        tests, plan = back_tests(scale), plan_of_2019(scale)
        _print_facts(found, tests)
        _print_plan(plan)
        sections += [report.fact_section(found), report.back_test_section(tests), report.plan_section(plan)]
        extra["facts"] = {one.name: {"value": float(one.values.mean()), "verdict": one.verdict} for one in found}
        extra["back_tests"] = {one.name: {"value": one.value, "verdict": one.verdict} for one in tests}
        sizes = {one.name: {"value": one.value, "verdict": one.verdict} for one in plan.sizes()}
        extra["plan_of_2019"] = {one.target: plan.error(one) for one in promises()} | sizes
    folder = out / "validation"
    report.write(folder, card, sections, size, kind, extra)
    print(f"\n{folder / 'validation.md'}  ({time.perf_counter() - started:.0f} s)")
    return FAILED if failed else FINE


def _response_tables() -> bool:
    """Base year, standard shocks and bands; whether all that is tested holds."""
    economy, parameters = calibration.build(), default_parameters()
    panel = run(economy, parameters, None, 2035)
    print(f"Data vintage: {economy.vintage}; deterministic run at default parameters\n")
    print("Base year as simulated against official figures")
    good = True
    for what, error, tolerance in base_year_fit(economy, panel):
        good &= error <= tolerance
        mark = "" if error <= tolerance else " !"
        print(f"  {what:48s} {100 * error:7.3f} %  (tolerance {100 * tolerance:.1f} %){mark}")
    print()
    rows = response_table(economy, parameters)
    print_responses(rows)
    print()
    bands = stability_bands(economy, panel)
    print_bands(bands)
    tested = all(row.inside(i) or not row.is_test(i) for row in rows for i in range(len(YEARS)))
    return good and tested and all(band.inside for band in bands)


def _print_facts(found: list[Fact], tests: list[BackTest]) -> None:
    print("\nStylised facts (model, range, role, verdict)")
    for fact in found:
        value, where = fact.values.mean(), f"[{fact.low:g} .. {fact.high:g}]"
        print(f"  {fact.title:88.88s} {value:8.3f} {where:16s} {fact.role:10s} {fact.verdict}")
    print("\nBack-tests")
    _print_tests(tests)


def _print_tests(tests: list[BackTest]) -> None:
    for test in tests:
        where = f"[{test.low:g} .. {test.high:g}]"
        print(f"  {test.title:80.80s} {test.value:8.3f} {where:16s} {test.unit:10s} {test.verdict}")


def _print_plan(plan: PlanTest) -> None:
    print("\nThe plan of 2019, in 2022: needed on a straight line, happened, model without and with, error %")
    for one in promises():
        words = [report.number(value) for value in (one.needed, one.happened, *plan.then.shown(one, LAST))]
        error = report.error_text(plan.error(one))
        print(f"  {one.target:20s} {'  '.join(f'{word:>14s}' for word in words)}  {error:>24s}")
    _print_tests(plan.sizes())


def _print_claims(card: scorecard.Scorecard) -> None:
    for row in card.rows:
        if row.bar is None:
            continue
        found = row.result
        print(
            f"  {row.what:28s} {row.horizons:4s} {row.sample:24s} model {found.model:5.2f}  {found.best:20s} "
            f"{found.rivals[found.best]:5.2f}  ratio {found.ratio:.3f} [{found.low:.2f} .. {found.high:.2f}]  "
            f"bar {row.bar:g} {row.verdict}"
        )
    for one in card.coverage:
        if one.horizons == "1-3":
            print(
                f"  {one.band} band, {one.sample}: {one.result.plain:.0%} inside ({one.result.weighted:.0%} by value)"
            )
