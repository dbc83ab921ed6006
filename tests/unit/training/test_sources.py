"""Readers of the training data."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from training import sources

ROOT = Path(__file__).resolve().parents[3]
PASSAGE = "The force filed 14 of 66 cases. It was 14 again in March."


def _pair(**fields: Any) -> str:
    row = {"id": "1", "force": "Eastmoor Police", "document": "report", "heading": "Cases", "passage": PASSAGE, "question": "how many"}
    return json.dumps(row | {"answer": None, "kind": "near_miss", "why": ""} | fields)


def _squad(folder: Path, *asked: dict[str, Any]) -> Path:
    path = folder / "squad.json.gz"
    content = {"data": [{"title": "A", "paragraphs": [{"context": PASSAGE, "qas": list(asked)}]}]}
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    return path


def test_the_commonest_answer_of_a_question_comes_first(tmp_path: Path) -> None:
    answers = [{"text": "14 of 66 cases.", "answer_start": 16}, {"text": "14", "answer_start": 16}, {"text": "14", "answer_start": 16}]
    (example,) = sources.squad(_squad(tmp_path, {"question": " How many? ", "id": 1, "answers": answers}), "squad2")
    assert [PASSAGE[start:end] for start, end in example.spans] == ["14", "14 of 66 cases"]
    assert (example.question, example.answerable, example.group) == ("How many?", True, "A")


def test_an_impossible_question_has_no_span_and_keeps_the_plausible_place(tmp_path: Path) -> None:
    asked = {"question": "q", "id": 1, "answers": [], "is_impossible": True, "plausible_answers": [{"text": "March", "answer_start": 51}]}
    (example,) = sources.squad(_squad(tmp_path, asked), "squad2")
    assert (example.answerable, example.spans, example.kind) == (False, (), "plausible:51")


def test_a_pair_of_ours_marks_its_first_place(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(_pair(answer="14", kind="answerable") + "\n\n" + _pair(), encoding="utf-8")
    right, wrong = sources.domain(tmp_path)
    assert (right.spans, right.answerable) == (((16, 18),), True)
    assert (wrong.spans, wrong.answerable, wrong.kind) == ((), False, "near_miss")
    assert right.group == wrong.group


def test_an_answer_that_does_not_stand_in_its_passage_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(_pair() + "\n" + _pair(answer="15"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.jsonl:2: .*'15'"):
        sources.domain(tmp_path)


def test_all_questions_of_a_passage_are_in_one_part() -> None:
    parts = {group: sources.part_of(group, 25) for group in ("00000000", "00000003", "00000018", "00000019", "000000ff")}
    assert parts == {"00000000": "curve", "00000003": "test", "00000018": "test", "00000019": "train", "000000ff": "train"}


def test_our_pairs_are_enough_and_a_third_are_near_misses() -> None:
    pairs = sources.domain(ROOT / "training" / "data")
    assert len(pairs) >= 2000
    misses = [pair for pair in pairs if not pair.answerable]
    assert 0.3 <= len(misses) / len(pairs) <= 0.5
    for part in ("train", "curve", "test"):
        assert {pair.answerable for pair in pairs if sources.part_of(pair.group, 25) == part} == {True, False}
