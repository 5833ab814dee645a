"""The project's own files: clean code, the bootstrap on old Pythons, pinned requirements without addresses."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FIRST

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ("requirements.txt", "requirements-sweep.txt", "requirements-test.txt", "requirements-all.txt")
OWN = ("sim", "calibration", "tests", "benchmarks")
TOOLS = {"pytest_xdist", "ruff", "mypy"}
"""Packages that are run, not imported."""
MOST_LINES, MOST_OF_A_FUNCTION = 450, 70


def _run(*words: str) -> None:
    run = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_ruff_finds_nothing() -> None:
    _run("ruff", "check", "--quiet", ".")


def test_ruff_would_reformat_nothing() -> None:
    _run("ruff", "format", "--check", "--quiet", ".")


def test_mypy_finds_nothing() -> None:
    _run("mypy")


def test_files_that_are_begun_first_are_there() -> None:
    assert [name for name in FIRST if not (ROOT / "tests" / f"{name}.py").is_file()] == []


def test_bootstrap_is_read_by_python_3_6() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_bootstrap_names_what_the_project_depends_on() -> None:
    namespace: dict[str, object] = {"__name__": "bootstrap", "__file__": str(ROOT / "run.py")}
    exec((ROOT / "run.py").read_text(encoding="utf-8"), namespace)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {"run": project["dependencies"]}
    for name, before in (("sweep", "run"), ("test", "sweep"), ("all", "test")):
        wanted[name] = [*wanted[before], *extras[name]]
    import_name = {"pyyaml": "yaml", "pytest-xdist": "xdist", "pillow": "pil", "pydantic-core": "pydantic_core"}
    for name, _, modules in namespace["SETS"]:  # type: ignore[attr-defined]
        packages = {re.split(r"[\[<>=]", entry)[0].casefold() for entry in wanted[name]} - {project["name"]}
        expected = {import_name.get(package, package) for package in packages} | {"networkx"}
        assert {module.casefold() for module in modules} == expected


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_pinned_with_hashes_and_without_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|^-", text, flags=re.MULTILINE)
    entries = re.split(r"\n(?=[a-zA-Z])", text.strip())
    assert len(entries) > 20
    assert all(re.match(r"[A-Za-z0-9_.-]+==[^ ]+", entry) and "--hash=sha256:" in entry for entry in entries)


def test_a_package_has_one_version_in_all_sets() -> None:
    """Else the environment, and what manifests say of it, would change with the commands used."""
    found: dict[str, set[str]] = {}
    for name in REQUIREMENTS:
        for package, version in re.findall(
            r"^([A-Za-z0-9_.-]+)==([^ ]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE
        ):
            found.setdefault(package, set()).add(version)
    assert {package: versions for package, versions in found.items() if len(versions) > 1} == {}


def _imported(*folders: str) -> set[str]:
    """Packages that modules import, inside functions too, or skip a test without."""
    names: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
            elif (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "importorskip"
            ):
                names.add(ast.literal_eval(node.args[0]))
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - set(OWN)


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    module = {"pyyaml": "yaml", "fonttools": "fontTools", "pillow": "PIL", "ruamel.yaml": "ruamel", "salib": "SALib"}

    def modules(entries: list[str]) -> set[str]:
        """What the packages are imported as."""
        packages = (re.split(r"[\[<>=]", entry)[0].casefold() for entry in entries)
        return {module.get(package, package.replace("-", "_")) for package in packages if package != project["name"]}

    run = modules(project["dependencies"] + extras["sweep"])
    everything = run | modules(extras["test"] + extras["all"])
    assert _imported("sim", "calibration") - run == {"xarray"}  # to_xarray says how to get it
    assert _imported(*OWN, "notebooks") - everything == {"pyam"}  # by hand: docs/results.md
    assert run - _imported("sim", "calibration") == set()
    assert everything - _imported(*OWN) == TOOLS


def test_requirements_hold_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8").casefold()
    for entry in project["dependencies"]:
        package = re.split(r"[\[<>=]", entry)[0].casefold().replace(".", "-")
        assert re.search(rf"^{re.escape(package)}==", pinned, flags=re.MULTILINE), package


def test_no_file_names_a_place_of_the_machine_it_was_written_on() -> None:
    names = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False).stdout.split(
        "\n"
    )
    if names == [""]:
        pytest.skip("not a git checkout")
    places = {Path.home(), ROOT.parent} - {Path("/"), Path("/tmp"), Path(tempfile.gettempdir())}  # those are anybody's
    here = re.compile("|".join(re.escape(f"{path}/") for path in (*places, ROOT)))
    found = []
    for name in filter(None, names):
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [f"{name}: {match[0]}" for match in here.finditer(text)]
    assert found == []


def test_no_module_or_function_has_outgrown_its_job() -> None:
    found = []
    for folder in OWN:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            lines = text.count("\n")
            found += [f"{path.relative_to(ROOT)}: {lines} lines"] * (lines > MOST_LINES)
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > MOST_OF_A_FUNCTION:
                    found.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert found == []


def _undocumented(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, (ast.FunctionDef, ast.ClassDef))
        if named and not child.name.startswith("_") and ast.get_docstring(child) is None:
            yield child.name
        yield from _undocumented(child)


def test_every_public_name_says_what_it_is() -> None:
    found = []
    for path in (ROOT / "run.py", *sorted((ROOT / "sim").rglob("*.py")), *sorted((ROOT / "calibration").rglob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        missing = ["the module"] * (ast.get_docstring(tree) is None) + list(_undocumented(tree))
        found += [f"{path.relative_to(ROOT)}: {name}" for name in missing]
    assert found == []
