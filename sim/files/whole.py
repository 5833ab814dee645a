"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that a kill at any moment leaves as it was or complete: temporary name, fsync, rename.

    Raises OSError with the name of the file.
    """
    draft = path.with_name(f".{path.name}.{socket.gethostname()}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


def refusal(error: OSError) -> str:
    """What the system refused, in one line."""
    return f"{error.filename or 'the system'}: {error.strerror or error}"
