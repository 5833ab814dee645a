"""Ctrl-C: the command answers it once and in one line, whatever it falls into, and its workers do not hear it."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

AGAIN: Final = 0.1
"""Seconds after which a Ctrl-C that was lost is raised again: any time will do in which no one waits."""


@contextmanager
def heard_once() -> Iterator[None]:
    """Inside, Ctrl-C raises KeyboardInterrupt, and nothing else is said about it.

    It may fall between the making of an object and its first line, say inside the compiler; Python then prints what the
    destructor of the half-made object stumbles over. And it may fall into a destructor, where Python prints and drops
    it, and the work goes on; that is raised again. A Ctrl-C that somebody else answers is left to them.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    hook = sys.unraisablehook
    heard = False
    waiting: list[threading.Timer] = []

    def quiet(lost: Any) -> None:
        """What a destructor fails on is not told; the Ctrl-C among it is raised again."""
        if isinstance(lost.exc_value, KeyboardInterrupt):
            later = threading.Timer(AGAIN, _press)
            later.daemon = True
            later.start()
            waiting.append(later)

    def answer(number: int, frame: object) -> None:
        """The signal's handler."""
        nonlocal heard
        heard = True
        sys.unraisablehook = quiet
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one has nothing to add
        for later in waiting:
            later.cancel()  # the work was over before
        if heard:
            gc.collect()  # half-made objects in cycles
        sys.unraisablehook = hook
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _press() -> None:
    """Ctrl-C to the main thread, which may be waiting."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started inside do not hear Ctrl-C: only the parent answers it, in one line, at the end.

    They inherit that the signal is blocked. In the parent a Ctrl-C waits while every thread blocks it; where an older
    thread takes it, it is noted. A system without masks lets them inherit that it is ignored, and loses it meanwhile.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    masks = hasattr(signal, "pthread_sigmask")
    before = signal.signal(signal.SIGINT, (lambda number, _: heard.append(number)) if masks else signal.SIG_IGN)
    if masks:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if masks:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        if heard:
            signal.raise_signal(signal.SIGINT)
