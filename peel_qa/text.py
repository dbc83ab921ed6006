"""Plain operations on text that every layer shares: characters, sentences, words, tokens."""

from __future__ import annotations

import re
import sys
import unicodedata
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

from peel_qa.environment import bundled_caches, prepare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tiktoken
    from nltk.tokenize.punkt import PunktTokenizer

# Characters that a reader cannot see but a model or a search can: soft hyphen, joiners, fillers, bidirectional and format
# controls, variation selectors, Unicode tags, code points that are no characters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_STRAIGHT = {"'": "‘’‚‛′`", '"': "“”„‟″«»", "-": "‐‑‒–—―−"}
_QUOTATION = re.compile(r"[\"“][^\"“”]+[\"”]")
_QUOTES = str.maketrans({odd: plain for plain, others in _STRAIGHT.items() for odd in others} | {"…": "..."})
_WORD = re.compile(r"[a-z0-9]+(?:[.,/][0-9]+)*(?:'[a-z]+)?%?")
_ABBREVIATIONS = frozenset(["e.g", "i.e", "cf", "approx", "dept", "govt", "rt", "hon", "cllr", "supt", "insp", "sgt", "det"])
_BEFORE_NUMBERS = frozenset(["no", "nos", "p", "pp", "para", "paras", "fig", "figs", "vol", "vols", "ch", "art", "ed", "ref", "app"])
"""Words that are abbreviated before a number ("No. 5", "p. 16") and are words of their own elsewhere ("The answer was no.")."""
_NUMBERED = re.compile(rf"\b(?:{'|'.join(sorted(_BEFORE_NUMBERS))})\.$", re.IGNORECASE)
_LONE_TITLE = re.compile(r"(?:(?:[A-Z]\.)+|(?:Ch|HMI|[DA]?CC|D?P[CS]|D[CIS]|DC[IS]|DSI)\.)")


def visible(text: str) -> str:
    """The text without characters that cannot be seen, with one kind of line end and one kind of space; tabs stay."""
    text = _LINE_END.sub("\n", text)
    return _SPACE.sub(" ", _CONTROL.sub("", _INVISIBLE.sub("", text)))


def fold(text: str) -> str:
    """Text for comparison: lower case, straight quotes, plain hyphens, no accents, single spaces."""
    text = text.translate(_QUOTES)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.lower().split())


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order; "20%", "94.1", "2021/22" and "1,530" stay whole."""
    return _WORD.findall(fold(text))


def without_quotations(text: str) -> str:
    """A text without what it puts in double quotation marks."""
    return _QUOTATION.sub(" ", text)


def opening(text: str) -> str:
    """A text as a sentence begins: its first letter large."""
    return text[:1].upper() + text[1:]


def sentences_between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Offsets in a text of the sentences that stand from `start` to `end`, as of one block."""
    for begin, stop in sentences(text[start:end]):
        yield start + begin, start + stop


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of one block; line breaks end a sentence too. Blank stretches belong to none."""
    start = 0
    for line in text.split("\n"):
        for begin, end in _line_sentences(line):
            yield start + begin, start + end
        start += len(line) + 1


def count_tokens(text: str) -> int:
    """Length of a text in tokens of tiktoken's cl100k_base."""
    return len(_encoding().encode(text, disallowed_special=()))


def _line_sentences(line: str) -> Iterator[tuple[int, int]]:
    """Punkt's sentences, put together again where it cut too early."""
    waiting: tuple[int, int] | None = None
    for begin, end in _spans(line):
        if waiting and _goes_on(line, *waiting, begin):
            waiting = waiting[0], end
            continue
        if waiting:
            yield waiting
        waiting = begin, end
    if waiting:
        yield waiting


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """Punkt's spans; what is left where it gives up, as NLTK does after some seconds of a line of nothing but stops, is one span."""
    end = 0
    try:
        for begin, end in _punkt().span_tokenize(line):
            yield begin, end
    except TimeoutError:
        rest = line[end:].strip()
        if rest:
            begin = line.index(rest, end)
            yield begin, begin + len(rest)


def _goes_on(line: str, start: int, stop: int, following: int) -> bool:
    """Whether `line[start:stop]` is no whole sentence: "orders, e.g. | notices", "see p. | 16", "A. | B. Smith"."""
    if line[following].isdigit() and _NUMBERED.search(line, max(start, stop - 8), stop):
        return True
    return _opens_lower(line, following) or _LONE_TITLE.fullmatch(line, start, stop) is not None


def _opens_lower(line: str, begin: int) -> bool:
    """Whether the first letter behind opening marks is a small one: "“Is it?” he asked.", "orders, e.g. notices"."""
    while begin < len(line) - 1 and line[begin] in "\"'“”‘’([":
        begin += 1
    return line[begin].islower()


@contextmanager
def _tokenizers_alone() -> Iterator[None]:
    """Let nltk's modules be imported without its package, which imports scipy and scikit-learn first: seconds, for nothing used here.

    They are forgotten again, so that whoever imports nltk afterwards gets all of it.
    """
    spec = find_spec("nltk") if "nltk" not in sys.modules else None
    if spec is None or spec.submodule_search_locations is None:
        yield
        return
    bare = ModuleType("nltk")
    bare.__path__ = [*spec.submodule_search_locations]
    sys.modules["nltk"] = bare
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]


@cache
def _punkt() -> PunktTokenizer:
    prepare_environment()
    caches = bundled_caches()
    with _tokenizers_alone():
        from nltk import data
        from nltk.tokenize.punkt import PunktTokenizer

        if caches is not None:
            data.path.append(str(caches / "nltk_cache"))  # nltk may have been imported before, or NLTK_DATA lead elsewhere
        tokenizer = PunktTokenizer("english")
    tokenizer._params.abbrev_types |= _ABBREVIATIONS
    tokenizer._params.abbrev_types -= _BEFORE_NUMBERS
    return tokenizer


@cache
def _encoding() -> tiktoken.Encoding:
    prepare_environment()
    import tiktoken

    return tiktoken.get_encoding("cl100k_base")
