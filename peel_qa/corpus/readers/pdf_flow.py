"""From the lines of a PDF to parts: headings by how they are set, paragraphs by the gaps between lines, the contents list taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from peel_qa.corpus.clean import is_closed, marker_length
from peel_qa.corpus.contents import entry_of, key_of
from peel_qa.corpus.layout import is_caption, is_grade, is_one_of
from peel_qa.corpus.readers.layout import level_or_finding
from peel_qa.corpus.readers.pdf_lines import Line
from peel_qa.corpus.readers.pdf_tables import Table
from peel_qa.corpus.structure import Part
from peel_qa.corpus.tables import reading_of
from peel_qa.text import words

_BIGGER = 1.08
"""Size of a heading's letters, at least, as a multiple of the text's."""
_NEW_PARAGRAPH = 0.75
"""Gap between two lines, as a multiple of their height, from which the second begins a paragraph."""
_LONGEST_HEADING = 240
_DEEPEST = 6
_BROKEN = re.compile(r"([^\W\d_]+)[-‐]\n([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that are one paragraph, item or heading, and their text."""

    lines: tuple[Line, ...]
    text: str


def parts_of(lines: Sequence[Line], tables: Sequence[Table], numbers: Mapping[int, int]) -> list[Part]:
    """Parts in reading order, with where pages begin; `numbers` are the printed numbers of the pages, by page from 0, if any."""
    body = _body_size(lines)
    listed, kept = _without_contents(lines)
    known = {word for line in lines for word in words(line.text)}
    runs = _with_joined_pages(list(_runs(kept, body, known)), body, known)
    levels = _levels(runs, body)
    pages = sorted({line.page for line in lines} | {table.page for table in tables})
    printed = numbers or {page: page + 1 for page in pages}
    placed: list[tuple[int, float, Part]] = [(page, -1.0, Part("paragraph", "", page=printed[page])) for page in pages if page in printed]
    placed += [(run.lines[0].page, run.lines[0].top, _part(run, body, levels, listed, printed.get(run.lines[0].page))) for run in runs]
    placed += [
        (table.page, table.box[1], Part("table", _cells(table), reading=reading_of(table.rows), rows=table.rows)) for table in tables
    ]
    return [part for _, _, part in sorted(placed, key=lambda entry: entry[:2])]


def _cells(table: Table) -> str:
    return "\n".join(" | ".join(row) for row in table.rows)


def _body_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _without_contents(lines: Sequence[Line]) -> tuple[set[str], list[Line]]:
    """The titles of the contents list, for comparison, and the lines without it."""
    for place, line in enumerate(lines):
        if is_one_of("contents", line.text.strip(" :")):
            titles, end = _listed(lines, place + 1)
            if len(titles) >= 2:
                return titles, [*lines[:place], *lines[end:]]
    return set(), list(lines)


def _listed(lines: Sequence[Line], start: int) -> tuple[set[str], int]:
    titles: set[str] = set()
    waiting: list[str] = []
    end = start
    for place in range(start, len(lines)):
        entry = entry_of(" ".join([*waiting, lines[place].text]), is_listed=True)
        if entry is not None:
            titles.add(entry.key)
            waiting, end = [], place + 1
        elif len(waiting) >= 2 or is_closed(lines[place].text):
            break
        else:
            waiting.append(lines[place].text)
    return titles, end


def _is_set_apart(line: Line, body: float) -> bool:
    """Whether a line is set as a heading: in bigger letters, or in bold ones of the text's size."""
    return line.size >= _BIGGER * body or (line.is_bold and line.size >= 0.95 * body)


def _runs(lines: Sequence[Line], body: float, known: set[str]) -> Iterator[_Run]:
    run: list[Line] = []
    for line in lines:
        if run and not _goes_on(run[-1], line, body):
            yield _run(run, known)
            run = []
        run.append(line)
    if run:
        yield _run(run, known)


