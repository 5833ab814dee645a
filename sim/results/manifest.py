"""manifest.json: what made the results, and a checksum of every file."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.ensemble import Ensemble
from sim.processes import peak_memory_mb
from sim.results.info import ResultsError, RunInfo
from sim.results.tables import MODEL_NAME

FORMAT: Final = 1
PACKAGES: Final = ("mesa", "numpy", "numba", "scipy", "pandas", "pyarrow", "pydantic", "matplotlib")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(content: dict[str, Any], folder: Path) -> None:
    """manifest.json with the format and a checksum of every file that is there now: it is written last."""
    files = {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    text = json.dumps({"format": FORMAT, **content, "files": files}, indent=1, ensure_ascii=False, default=str)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder. Raises ResultsError where it is damaged or of another version."""
    path = folder / "manifest.json"
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        written, files = content.get("format", FORMAT), dict(content["files"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise ResultsError(
            f"{path} is damaged or gone: what made these results is not known; the files beside it are as they are"
        ) from None
    if written != FORMAT:
        raise ResultsError(
            f"{path} is of format {written}, this version reads {FORMAT}: open it with the version that made it"
        )
    return content | {"files": files}


def manifest(ensemble: Ensemble, info: RunInfo, name: str, warnings: tuple[str, ...]) -> dict[str, Any]:
    """Content of manifest.json beside the format and the checksums."""
    return {
        "run_id": name,
        "model": MODEL_NAME,
        "scenario": ensemble.scenario,
        "compare_with": ensemble.parent,
        "title": asdict(info.title),
        "command": info.command,
        "config_hash": info.config_hash,
        "settings": dict(info.settings),
        "seed": ensemble.seed,
        "replications": list(ensemble.replications),
        "first_year": int(ensemble.years[0]),
        "last_year": int(ensemble.years[-1]),
        "data_vintage": info.data_vintage,
        "code": asdict(info.code),
        "python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
        "packages": {package: _version(package) for package in PACKAGES},
        "lever_strengths": {
            lever: [None if np.isnan(draw) else float(draw) for draw in draws]
            for lever, draws in ensemble.strengths.items()
        },
        "inert_levers": list(ensemble.inert),
        "repeated_levers": {lever: list(others) for lever, others in ensemble.repeated.items()},
        "inert_checks": ensemble.inert_checks,
        "run_digests": list(ensemble.digests),
        "warnings": list(warnings),
        "wall_seconds": round(ensemble.wall_seconds, 3),
        "peak_memory_mb": {
            "main_process": round(peak_memory_mb(), 1),
            "largest_worker": round(ensemble.peak_memory_mb, 1),
        },
    }


def write_manifest(ensemble: Ensemble, info: RunInfo, folder: Path, name: str, warnings: tuple[str, ...] = ()) -> None:
    """Write it last: it lists the checksums of all other files."""
    write(manifest(ensemble, info, name, (*(warning.en for warning in info.warnings), *warnings)), folder)


def is_changed(path: Path, digest: str) -> bool:
    """Whether a file is missing or differs from its checksum."""
    return not path.is_file() or _sha256(path) != digest


def changed_files(folder: Path) -> list[str]:
    """Files of a results folder that are missing or differ from their checksum in the manifest."""
    return [name for name, digest in read(folder)["files"].items() if is_changed(folder / name, digest)]
