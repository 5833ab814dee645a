"""The command line: which command, with which options, and how its outcome is told.

Exit codes: 0 fine, 1 a fault of this program, 2 a fault of the user's file or command, 3 of the model or data.
"""

from __future__ import annotations

import argparse
import glob
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from calibration.tables import YEARS
from sim.arguments import (
    Parser,
    UsageError,
    base_year,
    language_of,
    money,
    one_of,
    positive,
    readable,
    scale,
    seed,
    show_what_can_be_shown,
    year,
)  # fmt: skip
from sim.files.document import read_document
from sim.files.names import side_by_side
from sim.files.problems import closest, counted, shown
from sim.files.whole import refusal
from sim.help_pages import COMMANDS as PAGES
from sim.help_pages import OVERVIEW
from sim.interrupts import heard_once
from sim.labels import Label
from sim.parameters import RegistryError
from sim.processes import lacks_fused_product
from sim.scenario import Horizon, Options, Scenario, ScenarioError, check, load_pair, report
from sim.scenario.quarters import LONGEST
from sim.scenario.registries import EVIDENCE, SOURCES
from sim.workers import MODEL, Workers

FINE, USER_FAULT, MODEL_FAULT, INTERRUPTED = 0, 2, 3, 130
DEFAULT_RUNS = 32

NOTHING_RUN = Label("; nothing was run.", ". 아무것도 실행하지 않음.")
CHECKED = {
    "ready": Label("{count} file{plural} checked: ready to run.", "파일 {count}개 확인: 실행할 수 있음."),
    "lists": Label("{count} file{plural} checked: no fault found.", "파일 {count}개 확인: 결함 없음."),
}

COMMANDS = ("run", "check", "explain", "validate", "compare", "sweep", "bench", "test")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    show_what_can_be_shown()
    with heard_once():
        return _told(words)


def _told(words: list[str]) -> int:
    """The command's exit code; what went wrong is told in lines that its user can act on."""
    try:
        return _dispatch(words)
    except UsageError as error:
        named = f"{words[0]} " if words and words[0] in COMMANDS else ""
        _say(f"{error}; see: python run.py {named}--help")
        return USER_FAULT
    except ScenarioError as error:
        language = language_of(words)
        _say(report(error.problems, language))
        _say("\n" + counted(error.problems, language) + NOTHING_RUN[language])
        return USER_FAULT
    except KeyboardInterrupt as error:
        _say(str(error) or "Interrupted; no results were written.")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return FINE
    except OSError as error:  # a file is gone, a disk is full, a folder is not ours
        _say(refusal(error))
        return MODEL_FAULT
    except Exception as error:
        code = MODEL_FAULT if isinstance(error, RegistryError) else getattr(error, "exit_code", None)
        if code is None:
            raise
        _say(str(error))
        return int(code)


def _dispatch(words: list[str]) -> int:
    readable(words)
    if not words or words[0] == "help" or "-h" in words or "--help" in words:
        print(_help(words), end="")
        return FINE if words else USER_FAULT
    command, rest = words[0], words[1:]
    commands: dict[str, Callable[[list[str]], int]] = {
        "run": _run, "check": _check, "explain": _explain, "validate": _validate, "sweep": _sweep,
        "compare": _compare, "bench": _bench,
    }  # fmt: skip
    return commands[command](rest) if command in commands else _run(words)


def _help(words: list[str]) -> str:
    """The page of the command that is named, else that of the program."""
    named = next((word for word in words[:2] if word in COMMANDS), "")
    if named == "sweep":
        from sim.sweep.command import HELP

        return HELP
    return PAGES.get(named, OVERVIEW)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _tell_if_slow() -> None:
    if lacks_fused_product():
        _say(
            "note: this processor, or the virtual machine it is in, has no fused multiplication (FMA, x86 since 2013): "
            "the numbers are the same, but runs take some sixty times as long"
        )


