"""The cache of compiled code belongs to one version of the program."""

from __future__ import annotations

import ast
import errno
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from numba.core import caching
from numba.core.compiler import Flags
from numba.core.errors import NumbaError, TypingError

from sim import compiled, exchange, numerics
from sim.bench.workload import FIRST, Bench
from sim.compiled import PROGRAM, cache_folder, first_use, kernel, program_key, sources, vector_features
from sim.exchange import claimed, claims, compiled_in_parts, definition, exchanged, passes
from sim.room import room, whole_room
from sim.state import Firms
from tests.core.states import CASES, arrays


def test_any_change_of_compiled_code_gives_another_cache(tmp_path: Path) -> None:
    (tmp_path / "markets").mkdir()
    for name in ("rule.py", "markets/goods.py", "codes.py", "plain.py"):
        (tmp_path / name).write_text(
            "x = 1\n" if name in ("codes.py", "plain.py") else "from sim.compiled import kernel\n"
        )
    keys = [program_key(tmp_path)]
    (tmp_path / "plain.py").write_text("x = 2\n")
    assert program_key(tmp_path) == keys[0]
    for name in ("markets/goods.py", "codes.py"):
        (tmp_path / name).write_text((tmp_path / name).read_text() + "# changed\n")
        keys.append(program_key(tmp_path))
    (tmp_path / "markets" / "goods.py").rename(tmp_path / "goods.py")
    keys.append(program_key(tmp_path))
    assert len(set(keys)) == len(keys)


def test_compiled_code_depends_on_nothing_that_the_key_leaves_out() -> None:
    known = {".".join(("sim", *path.relative_to(PROGRAM).with_suffix("").parts)) for path in sources()}
    assert "sim.kernels.books" in known
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim"):
                assert node.module in known, f"{path.name} imports {node.module}"
            if isinstance(node, ast.Import):
                assert not any(name.name.startswith("sim") for name in node.names), path.name


def test_old_caches_go_and_newer_ones_stay(tmp_path: Path) -> None:
    for number in range(6):
        os.utime(cache_folder(tmp_path, f"v{number}"), (number, number))
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {"numba-v3", "numba-v4", "numba-v5"}
    assert cache_folder(tmp_path, "v4") == str(tmp_path / "numba-v4")


def test_without_a_place_to_write_numba_finds_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert cache_folder(tmp_path / "file", "v1") == ""


def test_compiled_code_is_kept_in_the_cache_of_this_version() -> None:
    numerics.cell_sums(*(numerics.np.array(x) for x in ([0, 1], [1.0], [2.0])))
    folder = Path(compiled.cache_folder(compiled.FOLDER, program_key()))
    assert any(folder.rglob("numerics.cell_sums*.nbi"))
    assert str(folder) != numba.config.CACHE_DIR  # the setting of others is left alone


def test_a_version_is_compiled_once_and_not_counted_when_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_CACHE", str(tmp_path))
    with pytest.raises(ArithmeticError), first_use() as first:
        assert first
        raise ArithmeticError
    found = []
    for _ in range(2):
        with first_use() as first:
            found.append(first)
    assert found == [True, False]
    monkeypatch.setattr(compiled, "_CACHE", "")  # nowhere to write: numba's own place, of which nothing is known
    with first_use() as first:
        assert not first


def test_every_pass_has_a_definition_and_a_test_and_no_other_has() -> None:
    Bench()
    assert set(passes()) == set(CASES)
    for name, one in passes().items():
        written = definition(name).__code__
        assert written.co_argcount == one.py_func.__code__.co_argcount, name


def _reads(branch: ast.expr) -> set[tuple[str, str]]:
    """Columns and rows that an expression reads."""
    reads = (node for node in ast.walk(branch) if isinstance(node, ast.Subscript))
    return {(ast.unparse(node.value), ast.unparse(node.slice)) for node in reads}


def test_no_pass_chooses_between_reads_of_a_narrow_column() -> None:
    # `0 if bad else loss_quarters[i]` reads under a condition. Numbers of one or two bytes can be read so by vectors of
    # 512 bits only; elsewhere the whole loop is done one producer at a time: read first, then choose.
    narrow = {item.name for item in fields(Firms) if item.type in ("Code", "Count")}
    assert narrow == {"size", "stage", "loss_quarters"}
    for path in sorted((PROGRAM / "kernels").glob("*.py")):
        for choice in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(choice, ast.IfExp):
                known, read = _reads(choice.test), _reads(choice.body) | _reads(choice.orelse)
                found = {column for column, row in read - known if column in narrow}
                assert not found, f"{path.name}:{choice.lineno} {ast.unparse(choice)}"


