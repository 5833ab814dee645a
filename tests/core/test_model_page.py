"""The page `docs/model.md` speaks of the model as it is."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from pathlib import Path

import pytest

import sim
from sim import phases
from sim.model import ManufacturingModel
from sim.parameters import load_registry
from sim.switches import FILLED

PAGE = (Path(sim.__file__).parents[1] / "docs" / "model.md").read_text(encoding="utf-8")
EQUATIONS = "\n".join(re.findall(r"```\n(.*?)```", PAGE, flags=re.DOTALL))
PARAMETERS = re.findall(r"`(\w+)` = `(\w+)`", PAGE.replace("\n", " "))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(sim.__file__).parent.rglob("*.py")))


def section(title: str) -> str:
    return PAGE.split(f"## {title}")[1].split("\n## ")[0]


def test_the_order_of_a_quarter_is_that_of_step() -> None:
    told = re.findall(r"^\| `(\w+)` \|", section("3. Order of a quarter"), flags=re.MULTILINE)
    body = ast.parse(textwrap.dedent(inspect.getsource(ManufacturingModel.step)))
    calls = [
        node.func.attr
        for node in ast.walk(body)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "phases"
    ]
    assert told == calls
    assert all(callable(getattr(phases, name)) for name in told)


def test_the_page_has_every_parameter_of_the_registry_under_its_symbol() -> None:
    registry = load_registry()
    assert {name for _, name in PARAMETERS} == set(registry)  # and every one of the registry is on the page
    wrong = [(s, name) for s, name in PARAMETERS if name not in registry or registry[name].symbol != s]
    assert wrong == []
    assert len({symbol for symbol, _ in PARAMETERS}) == len({name for _, name in PARAMETERS})


def test_every_parameter_on_the_page_stands_in_an_equation_or_sentence() -> None:
    text = re.sub(r"`\w+` = `\w+`", "", PAGE.replace("\n", " "))
    unused = [symbol for symbol, _ in PARAMETERS if not re.search(rf"(?<!\w){symbol}(?!\w)", text)]
    assert unused == []


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:sim|calibration)\.[\w.]+)`", PAGE))))
def test_every_place_named_exists(name: str) -> None:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return
    raise AssertionError(name)


def test_every_rule_beside_an_equation_is_a_function() -> None:
    named = {name for name in re.findall(r"\b[a-z]{3,}_[a-z_]{3,}\b", EQUATIONS) if not name.endswith("_max")}
    assert len(named) > 15
    assert {name for name in named if not re.search(rf"def {name}\(", SOURCE)} == set()


def test_the_mechanisms_told_are_those_that_act() -> None:
    told = re.findall(r"^\| (M\d+b?) \|", section("10. Mechanisms and levers"), flags=re.MULTILINE)
    assert set(told) == FILLED
