from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import documents
import pytest

from peel_qa.corpus.markdown import read_markdown
from peel_qa.corpus.readers.pdf import read_pdf
from peel_qa.corpus.readers.pdf_lines import Line, furniture_of, readable
from peel_qa.corpus.readers.pdf_tables import grade_tables
from peel_qa.corpus.readers.reading import Reading, Unreadable
from peel_qa.corpus.readers.settle import settle
from peel_qa.corpus.readers.write import to_markdown
from peel_qa.corpus.structure import Part, assemble
from peel_qa.index.passages import Splitter
from peel_qa.records import Source


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return read_pdf(documents.write_pdf(tmp_path_factory.mktemp("pdf") / "report.pdf"))


def of_kind(reading: Reading, kind: str) -> list[Part]:
    return [part for part in reading.told if part.kind == kind]


def test_headings_come_from_the_layout_with_their_depth_and_printed_page(report: Reading) -> None:
    found = [(part.text, part.level, part.page) for part in of_kind(report, "heading")]
    assert found == [
        ("Overall summary", 2, 2),
        ("Our judgments", 3, 2),
        ("Investigating crime", 2, 3),
        ("Areas for improvement", 3, 3),
        ("Responding to the public", 2, 4),
        ("Main findings", 3, 4),
    ]


def test_a_heading_that_says_something_is_a_finding(report: Reading) -> None:
    assert [(part.text, part.page) for part in of_kind(report, "finding")] == [
        ("The constabulary should supervise its investigations better", 3),
        ("The constabulary answers emergency calls quickly", 4),
    ]


def test_the_title_is_the_biggest_text_of_the_first_page(report: Reading) -> None:
    assert [part.text for part in of_kind(report, "title")] == [f"PEEL 2023-25 An inspection of {documents.FORCE}"]


@pytest.mark.parametrize("is_ruled", [True, False])
def test_the_table_of_grades_keeps_each_area_under_its_grade(tmp_path: Path, is_ruled: bool) -> None:
    reading = read_pdf(documents.write_pdf(tmp_path / "report.pdf", is_ruled=is_ruled))
    (table,) = of_kind(reading, "table")
    assert table.rows == (documents.GRADES, *documents.AREAS)
    assert "Good: Preventing crime, Treatment of the public." in table.reading
    assert "Adequate: Investigating crime." in table.reading


def test_running_feet_page_numbers_and_the_contents_list_are_no_text(report: Reading) -> None:
    assert documents.TITLE not in report.text
    assert "....." not in report.text
    assert "Contents" not in report.text.split("\n")
    assert not any(part.text.isdecimal() for part in report.told)


def test_paragraphs_and_list_items_are_whole(report: Reading) -> None:
    texts = [part.text for part in of_kind(report, "paragraph")]
    assert documents.PLANS in texts
    assert documents.CALLS in texts
    assert [part.text for part in of_kind(report, "item")] == list(documents.ITEMS)


def test_a_sentence_that_a_page_broke_is_whole(tmp_path: Path) -> None:
    reading = read_pdf(documents.write_pdf(tmp_path / "long.pdf", pages=3))
    long = [part.text for part in of_kind(reading, "paragraph") if part.text.startswith("This is sentence")]
    assert len(long) == 24
    assert all(text.count("This is sentence") == 4 and text.endswith("in Fenmarch.") for text in long)


def test_pages_that_are_only_pictures_are_named(tmp_path: Path) -> None:
    reading = read_pdf(documents.write_scan(tmp_path / "part.pdf", pictures=(2, 4, 5), pages=5))
    assert reading.notes == ("pages 2, 4-5 are only a picture without text, and were left out",)
    assert "the text of page 3" in reading.text


def test_one_page_that_is_only_a_picture_is_named(tmp_path: Path) -> None:
    assert read_pdf(documents.write_scan(tmp_path / "part.pdf", pictures=(2,))).notes == (
        "page 2 is only a picture without text, and was left out",
    )


def test_a_scan_is_refused_and_not_silently_empty(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"only pictures of pages \(2 of them\)"):
        read_pdf(documents.write_scan(tmp_path / "scan.pdf"))


