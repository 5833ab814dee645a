#!/usr/bin/env python3
"""Run the model, or its tests, from a fresh checkout: `python run.py --help`, `python run.py test`.

Works with any Python 3: where the interpreter that reads this is too old, or lacks the packages, a Python >= 3.12 is
looked for, an environment is made in `.venv` (or the folder named by KMT_VENV) from the pinned requirements, and the
command goes on there. The second time this costs a few hundredths of a second: a stamp in the environment says which
requirements it holds. This file therefore keeps to syntax that Python 3.6 reads.
"""

import glob
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.abspath(os.environ.get("KMT_VENV") or os.path.join(ROOT, ".venv"))
OLDEST = (3, 12)
PROBE = "import sys, venv, ensurepip; print('%d.%d.%d' % sys.version_info[:3])"
MODULES = ["numpy", "pandas", "scipy", "matplotlib", "mesa", "networkx", "numba", "llvmlite", "pyarrow", "pydantic"]
MODULES += ["pydantic_core", "yaml", "ruamel.yaml", "jinja2", "markupsafe", "tqdm", "openpyxl", "fontTools"]
SWEEP_MODULES = MODULES + ["distributed", "SALib", "duckdb"]
TEST_MODULES = SWEEP_MODULES + ["pytest", "xdist", "hypothesis", "statsmodels", "PIL", "ruff", "mypy"]
ALL_MODULES = TEST_MODULES + ["jupytext", "nbmake", "playwright", "xarray"]
# What each kind of command needs; a later one contains those before it.
SETS = [
    ("run", "requirements.txt", MODULES),
    ("sweep", "requirements-sweep.txt", SWEEP_MODULES),
    ("test", "requirements-test.txt", TEST_MODULES),
    ("all", "requirements-all.txt", ALL_MODULES),
]
RUN, SWEEP, TEST, ALL = range(4)


