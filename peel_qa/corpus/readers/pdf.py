"""Reader of PDF files, by pdfplumber: text with its headings from the layout, the pages they begin on, and tables."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from peel_qa.corpus.readers.pdf_flow import parts_of
from peel_qa.corpus.readers.pdf_lines import WORD_GAP, Line, furniture_of, is_inside, lines_of
from peel_qa.corpus.readers.pdf_tables import Table, tables_of
from peel_qa.corpus.readers.reading import Reading, Unreadable
from peel_qa.text import visible

_MOST_PAGES = 2000
_FEWEST_LETTERS = 12
"""Letters and digits of a page below which a page with a picture is one that is only a picture."""
_CREATED = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_OCR = "Recognise the text first (OCR), then add that"


def read_pdf(path: Path) -> Reading:
    """The reading of a PDF file. Pages that are only pictures are named in its notes.

    Raises:
        Unreadable: if it is encrypted, broken, or holds no text.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(path) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise Unreadable(f"has {len(pdf.pages):,} pages, more than the {_MOST_PAGES:,} that are read", "Split it")
            return _read(pdf)
    except Unreadable:
        raise
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise Unreadable("is encrypted: it needs a password", "Save a copy without the password") from error
        raise _broken(error) from error
    except (MemoryError, RecursionError, KeyboardInterrupt):
        raise
    except Exception as error:  # a hostile file reaches any line of the parser
        raise _broken(error) from error


def _broken(error: Exception) -> Unreadable:
    reason = " ".join(str(error).split())[:100].strip(" .")
    return Unreadable(f"is broken: no PDF reader could make anything of it ({reason or type(error).__name__})", "Get a whole copy of it")


def _read(pdf: Any) -> Reading:
    lines: list[Line] = []
    tables: list[Table] = []
    heights: list[float] = []
    pictures: list[int] = []
    for number, page in enumerate(pdf.pages):
        words = page.extract_words(extra_attrs=["size", "fontname"], x_tolerance_ratio=WORD_GAP)
        found = lines_of(words, number)
        if page.images and sum(character.isalnum() for line in found for character in line.text) < _FEWEST_LETTERS:
            pictures.append(number)
        here = tables_of(page, found, number)
        tables += here
        lines += [line for line in found if not any(is_inside(line, table.box) for table in here)]
        heights.append(float(page.height))
        page.close()
    if not lines and not tables:
        raise _without_text(len(heights), len(pictures))
    furniture = furniture_of(lines, heights)
    kept = [line for line in lines if line not in furniture.lines]
    parts = parts_of(kept, tables, furniture.numbers)
    labels = [furniture.numbers.get(number, number + 1) for number in pictures]
    notes = (f"{_pages(labels)} only a picture without text, and {'was' if len(labels) == 1 else 'were'} left out",) if labels else ()
    reading = Reading("pdf", tuple(parts), own=_own(pdf.metadata or {}), notes=notes, pages=len(heights))
    if not reading.has_text:
        raise _without_text(len(heights), len(pictures))
    return reading


def _without_text(pages: int, pictures: int) -> Unreadable:
    if pictures:
        return Unreadable(f"holds only pictures of pages ({pages} of them), no text", _OCR)
    return Unreadable("holds no text", "Add a PDF whose text can be selected")


def _own(metadata: dict[str, Any]) -> dict[str, str]:
    own = {"title": str(metadata.get("Title") or ""), "author": str(metadata.get("Author") or "")}
    created = _CREATED.match(str(metadata.get("CreationDate") or ""))
    if created:
        own["created"] = "-".join(filter(None, created.groups()))
    return {name: text for name, value in own.items() if (text := visible(value).strip())}


def _pages(numbers: Iterable[int]) -> str:
    """Pages as a sentence begins with them: "page 3 is", "pages 3, 7-9 are"."""
    runs: list[list[int]] = []
    ordered = sorted(numbers)
    for before, number in pairwise([-1, *ordered]):
        if runs and number == before + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    named = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"page {named} is" if len(ordered) == 1 else f"pages {named} are"
