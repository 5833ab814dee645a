"""Ctrl-C while workers are being started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from sim.processes import deaf_to_ctrl_c

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
