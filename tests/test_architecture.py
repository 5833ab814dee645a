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


def _taken(tree: ast.AST) -> set[str]:
    """Full names that a module imports from others or takes from modules that it imports."""
    modules, found = {}, set()
    for node in ast.walk(tree):
        for name in node.names if isinstance(node, ast.ImportFrom) else ():
            full = f"{node.module}.{name.name}"  # type: ignore[union-attr]
            found.add(full)
            modules[name.asname or name.name] = full
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found.add(f"{modules[node.value.id]}.{node.attr}")
    return found


def _read(tree: ast.AST) -> set[str]:
    """Names that a piece of code reads."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _idle(module: str, source: str, taken: set[str]) -> list[str]:
    """Functions that neither other parts of their module read nor others take (`taken`: full names)."""
    parts = ast.parse(source).body
    names = [(f"{module}.{part.name}", part) for part in parts if isinstance(part, ast.FunctionDef)]
    return [
        name
        for name, part in names
        if name not in taken and part.name not in set[str]().union(*(_read(one) for one in parts if one is not part))
    ]


def test_no_rule_of_behaviour_is_there_for_definitions_alone() -> None:
    """A step that only the formulas of `sim.definitions` take stands there: the model runs its compiled form."""
    sources = {module: path.read_text(encoding="utf-8") for module, path in MODULES.items()}
    taken = {module: _taken(ast.parse(source)) for module, source in sources.items()}
    model = set[str]().union(*(names for module, names in taken.items() if not module.startswith("sim.definitions")))
    rules = [module for module in sources if module.startswith("sim.agents.")]
    assert len(rules) > 10 and [name for module in rules for name in _idle(module, sources[module], model)] == []


def test_a_rule_for_definitions_alone_would_be_found() -> None:
    source = "def used(): return helper()\ndef helper(): return 1\ndef idle(): return idle\nclass A:\n    idle: int"
    taken = _taken(ast.parse("from sim.agents import some as one\nfrom sim.agents.other import idle\none.used()"))
    assert taken == {"sim.agents.some", "sim.agents.some.used", "sim.agents.other.idle"}
    assert _idle("sim.agents.some", source, taken) == ["sim.agents.some.idle"]
