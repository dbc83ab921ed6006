"""Whatever a reader finds, the stored text, its blocks and its sections fit together."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus.markdown import MarkdownError, read_markdown
from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import Part, assemble, read_table
from peel_qa.records import Document, Source

REPORT = Source("doc", "PEEL 2023: an inspection of Northmoor Police", "HMICFRS", "report", "Northmoor Police", "2023", edition="PEEL 2023")
NEWS = Source("doc", "A headline", "Gazette", "news", "Northmoor Police", "2023", about="PEEL 2023")

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=30)
PARTS = st.lists(
    st.builds(
        Part,
        st.sampled_from(["title", "heading", "finding", "paragraph", "item", "table"]),
        st.one_of(TEXT, st.just("")),
        level=st.integers(1, 6),
        page=st.one_of(st.none(), st.integers(1, 300)),
        is_apart=st.booleans(),
    ),
    max_size=30,
)
LINES = st.sampled_from([
    "PEEL 2023", "Contents", "Overall summary\t1", "Our judgments\t2", "Main findings ....... 3", "Overall summary", "Our judgments",
    "Main findings", "Areas for improvement", "Good", "Requires", "improvement", "Outstanding\tGood\tAdequate", "\tCrime\tVictims", "12",
    "Page 3 of 9", "The force answers its calls quickly and well", "The force answers calls. It takes too long.", "which is a long time.",
    "It records the ethnicity of people throughout", "2021, the recording is poor.", "- one; and", "•\ttwo.", "(a) three", "", "\f", "   ",
    "Wendy Williams", "HM Inspector of Constabulary", "© HMICFRS 2022", "See [this](#) \\(x\\) &amp; that\u200b.", "Comments: Our rules",
    "## Heading {page=4}", "#### The force has a long finding here", "| a | b |", "| - | - |", "> quoted", "<!-- x -->", "<b>x</b>", "***",
])  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=40).map("\n".join),
    st.text(max_size=300),
)


def require_whole(document: Document) -> None:
    """What every document keeps: blocks in order with gaps between, each in its section; sections one behind the other."""
    text = document.text
    position = 0
    for block in document.blocks:
        assert block.start == position
        assert block.start < block.end
        position = block.end + 2
        section = document.sections[block.section]
        assert section.start <= block.start < block.end <= section.end
    assert "\n\n".join(text[block.start : block.end] for block in document.blocks) == text
    assert [block.section for block in document.blocks] == sorted(block.section for block in document.blocks)
    assert sorted({block.section for block in document.blocks}) == list(range(len(document.sections)))
    for number, section in enumerate(document.sections):
        own = [block for block in document.blocks if block.section == number]
        assert (section.start, section.end) == (own[0].start, own[-1].end)
        assert not section.finding or text[section.start : section.end].startswith(section.finding)
        assert section.page is None or section.page_last is None or section.page <= section.page_last


def require_readable(document: Document) -> None:
    """What a reader of files adds: nothing invisible, nothing blank, headings as they stand in the text."""
    assert not [c for c in document.text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not set(document.text) & set("\u200b\u200e\u202e\u2060\ufeff\u00ad\U000e0041\u00a0\u2028")
    for block in document.blocks:
        words = document.text[block.start : block.end]
        assert words.strip()
        assert block.kind == "table" or words == " ".join(words.split()) or "\n" not in words
    for section in document.sections:
        for heading in section.path:
            assert any(document.text[block.start : block.end] == heading for block in document.blocks if block.kind == "heading")


@given(PARTS)
def test_any_parts_make_a_whole_document(parts: list[Part]) -> None:
    require_whole(assemble(REPORT, parts))


@given(TEXTS, st.sampled_from([REPORT, NEWS]))
def test_any_plain_text_makes_a_whole_and_readable_document(text: str, source: Source) -> None:
    document = assemble(source, read_plain(text, source))
    require_whole(document)
    require_readable(document)


@given(TEXTS)
def test_any_markdown_makes_a_whole_and_readable_document(text: str) -> None:
    try:
        parts = read_markdown(text)
    except MarkdownError:
        return
    require_whole(assemble(REPORT, parts))
    require_readable(assemble(REPORT, parts))


@given(TEXTS)
def test_reading_is_the_same_each_time_and_with_any_line_ends(text: str) -> None:
    parts = read_plain(text, REPORT)
    assert parts == read_plain(text, REPORT)
    if "\r" not in text:
        assert parts == read_plain(text.replace("\n", "\r\n"), REPORT)


@given(st.lists(st.lists(st.sampled_from(["", "Area", "Good", "x"]), min_size=1, max_size=4).map(tuple), max_size=4).map(tuple))
def test_a_table_of_any_shape_is_read(rows: tuple[tuple[str, ...], ...]) -> None:
    read = read_table(rows)
    assert all(cell in read for row in rows[1:] for cell in row)
    assert read.strip() or not any(cell for row in rows for cell in row)


def part(kind: str, text: str, level: int = 0, page: int | None = None) -> Part:
    return Part(kind, text, level=level, page=page)  # type: ignore[arg-type]


def test_headings_make_the_path_and_findings_their_own_section() -> None:
    document = assemble(
        REPORT,
        [
            part("paragraph", "Before any heading."),
            part("title", "Title", 1),
            part("title", "Second line", 1),
            part("heading", "Chapter", 2, 5),
            part("heading", "Main findings", 3, 7),
            part("finding", "The force works well"),
            part("paragraph", "It does."),
            part("heading", "Skipped levels", 5),
            part("heading", "Next", 2, 9),
            part("item", "An item."),
        ],
    )
    assert [(section.path, section.finding, section.page, section.page_last) for section in document.sections] == [
        ((), "", None, None),
        ((), "", None, None),
        (("Chapter",), "", 5, 7),
        (("Chapter", "Main findings"), "", 7, 9),
        (("Chapter", "Main findings"), "The force works well", 7, 9),
        (("Chapter", "Main findings", "Skipped levels"), "", 7, 9),
        (("Next",), "", 9, None),
    ]
    require_whole(document)


def test_a_chapter_without_a_page_does_not_take_the_page_of_the_one_before() -> None:
    document = assemble(REPORT, [part("heading", "A", 2, 5), part("heading", "B", 2), part("heading", "C", 3), part("heading", "D", 2, 9)])
    assert [(section.page, section.page_last) for section in document.sections] == [(5, 9), (None, None), (None, None), (9, None)]


@pytest.mark.parametrize("parts", [[], [Part("paragraph", "")]])
def test_no_text_makes_an_empty_document(parts: list[Part]) -> None:
    assert assemble(REPORT, parts) == Document(REPORT, "", (), ())
