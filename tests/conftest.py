"""Settings shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the hundred processes that tests start need not each compile sim

FIRST = (
    "levers/test_every_lever", "test_project", "scenario/test_mutations", "results/test_interrupted",
    "robust/test_kills", "robust/test_outputs", "sweep/test_local", "results/test_report", "sweep/test_page",
    "results/test_ensemble", "robust/test_faults", "test_end_to_end", "test_notebooks", "compare/test_command",
    "core/test_definitions", "sweep/test_clusters", "test_examples", "levers/test_overlap",
)  # fmt: skip
"""Files that take longest: begun first, none of them is what everything else waits for at the end.

The first compiles what runs need, the two after it run nothing, so that the same is seldom compiled twice.
"""

# Reproducible on every machine; a slow machine is no failure.
settings.register_profile("project", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite expected texts instead of comparing with them")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first; the rest as it was collected."""
    folder = Path(__file__).parent
    rank = {folder / f"{name}.py": number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(FIRST)))


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected texts are to be rewritten."""
    return bool(request.config.getoption("--update"))
