"""What a results folder says about the run that made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sim.labels import Label
from sim.results.code import CodeVersion


class ResultsError(Exception):
    """Results cannot be written or read; one clear sentence for the user."""

    exit_code = 3


@dataclass(frozen=True)
class RunInfo:
    """Everything beside the numbers: who, from what, with which settings."""

    title: Label
    """Of the scenario."""
    parent_title: Label | None
    """Of the scenario it is compared with."""
    data_vintage: str
    settings: Mapping[str, Any]
    """What decides the numbers beside scenario files and seed: scale, start, until, timing, enactment, `--set`."""
    scenario_files: Mapping[str, str]
    """File name -> text: the scenario as given, its parents, and `<id>.resolved.yaml`."""
    lever_labels: Mapping[str, Label] = field(default_factory=dict)
    command: str = ""
    warnings: tuple[str, ...] = ()
    code: CodeVersion = field(default_factory=CodeVersion.of_this_program)

    @cached_property
    def config_hash(self) -> str:
        """SHA-256 of settings, scenario files and data vintage: equal hashes and code give equal numbers."""
        content = {
            "settings": dict(self.settings),
            "scenario_files": dict(self.scenario_files),
            "data_vintage": self.data_vintage,
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @staticmethod
    def of(scenario: Any, parent: Any, *, data_vintage: str, settings: Mapping[str, Any], command: str = "") -> RunInfo:
        """From a `sim.scenario.Scenario` and the one it is compared with (or None)."""
        members = [member for member in (scenario, parent) if member is not None]
        files = {member.path.name: member.given for member in members}
        files |= {f"{member.id}.resolved.yaml": member.resolved for member in members}
        return RunInfo(
            title=Label(scenario.title["en"], scenario.title["ko"]),
            parent_title=None if parent is None else Label(parent.title["en"], parent.title["ko"]),
            data_vintage=data_vintage,
            settings=settings,
            scenario_files=files,
            lever_labels={lever.id: Label(lever.says["en"], lever.says["ko"]) for lever in scenario.levers},
            command=command,
            warnings=tuple(dict.fromkeys(warning for member in members for warning in member.warnings)),
        )

    def lever_label(self, lever: str) -> Label:
        """What readers call a lever."""
        return self.lever_labels.get(lever, Label(lever, lever))
