"""The table and the picture of `docs/architecture.md` against the code: who imports what, and what is named."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from sim import state
from sim.model import ManufacturingModel

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PICTURE = (ROOT / "docs" / "images" / "data-flow.svg").read_text(encoding="utf-8")
LAYERS = [re.findall(r"`([\w.]+)`", row) for row in re.findall(r"^\| [a-z]+ \| (`[^|]+) \|", PAGE, flags=re.MULTILINE)]
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}


def _modules() -> dict[str, Path]:
    paths = [path for folder in ("sim", "calibration") for path in sorted((ROOT / folder).rglob("*.py"))]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


MODULES = _modules()


def _layer(module: str) -> int:
    """Of the longest name in the table that is the module or a package around it; `sim` stands for itself alone."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in LAYER and (name != "sim" or module == "sim"):
            return LAYER[name]
    raise AssertionError(f"docs/architecture.md gives {module} no layer")


def _imports(node: ast.AST) -> Iterator[str]:
    """Own modules that are imported when the code runs, anywhere; not those for type hints alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        names: list[str] = []
        if isinstance(child, ast.Import):
            names = [alias.name for alias in child.names]
        elif isinstance(child, ast.ImportFrom):
            names = [f"{child.module}.{alias.name}" for alias in child.names]
        for name in names:
            while name and name not in MODULES:
                name = name.rpartition(".")[0]
            if name:
                yield name
        yield from _imports(child)


def _upward(module: str, source: str) -> list[str]:
    """Imports from a layer that stands below the module's own in the table."""
    return [name for name in _imports(ast.parse(source)) if _layer(name) > _layer(module)]


def test_every_module_has_one_layer_and_every_name_is_there() -> None:
    names = [name for layer in LAYERS for name in layer]
    assert len(LAYERS) > 10 and len(names) == len(set(names))
    assert [name for name in names if name not in MODULES] == []
    assert all(_layer(module) >= 0 for module in MODULES)


def test_no_module_imports_from_a_later_layer() -> None:
    found = {module: _upward(module, path.read_text(encoding="utf-8")) for module, path in MODULES.items()}
    assert {module: names for module, names in found.items() if names} == {}


def test_an_import_of_the_scenario_files_by_the_model_would_be_found() -> None:
    assert _upward("sim.model", "def f():\n    from sim.scenario import load") == ["sim.scenario"]
    assert _upward("sim.agents.firms", "from sim import model, codes") == ["sim.model"]
    assert _upward("sim.model", "if TYPE_CHECKING:\n    from sim.scenario import load") == []


def test_the_picture_shows_the_phases_of_a_quarter_and_modules_that_exist() -> None:
    calls = re.findall(r"phases\.(\w+)\(", inspect.getsource(ManufacturingModel.step))
    assert re.findall(r">\d+ (\w+)</text>", PICTURE) == calls
    named = set(re.findall(r"\b(?:sim|calibration)\.\w+", PICTURE))
    assert len(named) > 10 and named - set(MODULES) == set()
    for folder in re.findall(r"\b(\w+/\w*)</text>", PICTURE):
        assert (ROOT / folder).is_dir(), folder


def test_classes_of_state_in_the_picture_exist() -> None:
    for name in ("Firms", "HouseholdSector", "Labour", "Public", "Finance", "World", "Prices", "Structure"):
        assert re.search(rf"\b{name}\b", PICTURE) and inspect.isclass(getattr(state, name))
