"""Switches of our dependencies that must stand before they are imported: offline, silent, no telemetry.

Called by every entry point (command line, app, engine). Only the standard library is imported here.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

SWITCHES = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime 1.32 keeps a session file in the temporary folder and calls home
    "TOKENIZERS_PARALLELISM": "false",
}


def prepare_environment() -> None:
    """Set every switch that must be off or offline; an operator's own thread counts and caches are kept."""
    os.environ.update(SWITCHES)
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # waiting threads spin else: four times slower on a busy machine
    static = bundled_caches()
    if static is not None:
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(static / "tiktoken_cache"))
        os.environ.setdefault("NLTK_DATA", str(static / "nltk_cache"))


def bundled_caches() -> Path | None:
    """Folder of the caches that llama-index-core ships; found without importing it (that takes a second)."""
    spec = importlib.util.find_spec("llama_index")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        static = Path(folder) / "core" / "_static"
        if static.is_dir():
            return static
    return None
