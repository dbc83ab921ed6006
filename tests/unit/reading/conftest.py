from __future__ import annotations

from pathlib import Path

import pytest
import tiny_reader

from peel_qa.reading.layout import Layout
from peel_qa.reading.reader import Reader


@pytest.fixture
def layout() -> Layout:
    return Layout(tiny_reader.tokeniser())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_reader.write_reader(tmp_path / "reader")


@pytest.fixture
def reader(folder: Path) -> Reader:
    opened = Reader.open(str(folder))
    assert opened is not None
    return opened
