"""One writer a run folder: a lock that the system takes back when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from quoth.errors import OutputError


class Lock:
    """Holds `path` locked until `release`. Raises OutputError where another process holds it."""

    def __init__(self, path: Path) -> None:
        # Held by the open file and not by the file's being there: a killed run leaves no stale lock behind.
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(self._handle)
        except (BlockingIOError, PermissionError):
            os.close(self._handle)
            raise OutputError(
                f"{path.parent}: another run is writing into this folder; wait for it or choose another --out"
            ) from None

    def release(self) -> None:
        os.close(self._handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
