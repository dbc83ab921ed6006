"""Folders of a process's own in the system's temporary folder: locked while it lives, deleted at its end.

A killed process cannot delete its folder; the lock falls with it, and the next process sweeps the folder away.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "peel-qa-"
_LOCK = "lock"


class Scratch:
    """A private folder, `folder`; closed twice without harm."""

    def __init__(self) -> None:
        """Make the folder, and sweep away those that killed processes left."""
        _sweep()
        new = Path(tempfile.mkdtemp(prefix=f".{_PREFIX}"))
        self._lock = (new / _LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.folder = new.rename(new.with_name(new.name.removeprefix(".")))  # found by sweepers only now that it is locked
        self._owner = os.getpid()
        atexit.register(self.close)

    def close(self) -> None:
        """Delete the folder; a forked child that ends does not delete its parent's."""
        atexit.unregister(self.close)
        if os.getpid() == self._owner:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()


def _sweep() -> None:
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            if lock.parent.is_symlink() or lock.lstat().st_uid != os.getuid():
                continue
            with lock.open("r") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:  # held by a living process, or gone already
            continue
