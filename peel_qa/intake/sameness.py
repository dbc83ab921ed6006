"""When two documents are the same: by their words, whatever their form, and by their address, however it is written."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from peel_qa.corpus.markdown import MarkdownError, read_markdown
from peel_qa.text import words

_SHINGLE = 6
"""Words of the runs by which two texts are compared."""
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|source")
_VERSION_OVERLAP = 0.3
"""Share of the runs of the shorter of two texts that the other has too, from which they are versions of one document."""


def text_key(markdown: str) -> str:
    """SHA-256 over the words of a Markdown text, in hexadecimal: equal for two forms of one text."""
    return hashlib.sha256(" ".join(_words_of(markdown)).encode()).hexdigest()


def is_version(one: str, other: str) -> bool:
    """Whether two Markdown texts are versions of one document: enough of the shorter stands in the other."""
    first, second = _shingles(one), _shingles(other)
    shorter = min(len(first), len(second))
    return shorter > 0 and len(first & second) >= _VERSION_OVERLAP * shorter


def address_key(url: str) -> str:
    """An address for comparison: without scheme, `www.`, fragment, a closing slash and what only counts visitors."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return ""
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0])))
    path = re.sub(r"/(?:index\.html?)?$", "", parts.path)
    return f"{host}{port}{path}{'?' if query else ''}{query}" if host else ""


def _words_of(markdown: str) -> list[str]:
    try:
        parts = read_markdown(markdown)
    except MarkdownError:
        return words(markdown)
    return [word for part in parts for word in words(part.text)]


def _shingles(markdown: str) -> set[int]:
    found = _words_of(markdown)
    return {hash(tuple(found[start : start + _SHINGLE])) for start in range(max(1, len(found) - _SHINGLE + 1))} if found else set()