def say(line):
    """Write one line to the terminal at once."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def importable(name):
    """Whether a module is installed, without importing it."""
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


def venv_python():
    """The interpreter of the environment."""
    return os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def stamp_file(name):
    """File that says with which requirements a set was installed."""
    return os.path.join(VENV, "stamp-" + name)


def stamp(requirements):
    """Hash of the requirements and of the Python that the environment was made from."""
    digest = hashlib.sha256()
    for path in (os.path.join(ROOT, requirements), os.path.join(VENV, "pyvenv.cfg")):
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def ready(level):
    """True when the environment holds what this level, or one above it, asks for."""
    if not os.path.exists(venv_python()):
        return False
    for name, requirements, _ in SETS[level:]:
        if os.path.isfile(stamp_file(name)):
            with open(stamp_file(name)) as file:
                if file.read() == stamp(requirements):
                    return True
    return False


def candidates():
    """Interpreters to try, the likeliest first; the oldest accepted version is the best tested."""
    yield [sys.executable]
    names = ["python3.%d" % minor for minor in range(OLDEST[1], OLDEST[1] + 4)] + ["python3", "python"]
    for name in names:
        path = shutil.which(name)
        if path:
            yield [path]
    home = os.path.expanduser("~")
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    folders = [
        os.path.join(os.environ.get("PYENV_ROOT") or os.path.join(home, ".pyenv"), "versions"),
        os.path.join(home, ".pyenv", "pyenv-win", "versions"),
        os.environ.get("UV_PYTHON_INSTALL_DIR") or os.path.join(data, "uv", "python"),
        os.path.join(os.environ.get("APPDATA") or home, "uv", "python"),
    ]
    for folder in folders:
        for version in sorted(glob.glob(os.path.join(folder, "*3.*"))):
            for tail in (("bin", "python3"), ("python.exe",)):
                path = os.path.join(version, *tail)
                if os.path.isfile(path):
                    yield [path]
    if shutil.which("py"):
        for minor in range(OLDEST[1], OLDEST[1] + 4):
            yield ["py", "-3.%d" % minor]


def find_python():
    """The first interpreter >= 3.12 that can make environments, as (command, version); (None, reason) otherwise."""
    reason, seen = "none was found on PATH, nor under pyenv, uv or the py launcher", set()
    for command in candidates():
        key = tuple(command)
        if key in seen or command[0].startswith(VENV + os.sep):
            continue
        seen.add(key)
        try:
            run = subprocess.run(command + ["-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        except (OSError, subprocess.SubprocessError):
            continue
        text = run.stdout.decode("utf-8", "replace").strip()
        if run.returncode == 0 and tuple(int(part) for part in text.split(".")[:2]) >= OLDEST:
            return command, text
        if b"No module named" in run.stderr and b"ensurepip" in run.stderr:
            reason = "%s cannot make environments (on Debian and Ubuntu: install python3-venv)" % command[0]
    return None, reason


def stop(line):
    """Say what is missing and leave with code 3."""
    say("run.py: " + line)
    sys.exit(3)


def usable(python):
    """Whether a Python is new enough and can make environments."""
    try:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.call([python, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 12))"], **quiet) == 0
    except OSError:
        return False


def make_environment(label):
    """Make the environment with the best Python found."""
    command, version = find_python()
    if command is None:
        stop("needs Python %d.%d or newer: %s; install one (python.org) and run this again." % (OLDEST + (version,)))
    say("run.py: setting up %s with Python %s, once; this takes about a minute ..." % (label, version))
    make = command + ["-m", "venv", "--clear", VENV]
    done = subprocess.run(make, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        stop("could not make %s: %s" % (label, done.stdout.decode("utf-8", "replace").strip().split("\n")[-1]))


def install(level):
    """Make or mend the environment for a level; one line on stderr says so."""
    name, requirements, _ = SETS[level]
    label = os.path.relpath(VENV, ROOT) if VENV.startswith(ROOT + os.sep) else VENV
    log = os.path.join(VENV, "install.log")
    try:
        if usable(venv_python()):
            say("run.py: bringing %s up to date with %s ..." % (label, requirements))
        else:
            make_environment(label)
        with open(log, "wb") as file:
            pip = [venv_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
            pip += ["--require-hashes", "-r", os.path.join(ROOT, requirements)]
            code = subprocess.call(pip, stdout=file, stderr=subprocess.STDOUT)
    except OSError as error:
        stop("could not set up %s: %s" % (label, error))
    if code != 0:
        with open(log, encoding="utf-8", errors="replace") as file:
            errors = [line.strip() for line in file if line.startswith("ERROR")] or ["pip failed"]
        stop("could not install the packages: %s (all of it: %s)" % (errors[0], log))
    with open(stamp_file(name), "w") as file:
        file.write(stamp(requirements))


def run_here(arguments):
    """The command itself, in an interpreter that has everything."""
    if arguments[:1] != ["test"] or "--help" in arguments or "-h" in arguments:
        sys.path.insert(0, ROOT)
        from sim.cli import main

        return main(arguments)
    rest = [argument for argument in arguments[1:] if argument != "--full"]
    options = ["-m", "full or not full"] if "--full" in arguments else []
    options += [] if rest else ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    environment = dict(os.environ, OMP_NUM_THREADS=os.environ.get("OMP_NUM_THREADS", "1"))
    return subprocess.call([sys.executable, "-m", "pytest"] + options + rest, cwd=ROOT, env=environment)


def main(arguments):
    """Prepare what the command needs, then hand it to the program."""
    level = {"sweep": SWEEP, "test": TEST}.get(arguments[0] if arguments else "", RUN)
    if level == TEST and "--full" in arguments:
        level = ALL
    if os.path.realpath(sys.prefix) == os.path.realpath(VENV) and ready(level):
        return run_here(arguments)
    if sys.version_info >= OLDEST and "KMT_VENV" not in os.environ and all(importable(m) for m in SETS[level][2]):
        return run_here(arguments)
    if not ready(level):
        install(level)
    command = [venv_python(), os.path.abspath(__file__)] + arguments
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.call(command)
    return os.execv(command[0], command)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("run.py: interrupted.")
        sys.exit(130)
