"""The reader that comes with the package: whole, small, and able to do what its card says."""

from __future__ import annotations

import json

import pytest

from peel_qa.reading.reader import BUNDLED, BUNDLED_FOLDER, Reader

PASSAGE = (
    "We reviewed 52 cases of domestic abuse at Fernleigh Police. Officers attended within an hour in 37 of them. "
    "The force has trained 210 officers since January 2022. Superintendent Mara Holt leads the team, which is based in Oxton."
)
HEADING = "Protecting vulnerable people"


@pytest.fixture(scope="module")
def reader() -> Reader:
    opened = Reader.open(BUNDLED)
    assert opened is not None
    return opened


def test_it_is_at_most_25_megabytes() -> None:
    assert sum(path.stat().st_size for path in BUNDLED_FOLDER.iterdir()) <= 25_000_000


def test_its_card_tells_data_licence_and_figures() -> None:
    card = json.loads((BUNDLED_FOLDER / "card.json").read_text(encoding="utf-8"))
    assert "CC BY-SA 4.0" in card["licence"]
    own, general = card["figures"]["own pairs, held back by passage"], card["figures"]["squad2, held back by article"]
    for figures in (own, general):
        value, low, high = figures["auc"]
        assert 0.5 < low <= value <= high <= 1
    assert card["calibration"]["answerable"] + card["calibration"]["margin"] > 0


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many officers has the force trained?", "210"),
        ("Who leads the team?", "Mara Holt"),
        ("Where is the team based?", "Oxton"),
    ],
)
def test_it_marks_the_words_that_answer(reader: Reader, question: str, answer: str) -> None:
    (reading,) = reader.read(question, [(HEADING, PASSAGE)])
    assert answer in reading.text(PASSAGE)


def test_a_passage_that_answers_is_likelier_to_than_one_that_does_not(reader: Reader) -> None:
    other = "The force spent £3 million on new vehicles in 2021. Two stations were closed, and a third was sold."
    for question in ("Who leads the domestic abuse team?", "How many officers were trained?"):
        right, wrong = reader.read(question, [(HEADING, PASSAGE), ("Good use of resources", other)])
        assert right.answerable > wrong.answerable
        assert right.score > wrong.score


def test_a_passage_reads_the_same_alone_and_among_others(reader: Reader) -> None:
    passages = [(HEADING, PASSAGE), ("", PASSAGE[60:]), ("", PASSAGE[:40])]
    together = reader.read("Who leads the team?", passages)
    assert together == [reader.read("Who leads the team?", [passage])[0] for passage in passages]