def _run_parser() -> Parser:
    parser = Parser(prog="python run.py", add_help=False, allow_abbrev=False)
    parser.add_argument("scenario", nargs="*")
    parser.add_argument("--runs", type=positive, default=DEFAULT_RUNS)
    parser.add_argument("--seed", type=seed, default=1)
    parser.add_argument("--replication", type=seed)
    parser.add_argument("--scale", type=scale, default="sample")
    parser.add_argument("--start", type=base_year, default=YEARS[-1])
    parser.add_argument("--until", type=year, default=2035)
    parser.add_argument("--workers", type=positive)
    parser.add_argument("--out", type=Path, default=Path("results"))
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--timing", type=one_of("as_dated", "common_start"))
    parser.add_argument("--enactment", type=one_of("certain", "sampled"))
    parser.add_argument("--figures", type=one_of("svg", "all"), default="svg")
    parser.add_argument("--no-report", action="store_true")
    parser.add_argument("--lang", type=one_of("en", "ko"), default="en")
    return parser


def _options(chosen: argparse.Namespace) -> Options:
    if not chosen.start < chosen.until <= chosen.start + LONGEST:
        raise UsageError(f"--until must lie in {chosen.start + 1} to {chosen.start + LONGEST}, not {chosen.until}")
    return Options(Horizon(chosen.start, chosen.until), tuple(chosen.set), chosen.timing, chosen.enactment)


# --- commands


def _run(words: list[str]) -> int:
    chosen = _run_parser().parse_args(words)
    files = _files(chosen.scenario)
    if files and not files[0].exists() and files[0].suffix not in (".yaml", ".yml"):
        close = closest(files[0].name, COMMANDS)
        hint = f": did you mean '{close}'?" if close else ""
        raise UsageError(f"{shown(str(files[0]))} is neither a command nor a file{hint}")
    if len(files) != 1:
        raise UsageError(f"a run takes one scenario file, found {len(files)}")
    with Workers(chosen.workers, at_most=chosen.runs + 1, modules=MODEL) as workers:  # they start while files are read
        scenario, reference = load_pair(files[0], _options(chosen))
        for problem in scenario.problems:
            _say(problem.text(chosen.lang))
        return _simulate(chosen, words, scenario, reference, workers)


def _simulate(
    chosen: argparse.Namespace, words: list[str], scenario: Scenario, reference: Scenario | None, workers: Workers
) -> int:
    from sim.ensemble import ModelFactory, run_ensemble
    from sim.progress import Progress
    from sim.results import check_writable, closing_words, write_results

    command = "python run.py " + shlex.join(words)
    check_writable(chosen.out, scenario.id)
    _tell_if_slow()
    factory = ModelFactory(scenario.horizon.base_year, scenario.horizon.until, chosen.scale, scenario.uncertain)
    ensemble = run_ensemble(
        scenario,
        reference,
        factory,
        seed=chosen.seed,
        replications=range(chosen.runs) if chosen.replication is None else [chosen.replication],
        workers=workers,
        command=command,
        progress=Progress(scenario.id),
    )
    info = _run_info(chosen, command, scenario, reference, factory.economy.vintage)
    told = {"figures": chosen.figures, "report": not chosen.no_report, "language": chosen.lang}
    folder = write_results(ensemble, info, chosen.out, workers=workers, **told)
    page = None if chosen.no_report else folder / "report.html"
    print(closing_words(ensemble, info, page, chosen.lang))
    if page is None:
        print(folder)
    return FINE


