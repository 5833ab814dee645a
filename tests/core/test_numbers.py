"""No number of the world in the code of the model: the registry, the calibration tables or the levers hold them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parent
NOT_THE_ECONOMY = (
    "report", "results", "compare", "bench", "sweep", "scenario", "files", "arguments.py", "cli.py", "explain",
    "lever_effects.py", "parameter_effects.py", "estimation.py", "progress.py",
    "processes.py", "interrupts.py", "compiled.py", "numerics.py", "random.py", "validation",
)  # fmt: skip
"""Files and pictures, the command line, measurements, processes, elementary functions and random numbers; the standard
shocks, whose sizes are their definition, and the protocols of validation and estimation."""
STRUCTURE = {0, 1, 2, 3, 4, 5, 6, 7, 8, 100, 1000}
"""Signs, halves, squares, counts, places in an array, quarters, percent, thousands."""
DECIMALS = {0.0, 0.5, 1.0, 2.0, 4.0, 100.0, 1e3, 1e-3}
"""Numbers that may have a decimal point."""
TINY, HUGE = 1e-6, 1e300
"""Guards against division by zero and overflow."""
NAMED = {
    "agents/demography.py:GENERATION": "layout of an identifier",
    "agents/firms.py:_LEAST_RATIO": "guard: keeps a logarithm finite where hardly a wage is paid",
    "agents/restructuring.py:FEWEST": "establishments worked on at a time",
    "agents/product_quality.py:_LARGEST_SHARE": "guard: keeps a logit finite",
    "agents/world.py:MID_YEAR": "quarters to the middle of a year",
    "closing.py:MOST_DISTRIBUTED": "bound of a check on the opening data",
    "codes.py:LEAST_SHARE": "bound of an option of a run",
    "codes.py:SIZE_BOUNDS": "bounds of the size classes",
    "draws.py:spread_factors": "quantile of a distribution",
    "draws.py:TAIL": "weak and strong are the 5 % and 95 % quantiles of a draw",
    "targets.py:SCALE": "bound of a warning on what a scenario says",
    "stability.py:PROJECTED": "a year between two periods that a check looks at",
    "ensemble.py:SMALL_SCALE": "size of the population that checks whether a lever does anything",
    "ensemble.py:fingerprint": "bytes of a digest",
    "kernels/census.py:_position": "layout of a floating point number",
    "kernels/census.py:count_marked": "bits of a word",
    "kernels/turnover.py:DRAWN": "agents worked on at a time",
    "kernels/entry.py:STEP": "slots worked on at a time",
    "kernels/halves.py:SAMPLE": "values that are looked at before all are",
    "kernels/halves.py:MARGIN": "bounds of a search",
    "kernels/places.py:FEW": "establishments worked on at a time",
    "kernels/places.py:SPARE": "agents that are put in order",
    "kernels/books.py:SUMS": "number of work columns",
    "kernels/books.py:_ROWS": "number of work columns",
    "kernels/books.py:keep_books": "number of work columns",
    "exchange.py:claimed": "bytes of a digest",
    "labels.py:_FIRST_FINAL": "first Korean syllable of Unicode",
    "labels.py:_FINALS": "Korean syllables of Unicode: final consonants",
    "lanes.py:BLOCK": "establishments worked on at a time",
    "lanes.py:_INDEX, _PLACE": "bits of a type",
    "levers/definition.py:scope_of": "results that are kept",
    "markets/credit.py:MOST_LEVERAGE": "guard: beyond it more debt changes nothing",
    "markets/goods.py:_ROUNDS": "rounds of a solver",
    "model.py:POPULATION_SEED": "seed of the synthetic population",
    "model.py:HORIZON": "last year of a run unless told otherwise",
    "model.py:_RESERVE": "free slots of the store",
    "opening.py:LEAST_SHARE, MOST_SHARE": "guard: keeps the CES defined",
    "opening.py:_ROUNDS": "rounds of a solver",
    "phases/places.py:YEARLY_OF_QUARTERLY": "moments of the mean of four quarters",
    "phases/results.py:TAIL_SIZE": "number of establishments in the estimate of a tail, never published",
    "population/activity.py:_RAKING_ROUNDS": "rounds of a solver",
    "population/activity.py:_LARGEST_STEP, _LARGEST_FACTOR": "bounds of a solver",
    "population/build.py:DEFAULT_RESERVE": "free slots of the store",
    "population/build.py:build_population": "layout of an identifier",
    "population/finance.py:REFERENCE_SIZE": "persons to which two parameters refer",
    "population/finance.py:NEAR_MINIMUM_WAGE": "definition of the figure in the calibration table",
    "population/kept.py:_LARGEST": "bytes of a population that is kept",
    "population/sizes.py:_BISECTIONS": "rounds of a solver",
    "population/sizes.py:_STEEPEST": "bounds of a solver",
    "population/strata.py:_BISECTIONS": "rounds of a solver",
    "population/strata.py:_HALVINGS": "rounds of a solver",
    "population/strata.py:_RAKING_ROUNDS": "rounds of a solver",
    "population/strata.py:_WIDEST": "bounds of a solver",
    "room.py:_LINE": "bytes: layout of memory",
    "room.py:_ONES": "bits of no number",
    "room.py:_WHOLE": "bits of a type",
    "scratch.py:_MOST_BLOCKS": "blocks that are kept",
    "state.py:LARGE": "bytes: layout of memory",
    "state.py:MATURE_QUARTERS": "an age past every transition",
    "state.py:PAGE": "bytes: layout of memory",
    "state.py:SPACING": "bytes: layout of memory",
    "state.py:ZOMBIE_QUARTERS": "definition of a zombie, three years",
}
"""Where other numbers stand, and what they are. A number of behaviour belongs into `sim/parameters`, not here."""
RANGES = {"low", "high", "neutral", "plausible"}
"""Arguments of `LeverDefinition`: the range of a lever is its registry entry."""


def files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*.py")):
        if not set(path.relative_to(ROOT).parts) & set(NOT_THE_ECONOMY):
            yield path


def structural(node: ast.Constant) -> bool:
    value = abs(node.value)
    if isinstance(node.value, float):
        return value in DECIMALS or 0.0 < value <= TINY or value >= HUGE
    return value in STRUCTURE


def ranges_of_levers(tree: ast.Module) -> set[int]:
    """Nodes inside the arguments in RANGES of a lever's definition."""
    found: set[int] = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "LeverDefinition":
            for argument in call.keywords:
                if argument.arg in RANGES:
                    found |= {id(node) for node in ast.walk(argument.value)}
    return found


