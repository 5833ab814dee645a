"""What a results folder says about the run that made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sim.labels import Label
from sim.results.code import CodeVersion
from sim.results.limits import Unsure

NOT_STATED: Final = "not stated"
"""What a list of sources says of an outlet that is not known."""
UNKNOWN: Final = Label("outlet not stated", "매체 미기재")


def source_label(source: Mapping[str, Any]) -> Label:
    """Outlet and date of an entry of sources.yaml."""
    outlet = UNKNOWN if source["outlet"] == NOT_STATED else Label(source["outlet"], source["outlet"])
    return Label(f"{outlet.en}, {source['date']}", f"{outlet.ko}, {source['date']}")


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
    """Id of a pledge -> what readers call it."""
    mechanism_labels: Mapping[str, Label] = field(default_factory=dict)
    """Name of a lever -> what readers call it."""
    pledges: tuple[Mapping[str, Any], ...] = ()
    """Every row of the plan as written."""
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Entries of sources.yaml that the plan cites."""
    grades: Mapping[str, str] = field(default_factory=dict)
    """Evidence that the plan cites -> its grade, A to C."""
    starts: Mapping[str, str] = field(default_factory=dict)
    """Id of a pledge -> quarter in which its lever first acts in this run."""
    unplaced: Mapping[str, float] = field(default_factory=dict)
    """Id of a pledge -> trillion won that it offers for shares in the run and cannot place (`sim.scenario.placed`)."""
    unsure: Unsure = ()
    """Measures that count as enacted though they may not pass."""
    costless: tuple[int, int] = (0, 0)
    """How many measures that act in the run have a lever without cost rule, and how many act."""
    command: str = ""
    warnings: tuple[Label, ...] = ()
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

    def lever_label(self, lever: str) -> Label:
        """What readers call a lever."""
        return self.lever_labels.get(lever, Label(lever, lever))

    def source_name(self, key: str) -> Label:
        """Outlet and date of a source."""
        source = self.sources.get(key)
        return Label(key, key) if source is None else source_label(source)