def _run_info(
    chosen: argparse.Namespace, command: str, scenario: Scenario, reference: Scenario | None, vintage: str
) -> Any:
    from sim.results import RunInfo
    from sim.results.limits import counted_as_enacted
    from sim.scenario.quarters import quarter_text
    from sim.scenario.vocabulary import lever_registry

    members = [scenario] if reference is None else [scenario, reference]
    mechanisms = lever_registry()
    acting = [mechanisms[lever.lever] for lever in scenario.levers]
    return RunInfo(
        title=Label(**scenario.title),
        parent_title=None if reference is None else Label(**reference.title),
        data_vintage=vintage,
        settings={
            "scale": chosen.scale,
            "start": f"{scenario.horizon.base_year}Q1",
            "until": scenario.horizon.until,
            "timing": scenario.timing_basis,
            "enactment": scenario.enactment,
            "set": list(chosen.set),
        },
        scenario_files=side_by_side(file for member in members for file in member.files.items()),
        lever_labels={lever.id: Label(**lever.says) for member in members for lever in member.levers},
        mechanism_labels={name: Label(**lever.label) for name, lever in mechanisms.items()},
        pledges=scenario.pledges,
        sources=scenario.sources,
        grades=scenario.grades,
        starts={lever.id: quarter_text(scenario.horizon.first + lever.start + lever.lag) for lever in scenario.levers},
        unplaced=scenario.unplaced,
        unsure=counted_as_enacted(members),
        costless=(sum(lever.spend is None for lever in acting), len(acting)),
        command=command,
        warnings=tuple(dict.fromkeys(warning for member in members for warning in member.warnings)),
    )


def _files(words: Sequence[str]) -> list[Path]:
    """Paths of the command line; patterns that the shell left alone are expanded."""
    out: list[Path] = []
    for word in words:
        found = sorted(glob.glob(word)) if any(sign in word for sign in "*?[") and not Path(word).exists() else []  # noqa: PTH207
        out.extend(Path(name) for name in found or [word])
    return out


def _check(words: list[str]) -> int:
    parser = Parser(prog="python run.py check", add_help=False, allow_abbrev=False)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--start", type=base_year, default=YEARS[-1])
    parser.add_argument("--until", type=year, default=2035)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--timing", type=one_of("as_dated", "common_start"))
    parser.add_argument("--enactment", type=one_of("certain", "sampled"))
    parser.add_argument("--lang", type=one_of("en", "ko"), default="en")
    chosen = parser.parse_args(words)
    files = _files(chosen.files)
    sweeps = [file for file in files if _is_sweep(file)]
    problems = check([file for file in files if file not in sweeps], _options(chosen))
    if sweeps:
        from sim.sweep.plan import plan_faults

        problems += [problem for file in sweeps for problem in plan_faults(file)]
        problems = list(dict.fromkeys(problems))  # plans share scenarios
    if problems:
        _say(report(problems, chosen.lang))
        _say("\n" + counted(problems, chosen.lang) + ".")
    wrong = any(not problem.warning for problem in problems)
    if not wrong:
        lists = sum(file.name in (SOURCES, EVIDENCE) for file in files)
        text = CHECKED["lists" if lists == len(files) else "ready"][chosen.lang]
        print(text.format(count=len(files), plural="" if len(files) == 1 else "s"))
    return USER_FAULT if wrong else FINE


def _is_sweep(path: Path) -> bool:
    """Whether a file is the plan of a sweep: it names scenarios and a design."""
    try:
        return {"scenarios", "design"} <= set(read_document(path)[0].value)
    except ScenarioError:
        return False


def _explain(words: list[str]) -> int:
    parser = Parser(prog="python run.py explain", add_help=False, allow_abbrev=False)
    parser.add_argument("name")
    parser.add_argument("--lang", type=one_of("en", "ko"), default="en")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--runs", type=positive)
    parser.add_argument("--workers", type=positive)
    chosen = parser.parse_args(words)
    if chosen.measure:
        return _measure(chosen)
    if chosen.markdown:
        if chosen.name != "parameters":
            raise UsageError("--markdown is for the list of parameters: explain parameters --markdown")
        from sim.explain.parameter_page import document

        print("\n".join(document()))
        return FINE
    from sim.explain import explain

    print(explain(chosen.name, chosen.lang))
    return FINE


