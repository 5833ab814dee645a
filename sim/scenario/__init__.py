"""Scenario files: a YAML file in, a validated and resolved Scenario out, or located errors."""

from sim.files.problems import Problem, ScenarioError, report
from sim.scenario.loading import Options, check, load, load_pair
from sim.scenario.quarters import Horizon, parse_quarter, quarter_text
from sim.scenario.types import Lever, Scenario, Target

__all__ = [
    "Horizon",
    "Lever",
    "Options",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Target",
    "check",
    "load",
    "load_pair",
    "parse_quarter",
    "quarter_text",
    "report",
]
