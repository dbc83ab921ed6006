"""Opening a reader: every broken folder gives one clear line, and answers go on without it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_reader

from peel_qa.errors import PeelQAError, ReaderError
from peel_qa.reading.reader import Reader, open_reader
from peel_qa.settings import Settings


def _flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def _edit_card(folder: Path, **fields: object) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps(card | fields), encoding="utf-8")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no card": (lambda f: (f / "card.json").unlink(), "There is no reader in"),
    "card cut off": (lambda f: (f / "card.json").write_text('{"format": 1,'), "cannot be read"),
    "card without hashes": (lambda f: _edit_card(f, sha256={}), "has no hash of model.onnx"),
    "card without a curve": (lambda f: _edit_card(f, calibration=None), "cannot be read"),
    "other format": (lambda f: _edit_card(f, format=1), "has format 1, and this version reads format 2"),
    "network changed": (lambda f: _flip_a_byte(f / "model.onnx"), "model.onnx is not as it was exported"),
    "tokeniser changed": (lambda f: _flip_a_byte(f / "tokenizer.json"), "tokenizer.json is not as it was exported"),
    "network cut off": (lambda f: (f / "model.onnx").write_bytes(b""), "model.onnx is not as it was exported"),
    "network gone": (lambda f: (f / "model.onnx").unlink(), "model.onnx cannot be read"),
    "no network": (lambda f: tiny_reader.write_reader(f, {"model.onnx": b"not a network"}), "cannot be loaded"),
    "other network": (lambda f: tiny_reader.write_reader(f, {"model.onnx": tiny_reader.network(("a", "b", "c", "d"))}), "is no reader"),
    "no tokeniser": (lambda f: tiny_reader.write_reader(f, {"tokenizer.json": b"{}"}), "is no tokeniser"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_broken_folder_gives_one_line_with_the_remedy(folder: Path, name: str) -> None:
    damage, told = DAMAGES[name]
    damage(folder)
    with pytest.raises(ReaderError) as caught:
        Reader.open(str(folder))
    line = str(caught.value)
    assert told in line
    assert str(folder) in line
    assert "PEEL_QA_READER" in line
    assert "\n" not in line


def test_an_absent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"There is no reader in .*nowhere"):
        Reader.open(str(tmp_path / "nowhere"))


def test_a_tokeniser_without_the_marks_is_refused(folder: Path) -> None:
    text = tiny_reader.tokeniser().to_str().replace("[SEP]", "[END]")
    tiny_reader.write_reader(folder, {"tokenizer.json": text.encode()})
    with pytest.raises(ReaderError, match=r"does not know \[SEP\]"):
        Reader.open(str(folder))


def test_off_is_no_reader() -> None:
    assert Reader.open("off") is None


def test_answers_go_on_without_a_reader_that_is_broken(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    _flip_a_byte(folder / "model.onnx")
    with caplog.at_level(logging.WARNING):
        assert open_reader(str(folder)) is None
    (record,) = caplog.records
    assert "model.onnx is not as it was exported" in record.getMessage()
    assert "without the reader" in record.getMessage()


@pytest.mark.parametrize("setting", ["off", "whole"])
def test_what_is_right_says_nothing(folder: Path, setting: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        opened = open_reader("off" if setting == "off" else str(folder))
    assert (opened is None) == (setting == "off")
    assert caplog.records == []


def test_the_error_is_one_of_ours() -> None:
    assert issubclass(ReaderError, PeelQAError)


def test_the_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().reader == "bundled"
    monkeypatch.setenv("PEEL_QA_READER", "off")
    assert Settings().reader == "off"