def test_no_pass_is_given_a_column_twice_that_it_writes() -> None:
    """The compiler counts on it: what is read elsewhere after a write may be read before."""
    bench = Bench()
    bench.warm("everything")
    shared: set[str] = set()

    def watched(name: str, one: Any) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            columns = [column for column in arrays(arguments) if column.size]
            twice = [
                column for k, column in enumerate(columns)
                if any(np.may_share_memory(column, other) for j, other in enumerate(columns) if j != k)
            ]  # fmt: skip
            before = [column.copy() for column in twice]
            result = one(*arguments)
            shared.update(name for old, new in zip(before, twice, strict=True) if old.tobytes() != new.tobytes())
            return result

        return run

    with exchanged({id(one): watched(name, one) for name, one in passes().items()}):
        bench.model("everything", 0.02).advance(2 * FIRST + 1)
    assert shared == set()


# --- tables on the stack, and references


@kernel
def tables(column, out):  # type: ignore[no-untyped-def]
    for i in range(column.size):
        row, places = room((2, 8)), whole_room(3)
        places[:] = i
        row[:] = 1.0
        row[1, places[2] % 8] += column[i]
        out[i] = row[0].sum() + row[1].sum() + row.size + places.size


def test_a_table_on_the_stack_has_its_shape_and_a_loop_uses_one_place() -> None:
    column = np.arange(3_000_000.0)  # a table of 128 bytes for each would be forty times the stack
    out = np.empty_like(column)
    tables(column, out)
    assert np.array_equal(out, column + 16.0 + 16.0 + 3.0)


def test_a_table_whose_size_is_known_too_late_does_not_compile() -> None:
    @kernel
    def late(column):  # type: ignore[no-untyped-def]
        return room(column.size)[0]

    with pytest.raises(TypingError, match="must be known when the pass is compiled"):
        late(np.zeros(3))


def test_passes_count_no_references_and_make_no_arrays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two atomic operations at each slice of a block would cost more than the arithmetic of some passes."""

    def sliced(column, out):  # type: ignore[no-untyped-def]
        for low in range(0, column.size - 8, 8):
            part = column[low : low + 8]
            out[low : low + 8] = part[1:].sum()

    @kernel
    def making(column):  # type: ignore[no-untyped-def]
        column[:] = np.zeros(column.size)

    for compile_it, counts in ((kernel, False), (compiled.allocating, True)):
        folder = tmp_path / compile_it.__name__  # from a cache there is no code to look at
        folder.mkdir()
        monkeypatch.setattr(compiled, "_CACHE", str(folder))
        made = compile_it(sliced)
        made(np.ones(100), np.empty(100))
        assert ("NRT_" in made.inspect_llvm(made.signatures[0])) == counts
    with pytest.raises(NumbaError):
        making(np.ones(3))


FOULED = """
import sys
import sim.room
sim.room.FOUL = sys.argv[1] == "foul"
from sim.bench.workload import FIRST, Bench
from sim.room import room
from sim.compiled import kernel
from sim.ensemble import fingerprint
@kernel
def read(out):
    out[0] = room(4)[2]
