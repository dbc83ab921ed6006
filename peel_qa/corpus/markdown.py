"""Reader of Markdown: headings with an optional `{page=16}`, paragraphs, list items, tables, and `<!-- page 16 -->` where a page begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from peel_qa.corpus.clean import PARAGRAPH_NUMBER, is_closed, numbers_paragraphs
from peel_qa.corpus.headings import is_office
from peel_qa.corpus.layout import is_subsection, list_named
from peel_qa.corpus.structure import Part
from peel_qa.corpus.tables import reading_of
from peel_qa.text import visible

_PAGE = re.compile(r"\{page=(\d{1,4})\}$")
_PAGE_BEGINS = re.compile(r"<!-- page (\d{1,4}) -->")
_ODD_PAGE = re.compile(r"\{\s*page\b[^}]{0,40}\}?$")
_FINDING_LEVEL = 4
_FINDING_WORDS = 5
_BOX_LEVEL = 6
"""Depth of the heading of a box: "AREAS FOR IMPROVEMENT" in a quotation, or in a paragraph of its own."""
_DEEPEST = 60
"""Depth of lists and quotations, counted as the parser does: two for each list."""
_UNSEEN = re.compile(r"</?(script|style|template)\b", re.IGNORECASE)


class MarkdownError(ValueError):
    """Markdown that cannot be read; `line` counts from 0 in the text that was given."""

    def __init__(self, problem: str, remedy: str, line: int) -> None:
        """Keep the three apart, for the one who knows the file."""
        super().__init__(problem)
        self.problem, self.remedy, self.line = problem, remedy, line


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's own name
        """Any link is one: only its text is kept."""
        return True


def read_markdown(text: str) -> list[Part]:
    """The parts of a Markdown text (without front matter) in reading order; HTML in it is dropped.

    Raises:
        MarkdownError: if lists are nested too deep, or a heading's page is no number.
    """
    parser = _Parser("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable("table")
    tokens = parser.parse(visible(text))
    deep = next((token for token in tokens if token.level >= _DEEPEST - 1), None)
    if deep is not None:
        raise MarkdownError("lists or quotations are nested too deep", "Write them flatter", deep.map[0] if deep.map else 0)
    return _without_numbers(list(_parts(tokens)))


def _without_numbers(parts: list[Part]) -> list[Part]:
    """Parts without the numbers of their paragraphs, where the text numbers them."""
    if not numbers_paragraphs(part.text for part in parts if part.kind == "paragraph"):
        return parts
    return [replace(part, text=PARAGRAPH_NUMBER.sub("", part.text, count=1)) if _is_numbered(part) else part for part in parts]


def _is_numbered(part: Part) -> bool:
    return part.kind == "paragraph" and PARAGRAPH_NUMBER.match(part.text) is not None


def _parts(tokens: list[Token]) -> Iterator[Part]:
    number = 0
    items = 0
    is_in_box = is_behind_box = False
    while number < len(tokens):
        token = tokens[number]
        if token.type == "table_open":
            end = next(i for i in range(number, len(tokens)) if tokens[i].type == "table_close")
            yield _table(tokens[number:end])
            number = end
        elif token.type == "heading_open":
            yield _heading(token, _plain(tokens[number + 1]))
        elif token.type in ("list_item_open", "list_item_close"):
            items += 1 if token.type == "list_item_open" else -1
        elif token.type == "blockquote_close":
            is_behind_box = is_behind_box or is_in_box
            is_in_box = False
        elif token.type == "paragraph_open":
            for words in filter(None, _paragraphs(tokens[number + 1])):
                if not items and list_named(words):
                    is_in_box = True
                    yield Part("heading", words, level=_BOX_LEVEL)
                else:
                    yield Part("item" if items else "paragraph", words, level=_BOX_LEVEL if is_behind_box else 0, is_apart=is_behind_box)
                is_behind_box = False
        elif token.type == "html_block" and (mark := _PAGE_BEGINS.fullmatch(token.content.strip())):
            yield Part("paragraph", "", page=int(mark[1]))
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield Part("paragraph", " ".join(token.content.split()))
        number += 1


def _heading(token: Token, words: str) -> Part:
    """A title, a heading, or a finding; a sentence above a rule ("---") is Markdown's heading and nobody's intention."""
    level = int(token.tag[1])
    match = _PAGE.search(words)
    page = int(match[1]) if match else None
    words = words[: match.start()].rstrip() if match else words
    if _ODD_PAGE.search(words[-60:]):
        raise MarkdownError("the page of a heading is not a number", "Write it as {page=16}", token.map[0] if token.map else 0)
    if token.markup in ("-", "=") and is_closed(words):
        return Part("paragraph", words)
    if level == 1:
        return Part("title", words, level=1, page=page)
    is_finding = level >= _FINDING_LEVEL and len(words.split()) >= _FINDING_WORDS and not is_subsection(words) and "?" not in words
    return Part("finding" if is_finding else "heading", words, level=level, page=page)


def _table(tokens: list[Token]) -> Part:
    rows: list[list[str]] = []
    for number, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_plain(tokens[number + 1]))
    cells = tuple(tuple(row) for row in rows)
    return Part("table", "\n".join(" | ".join(row) for row in rows), reading=reading_of(cells), rows=cells)


def _paragraphs(inline: Token) -> list[str]:
    """The words of a paragraph; the office below a signature stands apart, as it does in a text without markup."""
    lines: list[list[Token]] = [[]]
    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            lines.append([])
        else:
            lines[-1].append(child)
    signed = len(lines) == 2 and is_office(_words(lines[1]))
    return [_words(line) for line in lines] if signed else [_plain(inline)]


def _plain(inline: Token) -> str:
    """The words of an inline token without markup; images, HTML and what scripts hold leave nothing behind."""
    return _words(inline.children or [])


def _words(children: Sequence[Token]) -> str:
    words = []
    hidden = 0
    for child in children:
        if child.type == "html_inline" and (tag := _UNSEEN.match(child.content)):
            hidden += -1 if tag.group().startswith("</") else 1
        elif hidden <= 0 and child.type in ("text", "code_inline"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return " ".join(visible("".join(words)).split())
