"""The reply of a language model as it arrives, cut into sentences with the passages that each cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peel_qa.text import sentences

_MARKS = re.compile(r"\s*\[\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*\]")
_TRAILING = re.compile(rf"(?:{_MARKS.pattern})+(?:\s*[.!?])?")
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\(?\d{1,2}[.)]\s+)")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_THOUGHT = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"^\s*<(?:t(?:h(?:i(?:n(?:k(?:ing)?>?)?)?)?)?)?", re.DOTALL)
_STOPS = ".!?"
_ENDS = _STOPS + '"”’)'
_HIDDEN = "\u00b7"
"""Stands in the place of a mark while sentences are looked for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence of a model as it wrote it, without its marks, and the numbers of the passages that it cites."""

    text: str
    cited: tuple[int, ...] = ()


class SentenceStream:
    """Takes pieces of a reply and hands out its sentences, each as soon as it is known to be whole.

    However the reply is cut into pieces, the sentences are the same. A block of thoughts before the answer is passed over.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._waiting = ""
        self._is_thinking = True

    def feed(self, piece: str) -> list[Draft]:
        """The sentences that a further piece completes."""
        self._waiting += piece
        if self._is_thinking and not self._passed_thoughts():
            return []
        *lines, self._waiting = self._waiting.split("\n")
        found = [draft for line in lines for draft in drafts(line)]
        cut = _settled(self._waiting)
        if cut:
            found += drafts(self._waiting[:cut])
            self._waiting = self._waiting[cut:]
        return found

    def close(self) -> list[Draft]:
        """What is left when the reply is over; a sentence that was broken off is none."""
        rest, self._waiting = self._waiting, ""
        if _OPEN_THOUGHT.match(rest) and rest.lstrip().startswith("<think"):
            return []
        return drafts(rest) if _is_finished(rest) else drafts(rest[: _settled(rest)])

    def _passed_thoughts(self) -> bool:
        """Whether no thoughts stand before what waits, or none any more."""
        text = self._waiting
        if match := _THOUGHT.match(text):
            self._waiting, self._is_thinking = text[match.end() :], False
            return True
        start = text.lstrip()
        if start.startswith(("<think>", "<thinking>")) or "<thinking>".startswith(start):
            return False
        self._is_thinking = False
        return True


def drafts(line: str) -> list[Draft]:
    """The sentences of a line, each with the marks behind it."""
    cuts = [match.end() for match in _TRAILING.finditer(line) if _opens(line, match)]
    return [draft for begin, end in zip([0, *cuts], [*cuts, len(line)], strict=True) for draft in _drafts(line[begin:end])]


def _drafts(stretch: str) -> Iterator[Draft]:
    """The sentences of a stretch that no marks cut: the marks at its end belong to the last, those in a sentence to that one."""
    clean = _BOLD.sub(r"\1", _BULLET.sub("", stretch)).strip()
    hidden = _MARKS.sub(lambda match: _HIDDEN * len(match[0]), clean)
    for begin, end in _reaching(hidden, list(sentences(hidden))):
        piece = clean[begin:end]
        cited = tuple(dict.fromkeys(int(number) for mark in _MARKS.findall(piece) for number in re.findall(r"\d+", mark)))
        text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_MARKS.sub("", piece).split()))
        if text.strip(_STOPS + " "):
            yield Draft(text if text[-1] in _ENDS else f"{text}.", cited)


def _reaching(hidden: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of sentences, each reaching over the marks behind it."""
    reaching: list[tuple[int, int]] = []
    for begin, end in spans:
        behind = re.match(rf"[\s{_HIDDEN}]*{_HIDDEN}", hidden[end:])
        stop = end + (behind.end() if behind else 0)
        start = max(begin, reaching[-1][1] if reaching else 0)
        if start < stop:
            reaching.append((start, stop))
    return reaching


def _opens(line: str, marks: re.Match[str]) -> bool:
    """Whether a new sentence begins behind marks: they end with a full stop, or follow one."""
    is_stopped = marks[0].rstrip()[-1:] in _STOPS or line[: marks.start()].rstrip()[-1:] in _STOPS
    return is_stopped and bool(re.match(r"\s+[\"“‘'(]?[A-Z0-9]", line[marks.end() :]))


def _settled(text: str) -> int:
    """Characters of whole sentences that can no longer change: two sentences begin behind them, or one behind their marks."""
    marks = [match for match in _TRAILING.finditer(text) if _opens(text, match)]
    return marks[-1].end() if marks else 0


def _is_finished(text: str) -> bool:
    stripped = text.rstrip()
    return bool(stripped) and (stripped[-1] in _ENDS or stripped.endswith("]"))
