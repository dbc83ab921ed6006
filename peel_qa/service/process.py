"""What the process itself uses, under the names that Prometheus's own clients give it. Linux only; elsewhere there are no lines."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

_PROCESS = Path("/proc/self")
_BEGAN = time.time()


def process_lines() -> list[str]:
    """Memory, open files, threads, processor time and age, in Prometheus's text format."""
    try:
        pages = int((_PROCESS / "statm").read_text(encoding="ascii").split()[1])
        files = len(list((_PROCESS / "fd").iterdir()))
    except OSError:
        return []
    return [
        *_gauge("process_resident_memory_bytes", "Memory that the process holds, in bytes.", pages * os.sysconf("SC_PAGE_SIZE")),
        *_gauge("process_open_fds", "Open files and connections.", files),
        *_gauge("process_threads", "Threads of Python.", threading.active_count()),
        *_gauge("process_cpu_seconds_total", "Processor time used, in seconds.", round(time.process_time(), 2), "counter"),
        *_gauge("process_start_time_seconds", "When the process began, in seconds since 1970.", round(_BEGAN, 2)),
    ]


def _gauge(name: str, help_text: str, value: float, kind: str = "gauge") -> list[str]:
    return [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}", f"{name} {value}"]
