"""A reader made by hand: each word of a small vocabulary has a fixed score as an answer, and as a sign that there is one.

The ONNX file is written field by field, so that tests need neither the onnx package nor any weights.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

WORDS = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    ":",
    ".",
    "the",
    "force",
    "filed",
    "of",
    "cases",
    "fourteen",
    "nine",
    "people",
    "sure",
    "never",
)
ANSWER_SCORES = {"fourteen": 6.0, "nine": 5.0, "[CLS]": 1.0}
"""Logit of a word to begin and to end an answer; other words have -2."""
SIGNS = {"sure": 8.0, "never": -8.0}
"""Logit of the head for the whole passage: that of the most telling word."""
DENIALS = {"never": 6.0, "sure": -6.0}
"""Logit of the head for "it says otherwise"."""
_FLOAT, _INT64 = 1, 7


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _tensor(name: str, values: Sequence[float]) -> bytes:
    return _field(1, len(values)) + _field(2, _FLOAT) + _field(8, name) + _field(9, struct.pack(f"<{len(values)}f", *values))


def _value(name: str, kind: int, shape: Sequence[str]) -> bytes:
    dimensions = b"".join(_field(1, _field(2, one)) for one in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dimensions)))


def _node(operator: str, inputs: Sequence[str], output: str, attributes: bytes = b"") -> bytes:
    return b"".join(_field(1, one) for one in inputs) + _field(2, output) + _field(3, output) + _field(4, operator) + attributes


def _attribute(name: str, value: int, is_list: bool = False) -> bytes:
    return _field(5, _field(1, name) + (_field(8, value) + _field(20, 7) if is_list else _field(3, value) + _field(20, 2)))


def network(outputs: Sequence[str] = ("start", "end", "answerable", "contradicts")) -> bytes:
    """The ONNX model; other names of outputs make it something that is no reader."""
    start, end, answerable, contradicts = outputs
    nodes = [
        _node("Gather", ["answers", "input_ids"], start),
        _node("Identity", [start], end),
        _node("Gather", ["signs", "input_ids"], "told"),
        _node("ReduceSum", ["told"], answerable, _attribute("axes", 1, is_list=True) + _attribute("keepdims", 0)),
        _node("Gather", ["denials", "input_ids"], "denied"),
        _node("ReduceSum", ["denied"], contradicts, _attribute("axes", 1, is_list=True) + _attribute("keepdims", 0)),
        _node("Identity", ["attention_mask"], "mask_read"),
        _node("Identity", ["token_type_ids"], "segments_read"),
    ]
    scores = {"answers": (ANSWER_SCORES, -2.0), "signs": (SIGNS, 0.0), "denials": (DENIALS, 0.0)}
    tables = {name: [table.get(word, usual) for word in WORDS] for name, (table, usual) in scores.items()}
    given = [_value(name, _INT64, ("batch", "tokens")) for name in ("input_ids", "attention_mask", "token_type_ids")]
    told = [_value(name, _FLOAT, ("batch", "tokens")) for name in (start, end)] + [
        _value(name, _FLOAT, ("batch",)) for name in (answerable, contradicts)
    ]
    graph = _join(1, nodes) + _field(2, "tiny") + _join(5, (_tensor(*table) for table in tables.items())) + _join(11, given)
    return _field(1, 8) + _field(8, _field(2, 11)) + _field(7, graph + _join(12, told))


def _join(number: int, parts: Iterable[bytes]) -> bytes:
    return b"".join(_field(number, part) for part in parts)


def tokeniser() -> Tokenizer:
    """Lower case, one token a word; a word that is not in the list is [UNK]."""
    made = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def write_reader(folder: Path, files: Mapping[str, bytes] | None = None, **card: Any) -> Path:
    """A whole folder with right hashes; `files` replace what is in it, and further names replace fields of the card."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {"model.onnx": network(), "tokenizer.json": tokeniser().to_str().encode()} | dict(files or {})
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    told = {"format": 2, "sha256": hashes, "calibration": {"bias": 0.0, "answerable": 0.5, "margin": 0.2}} | card
    (folder / "card.json").write_text(json.dumps(told), encoding="utf-8")
    return folder
