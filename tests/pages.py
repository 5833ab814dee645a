"""Pages with steps to follow: their blocks of code, and a copy of the project in which to follow them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOW_TO = ROOT / "docs" / "howto"
PARTS = ("calibration", "docs", "notebooks", "scenarios", "sim", "tests", "CHANGELOG.md", "README.md", "pyproject.toml",
         "run.py")  # fmt: skip


def blocks(text: str) -> list[tuple[str, str, str]]:
    """Language, name of the file and text of every block of code."""
    return re.findall(r"^```(\w*) ?(\S*)\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def commands(text: str) -> list[str]:
    """Lines to type, of all blocks without a language."""
    return [line for language, _, block in blocks(text) if not language for line in block.splitlines()]


def copy_project(folder: Path) -> Path:
    """The project without what it makes itself."""
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def changed(text: str, change: str) -> str:
    """A text after a change: lines kept, taken away (-) and added (+). What is kept or goes must be there once."""
    lines = change.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+")
    assert text.count(before) == 1, f"{text.count(before)} places for:\n{before}"
    return text.replace(before, after)


def follow(text: str, folder: Path) -> None:
    """Write the files and make the changes that a text shows."""
    for language, name, block in blocks(text):
        path = folder / name
        if language == "diff":
            path.write_text(changed(path.read_text(encoding="utf-8"), block), encoding="utf-8")
        elif name:
            path.parent.mkdir(exist_ok=True)
            path.write_text(block, encoding="utf-8")


def python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter there."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def type_in(folder: Path, line: str) -> str:
    """What a command of a page says; its tests run in this interpreter."""
    words = shlex.split(line)[1:]
    if words[:2] == ["run.py", "test"]:
        words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", *words[2:]]
    done = python(folder, *words)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout
