"""Networks run by onnxruntime: the one place that opens them, with telemetry off. Used by the reader and by the embedding model."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from peel_qa.environment import prepare_environment

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_ERRORS_ONLY = 3


def cores() -> int:
    """Processor cores that this process may use, at least one; no more than an operator's OMP_NUM_THREADS."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(allowed, int(told)) if told.isdigit() else allowed)


def open_session(network: bytes | Path, threads: int = 1) -> InferenceSession:
    """A session on the processor over a network, given as its bytes or its file; one run uses `threads` cores.

    Whatever onnxruntime raises for a network that it cannot load is passed on: it has no common base for its errors.
    """
    prepare_environment()  # before the import: its telemetry begins with it
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # as OMP_WAIT_POLICY: spinning slows a busy machine
    source = network if isinstance(network, bytes) else str(network)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
