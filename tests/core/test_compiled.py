"""The cache of compiled code belongs to one version of the program."""

from __future__ import annotations

import os
from pathlib import Path

import numba

from sim import compiled, numerics
from sim.compiled import cache_folder, program_key


def test_any_change_of_any_source_gives_another_cache(tmp_path: Path) -> None:
    (tmp_path / "markets").mkdir()
    for name in ("rule.py", "markets/goods.py"):
        (tmp_path / name).write_text("x = 1\n")
    first = program_key(tmp_path)
    assert program_key(tmp_path) == first
    (tmp_path / "markets" / "goods.py").write_text("x = 2\n")
    second = program_key(tmp_path)
    (tmp_path / "markets" / "goods.py").rename(tmp_path / "goods.py")
    assert len({first, second, program_key(tmp_path)}) == 3
    assert program_key() != first


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
