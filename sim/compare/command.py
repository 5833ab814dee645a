"""`python run.py compare`: which plans, against which baseline; validated before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from sim.compare.extras import extra_sheets, extra_tables
from sim.compare.keep import CompareError, finished, origin, save
from sim.compare.page import write_page
from sim.compare.papers import write_figures
from sim.compare.plans import Plan, describe
from sim.compare.runs import Comparison
from sim.compare.sheets import sheets
from sim.compare.study import Asked, Study, run_study
from sim.compare.summary import on_extras
from sim.compare.tables import all_tables, write_data
from sim.compare.words import closing_words
from sim.ensemble import ModelFactory
from sim.files.document import read_document
from sim.files.names import side_by_side
from sim.files.problems import Problem, display_name
from sim.labels import Label, Language, filled
from sim.progress import Progress
from sim.results import FORMATS, RunInfo, check_writable
from sim.results.code import CodeVersion
from sim.results.folder import new_folder
from sim.results.limits import counted_as_enacted
from sim.results.manifest import write
from sim.results.render import write_tables
from sim.results.words import remarks
from sim.scenario import Options, Scenario, ScenarioError, load
from sim.scenario.loading import with_world_warning
from sim.scenario.registries import SOURCES
from sim.workers import Workers

FOLDER = "compare"
OTHER_DRAWS = Label(
    "parameters are drawn as in '{baseline}', not as in '{plan}'",
    "파라미터는 '{plan}' 아닌 '{baseline}'의 범위에서 뽑음",
)


def choose(files: Sequence[Path], baseline: Path | None, options: Options) -> tuple[Scenario, list[Scenario]]:
    """The baseline and the plans, all validated.

    Without `baseline` it is the scenario that the plans say they are compared with. Raises ScenarioError with the
    problems of all files, also for two files with one id or no common baseline; CompareError for nothing to compare.
    """
    problems: list[Problem] = []
    loaded: list[Scenario] = []
    for path in [*([baseline] if baseline else []), *(path for path in files if path.name != SOURCES)]:
        try:
            loaded.append(load(path, options))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    _must_have_own_ids(loaded[1:] if baseline else loaded)
    against = loaded.pop(0) if baseline else _common(loaded, options)
    plans = [plan for plan in loaded if not _same_file(plan, against)]
    if not plans:
        raise CompareError(f"nothing to compare with '{against.id}': name at least one other plan")
    _must_have_own_ids([against, *plans])
    return against, [with_world_warning(plan, against) for plan in plans]


def _same_file(one: Scenario, two: Scenario) -> bool:
    return one.path.resolve() == two.path.resolve()


def _must_have_own_ids(plans: Sequence[Scenario]) -> None:
    """Raises ScenarioError at the id of every plan that has that of an earlier one, naming both files."""
    seen: dict[str, Scenario] = {}
    problems = []
    for plan in plans:
        first = seen.setdefault(plan.id, plan)
        if first is not plan:
            mark = read_document(plan.path)[0].mark_of(("id",))
            text = f"two plans have the id '{plan.id}': {display_name(first.path)} and {display_name(plan.path)}"
            again = _same_file(first, plan)
            hint = "name the file once" if again else "give one of the two files another name, and its id the same"
            problems.append(Problem(mark, text, hint))
    if problems:
        raise ScenarioError(problems)


def _common(plans: Sequence[Scenario], options: Options) -> Scenario:
    """The scenario that all plans say they are compared with."""
    named: dict[Path, Scenario] = {}
    for plan in plans:
        named.setdefault((plan.compare_with or plan.path).resolve(), plan)
    if len(named) > 1:
        (first, one), (second, two) = list(named.items())[:2]
        mark = read_document(two.path)[0].mark_of(("report", "compare_with"))
        text = (
            f"{display_name(one.path)} is compared with {display_name(first)}, {display_name(two.path)} with "
            f"{display_name(second)}"
        )
        raise ScenarioError([Problem(mark, text, "choose one for all: --baseline FILE")])
    if not named:
        raise CompareError("no plan to compare")
    return load(next(iter(named)), options)


@dataclass(frozen=True)
class Settings:
    """Options of the command line."""

    runs: int
    seed: int
    scale: str | float
    workers: int | None
    out: Path
    language: Language
    command: str
    report: bool = True
    figures: Literal["none", "svg", "all"] = "none"
    """For papers."""
    keep_draws: bool = False
    reuse: Path | None = None
    asked: Asked = field(default_factory=Asked)


def compare(against: Scenario, plans: Sequence[Scenario], chosen: Settings) -> tuple[bool, str]:
    """Run, write `<out>/compare/<UTC>_<hash8>/`; whether everything finished, and what was found."""
    check_writable(chosen.out, FOLDER)
    horizon = against.horizon
    factory = ModelFactory(horizon.base_year, horizon.until, chosen.scale, against.uncertain)
    other = [plan.id for plan in plans if plan.uncertain != against.uncertain]
    warnings = [warning for plan in (against, *plans) for warning in plan.warnings]
    warnings += [filled(OTHER_DRAWS, baseline=against.id, plan=plan) for plan in other]
    made_by = origin(
        against, CodeVersion.of_this_program(), factory.economy.vintage, chosen.seed, chosen.runs, chosen.scale
    )
    earlier = None if chosen.reuse is None else finished(chosen.reuse, made_by, plans)
    reuse = None if earlier is None or chosen.reuse is None else (earlier, chosen.reuse)
    repeat = f"--scale {chosen.scale} --start {horizon.base_year}Q1 --until {horizon.until}"
    with Workers(chosen.workers, Progress(FOLDER)) as workers:
        study = run_study(
            against, plans, factory, workers, seed=chosen.seed, runs=chosen.runs, asked=chosen.asked, reuse=reuse,
            repeat=repeat,
        )  # fmt: skip
    info = RunInfo(
        title=Label("Comparison of plans", "계획 비교"),
        parent_title=Label(**against.title),
        data_vintage=factory.economy.vintage,
        settings={
            "scale": chosen.scale, "start": f"{horizon.base_year}Q1", "until": horizon.until, "baseline": against.id,
            "plans": [plan.id for plan in plans],
            **{name: value for name, value in asdict(chosen.asked).items() if value},
        },
        scenario_files=side_by_side(file for plan in (against, *plans) for file in plan.files.items()),
        command=chosen.command,
        unsure=counted_as_enacted((against, *plans)),
        warnings=tuple(dict.fromkeys([*warnings, *(Label(fault, fault) for fault in study.faults)])),
    )  # fmt: skip
    described = describe(against, plans)
    draws = (made_by, (against, *plans)) if chosen.keep_draws else None
    folder = _write(study, described, info, chosen, draws)
    place = folder / "report.html" if chosen.report else folder
    more = [*on_extras(study.extras, described), *remarks(chosen.runs, info)]
    words = [closing_words(study.comparison, described, place, chosen.language, more)]
    words += [f"! {fault}" for fault in study.faults]
    return not (study.faults or study.comparison.faults), "\n".join(words)


def _write(
    study: Study, described: Mapping[str, Plan], info: RunInfo, chosen: Settings,
    draws: tuple[Mapping[str, str], Sequence[Scenario]] | None,
) -> Path:  # fmt: skip
    comparison = study.comparison
    with new_folder(chosen.out, FOLDER, info.config_hash[:8]) as draft:
        (draft.path / "scenario").mkdir()
        for name, text in info.scenario_files.items():
            (draft.path / "scenario" / name).write_text(text, encoding="utf-8")
        tables = [*sheets(comparison, described), *extra_sheets(study.extras, described)]
        write_data(all_tables(comparison, described) | extra_tables(study.extras), draft.path / "data")
        write_tables(tables, comparison, info, draft.path / "tables", draft.name)
        if chosen.figures != "none":
            write_figures(
                comparison, described, info, draft.name, draft.path / "figures", FORMATS[chosen.figures],
                study.extras.attributions,
            )  # fmt: skip
        if draws is not None:
            save(comparison, *draws, draft.path)
        if chosen.report:
            write_page(study, described, tables, info, draft.name, draft.path / "report.html", chosen.language)
        _write_manifest(comparison, info, draft.path, draft.name)
    return draft.final


def _write_manifest(comparison: Comparison, info: RunInfo, folder: Path, name: str) -> None:
    """Write it last: it lists the checksums of all other files."""
    content: dict[str, Any] = {
        "run_id": name,
        "command": info.command,
        "config_hash": info.config_hash,
        "settings": dict(info.settings),
        "seed": comparison.seed,
        "replications": list(comparison.replications),
        "compared": list(comparison.members),
        "failed": comparison.faults,
        "data_vintage": info.data_vintage,
        "code": asdict(info.code),
        "warnings": [warning.en for warning in info.warnings],
        "wall_seconds": round(comparison.wall_seconds, 3),
        "peak_memory_mb": round(comparison.peak_memory_mb, 1),
    }
    write(content, folder)
