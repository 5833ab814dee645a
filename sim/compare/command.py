"""`python run.py compare`: which plans, against which baseline; validated before anything runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.compare.page import write_page
from sim.compare.plans import describe
from sim.compare.runs import Comparison, run_comparison
from sim.compare.sheets import sheets
from sim.compare.tables import write_data
from sim.compare.words import closing_words
from sim.ensemble import ModelFactory
from sim.labels import Label, Language
from sim.progress import Progress
from sim.results import RunInfo, check_writable
from sim.results.folder import new_folder
from sim.results.render import write_tables
from sim.scenario import Options, Scenario, ScenarioError, load
from sim.scenario.loading import with_world_warning
from sim.scenario.problems import Problem
from sim.scenario.registries import SOURCES

FOLDER = "compare"


class CompareError(Exception):
    """The plans cannot be compared; one sentence for the user."""

    exit_code = 2


def choose(files: Sequence[Path], baseline: Path | None, options: Options) -> tuple[Scenario, list[Scenario]]:
    """The baseline and the plans, all validated.

    Without `baseline` it is the scenario that the plans say they are compared with. Raises ScenarioError with the
    problems of all files, CompareError for two files with one id or without a common baseline.
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
    against = loaded.pop(0) if baseline else _common(loaded, options)
    plans = [plan for plan in loaded if Path(plan.path).resolve() != Path(against.path).resolve()]
    seen: dict[str, Scenario] = {against.id: against}
    for plan in plans:
        if plan.id in seen:
            raise CompareError(f"two plans have the id '{plan.id}': {seen[plan.id].path} and {plan.path}")
        seen[plan.id] = plan
    if not plans:
        raise CompareError(f"nothing to compare with '{against.id}': name at least one other plan")
    return against, [with_world_warning(plan, against) for plan in plans]


def _common(plans: Sequence[Scenario], options: Options) -> Scenario:
    named = {Path(plan.compare_with or plan.path).resolve(): plan for plan in plans}
    if len(named) > 1:
        one, two = list(named.items())[:2]
        raise CompareError(
            f"'{one[1].id}' is compared with {one[0].name}, '{two[1].id}' with {two[0].name}: choose --baseline FILE"
        )
    if not named:
        raise CompareError("no plan to compare")
    return load(next(iter(named)), options)


def compare(
    against: Scenario, plans: Sequence[Scenario], *, runs: int, seed: int, scale: str | float, workers: int | None,
    out: Path, language: Language, command: str, report: bool = True,
) -> tuple[Comparison, str]:  # fmt: skip
    """Run, write `<out>/compare/<UTC>_<hash8>/` and say what was found."""
    check_writable(out, FOLDER)
    horizon = against.horizon
    factory = ModelFactory(horizon.base_year, horizon.until, scale, against.uncertain)
    other = [plan.id for plan in plans if plan.uncertain != against.uncertain]
    warnings = [warning for plan in (against, *plans) for warning in plan.warnings]
    warnings += [f"parameters are drawn as in '{against.id}', not as in '{plan}'" for plan in other]
    comparison = run_comparison(
        against, plans, factory, seed=seed, replications=range(runs), workers=workers, progress=Progress(FOLDER)
    )
    info = RunInfo(
        title=Label("Comparison of plans", "계획 비교"),
        parent_title=Label(**against.title),
        data_vintage=factory.economy.vintage,
        settings={
            "scale": scale, "start": f"{horizon.base_year}Q1", "until": horizon.until, "baseline": against.id,
            "plans": [plan.id for plan in plans],
        },
        scenario_files={name: text for plan in (against, *plans) for name, text in plan.files.items()},
        command=command,
        warnings=tuple(dict.fromkeys(warnings)),
    )  # fmt: skip
    with new_folder(out, FOLDER, info.config_hash[:8]) as draft:
        (draft.path / "scenario").mkdir()
        for name, text in info.scenario_files.items():
            (draft.path / "scenario" / name).write_text(text, encoding="utf-8")
        described = describe(against, plans)
        tables = sheets(comparison, described)
        write_data(comparison, draft.path / "data")
        write_tables(tables, comparison, info, draft.path / "tables", draft.name)
        if report:
            write_page(comparison, described, tables, info, draft.name, draft.path / "report.html", language)
        _write_manifest(comparison, info, draft.path, draft.name)
    names = {plan.id: Label(**plan.title) for plan in (against, *plans)}
    return comparison, closing_words(
        comparison, names, draft.final / "report.html" if report else draft.final, language
    )


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
        "warnings": list(info.warnings),
        "wall_seconds": round(comparison.wall_seconds, 3),
        "peak_memory_mb": round(comparison.peak_memory_mb, 1),
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
    text = json.dumps(content, indent=1, ensure_ascii=False, default=str)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
