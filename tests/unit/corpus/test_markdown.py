from __future__ import annotations

import pytest

from peel_qa.corpus.markdown import MarkdownError, read_markdown


def parts(text: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in read_markdown(text)]


def test_headings_carry_their_page_and_level() -> None:
    found = read_markdown("# Title\n\n## Overall summary {page=16}\n\n### Our judgments {page=3} ###\n\n## None\n")
    assert [(part.kind, part.text, part.level, part.page) for part in found] == [
        ("title", "Title", 1, None),
        ("heading", "Overall summary", 2, 16),
        ("heading", "Our judgments", 3, 3),
        ("heading", "None", 2, None),
    ]


@pytest.mark.parametrize("page", ["{page=}", "{page=x}", "{page=16", "{ page: 16 }", "{page=16-18}"])
def test_a_page_that_is_no_number_is_named_with_its_line(page: str) -> None:
    with pytest.raises(MarkdownError, match="not a number") as caught:
        read_markdown(f"Text.\n\n## Summary {page}\n")
    assert caught.value.line == 2


def test_a_long_heading_of_the_fourth_level_is_a_finding() -> None:
    assert parts("#### The force answers its calls quickly\n#### Investigations\n#### Areas for improvement of the\n") == [
        ("finding", "The force answers its calls quickly"),
        ("heading", "Investigations"),
        ("finding", "Areas for improvement of the"),
    ]


def test_lists_paragraphs_and_quotations() -> None:
    text = "Before\nall.\n\n- one\n- two\n\n  more of two\n  - nested\n    1. deeper\n\n> quoted\n\nAfter.\n"
    assert parts(text) == [
        ("paragraph", "Before all."),
        ("item", "one"),
        ("item", "two"),
        ("item", "more of two"),
        ("item", "nested"),
        ("item", "deeper"),
        ("paragraph", "quoted"),
        ("paragraph", "After."),
    ]


def test_a_table_keeps_its_rows_and_reads_as_sentences() -> None:
    (table,) = read_markdown("| Area | Grade |\n| --- | --- |\n| Preventing *crime* | Good |\n| [Responding](#) |  |\n")
    assert table.rows == (("Area", "Grade"), ("Preventing crime", "Good"), ("Responding", ""))
    assert table.text == "Area | Grade\nPreventing crime | Good\nResponding | "
    assert table.reading == "Area: Preventing crime; Grade: Good. Area: Responding."


def test_a_table_whose_head_is_grades_is_read_by_columns() -> None:
    (table,) = read_markdown("| Outstanding | Good | Adequate |\n|---|---|---|\n| | Crime | Victims |\n| | | Workforce |\n")
    assert table.reading.endswith("Outstanding: no area. Good: Crime. Adequate: Victims, Workforce.")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<!-- a comment\n\nover lines -->\n\nText.", "Text."),
        ("One <!-- two --> three", "One three"),
        ("One <b>two</b> <br/> three", "One two three"),
        ("One <script>alert(1)</script>two", "One two"),
        ("<script>\nalert(1)\n</script>\n\nText.", "Text."),
        ("<div>\nDropped\n</div>\n\nText.", "Text."),
        ("![picture](x.png) and [link](javascript:alert(1))", "and link"),
        ("Soft&#8203;hy&shy;phen &amp; more", "Softhyphen & more"),
        ("`code` stays\\\nhere", "code stays here"),
        ("tab\tand  spaces", "tab and spaces"),
    ],
)
def test_html_leaves_nothing_behind(text: str, left: str) -> None:
    assert parts(text) == [("paragraph", left)]


def test_code_is_text() -> None:
    assert parts("```\na  b\nc\n```\n\n    indented\n") == [("paragraph", "a b c"), ("paragraph", "indented")]


def test_a_sentence_above_a_rule_stays_a_sentence() -> None:
    assert parts("The force works.\n---\n\nSummary\n---\n") == [("paragraph", "The force works."), ("heading", "Summary")]


@pytest.mark.parametrize("text", ["", "\n\n", "<!-- only -->", "---\n\n---", "##\n"])
def test_nothing_readable_gives_no_text(text: str) -> None:
    assert not [part for part in read_markdown(text) if part.text]


def test_twenty_lists_in_one_another_are_read_and_a_thousand_are_refused() -> None:
    deep = "\n".join("  " * depth + f"- level {depth}" for depth in range(20))
    assert [text for _, text in parts(deep)] == [f"level {depth}" for depth in range(20)]
    for text in ("\n".join("  " * depth + "- x" for depth in range(1000)), "> " * 5000 + "x", "- " * 5000 + "x"):
        with pytest.raises(MarkdownError, match="nested"):
            read_markdown(text)


def test_a_comment_says_where_a_page_begins_and_no_other_comment_does() -> None:
    parts = read_markdown("# T\n\n<!-- page 16 -->\n\nOne.\n\n<!-- page x -->\n\n<!-- page 17 and more -->\n\nTwo.\n\n<!-- page 17 -->\n")
    assert [(part.text, part.page) for part in parts] == [("T", None), ("", 16), ("One.", None), ("Two.", None), ("", 17)]
