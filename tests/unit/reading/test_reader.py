"""What the reader makes of passages, with a network whose scores are known."""

from __future__ import annotations

import subprocess
import sys

import pytest

from peel_qa.reading.reader import Reader, Reading

QUESTION = "How many cases?"


def test_the_marked_words_are_the_characters_of_the_passage(reader: Reader) -> None:
    passage = "“Ça va” – the force\n filed  FOURTEEN of 66 cases 👮."
    (reading,) = reader.read(QUESTION, [("Cases", passage)])
    assert reading.text(passage) == passage[reading.start : reading.end] == "FOURTEEN"


def test_of_two_neighbouring_answers_the_better_is_marked(reader: Reader) -> None:
    passage = "The force filed fourteen nine cases."
    (reading,) = reader.read(QUESTION, [("", passage)])
    assert reading.text(passage) == "fourteen"  # from "fourteen" to "nine" would score 11, "fourteen" alone 12


def test_readings_come_in_the_order_of_the_passages(reader: Reader) -> None:
    passages = ["nine people", "The force filed nothing", "fourteen cases of nine people"]
    readings = reader.read(QUESTION, [("", passage) for passage in passages])
    assert [reading.text(passage) for reading, passage in zip(readings, passages, strict=True)][::2] == ["nine", "fourteen"]


def test_no_passages_give_no_readings(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []


@pytest.mark.parametrize("passage", ["", "   \n"])
def test_an_empty_passage_reads_as_nothing(reader: Reader, passage: str) -> None:
    readings = reader.read(QUESTION, [("Heading", passage), ("", "fourteen cases")])
    assert readings[0] == Reading(0, 0, 0.0, 0.0)
    assert readings[1].score > 0


def test_words_of_question_and_heading_are_never_marked(reader: Reader) -> None:
    passage = "The force filed cases of people."
    (reading,) = reader.read("Fourteen or nine?", [("Fourteen", passage)])
    assert 0 <= reading.start < reading.end <= len(passage)
    assert "fourteen" not in reading.text(passage)


def test_an_answer_that_stands_late_in_a_long_passage_is_found_at_its_place(reader: Reader) -> None:
    passage = "The force filed cases. " * 200 + "Then fourteen people. " + "The force filed cases. " * 30
    (reading,) = reader.read(QUESTION, [("Heading", passage)])
    assert reading.text(passage) == "fourteen"
    assert reading.start == passage.index("fourteen")


def test_a_long_question_leaves_room_for_the_passage(reader: Reader) -> None:
    (reading,) = reader.read("how many cases " * 200, [("long heading " * 200, "fourteen people")])
    assert reading.text("fourteen people") == "fourteen"


def test_the_chance_says_whether_a_passage_answers(reader: Reader) -> None:
    sure, unsure, never = reader.read(QUESTION, [("", "sure fourteen"), ("", "fourteen"), ("", "never fourteen")])
    assert sure.answerable > 0.98 > unsure.answerable > 0.2 > never.answerable
    assert unsure.answerable == pytest.approx(1 / (1 + 2.718281828 ** -(0.2 * (12 - 2))), abs=1e-6)


def test_the_score_is_the_chance_of_exactly_this_stretch(reader: Reader) -> None:
    alone, beside = reader.read(QUESTION, [("", "sure fourteen"), ("", "sure fourteen of nine")])
    assert 0 < beside.score < alone.score <= alone.answerable < 1


def test_a_passage_reads_the_same_alone_and_among_others(reader: Reader) -> None:
    passages = [("H", "filed " * length + "fourteen people") for length in range(1, 40)]
    together = reader.read(QUESTION, passages)
    assert together == [reader.read(QUESTION, [passage])[0] for passage in passages]


def test_the_reader_needs_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; import peel_qa.reading.reader; "
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & {name.split('.')[0] for name in sys.modules}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_chance_that_the_answer_lies_in_a_stretch_adds_up_over_the_passage(reader: Reader) -> None:
    passage = "The force filed fourteen cases. Nine people of the force filed cases."
    (reading,) = reader.read(QUESTION, [("", passage)])
    first, second = (reading.within(0, 31), reading.within(32, len(passage)))
    assert first > second > 0
    assert first + second == pytest.approx(1.0)
    assert reading.within(0, 3) < 0.01


def test_an_answer_that_says_otherwise_is_told_from_one_that_agrees(reader: Reader) -> None:
    agrees, denies, open_ = reader.read(QUESTION, [("", "sure fourteen"), ("", "never fourteen"), ("", "fourteen")])
    assert agrees.contradicts < 0.01 < 0.49 < open_.contradicts < 0.51 < 0.99 < denies.contradicts


def test_what_was_read_is_remembered_and_the_oldest_forgotten(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from peel_qa.reading import network

    run = network.Network._run
    seen: list[object] = []
    monkeypatch.setattr(network.Network, "_run", lambda self, window: seen.append(window) or run(self, window))
    monkeypatch.setattr(network, "REMEMBERED", 2)
    first = reader.read(QUESTION, [("", "fourteen people")])
    assert reader.read(QUESTION, [("", "fourteen people")]) == first
    assert len(seen) == 1
    reader.read("Nine or more?", [("", "fourteen people")])
    reader.read(QUESTION, [("Cases", "fourteen people")])
    assert len(seen) == 3
    reader.read(QUESTION, [("", "fourteen people")])
    assert len(seen) == 4
