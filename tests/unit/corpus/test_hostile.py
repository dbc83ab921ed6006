"""Hostile texts are read, or refused in one line: no regular expression runs away, no recursion ends."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from peel_qa.corpus.markdown import MarkdownError, read_markdown
from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import Part, assemble
from peel_qa.records import Source

pytestmark = pytest.mark.slow

REPORT = Source("doc", "A report", "HMICFRS", "report", "Northmoor Police", "2023", edition="PEEL 2023")
NEWS = Source("doc", "A headline", "Gazette", "news", "Northmoor Police", "2023", about="PEEL 2023")


def fibonacci(times: int) -> str:
    """Lines that repeat themselves at every distance without being repeats."""
    one, two = "A", "B"
    for _ in range(times):
        one, two = two, f"{two}\n{one}"
    return two


HOSTILE = {
    "no spaces": "a" * 200_000,
    "full stops": "." * 100_000,
    "full stops on lines": ".\n" * 8_000,
    "leader without a page": "a" + "." * 100_000 + "x",
    "open brackets": "[" * 25_000,
    "nested brackets": "[" * 25_000 + "]" * 25_000,
    "open links": "[a](" * 10_000,
    "links without an end": "[a](x" + "()" * 50_000,
    "link and a gap": "[a](x" + " " * 100_000,
    "images": "![" * 8_000,
    "backslashes": "\\" * 100_000,
    "stars": "a**b" * 10_000,
    "entities": "&amp;" * 20_000,
    "quotes": '"' * 100_000,
    "blank lines": "\n" * 50_000,
    "a gap": "a" + " " * 200_000 + "b",
    "tabs": "\t" * 200_000,
    "tables": "a\tb\n" * 8_000,
    "wide table": ("a\t" * 2_000 + "\n") * 20,
    "short lines": "Ab cd\nEf gh\n" * 5_000,
    "one long sentence": "Abc def\n" + "abc def\n" * 10_000,
    "all broken off": "Abc the\n" * 10_000,
    "entries": "".join(f"Title {n}\t{n // 10}\n" for n in range(8_000)),
    "contents backwards": "Contents\n" + "".join(f"T {n}\t{n}\n" for n in range(900)) + "".join(f"T {n}\n" for n in range(900, 0, -1)),
    "only contents": "Contents\n" * 8_000,
    "periods": ("rate between " * 20 + "2020\n") * 500,
    "offices": ("hm inspector of chief constable " * 15 + "\n") * 500,
    "page numbers": "".join(f"A sentence ends here.\n{n % 900}\nAnother one is here.\n" for n in range(3_000)),
    "form feeds": "a\f" * 8_000,
    "grades": "Outstanding\nGood\nAdequate\n" * 3_000,
    "best grades": "Outstanding\n" * 8_000,
    "runs": "A sentence of six words here now.\nB\n" * 5_000,
    "near runs": fibonacci(18),
    "items": "- a\n" * 4_000,
    "deep list": "\n".join(" " * depth + "- x" for depth in range(1_500)),
    "deep list on a line": "- " * 20_000 + "x",
    "deep quotation": "> " * 20_000 + "x",
    "html": "<a " * 20_000 + "<!--" * 20_000,
    "surrogates": "\ud800" * 10_000 + "a",
    "marks": "\u0301" * 50_000,
    "pages": "# a" + " " * 100_000 + "{page=1}" * 1_000,
}


READERS: tuple[Callable[[str], list[Part]], ...] = (partial(read_plain, source=REPORT), partial(read_plain, source=NEWS), read_markdown)


@pytest.fixture
def _processor_time() -> Iterator[None]:
    """Ends a test that runs away: it may use many times the processor time that it needs, however slow the machine."""

    def end(*_: object) -> None:
        raise TimeoutError("the reader runs away")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, 40)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("_processor_time")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_or_refused(name: str) -> None:
    for read in READERS:
        with contextlib.suppress(MarkdownError):
            document = assemble(REPORT, read(HOSTILE[name]))
            assert len(document.text) <= 3 * len(HOSTILE[name])
