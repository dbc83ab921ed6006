"""Reader of Markdown: headings with an optional `{page=16}`, paragraphs, list items, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from peel_qa.corpus.layout import is_subsection
from peel_qa.corpus.structure import Part, read_table
from peel_qa.text import visible

_PAGE = re.compile(r"\s*\{page=(\d{1,4})\}\s*$")
_FINDING_LEVEL = 4
_FINDING_WORDS = 5


def read_markdown(text: str) -> list[Part]:
    """The parts of a Markdown text (without front matter) in reading order; HTML in it is dropped."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(visible(text))
    return list(_parts(tokens))


def _parts(tokens: list[Token]) -> Iterator[Part]:
    number = 0
    items = 0
    while number < len(tokens):
        token = tokens[number]
        if token.type == "table_open":
            end = next(i for i in range(number, len(tokens)) if tokens[i].type == "table_close")
            yield _table(tokens[number:end])
            number = end
        elif token.type == "heading_open":
            yield _heading(int(token.tag[1]), _plain(tokens[number + 1]))
        elif token.type in ("list_item_open", "list_item_close"):
            items += 1 if token.type == "list_item_open" else -1
        elif token.type == "paragraph_open" and (words := _plain(tokens[number + 1])):
            yield Part("item" if items else "paragraph", words)
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield Part("paragraph", " ".join(token.content.split()))
        number += 1


def _heading(level: int, words: str) -> Part:
    match = _PAGE.search(words)
    page = int(match[1]) if match else None
    words = _PAGE.sub("", words)
    if level == 1:
        return Part("title", words, level=1, page=page)
    is_finding = level >= _FINDING_LEVEL and len(words.split()) >= _FINDING_WORDS and not is_subsection(words)
    return Part("finding" if is_finding else "heading", words, level=level, page=page)


def _table(tokens: list[Token]) -> Part:
    rows: list[list[str]] = []
    for number, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_plain(tokens[number + 1]))
    cells = tuple(tuple(row) for row in rows)
    return Part("table", "\n".join(" | ".join(row) for row in rows), reading=read_table(cells), rows=cells)


def _plain(inline: Token) -> str:
    """The words of an inline token without markup; images and HTML leave nothing behind."""
    words = []
    for child in inline.children or []:
        if child.type in ("text", "code_inline"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return " ".join("".join(words).split())
