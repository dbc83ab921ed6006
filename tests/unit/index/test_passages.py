"""The splitter on arbitrary documents: exact offsets, nothing lost, nothing too long for either tokeniser."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from peel_qa.corpus.structure import Part, assemble, read_table
from peel_qa.index.passages import Splitter, context_of
from peel_qa.records import Document, Passage, Source, Span
from peel_qa.text import count_tokens

MAX_TOKENS = 32
MODEL_LIMIT = 40
SOURCE = Source("doc", "A title", "HMICFRS", "report", "Northmoor Police", "2023-06-01")

SENTENCES = st.lists(
    st.sampled_from(
        [
            "The force answered 94.1% of 999 calls within 10 seconds.",
            "It should improve.",
            "See p. 16, e.g. the table.",
            "No.",
            "Mr. A. B. Smith said: “We will.”",
            "naïve café 警察の報告 Ωμέγα 👮🏽‍♀️",
            "x" * 300,
            "!" * 200,
            "a " * 150,
            "   ",
            "far" + " " * 700 + "apart",
            "\u3000",
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen " * 4,
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=120),
    max_size=6,
).map(" ".join)
ROWS = st.lists(st.tuples(*[st.sampled_from(["Area", "Preventing crime", "Good", "", "long words " * 12])] * 2), min_size=1, max_size=12)


def table(rows: list[tuple[str, ...]]) -> Part:
    cells = tuple(rows)
    return Part("table", "\n".join(" | ".join(row) for row in rows), reading=read_table(cells), rows=cells)


PARTS = st.one_of(
    st.builds(Part, st.sampled_from(["paragraph", "item"]), SENTENCES),
    st.builds(Part, st.sampled_from(["paragraph", "item"]), st.lists(SENTENCES, max_size=3).map("\n".join)),
    st.builds(Part, st.just("heading"), SENTENCES, level=st.integers(2, 4), page=st.none() | st.integers(1, 9)),
    st.builds(Part, st.just("finding"), SENTENCES, level=st.just(4)),
    ROWS.map(table),
)
DOCUMENTS = st.lists(PARTS, max_size=12).map(lambda parts: assemble(SOURCE, [Part("title", "A title", level=1), *parts]))


def model_tokens(text: str) -> int:
    return 2 + len(text.encode()) // 4


SPLITTER = Splitter(MAX_TOKENS, MODEL_LIMIT, model_tokens)


@given(DOCUMENTS)
@settings(max_examples=150)
def test_offsets_are_the_text_itself(document: Document) -> None:
    for passage in SPLITTER.split(document):
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        assert all(span.start < span.end for span in passage.sentences)
        assert all(first.end <= second.start for first, second in pairwise(passage.sentences))
        assert all(document.text[span.start : span.end].strip() for span in passage.sentences)


@given(DOCUMENTS)
@settings(max_examples=150)
def test_nothing_is_longer_than_it_may_be(document: Document) -> None:
    readings = SPLITTER.readings(document)
    for passage in SPLITTER.split(document):
        assert count_tokens(passage.text) <= MAX_TOKENS
        assert count_tokens(passage.reading) <= MAX_TOKENS
        assert model_tokens(passage.reading) <= MODEL_LIMIT
        for span in passage.sentences:
            assert model_tokens(readings.get(span) or document.text[span.start : span.end]) <= MODEL_LIMIT


@given(DOCUMENTS)
@settings(max_examples=150)
def test_every_visible_character_that_is_no_heading_is_held_once(document: Document) -> None:
    held = [0] * len(document.text)
    for passage in SPLITTER.split(document):
        for span in passage.sentences:
            for place in range(span.start, span.end):
                held[place] += 1
    body = {n for b in document.blocks if b.kind not in ("title", "heading") for n in range(b.start, b.end)}
    for place, times in enumerate(held):
        assert times <= 1
        if not document.text[place].isspace():
            assert times == (place in body), (place, document.text[place])


@given(DOCUMENTS)
@settings(max_examples=60)
def test_passages_are_in_order_of_one_section_each_and_apart(document: Document) -> None:
    passages = SPLITTER.split(document)
    assert len({passage.id for passage in passages}) == len(passages)
    assert all(first.end <= second.start for first, second in pairwise(passages))
    for passage in passages:
        home = [s for s in document.sections if s.start <= passage.start and passage.end <= s.end]
        assert [(s.path, s.finding, s.page, s.page_last) for s in home] == [
            (passage.section, passage.finding, passage.page, passage.page_last)
        ]
    assert passages == SPLITTER.split(document)


def split(*parts: Part, max_tokens: int = 160) -> tuple[Document, list[Passage]]:
    document = assemble(SOURCE, [Part("title", "A title", level=1), *parts])
    return document, Splitter(max_tokens, 192, model_tokens).split(document)


def test_an_empty_section_gives_no_passage() -> None:
    _, passages = split(Part("heading", "Empty", level=2), Part("heading", "Full", level=2), Part("paragraph", "Words stand here."))
    assert [passage.section for passage in passages] == [("Full",)]


def test_a_finding_stands_with_what_follows_it_or_alone() -> None:
    finding = "The force does not supervise enough of its investigations well"
    _, passages = split(Part("finding", finding, level=4), Part("paragraph", "We saw 40."), Part("heading", "Next", level=2))
    assert [p.text for p in passages] == [f"{finding}\n\nWe saw 40."]
    _, passages = split(Part("finding", finding, level=4), Part("heading", "Next", level=2), Part("paragraph", "Words."))
    assert [p.text for p in passages] == [finding, "Words."]


def test_a_table_that_fits_is_one_sentence_read_by_rows() -> None:
    rows = [("Area", "Grade"), ("Preventing crime", "Good"), ("Supporting victims", "Outstanding")]
    _, [passage] = split(table(rows), Part("paragraph", "Said so."))
    assert passage.reading == "Area: Preventing crime; Grade: Good. Area: Supporting victims; Grade: Outstanding.\n\nSaid so."
    assert len(passage.sentences) == 2


def test_a_table_longer_than_a_passage_is_cut_between_rows_and_each_row_names_its_columns() -> None:
    rows = [("Area", "Grade"), *((f"Policing area number {n}", "Requires improvement") for n in range(30))]
    document, passages = split(table(rows), max_tokens=64)
    assert len(passages) > 3
    assert all(count_tokens(passage.reading) <= 64 for passage in passages)
    spans = [document.text[s.start : s.end] for passage in passages for s in passage.sentences]
    assert spans == [" | ".join(row) for row in rows]
    assert passages[0].reading.startswith("Area | Grade\nArea: Policing area number 0; Grade: Requires improvement.")
    assert "Area: Policing area number 29; Grade: Requires improvement." in passages[-1].reading


def test_one_giant_word_is_cut_into_pieces_that_fit() -> None:
    word = "w" * 50_000
    document, passages = split(Part("paragraph", word))
    assert "".join(p.text for p in passages) == word
    assert all(count_tokens(p.text) <= 160 for p in passages)
    assert document.text[passages[-1].start : passages[-1].end] == passages[-1].text


def test_a_long_sentence_is_cut_at_spaces() -> None:
    _, passages = split(Part("paragraph", "number " * 2_000))
    assert {word for p in passages for word in p.text.split()} == {"number"}


def test_a_blank_stretch_has_no_pieces() -> None:
    assert list(SPLITTER._pieces("a   b", Span(1, 4))) == []


def test_repeated_sentences_keep_their_own_places() -> None:
    same = "The force should improve how it records crime."
    _, passages = split(*[Part("paragraph", same)] * 40, max_tokens=32)
    spans = [span for p in passages for span in p.sentences]
    assert len(spans) == len(set(spans)) == 40


def test_ids_depend_on_document_place_text_and_settings() -> None:
    part = Part("paragraph", "The force should improve.")
    _, [passage] = split(part)
    _, [again] = split(part)
    _, [other_setting] = split(part, max_tokens=64)
    _, [moved] = split(Part("heading", "New", level=2), part)
    other = assemble(Source("doc2", "A title", "HMICFRS", "report", "Northmoor Police", "2023"), [Part("title", "A title", level=1), part])
    [elsewhere] = Splitter(160, 192, model_tokens).split(other)
    assert passage.id == again.id
    assert len({passage.id, other_setting.id, moved.id, elsewhere.id}) == 4


def test_context_is_title_headings_and_the_finding_where_the_passage_does_not_begin_with_it() -> None:
    def passage(text: str) -> Passage:
        return Passage("1", "d", 0, len(text), text, text, ("A", "", "B"), "It failed", None, None, (Span(0, len(text)),))

    assert context_of(passage("It failed\n\nWe saw 40."), "T") == "T > A > B"
    assert context_of(passage("We saw 40."), "T") == "T > A > B > It failed"
