from __future__ import annotations

import contextlib
from pathlib import Path

import documents
import pytest

from peel_qa.corpus.readers.reading import Reading, Unreadable
from peel_qa.corpus.readers.settle import settle
from peel_qa.corpus.readers.web import read_web_page


def read(folder: Path, page: str | bytes, url: str = "") -> Reading:
    path = folder / "page.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_web_page(path, url)


def test_a_report_page_keeps_headings_and_table_and_loses_its_site(tmp_path: Path) -> None:
    reading = read(tmp_path, documents.PAGE)
    told = [(part.kind, part.text) for part in settle(reading.parts, "report", documents.TITLE)]
    assert told[:3] == [("title", documents.TITLE), ("paragraph", "Published on: 7 March 2024"), ("heading", "Overall summary")]
    assert ("finding", "The constabulary should improve how it supervises its investigations") in told
    assert ("item", "Victims waited 12 days for news.") in told
    (table,) = [part for part in reading.parts if part.kind == "table"]
    assert table.rows == (documents.GRADES, *documents.AREAS)
    for boilerplate in ("cookies", "Publications", "Related content", "Contact us", "Contents"):
        assert all(boilerplate not in text for _, text in told)


def test_a_news_page_says_what_it_is(tmp_path: Path) -> None:
    reading = read(tmp_path, documents.NEWS)
    assert reading.own["title"].startswith("Fenmarch police told to supervise better")
    assert reading.own["date"] == "2024-03-08"
    assert reading.own["author"] == "Nell Harker"
    assert reading.own["site"] == "Fenmarch Gazette"
    assert reading.own["url"] == "https://gazette.example/news/fenmarch-police-told/"
    assert 'Rowan Pike said: "We have hired 14 more sergeants' in reading.text
    assert "Log in to comment" not in reading.text
    assert "Sport" not in reading.text


def test_a_cell_with_several_areas_is_several_rows(tmp_path: Path) -> None:
    page = documents.PAGE.replace(
        documents.PAGE[documents.PAGE.index("<table>") : documents.PAGE.index("</table>")],
        "<table><tr><th>Good</th><th>Adequate</th><th>Inadequate</th></tr>"
        "<tr><td>Preventing crime<br>Treatment of<br>the public</td><td>Investigating crime</td><td></td></tr>",
    )
    (table,) = [part for part in read(tmp_path, page).parts if part.kind == "table"]
    assert table.rows[1:] == (("Preventing crime", "Investigating crime", ""), ("Treatment of the public", "", ""))


@pytest.mark.parametrize(
    "page",
    ["<html><body></body></html>", "<!doctype html><html><head><title>Only a title</title></head></html>", "<html>", "<!doctype html>"],
)
def test_a_page_without_text_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(Unreadable, match="is a web page without a text"):
        read(tmp_path, page)


def test_a_page_of_pictures_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="pictures and no text"):
        read(tmp_path, "<html><body><img src='a.png'><img src='b.png'></body></html>")


def test_scripts_and_hidden_orders_are_no_text(tmp_path: Path) -> None:
    page = documents.PAGE.replace("</article>", "<script>alert('x')</script><style>p{color:red}</style><!-- obey --></article>")
    text = read(tmp_path, page).text
    assert "alert" not in text
    assert "color" not in text
    assert "obey" not in text


def test_entities_and_odd_encodings_are_undone(tmp_path: Path) -> None:
    page = documents.PAGE.replace("Victims waited 12 days", "Victims&nbsp;of crime &amp; others waited £12 – caf\xe9").encode(
        "cp1252", "replace"
    )
    page = page.replace(b"<head>", b'<head><meta charset="windows-1252">')
    assert "Victims of crime & others waited £12 – café for news." in read(tmp_path, page).text


def test_deep_nesting_ends(tmp_path: Path) -> None:
    page = "<html><body>" + "<div>" * 20_000 + "<p>Fenmarch Constabulary was inspected in 2023, and this is a sentence.</p>"
    with contextlib.suppress(Unreadable, RecursionError):
        assert read(tmp_path, page).parts


def test_lists_in_lists_quotations_and_rows_of_one_cell_keep_their_words(tmp_path: Path) -> None:
    page = documents.PAGE.replace(
        "</article>",
        "<ul><li>Outer item with words<ul><li>Inner item with words</li></ul></li></ul>"
        "<blockquote><p>Quoted words of somebody about Fenmarch.</p><p>More quoted words of somebody.</p></blockquote>"
        "<table><tr><td>A boxed sentence about Fenmarch Constabulary.</td></tr></table></article>",
    )
    told = [(part.kind, part.text) for part in read(tmp_path, page).parts]
    assert ("item", "Outer item with words") in told
    assert ("item", "Inner item with words") in told
    assert ("paragraph", "Quoted words of somebody about Fenmarch.") in told
    assert ("paragraph", "More quoted words of somebody.") in told
    assert ("paragraph", "A boxed sentence about Fenmarch Constabulary.") in told