def _compare(words: list[str]) -> int:
    parser = Parser(prog="python run.py compare", add_help=False, allow_abbrev=False)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--runs", type=positive, default=DEFAULT_RUNS)
    parser.add_argument("--seed", type=seed, default=1)
    parser.add_argument("--scale", type=scale, default="sample")
    parser.add_argument("--start", type=base_year, default=YEARS[-1])
    parser.add_argument("--until", type=year, default=2035)
    parser.add_argument("--workers", type=positive)
    parser.add_argument("--out", type=Path, default=Path("results"))
    parser.add_argument("--figures", type=one_of("none", "svg", "all"), default="none")
    parser.add_argument("--lang", type=one_of("en", "ko"), default="en")
    parser.add_argument("--budget", type=money)
    parser.add_argument("--shapley-runs", type=positive)
    parser.add_argument("--reuse", type=Path)
    parts = ("--equal-budget", "--shapley", "--rival-theories", "--financing", "--additionality")
    for flag in ("--no-report", "--keep-draws", *parts):
        parser.add_argument(flag, action="store_true")
    chosen = parser.parse_args(words, argparse.Namespace(set=[], timing=None, enactment=None))
    from sim.compare.command import Settings, choose, compare
    from sim.compare.study import Asked

    against, plans = choose(_files(chosen.files), chosen.baseline, _options(chosen))
    for text in dict.fromkeys(problem.text(chosen.lang) for plan in (against, *plans) for problem in plan.problems):
        _say(text)
    _tell_if_slow()
    asked = Asked(
        equal_budget=chosen.equal_budget or chosen.budget is not None,
        budget=chosen.budget,
        shapley=chosen.shapley or chosen.shapley_runs is not None,
        shapley_runs=chosen.shapley_runs,
        rival_theories=chosen.rival_theories,
        financing=chosen.financing,
        additionality=chosen.additionality,
    )
    settings = Settings(
        chosen.runs, chosen.seed, chosen.scale, chosen.workers, chosen.out, chosen.lang,
        "python run.py compare " + shlex.join(words), not chosen.no_report, chosen.figures,
        chosen.keep_draws, chosen.reuse, asked,
    )  # fmt: skip
    finished, found = compare(against, plans, settings)
    print(found)
    return FINE if finished else MODEL_FAULT


def _measure(chosen: argparse.Namespace) -> int:
    from sim import lever_effects, parameter_effects
    from sim.progress import Progress

    tables: dict[str, Any] = {"levers": lever_effects, "parameters": parameter_effects}
    if chosen.name not in tables:
        raise UsageError("--measure is for all levers or parameters: explain levers --measure")
    effects = tables[chosen.name]
    rows = effects.measure(runs=chosen.runs or effects.RUNS, workers=chosen.workers, progress=Progress(chosen.name))
    effects.write(rows)
    print(f"effects of all {chosen.name} measured: {effects.TABLE}")
    return FINE


def _sweep(words: list[str]) -> int:
    from sim.sweep.command import build_parser, sweep

    failed = sweep(
        build_parser(Parser, positive, one_of("en", "ko")).parse_args(words), lambda line: print(line, flush=True)
    )
    return MODEL_FAULT if failed else FINE


def _validate(words: list[str]) -> int:
    parser = Parser(prog="python run.py validate", add_help=False, allow_abbrev=False)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true")
    size.add_argument("--smoke", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("results"))
    parser.add_argument("--workers", type=positive)
    chosen = parser.parse_args(words)
    from sim.validation.command import validate

    return validate("smoke" if chosen.smoke else "quick" if chosen.quick else "full", chosen.out, chosen.workers)


def _bench(words: list[str]) -> int:
    parser = Parser(prog="python run.py bench", add_help=False, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("results"))
    chosen = parser.parse_args(words)
    from sim.bench.command import bench

    print(bench(chosen.quick, chosen.out, lambda line: print(line, flush=True)))
    return FINE


if __name__ == "__main__":
    sys.exit(main())
