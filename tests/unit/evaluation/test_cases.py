from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.cases import Case, Evidence, fingerprint, pattern, read_cases, select

LEAST: dict[str, Any] = {
    "id": "c1",
    "question": "How many?",
    "asker": "public",
    "type": "number",
    "must": [["14|fourteen"]],
    "must_not": ["^18"],
    "source": ["report"],
    "evidence": "14 of 66",
    "answerable": True,
}
MOST = LEAST | {
    "history": ["And before?"],
    "evidence_more": [{"source": "news", "text": "fourteen"}],
    "split": "test",
    "status": "answered",
    "edition": "PEEL 2021/22",
    "voice": "inspectorate",
    "digest": "14 of the 66",
    "ideal": "14.",
    "wrong": "18.",
    "notes": "n",
}


def write(path: Path, *lines: dict[str, Any] | str) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.jsonl"


def test_the_least_case_has_defaults(file: Path) -> None:
    (case,) = read_cases([write(file, LEAST)])
    assert case.must == (("14|fourteen",),)
    assert (case.split, case.status, case.history, case.evidence_more, case.edition) == ("dev", "", (), (), "")
    assert (case.file, case.line) == ("cases.jsonl", 1)


def test_every_optional_field_is_read(file: Path) -> None:
    (case,) = read_cases([write(file, MOST)])
    assert case.evidence_more == (Evidence("news", "fourteen"),)
    assert (case.split, case.status, case.voice, case.digest, case.ideal, case.wrong) == (
        "test", "answered", "inspectorate", "14 of the 66", "14.", "18.",
    )  # fmt: skip


def test_blank_lines_are_passed_over_and_counted(file: Path) -> None:
    (case,) = read_cases([write(file, "", "  ", LEAST, "")])
    assert case.line == 3


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": " "}, "field 'id': is empty"),
        ({"expected": "14"}, "unknown field 'expected'"),
        ({"must": [["("]]}, "'(' is not a regular expression"),
        ({"must": []}, "field 'must'"),
        ({"must": [[]]}, "field 'must.0'"),
        ({"must": [[""]]}, "field 'must.0.0': is empty"),
        ({"must": "14"}, "field 'must'"),
        ({"must_not": ["["]}, "'[' is not a regular expression"),
        ({"type": "riddle"}, "field 'type'"),
        ({"asker": "me"}, "field 'asker'"),
        ({"split": "train"}, "field 'split'"),
        ({"status": "no"}, "field 'status'"),
        ({"answerable": "yes"}, "field 'answerable'"),
        ({"question": 5}, "field 'question'"),
        ({"source": []}, "names no source"),
        ({"evidence_more": [{"source": "a", "text": "b", "page": 1}]}, "unknown field 'evidence_more.0.page'"),
        ({"file": "elsewhere"}, "'file' and 'line' are not fields"),
    ],
)
def test_a_malformed_case_names_file_line_and_field(file: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(EvaluationError) as error:
        read_cases([write(file, LEAST | {"id": "c0"}, LEAST | change)])
    assert str(error.value).startswith(f"{file}:2: ")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("field", sorted(LEAST))
def test_a_missing_field_is_named(file: Path, field: str) -> None:
    with pytest.raises(EvaluationError, match=f"field '{field}' is missing"):
        read_cases([write(file, {name: value for name, value in LEAST.items() if name != field})])


@pytest.mark.parametrize("line", ["{", "[]", "nonsense", '"text"', "{}"])
def test_a_line_that_is_no_case_is_named(file: Path, line: str) -> None:
    with pytest.raises(EvaluationError, match=r"cases\.jsonl:1: "):
        read_cases([write(file, line)])


def test_an_id_that_stands_twice_is_named_with_both_places(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.jsonl", LEAST), write(tmp_path / "b.jsonl", "", LEAST)
    with pytest.raises(EvaluationError, match=r"b\.jsonl:2: id 'c1' stands in a\.jsonl:1 too"):
        read_cases([first, second])


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_no_case_at_all_is_an_error(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(EvaluationError, match="No case in"):
        read_cases([file])
    with pytest.raises(EvaluationError, match="No case in no file"):
        read_cases([])


def test_files_that_cannot_be_read_are_named(file: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_cases([file])
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_cases([file])


def test_expressions_ignore_case_and_a_dot_matches_a_line_end() -> None:
    assert pattern("REQUIRES.improvement").search("requires\nimprovement")


def made(**changes: Any) -> Case:
    values = LEAST | changes
    return Case(**{**values, "must": (("x",),), "must_not": (), "source": tuple(values["source"])})


CASES = [made(id=f"c{n}", split="test" if n % 3 == 0 else "dev", type="who" if n % 2 else "number") for n in range(30)]


def test_selection_by_split_and_type() -> None:
    assert {case.split for case in select(CASES, "test")} == {"test"}
    assert {case.type for case in select(CASES, types=["who"])} == {"who"}
    assert select(CASES) == tuple(CASES)


@given(st.integers(min_value=1, max_value=40))
def test_a_sample_is_the_same_each_time_and_keeps_the_order(size: int) -> None:
    sample = select(CASES, sample=size)
    assert sample == select(CASES, sample=size)
    assert len(sample) == min(size, len(CASES))
    assert [CASES.index(case) for case in sample] == sorted(CASES.index(case) for case in sample)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"split": "train"}, "no split 'train'"),
        ({"types": ["riddle"]}, "no type 'riddle'"),
        ({"sample": -1}, "-1 cases"),
        ({"types": ["why"]}, "No case is left"),
    ],
)
def test_a_selection_that_cannot_be_is_an_error(wanted: dict[str, Any], told: str) -> None:
    with pytest.raises(EvaluationError, match=told):
        select(CASES, **wanted)


def test_fingerprint_follows_what_decides_a_figure_and_nothing_else() -> None:
    one = fingerprint(CASES)
    assert fingerprint(list(reversed(CASES))) == one
    assert fingerprint([*CASES[:-1], made(id="c29", type="who", notes="else", file="x", line=9)]) == one
    assert fingerprint([*CASES[:-1], made(id="c29", type="who", question="Who else?")]) != one