def _run(lines: Sequence[Line], known: set[str]) -> _Run:
    """Lines as one; a word broken at a line end ("investi-" "gation") loses its hyphen where the text has it whole elsewhere."""
    joined = lines[0].text
    for line in lines[1:]:
        broken = _BROKEN.search(f"{joined}\n{line.text}")
        if broken is None:
            joined = f"{joined} {line.text}"
        else:
            is_split = f"{broken[1]}{broken[2]}".lower() in known
            joined = f"{joined[:-1] if is_split else joined}{line.text}"
    return _Run(tuple(lines), joined)


def _goes_on(line: Line, following: Line, body: float) -> bool:
    """Whether a line belongs to the paragraph of the one above it."""
    if line.page != following.page or marker_length(following.text) or _is_grade_alone(line) or _is_grade_alone(following):
        return False
    if abs(line.size - following.size) > 0.6 or _is_set_apart(line, body) != _is_set_apart(following, body):
        return False
    height = min(line.bottom - line.top, following.bottom - following.top)
    return -height < following.top - line.bottom <= _NEW_PARAGRAPH * height


def _is_grade_alone(line: Line) -> bool:
    """Whether a line is a grade by itself, and not the last word of a sentence ("… and it was | good.")."""
    return is_grade(line.text) and line.text[0].isupper() and not line.text.endswith(".")


def _with_joined_pages(runs: list[_Run], body: float, known: set[str]) -> list[_Run]:
    """A sentence that a page end broke is put together again, where nothing but the page stands between."""
    joined: list[_Run] = []
    for run in runs:
        before = joined[-1] if joined else None
        is_broken = (
            before is not None
            and before.lines[-1].page + 1 == run.lines[0].page
            and not _is_set_apart(before.lines[-1], body)
            and not _is_set_apart(run.lines[0], body)
            and not is_closed(before.text)
            and run.lines[0].text[:1].islower()
            and not marker_length(run.lines[0].text)
        )
        if before is not None and is_broken:
            joined[-1] = _run(before.lines + run.lines, known)
        else:
            joined.append(run)
    return joined


def _is_heading(run: _Run, body: float) -> bool:
    text = run.text
    return (
        all(_is_set_apart(line, body) for line in run.lines)
        and len(text) <= _LONGEST_HEADING
        and any(character.isalpha() for character in text)
        and not is_grade(text)
        and not is_caption(text)
        and not is_one_of("notes", text)
        and not (marker_length(text) and run.lines[0].size < _BIGGER * body)
    )


def _style(line: Line, body: float) -> tuple[float, bool]:
    """How a heading is set; of those in bigger letters, bold or not does not matter."""
    is_bigger = line.size >= _BIGGER * body
    return (line.size, True) if is_bigger else (round(body, 1), line.is_bold)


def _levels(runs: Sequence[_Run], body: float) -> dict[tuple[float, bool], int]:
    """Depth of each way of setting headings: the biggest letters first; the title's, where they come once or twice at the top, are 1."""
    headings = [run for run in runs if _is_heading(run, body)]
    used = Counter(_style(run.lines[0], body) for run in headings)
    styles = sorted(used, reverse=True)
    first = (
        1
        if styles and runs and used[styles[0]] <= 2 and headings[0].lines[0].page == 0 and _style(headings[0].lines[0], body) == styles[0]
        else 2
    )
    return {style: min(first + depth, _DEEPEST) for depth, style in enumerate(styles)}


def _part(run: _Run, body: float, levels: Mapping[tuple[float, bool], int], listed: set[str], page: int | None) -> Part:
    text = run.text
    if _is_heading(run, body):
        level = levels[_style(run.lines[0], body)]
        if level == 1:
            return Part("title", text, level=1, page=page)
        if key_of(text) in listed:
            return Part("heading", text, level=min(level, 3), page=page)
        return level_or_finding(text, level, page)
    marker = marker_length(text)
    return Part("item", text[marker:]) if marker else Part("paragraph", text)
