"""Ctrl-C for the processes that tests start."""

from __future__ import annotations

import signal


def heed_ctrl_c() -> None:
    """Let this process be ended by Ctrl-C, as one that a person starts; for a child, before its program.

    Where the tests themselves were started in the background, a shell has told them to ignore it, and children inherit that.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
