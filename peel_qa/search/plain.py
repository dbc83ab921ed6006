"""Text-speak, shorthand and common slips of a question written out, from plain.toml, before it is understood."""

from __future__ import annotations

import re
from functools import cache

from peel_qa.data import any_of, read_table

_WORD = re.compile(r"\b[A-Za-z0-9]+\b(?!')")
_SHORT_YEARS = re.compile(r"(?<![\d/£.])\b(?:FY ?)?(?P<first>[0-2]\d)/(?P<last>[0-3]\d)\b(?![/\d])", re.IGNORECASE)
"""A financial year or an edition without its century: "23/24"."""


def written_out(text: str) -> str:
    """A question as it would be written in full: "wat percent do ppl, Mar 23/24" is "what percent do people, March 2023/24".

    Names and abbreviations of the field stay.
    """
    for pattern, written in _shorthand():
        text = pattern.sub(written, text)
    text = _short_month().sub(lambda match: _table()["months"][match["month"].lower()], text)
    return _WORD.sub(_word, _SHORT_YEARS.sub(_years, text))


def _table() -> dict[str, dict[str, str]]:
    return read_table("peel_qa.search", "plain.toml")


@cache
def _shorthand() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((any_of([pattern]), written) for pattern, written in _table()["shorthand"].items())


@cache
def _short_month() -> re.Pattern[str]:
    """A month cut short, with a day before it, or with a year, a day, or another month and a year behind it."""
    month = rf"\b(?P<month>{'|'.join(_table()['months'])})\b\.?"
    behind = r"(?=,? ?(?:(?:19|20)\d\d|\d{1,2})\b|(?: ?[–-] ?| to )[a-z]+\.? ?(?:19|20)\d\d\b)"
    return re.compile(rf"(?:(?<=\d )|(?=[a-z]+\.?{behind})){month}", re.IGNORECASE)


def _years(match: re.Match[str]) -> str:
    return f"20{match['first']}/{match['last']}" if int(match["last"]) == int(match["first"]) + 1 else match[0]


def _word(match: re.Match[str]) -> str:
    word = match[0]
    return _table()["words"].get(word.lower(), word) if word.islower() or len(word) > 2 else word
