"""Readers of the training data."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from training import configuration, sources

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


DOCUMENT = {"force": "Eastmoor Police", "document": "report", "title": "PEEL 2023-25"}


def test_a_passage_of_a_document_gives_all_its_questions(tmp_path: Path) -> None:
    asked = [
        {"question": "how many", "answer": "14", "contradicts": False},
        {"question": "all of them?", "answer": "14 of 66", "contradicts": True},
    ]
    row = DOCUMENT | {"heading": "Cases", "passage": PASSAGE, "asked": [*asked, {"question": "why", "answer": None}]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    agrees, denies, silent = sources.domain(tmp_path)
    assert [e.contradicts for e in (agrees, denies, silent)] == [False, True, None]
    assert [e.answerable for e in (agrees, denies, silent)] == [True, True, False]
    assert {e.source for e in (agrees, denies, silent)} == {"document"}


def test_all_passages_of_a_document_are_held_back_together(tmp_path: Path) -> None:
    rows = [DOCUMENT | {"heading": "H", "passage": f"{n} cases.", "asked": [{"question": "q", "answer": None}]} for n in range(5)]
    rows.append(rows[0] | {"title": "PEEL 2021/22"})
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    groups = [example.group for example in sources.domain(tmp_path)]
    assert len(set(groups[:5])) == 1
    assert groups[5] != groups[0]


def test_our_pairs_are_enough_and_every_part_has_both_kinds() -> None:
    parts = sources.parts(configuration.load())
    assert sum(map(len, parts.values())) >= 2000
    for held in parts.values():
        assert {(pair.source, pair.answerable) for pair in held} == {(s, a) for s in ("domain", "document") for a in (True, False)}
        assert {pair.contradicts for pair in held if pair.answerable} >= {True, False}