def test_an_encrypted_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="needs a password"):
        read_pdf(documents.write_pdf(tmp_path / "locked.pdf", password="secret"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:20],
        lambda raw: b"%PDF-1.7\n" + b"\0" * 2000,
        lambda raw: b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF",
    ],
    ids=["half", "head", "zeros", "ring"],
)
def test_a_damaged_file_costs_one_clear_error_or_what_can_be_read(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = documents.write_pdf(tmp_path / "report.pdf")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(Unreadable) as caught:
        read_pdf(path)
    assert caught.value.problem.startswith(("is broken", "holds no text"))
    assert "\n" not in caught.value.problem
    assert caught.value.remedy


def test_what_comes_out_reads_as_a_document(report: Reading) -> None:
    settled = settle(report.parts, "report", documents.TITLE)
    assert settled[0] == Part("title", documents.TITLE, level=1)
    assert [part.kind for part in settled].count("title") == 1


@pytest.mark.parametrize(("word", "read"), [("(cid:127)", "•"), ("off(cid:2)icer", "officer"), ("\uf0b7", "•"), ("plain", "plain")])
def test_letters_that_the_font_does_not_know(word: str, read: str) -> None:
    assert readable(word) == read


def line(text: str, page: int = 0, top: float = 400.0, left: float = 60.0) -> Line:
    words = []
    at = left
    for word in text.split(" "):
        words.append((word, at, at + 6 * len(word)))
        at += 6 * len(word) + 3
    return Line(text, page, left, top, at - 3, top + 10, 10.0, False, tuple(words))


def row(*cells: tuple[str, float], top: float) -> Line:
    """A line of cells that begin at given places."""
    words = tuple(piece for text, left in cells for piece in line(text, top=top, left=left).words)
    return Line(" ".join(text for text, _ in cells), 0, words[0][1], top, words[-1][2], top + 10, 10.0, False, words)


def test_numbers_that_keep_step_with_the_pages_are_the_printed_ones() -> None:
    lines = [line("A sentence in the middle", page, 400) for page in range(4)] + [line(str(page + 7), page, 820) for page in range(4)]
    furniture = furniture_of(lines, [842.0] * 4)
    assert furniture.numbers == {0: 7, 1: 8, 2: 9, 3: 10}
    assert {found.text for found in furniture.lines} == {"7", "8", "9", "10"}


def test_figures_that_keep_no_step_are_no_page_numbers() -> None:
    lines = [line(text, page, 820) for page, text in enumerate(["14", "3", "66", "2"])]
    assert furniture_of(lines, [842.0] * 4).numbers == {}


def test_a_head_that_comes_again_is_left_out_and_one_that_does_not_stays() -> None:
    lines = [line("Running head", page, 20) for page in range(3)] + [line("A chapter's own first line", 1, 30)]
    assert {found.text for found in furniture_of(lines, [842.0] * 3).lines} == {"Running head"}


def test_a_table_of_grades_without_rules_ends_where_text_begins() -> None:
    lines = [
        row(("Good", 60), ("Adequate", 200), ("Inadequate", 340), top=100),
        row(("Preventing crime", 60), ("Managing", 200), top=114),
        row(("offenders", 200), top=126),
        line("Our inspection found that the force does this rather well across all of its areas", top=150),
    ]
    (table,) = grade_tables(lines)
    assert table.rows == (("Good", "Adequate", "Inadequate"), ("Preventing crime", "Managing offenders", ""))


def test_a_sentence_with_grades_in_it_is_no_table() -> None:
    assert grade_tables([line("The grades are outstanding good adequate and inadequate"), line("Preventing crime", top=412)]) == []


def test_hostile_bytes_never_raise_anything_else(tmp_path: Path) -> None:
    raw = bytearray(documents.write_pdf(tmp_path / "report.pdf").read_bytes())
    path = tmp_path / "bent.pdf"
    for seed in range(12):
        bent = io.BytesIO(bytes(raw))
        for step in range(40):
            bent.seek((seed * 7919 + step * 104729) % len(raw))
            bent.write(bytes([(seed * 31 + step * 17) % 256]))
        path.write_bytes(bent.getvalue())
        with contextlib.suppress(Unreadable):
            assert read_pdf(path).parts


def test_a_word_that_a_line_end_broke_is_whole_where_the_text_knows_it(tmp_path: Path) -> None:
    lines = ["This investigation was slow, and one more investi-", "gation into anti-", "social behaviour was slower still."]
    (part,) = read_pdf(write_lines(tmp_path / "a.pdf", [lines])).told
    assert part.text == "This investigation was slow, and one more investigation into anti-social behaviour was slower still."


def test_a_text_in_a_box_is_text_and_no_table(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.rect(50, 600, 400, 120)
    canvas.drawString(60, 700, "The force should make sure that it answers its letters.")
    canvas.drawString(60, 660, "It took 19 days to answer a letter.")
    canvas.save()
    reading = read_pdf(tmp_path / "a.pdf")
    assert [(part.kind, part.text) for part in reading.told] == [
        ("paragraph", "The force should make sure that it answers its letters."),
        ("paragraph", "It took 19 days to answer a letter."),
    ]


def test_a_table_of_figures_is_a_table_with_its_head(tmp_path: Path) -> None:
    from reportlab.lib import colors
    from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

    rows = [["Measure", "2021", "2022"], ["Calls answered in time", "91%", "94%"], ["Letters", "", "19 days"]]
    table = Table(rows, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    SimpleDocTemplate(str(tmp_path / "a.pdf")).build([table])
    (part,) = read_pdf(tmp_path / "a.pdf").told
    assert part.rows == tuple(map(tuple, rows))
    assert part.reading == "Measure: Calls answered in time; 2021: 91%; 2022: 94%. Measure: Letters; 2022: 19 days."


@pytest.mark.parametrize(("word", "read"), [("ﬁndings", "findings"), ("oﬃcer", "officer"), ("soft\u00adhyphen", "softhyphen")])
def test_letters_that_print_joins_are_apart(word: str, read: str) -> None:
    assert readable(word) == read


def write_lines(path: Path, pages: list[list[str]]) -> Path:
    """A PDF whose pages hold these lines, one closely below the other."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    for lines in pages:
        for number, text in enumerate(lines):
            canvas.drawString(72, 600 - 13 * number, text)
        canvas.showPage()
    canvas.save()
    return path


def test_each_passage_knows_the_printed_pages_that_it_stands_on(tmp_path: Path) -> None:
    reading = read_pdf(documents.write_pdf(tmp_path / "long.pdf", pages=3))
    source = Source("a", documents.TITLE, "HMICFRS", "report", documents.FORCE, "2024", edition="PEEL 2023-25")
    document = assemble(source, read_markdown(to_markdown(settle(reading.parts, "report", documents.TITLE))))
    assert [page for _, page in document.pages] == [1, 2, 3, 4, 5]
    for words, page in ((documents.PLANS, 3), (documents.CALLS, 4), (documents.INSPECTOR, 5)):
        start = document.text.index(words)
        assert document.pages_of(start, start + len(words)) == (page, page)
    start, end = document.text.index(documents.PLANS), document.text.index(documents.CALLS)
    assert document.pages_of(start, end) == (3, 4)
    assert document.pages_of(0, 4) is None  # the cover has no number
    passages = Splitter(60, 200, len).split(document)
    assert {(passage.page, passage.page_last) for passage in passages if documents.INSPECTOR in passage.text} == {(5, 5)}
    assert {(passage.page, passage.page_last) for passage in passages if documents.PLANS in passage.text} == {(3, 3)}


def test_words_are_apart_where_the_file_has_gaps_and_no_spaces(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    at = 72.0
    for word, font in (("Fenmarch", "Helvetica"), ("answered", "Helvetica"), ("93.4", "Helvetica-Oblique"), ("percent", "Helvetica")):
        canvas.setFont(font, 11)
        canvas.drawString(at, 700, word)
        at += canvas.stringWidth(word, font, 11) + 2.4  # less than three points, as in tightly set text
    canvas.setFont("Helvetica-Oblique", 11)
    canvas.drawString(at - 2.4, 700, "of")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(at - 2.4 + canvas.stringWidth("of", "Helvetica-Oblique", 11), 700, ".")
    canvas.save()
    (part,) = read_pdf(tmp_path / "a.pdf").told
    assert part.text == "Fenmarch answered 93.4 percentof."


def test_areas_under_centred_grades_that_do_not_reach_below_them(tmp_path: Path) -> None:
    lines = [
        row(("Good", 110), ("Adequate", 240), ("Requires improvement", 330), top=100),
        row(("Crime", 60), ("Victims", 200), ("Custody", 330), top=116),
        row(("Police powers", 60), ("Leadership", 200), top=132),
    ]
    (table,) = grade_tables(lines)
    assert table.rows[1:] == (("Crime", "Victims", "Custody"), ("Police powers", "Leadership", ""))


def test_a_heading_below_a_table_of_grades_is_no_area(tmp_path: Path) -> None:
    below = replace(row(("Investigating crime", 60), top=132), size=14.0)
    lines = [row(("Good", 60), ("Adequate", 200), ("Inadequate", 340), top=100), row(("Preventing crime", 60), top=114), below]
    (table,) = grade_tables(lines)
    assert table.rows[1:] == (("Preventing crime", "", ""),)


@pytest.mark.parametrize("filled", [(0, 1, 2), (1,), ()])
def test_a_table_of_which_only_some_cells_are_drawn_loses_no_word(tmp_path: Path, filled: tuple[int, ...]) -> None:
    """Coloured cells without rules: what is drawn is not the whole table."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    for column, (grade, area) in enumerate((("Good", "Preventing crime"), ("Adequate", "Investigating crime"), ("Inadequate", "Custody"))):
        left = 60 + 150 * column
        if column in filled:
            canvas.setFillGray(0.9)
            canvas.rect(left - 4, 695, 146, 20, stroke=0, fill=1)
        canvas.setFillGray(0.9)
        canvas.rect(left - 4, 672, 146, 20, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(left, 700, grade)
        canvas.drawString(left, 677, area)
    canvas.save()
    (part,) = read_pdf(tmp_path / "a.pdf").told
    assert part.rows == (("Good", "Adequate", "Inadequate"), ("Preventing crime", "Investigating crime", "Custody"))
