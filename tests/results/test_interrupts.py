"""Ctrl-C while workers are being started, and where it falls into the making or the end of an object."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from sim.interrupts import AGAIN, deaf_to_ctrl_c, heard_once

WAITS = "import time; print('started', flush=True); time.sleep(3.0); print('awake')"


@pytest.mark.parametrize("other_thread", [False, True], ids=["alone", "with a thread that hears it"])
def test_ctrl_c_inside_is_answered_at_the_end_and_children_do_not_hear_it(other_thread: bool) -> None:
    """The signal goes to one thread, not to the process: else a busy machine may deliver it after the block."""
    reached, now = False, threading.Event()

    def hear() -> None:
        """An older thread that Ctrl-C reaches."""
        now.wait()
        signal.raise_signal(signal.SIGINT)

    thread = threading.Thread(target=hear)
    if other_thread:
        thread.start()
    with pytest.raises(KeyboardInterrupt), deaf_to_ctrl_c():
        child = subprocess.Popen([sys.executable, "-c", WAITS], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None and child.stdout.readline() == "started\n"
        if other_thread:
            now.set()
            thread.join()
        else:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        os.kill(child.pid, signal.SIGINT)
        reached = True
    assert reached
    assert child.communicate(timeout=60) == ("awake\n", None) and child.returncode == 0
    with deaf_to_ctrl_c():
        pass  # without Ctrl-C nothing is answered


BEGUN = """
    class Begun:
        def __init__(self):
            signal.raise_signal(signal.SIGINT)
            self.handle = 1

        def __del__(self):
            self.handle

    Begun()
"""
BEGUN_IN_A_CYCLE = BEGUN.replace("signal.raise_signal", "self.me = self; signal.raise_signal")
ENDING = """
    class Ending:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    Ending()
    print("goes on", flush=True)
    threading.Event().wait(60.0)
"""


@pytest.mark.parametrize(
    ("work", "printed"), [(BEGUN, ""), (BEGUN_IN_A_CYCLE, ""), (ENDING, "goes on\n")], ids=["begun", "cycle", "ending"]
)
def test_ctrl_c_is_one_line_wherever_it_falls(work: str, printed: str) -> None:
    """A destructor that stumbles over a half-made object says nothing; a Ctrl-C that a destructor swallows is heard."""
    before = "import signal, sys, threading\nimport sim.cli\ndef work(words):\n"
    after = "\nsim.cli._dispatch = work\nsys.exit(sim.cli.main([]))\n"
    script = before + textwrap.indent(textwrap.dedent(work), "    ") + after
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=50.0, cwd=Path(__file__).parents[2]
    )
    assert (run.returncode, run.stdout, run.stderr) == (130, printed, "Interrupted; no results were written.\n")


def test_a_second_ctrl_c_adds_no_word() -> None:
    """It comes while the first one is being cleaned up after, the part that takes longest."""
    script = """
        import gc, signal, sys
        import sim.cli
        import sim.interrupts
        def work(words):
            signal.raise_signal(signal.SIGINT)
        def collect():
            signal.raise_signal(signal.SIGINT)
        sim.cli._dispatch, gc.collect = work, collect
        sys.exit(sim.cli.main([]))
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=50.0,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (130, "Interrupted; no results were written.\n")


def test_a_lost_ctrl_c_does_not_reach_who_comes_after_the_command() -> None:
    class Ending:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    with heard_once():
        Ending()
    time.sleep(3.0 * AGAIN)


def test_what_others_set_for_ctrl_c_and_for_destructors_is_as_it_was() -> None:
    hook, handler = sys.unraisablehook, signal.getsignal(signal.SIGINT)
    with heard_once():
        assert signal.getsignal(signal.SIGINT) is not handler
        inside = sys.unraisablehook
    assert inside is hook, "faults of destructors are told as before, until Ctrl-C"
    with pytest.raises(KeyboardInterrupt), heard_once():
        signal.raise_signal(signal.SIGINT)
    assert (sys.unraisablehook, signal.getsignal(signal.SIGINT)) == (hook, handler)
