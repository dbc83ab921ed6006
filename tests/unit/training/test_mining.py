"""The nearest other passages and sentences of a document, and how they are kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training import beside
from training.mining import mine, sentence_with
from training.records import Example


class Lengths:
    """Embeds a text as its length's direction, so that texts of like length are near."""

    def embed(self, texts: list[str]) -> np.ndarray:
        angles = np.array([len(text) for text in texts]) / 400
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


MILL = "The mill was built in 1811. It made paper. Thomas Reed, who had come from Harwick, was its owner for a long time."
TOWN = "The town had 43 shops."
ROAD = "A road was built in 1811 and led to the sea, past the old mill and its pond, to a row of houses that nobody had mended."


def _example(question: str, passage: str, answer: str = "", group: str = "a", source: str = "document") -> Example:
    start = passage.index(answer)
    return Example(source, question, "Heading", passage, bool(answer), ((start, start + len(answer)),) if answer else (), group)


def _mined(*examples: Example) -> list[beside.Beside]:
    places = [("a", "Heading", text) for text in (MILL, TOWN, ROAD)] + [("b", "Heading", "Of another document.")]
    return mine(examples, places, Lengths())  # type: ignore[arg-type]


def test_others_of_the_same_document_are_found_nearest_first() -> None:
    (found,) = _mined(_example("When was the mill built?", MILL, "1811"))
    assert [text for _, text in found.passages] == [TOWN, ROAD]
    assert found.sentence is not None
    assert found.sentence.passage == "The mill was built in 1811."
    assert found.sentence.passage[slice(*found.sentence.spans[0])] == "1811"
    texts = [text for _, text in found.sentences]
    assert set(texts) == {
        "The mill was built in 1811. It made paper.",
        "Thomas Reed, who had come from Harwick, was its owner for a long time.",
        TOWN,
        ROAD,
    }
    assert texts[0] == TOWN


def test_a_question_that_nothing_answers_has_no_sentence_of_its_own() -> None:
    (found,) = _mined(_example("Who sold it?", MILL))
    assert found.sentence is None
    assert "The mill was built in 1811." in [text for _, text in found.sentences]


def test_of_an_article_what_holds_the_answer_s_words_is_left_out() -> None:
    (found,) = _mined(_example("When was the mill built?", MILL, "1811", source="squad2"))
    assert [text for _, text in found.passages] == [TOWN]
    assert all("1811" not in text for _, text in found.sentences)


def test_a_sentence_that_leans_on_the_one_before_is_read_with_it() -> None:
    alone = sentence_with(_example("What did it make?", MILL, "paper"))
    assert alone is not None
    assert alone.passage == "The mill was built in 1811. It made paper."
    assert alone.passage[slice(*alone.spans[0])] == "paper"
    assert sentence_with(_example("?", MILL, "1811. It made paper")) is None


def test_what_was_mined_is_read_back_as_it_was(tmp_path: Path) -> None:
    found = _mined(_example("When was the mill built?", MILL, "1811"), _example("Who sold it?", MILL))
    beside.write(tmp_path / "work" / "mined.jsonl.gz", found)
    assert beside.read(tmp_path / "work" / "mined.jsonl.gz") == found