import numpy as np
out = np.zeros(1)
read(out)
model = Bench().model("everything", 0.01)
model.advance(2 * FIRST + 1)
print(bool(np.isnan(out[0])), fingerprint(model.recorder.panel()))
"""


@pytest.mark.full
def test_no_pass_reads_what_nobody_has_written_into_a_table_on_the_stack(tmp_path: Path) -> None:
    def run(form: str) -> list[str]:
        folder = {"NUMBA_CACHE_DIR": str(tmp_path / form), "PYTHONPATH": str(PROGRAM.parent)}
        found = subprocess.run(
            [sys.executable, "-c", FOULED, form], capture_output=True, text=True, env=os.environ | folder, check=True
        )
        return found.stdout.split()

    plain, foul = run("plain"), run("foul")
    assert foul[0] == "True"
    assert foul[1] == plain[1]


def test_of_processes_that_compile_together_one_claims_a_pass() -> None:
    with claims() as folder:
        assert [claimed(folder, name) for name in ("one", "two/(int64, float64)", "one")] == [True, True, False]
    assert not folder.exists()


@pytest.mark.parametrize("ours", [True, False], ids=["all", "nothing"])
def test_a_process_that_compiles_a_part_asks_for_no_other_forms_than_a_run(
    ours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it runs by definitions gives the types that passes give: else a run would have to compile more."""
    bench, quarters = Bench(), 2 * FIRST + 1
    bench.warm("everything")
    asked: dict[str, set[str]] = {"run": set(), "part": set()}

    def watched(name: str, one: Any) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            asked["run"].add(f"{name}{tuple(one.typeof_pyval(argument) for argument in arguments)}")
            return one(*arguments)

        return run

    with exchanged({id(one): watched(name, one) for name, one in passes().items()}):
        bench.model("everything", 0.01).advance(quarters)

    def claim(_: Path, name: str) -> bool:
        asked["part"].add(name)
        return ours

    monkeypatch.setattr(exchange, "claimed", claim)
    with compiled_in_parts(Path()):
        bench.model("everything", 0.01).advance(quarters)
    assert len(asked["run"]) > 40
    assert asked["part"] == asked["run"]
    assert any(one is numerics.cell_sums for one in passes().values())  # all is as before


# --- damage


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Compiles a function of a module as a new process does; its cache is a folder of the test."""
    source = tmp_path / "rule.py"
    source.write_text("def rule(x):\n    return 2.0 * x + 1.0\n", encoding="utf-8")
    monkeypatch.setattr(compiled, "_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()

    def load() -> Any:
        spec = importlib.util.spec_from_file_location("rule", source)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "rule", module)  # what is kept is looked up by the name of its module
        spec.loader.exec_module(module)
        return compiled.kernel(module.rule)

    return load


def hits(rule: Any) -> int:
    assert rule(3.0) == 7.0
    return sum(rule.stats.cache_hits.values())


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "garbage": lambda content: b"\x00garbage" * 30,
    "one bit": lambda content: content[:200] + bytes([content[200] ^ 1]) + content[201:],
    "one bit of the checksum": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_a_damaged_file_of_the_cache_is_compiled_anew(
    fresh: Callable[[], Any], tmp_path: Path, ending: str, damage: str
) -> None:
    assert [hits(fresh()), hits(fresh())] == [0, 1]
    (file,) = (tmp_path / "cache").rglob(f"*.{ending}")
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    assert [hits(fresh()), hits(fresh())] == [0, 1]


def test_a_cache_whose_files_are_gone_or_folders_is_compiled_anew(fresh: Callable[[], Any], tmp_path: Path) -> None:
    assert [hits(fresh()), hits(fresh())] == [0, 1]
    (file,) = (tmp_path / "cache").rglob("*.nbc")
    file.unlink()
    assert [hits(fresh()), hits(fresh())] == [0, 1]
    file.unlink()
    file.mkdir()
    assert hits(fresh()) == 0


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_cache_that_cannot_be_written_stops_no_run(
    fresh: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(caching.os, "replace", refuse)
    assert hits(fresh()) == 0
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_where_no_folder_can_be_written_nothing_is_kept(
    fresh: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching.CompileResultCacheImpl, "_locator_classes", [])
    assert hits(fresh()) == 0


def test_processors_that_do_not_slow_down_under_them_get_vectors_of_512_bits() -> None:
    ice_lake = {"avx2": True, "avx512f": True, "avx512bitalg": True, "sse4a": False}
    assert vector_features(ice_lake) == "+avx2,+avx512bitalg,+avx512f,-prefer-256-bit,-sse4a"
    assert vector_features(ice_lake | {"avx512bitalg": False}) is None
    assert vector_features({"neon": True}) is None


def test_what_the_user_says_of_the_processor_holds() -> None:
    asks = "from sim import compiled; import numba; print(numba.config.CPU_FEATURES)"
    said = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, check=True, text=True, cwd=PROGRAM.parent,
        env=os.environ | {"NUMBA_CPU_FEATURES": "+sse2"},
    )  # fmt: skip
    assert said.stdout.strip() == "+sse2"


def test_numbas_own_cache_is_as_before_outside(fresh: Callable[[], Any]) -> None:
    fresh()
    assert compiled.dispatcher.FunctionCache is compiled.ufuncbuilder.FunctionCache is caching.FunctionCache
    assert not numba.njit(lambda x: x)._compiler._customize_flags(Flags()).noalias
    assert isinstance(numerics.cell_sums._cache, compiled._CheckedCache)
