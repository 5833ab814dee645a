"""`python run.py sweep ...`: run, status, resume, collect, analyse, page, fill, task, repeat."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.files.problems import closest, shown
from sim.files.whole import refusal
from sim.labels import LANGUAGES, Language, filled
from sim.results.frames import write_frame
from sim.results.info import ResultsError
from sim.scenario.vocabulary import indicator_names
from sim.sweep import executors
from sim.sweep.checks import FORMS, MOST
from sim.sweep.plan import SweepPlan
from sim.sweep.store import Store, command, create, reopen
from sim.sweep.task import run_task
from sim.sweep.texts import COMMANDS, many

Say = Callable[[str], None]
HELP = """\
python run.py sweep run PLAN.yaml --out DIR [--limit N: only the first N runs] [--executor local|dask|slurm]
                                      [--workers N] [--scheduler tcp://...]
python run.py sweep status DIR        done, failed, to do, pace, memory
python run.py sweep resume DIR        only what is missing; refuses, by the name of the field, when code, data,
                                      scenario or plan differ
python run.py sweep collect DIR       one table: DIR/collected.parquet
python run.py sweep analyse DIR       table, and a figure in both languages: Sobol or Morris indices; for other designs
                                      the outcome at each value, with its band [--outcome NAME] [--region NAME]
                                      [--year YEAR]; always of the difference to the first scenario; one_at_a_time
                                      also tells which order of plans is turned; needs all runs of the plan
python run.py sweep page DIR...       the page of sensitivity from finished sweeps (morris, sobol, one_at_a_time)
python run.py sweep fill PLAN.yaml DIR [--count N]   let the plan vary the N parameters that matter most in the
                                      finished screening DIR
python run.py sweep repeat DIR RUN    one run again (column `run` of DIR/table.parquet), with its traceback if it fails
run, status, resume, analyse and page take --lang en|ko; figures are drawn in both languages
"""
"""Also the commands of docs/sweeps.md."""
OPTIONS = ("partition", "account", "time", "memory", "at_once", "max_array_size")
TAKES = {"local": ("workers",), "dask": ("workers", "scheduler"), "slurm": ("dry_run", *OPTIONS)}
"""Options by the executor that they are for."""


def build_parser(
    make: type[argparse.ArgumentParser], positive: Callable[[str], int], language: Callable[[str], str]
) -> argparse.ArgumentParser:
    """The words after `sweep`; `positive` and `language` read a whole number and en or ko."""
    parser = make(prog="python run.py sweep", add_help=False, allow_abbrev=False)
    actions = parser.add_subparsers(dest="action", required=True, parser_class=make)

    def add(name: str) -> argparse.ArgumentParser:
        """A sub-command without the help of argparse."""
        return actions.add_parser(name, add_help=False, allow_abbrev=False)

    run = add("run")
    run.add_argument("plan", type=Path)
    run.add_argument("--out", type=Path, required=True)
    run.add_argument("--limit", type=positive)
    resume = add("resume")
    resume.add_argument("folder", type=Path)
    for one in (run, resume):
        one.add_argument("--executor", choices=("local", "dask", "slurm"), default="local")
        one.add_argument("--workers", type=positive)
        one.add_argument("--scheduler")
        one.add_argument("--dry-run", action="store_true")
        one.set_defaults(refuse=one.error)
        for name in OPTIONS:
            one.add_argument("--" + name.replace("_", "-"), type=_reader(name))
    status = add("status")
    for one in (status, add("collect")):
        one.add_argument("folder", type=Path)
    analyse = add("analyse")
    analyse.add_argument("folder", type=Path)
    analyse.add_argument("--outcome", default="Value Added|Manufacturing")
    analyse.add_argument("--region", default="Korea")
    analyse.add_argument("--year", type=positive)
    analyse.set_defaults(refuse=analyse.error)
    page = add("page")
    page.add_argument("folders", type=Path, nargs="+")
    for one in (run, resume, status, analyse, page):
        one.add_argument("--lang", type=language, default="en")
    fill = add("fill")
    fill.add_argument("plan", type=Path)
    fill.add_argument("folder", type=Path)
    fill.add_argument("--count", type=positive)
    task = add("task")
    task.add_argument("folder", type=Path)
    task.add_argument("number", type=int)
    repeat = add("repeat")
    repeat.add_argument("folder", type=Path)
    repeat.add_argument("run")
    return parser


def _reader(option: str) -> Callable[[str], Any]:
    """Reader of an option of the cluster; it takes what the same key of a plan takes."""

    def read(text: str) -> Any:
        """The value, or what was expected instead."""
        if option in ("at_once", "max_array_size"):
            if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST):
                raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MOST}, found {shown(text)}")
            return int(text)
        form = FORMS.get(option)
        if form is not None and not form.fits(text):
            raise argparse.ArgumentTypeError(f"expected {form.name}, found {shown(text)}: {form.hint}")
        return text

    return read


def sweep(chosen: argparse.Namespace, say: Say) -> int:
    """Do one sub-command; returns the number of failed runs (0 where none was run)."""
    if "executor" in chosen:
        _must_be_used(chosen)
    actions: dict[str, Callable[[argparse.Namespace, Say], int]] = {
        "run": _run, "resume": _resume, "status": _status, "collect": _collect, "analyse": _analyse, "task": _task,
        "repeat": _repeat, "page": _page, "fill": _fill,
    }  # fmt: skip
    return actions[chosen.action](chosen, say)


def _must_be_used(chosen: argparse.Namespace) -> None:
    """Refuse what the chosen executor would ignore: with --dry-run alone a whole sweep would be run."""
    given = [name for name in dict.fromkeys(name for names in TAKES.values() for name in names)
             if getattr(chosen, name) not in (None, False)]  # fmt: skip
    idle = [name for name in given if name not in TAKES[chosen.executor]]
    if idle:
        names = ", ".join("--" + name.replace("_", "-") for name in idle)
        others = [executor for executor, taken in TAKES.items() if set(idle) <= set(taken)]
        hint = f"; did you mean --executor {' or '.join(others)}?" if others else ""
        chosen.refuse(f"the executor {chosen.executor} does not use {names}{hint}")
    if chosen.workers is not None and chosen.scheduler is not None:
        chosen.refuse("a cluster that exists has its own workers: --workers has no effect with --scheduler")


def _run(chosen: argparse.Namespace, say: Say) -> int:
    store, plan = create(chosen.plan, chosen.out, chosen.limit)
    for problem in plan.problems:
        say(problem.text(chosen.lang))
    say(_words("begun", chosen, runs=many(len(store.table), "run"), tasks=many(len(store.tasks()), "task"),
               folder=store.folder))  # fmt: skip
    return _execute(chosen, store, plan.cluster, say)


def _resume(chosen: argparse.Namespace, say: Say) -> int:
    store, plan = reopen(chosen.folder)
    missing = len(store.missing())
    are = "is" if missing == 1 else "are"
    say(_words("missing", chosen, missing=missing, tasks=many(len(store.tasks()), "task"), are=are,
               folder=store.folder))  # fmt: skip
    return _execute(chosen, store, plan.cluster, say)


def _words(key: str, chosen: argparse.Namespace, **values: Any) -> str:
    """What a command says, in the language that was asked for."""
    return filled(COMMANDS[key], **values)[chosen.lang]


def _execute(chosen: argparse.Namespace, store: Store, cluster: dict[str, Any], say: Say) -> int:
    tasks = store.missing()
    if not tasks:
        say(_words("nothing", chosen))
        return 0
    if chosen.executor == "slurm":
        given = {name: getattr(chosen, name) for name in OPTIONS if getattr(chosen, name) is not None}
        told = executors.slurm(store, tasks, {**cluster, **given}, dry_run=chosen.dry_run)
        if chosen.dry_run:
            say("\n".join(told))
        else:
            say(_words("submitted", chosen, jobs=" ".join(told), command=command("status", store.folder)))
            say(_words("stop", chosen, command=executors.cancel_hint(told)))
        return 0
    with _kept(store):
        if chosen.executor == "dask":
            failed = executors.dask(store, tasks, chosen.workers, chosen.scheduler)
        else:
            failed = executors.local(store, tasks, chosen.workers)
    _status(argparse.Namespace(folder=store.folder, lang=chosen.lang), say)
    return failed


@contextmanager
def _kept(store: Store) -> Iterator[None]:
    """What ends the work early says that finished tasks stay, and how to go on."""
    hint = f"finished tasks are kept: {command('resume', store.folder)}"
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"Interrupted; {hint}") from None
    except OSError as error:
        raise ResultsError(f"{refusal(error)}; {hint}") from None


def _status(chosen: argparse.Namespace, say: Say) -> int:
    store = _store(chosen.folder)
    table, missing = store.table, store.missing()
    waiting = int(table["task"].isin(missing).sum())
    failures = store.failures()
    times = store.times()
    done = len(table) - waiting - len(failures)
    say(_words("status", chosen, runs=many(len(table), "run"), done=done, failed=len(failures), waiting=waiting,
               missing=len(missing), tasks=many(len(store.tasks()), "task")))  # fmt: skip
    if store.left_out():
        planned = store.identity["planned"]
        say(_words("left_out", chosen, reason=store.left_out(), asked=len(table), all=planned))
    if times:
        rate = sum(time["runs"] for time in times) / max(_worked(times), 1e-9)
        say(_words("pace", chosen, rate=f"{rate:.2f}", memory=_memory(times, chosen.lang)))
        if waiting:
            say(_words("rest", chosen, minutes=f"{waiting / rate / 60.0:.0f}"))
    for failure in failures[:5]:
        say(_words("failed", chosen, error=failure["error"], command=failure["repeat"]))
    return 0


def _memory(times: Sequence[dict[str, Any]], language: Language = "en") -> str:
    """Largest memory of the processes that did tasks, after the first and after the last task of each."""
    tasks: dict[str, list[float]] = {}
    for time in sorted(times, key=lambda time: time["started"]):
        tasks.setdefault(time["process"], []).append(time["peak_memory_mb"])
    first, last = (max(peaks[end] for peaks in tasks.values()) for end in (0, -1))
    return COMMANDS["memory"][language].format(first=f"{first:.0f}", last=f"{last:.0f}")


def _worked(times: Sequence[dict[str, Any]]) -> float:
    """Seconds in which at least one task ran: a night between two days of work, or a clock set forward, do not count.

    Where a clock was set back, times that overlap by it count once.
    """
    total, end = 0.0, -math.inf
    for started, seconds in sorted((time["started"], time["seconds"]) for time in times):
        total += max(started + seconds - max(started, end), 0.0)
        end = max(end, started + seconds)
    return total


def _store(folder: Path) -> Store:
    store = Store(folder)
    if not (folder / "table.parquet").is_file():
        raise ResultsError(f"{folder} holds no sweep")
    return store


def _collect(chosen: argparse.Namespace, say: Say) -> int:
    from sim.sweep.analyse import collect

    say(str(collect(_store(chosen.folder))))
    return 0


def _analyse(chosen: argparse.Namespace, say: Say) -> int:
    from sim.sweep import analyse, rankings, response
    from sim.sweep.words import About, caption, table

    store, plan = reopen(chosen.folder, to_run=False)
    asked = _asked(chosen, plan)
    outcome, region, year = asked
    stem = store.folder / "analysis"
    if plan.design in ("sobol", "morris"):
        frame, name = analyse.sensitivity(store, plan, *asked), "sensitivity"
        about = About(plan, *asked, analyse.unit_of(store, outcome))
        what = about.sensitivity
        frame = frame.assign(region=region, unit=about.unit)
        stem.mkdir(exist_ok=True)  # a call that is refused leaves none
    else:
        found = response.differences(store, plan, *asked)
        frame, name = response.main_effects(plan, found), "response"
        stem.mkdir(exist_ok=True)
        write_frame(response.cells(plan, found), stem / "points.csv")
        about = About(plan, *asked, analyse.unit_of(store, outcome))
        what = about.response
        frame = frame.assign(variable=outcome, region=region, year=year, unit=about.response_unit.en)
        if plan.design == "one_at_a_time" and len(found) > 1:
            flipped = rankings.flips(plan, found)
            write_frame(flipped, stem / "flips.csv")
            say(rankings.told(rankings.order(found), flipped, about, chosen.lang))
    write_frame(frame, stem / f"{name}.csv")
    say(f"{about.title[chosen.lang]}\n{what[chosen.lang]}")
    say(table(frame.drop(columns=["variable", "region", "year", "unit"], errors="ignore"), about, chosen.lang))
    foot = caption(plan, len(store.table), store.identity["data"], store.identity["code"][:8])
    for language in LANGUAGES:
        draw = analyse.draw if name == "sensitivity" else response.draw
        draw(frame, about, stem / f"{name}_{language}", language, foot)
        say(str(stem / f"{name}_{language}.svg"))
    return 0


def _asked(chosen: argparse.Namespace, plan: SweepPlan) -> tuple[str, str, int]:
    """Published name of the outcome, region and year (the last one, where none is named) that a sweep holds."""
    first, last = plan.horizon.base_year, plan.horizon.until
    year = last if chosen.year is None else chosen.year
    names = {name: full for name, full in indicator_names().items() if full in plan.outcomes}
    for what, word, known, held in (
        ("outcome", chosen.outcome, tuple(names), plan.outcomes), ("region", chosen.region, plan.areas, plan.areas),
    ):  # fmt: skip
        if word not in known:
            close = closest(word, known)
            hint = f"; did you mean '{close}'?" if close else ""
            chosen.refuse(f"the sweep holds no {what} {shown(word)}, but: {', '.join(held)}{hint}")
    if not first <= year <= last:
        chosen.refuse(f"the sweep holds no year {year}, but: {first} to {last}")
    if not plan.vary:
        raise ResultsError(f"nothing varies in {plan.id}; one table: {command('collect', chosen.folder)}")
    return names[chosen.outcome], chosen.region, year


def _page(chosen: argparse.Namespace, say: Say) -> int:
    from sim.sweep.page import document

    say("\n".join(document([reopen(folder, to_run=False) for folder in chosen.folders], chosen.lang)))
    return 0


def _fill(chosen: argparse.Namespace, say: Say) -> int:
    from sim.sweep.fill import fill

    names = fill(chosen.plan, reopen(chosen.folder, to_run=False), chosen.count)
    say(f"{chosen.plan} varies {len(names)} parameters, those that matter most first: {', '.join(names)}")
    return 0


def _task(chosen: argparse.Namespace, say: Say) -> int:
    failed = run_task(str(chosen.folder), chosen.number)
    say(f"task {chosen.number}: {many(failed, 'run').en} failed")
    return 0


def _repeat(chosen: argparse.Namespace, say: Say) -> int:
    from sim.sweep.task import run_group

    store, plan = reopen(chosen.folder)
    rows = store.table[store.table["run"] == chosen.run].to_dict("records")
    if not rows:
        raise ResultsError(f"{chosen.folder} has no run {chosen.run!r}: names stand in table.parquet, column run")
    done, failed = run_group(plan, [{str(key): value for key, value in rows[0].items()}], str(chosen.folder))
    say(failed[0]["traceback"] if failed else done[0].to_string(index=False))
    return len(failed)