def owner(statement: ast.stmt) -> str:
    """Name of a function or of a constant of the module."""
    if isinstance(statement, ast.Assign):
        return ", ".join(ast.unparse(target).strip("()") for target in statement.targets)
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.target)
    return getattr(statement, "name", "")


def literals(path: Path) -> Iterator[tuple[str, int, float]]:
    """(file:owner, line, value) of the numbers that are not structural."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = ranges_of_levers(tree)
    for statement in tree.body:
        for node in ast.walk(statement):
            if not isinstance(node, ast.Constant) or type(node.value) not in (int, float) or id(node) in allowed:
                continue
            if not structural(node):
                place = f"{path.relative_to(ROOT).as_posix()}:{owner(statement)}"
                yield place, node.lineno, node.value


def test_every_number_of_behaviour_is_in_the_registry() -> None:
    found = [(place, line, value) for path in files() for place, line, value in literals(path)]
    assert [item for item in found if item[0] not in NAMED] == []
    assert set(NAMED) - {place for place, _, _ in found} == set()  # the list is no longer than needed


def test_the_scan_sees_a_number_of_behaviour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "rule.py").write_text(
        "SPEED = 0.07\n\ndef rule(x, q):\n    return 0.3 * x + q / 4.0 + x[3] + 1e-12 + (-0.02) + 12 + 3.0\n"
        "L = LeverDefinition(low=0.0, high=0.3, neutral=0.0, other=0.9)\n"
    )
    found = [(place, value) for path in files() for place, _, value in literals(path)]
    assert found == [
        ("rule.py:SPEED", 0.07), ("rule.py:rule", 3.0), ("rule.py:rule", 12), ("rule.py:rule", 0.02),
        ("rule.py:rule", 0.3), ("rule.py:L", 0.9),
    ]  # fmt: skip
