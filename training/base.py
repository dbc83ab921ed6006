"""Where the model lies that training starts from, and how it cuts text into tokens."""

from __future__ import annotations

import os
from pathlib import Path

from peel_qa.reading.layout import Layout

FOLDER_NAME = "READER_TRAINING_BASE"
"""Environment variable with the folder of all-MiniLM-L6-v2, for a machine without the package that holds it."""


def base_folder() -> Path:
    """The folder of the model.

    Raises:
        ModelError: if the bundled package is not installed.
    """
    if named := os.environ.get(FOLDER_NAME):
        return Path(named)
    from peel_qa.index.models import model_folder
    from peel_qa.settings import PLAIN_MODEL

    folder = model_folder(PLAIN_MODEL)
    assert folder is not None
    return folder


def base_layout() -> Layout:
    """The layout with the tokeniser of the model that training starts from."""
    return Layout.load(base_folder() / "tokenizer.json")
