"""Which code made a result: commit, uncommitted changes, and a hash of the sources that works without git."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("sim", "calibration")
_SUFFIXES = frozenset({".py", ".yaml", ".csv"})


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


@dataclass(frozen=True)
class CodeVersion:
    """`commit` is None outside a git checkout; `dirty` tells of changes in the sources since that commit."""

    commit: str | None
    dirty: bool
    source_hash: str

    @staticmethod
    @cache
    def of_this_program() -> CodeVersion:
        """Version of the code that is running."""
        digest = hashlib.sha256()
        for folder in SOURCES:
            for path in sorted((ROOT / folder).rglob("*")):
                if path.suffix in _SUFFIXES and path.is_file():
                    digest.update(path.relative_to(ROOT).as_posix().encode())
                    digest.update(path.read_bytes())
        top = _git("rev-parse", "--show-toplevel")
        ours = top is not None and Path(top).resolve() == ROOT
        commit = _git("rev-parse", "HEAD") if ours else None
        changes = _git("status", "--porcelain", "--", *SOURCES) if ours else None
        return CodeVersion(commit, bool(changes), digest.hexdigest())

    def __str__(self) -> str:
        """Short name for captions."""
        if self.commit is None:
            return f"src-{self.source_hash[:8]}"
        return self.commit[:8] + ("+changes" if self.dirty else "")
