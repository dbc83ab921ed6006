"""What a part of a sentence must keep of what it tells: how many of them, which of them, and whether they do it or have it done to them.

"67 detectives left" is not told by "detectives left", "response officers assess risk" not by "officers assess risk", and "files had
been reviewed" not by "files had reviewed".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from peel_qa.generation.doing import unframed
from peel_qa.generation.exhibits import Unit
from peel_qa.generation.values import Value, is_same, values
from peel_qa.generation.words import alike, plain_terms, stems_of, table
from peel_qa.text import fold

_TOKEN = re.compile(r"[^\W_][\w'’-]*|[.,;:()–—]")
_COUNTED = frozenset(["count", "ratio", "percentage", "points", "part"])
"""Kinds of values that say how many of them something holds of."""
_REACH = 4
"""Words behind a figure among which stands what it counts, and behind a verb among which its "be" stands."""
_BESIDE = 2
"""Words before a figure that ends its clause which say what it is a figure of."""
_APART = frozenset([*".,;:()–—", "and", "or", "but"])
"""What ends the stretch round a word in which stands which of them it means."""
_ONE = frozenset(["a", "an", "one", "another", "single"])


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, folded, with its stems (none for a stop word), or a mark, or a value."""

    word: str
    stems: frozenset[str] = frozenset()
    value: Value | None = None
    is_name: bool = False

    @property
    def is_joint(self) -> bool:
        """Whether it is a mark or a word that begins a clause."""
        return not self.word or not self.word[0].isalnum() or self.word in _words("joints")


def unkept(part: str, text: str, unit: Unit) -> str:
    """What a part leaves out or turns of what it tells: "count", "kind", "voice"; "" where it keeps all.

    `text` is the sentence of the unit; both without what the part quotes.
    """
    if _is_uncounted(part, tokens(text)):
        return "count"
    own, held = tokens(unframed(part)), tokens(unframed(text))
    if _is_made_many(own, held):
        return "count"
    if _is_broader(own, held, stems_of(unit.source.force)):
        return "kind"
    whole = tokens(part)
    return "voice" if _is_voiced_otherwise(whole, tokens(text), len(whole) - len(own)) else ""


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """The words, marks and values of a text in order."""
    found: list[Token] = []
    waiting = list(values(text))
    for match in _TOKEN.finditer(text):
        while waiting and waiting[0].end <= match.start():
            waiting.pop(0)
        if waiting and waiting[0].start < match.end():
            if not found or found[-1].value is not waiting[0]:
                found.append(Token("0", value=waiting[0]))
            continue
        is_name = match[0][0].isupper() and match.start() > 0
        found.append(Token(fold(match[0]), stems_of(match[0]), is_name=is_name))
    return tuple(found)


def _is_uncounted(part: str, held: Sequence[Token]) -> bool:
    """Whether a part tells what a figure of its source counts, and not the figure."""
    said, own = values(part), tokens(part)
    figures = [(at, token.value) for at, token in enumerate(held) if token.value is not None and token.value.kind in _COUNTED]
    return any(
        sum(is_same(other, value) and _is_told(held, at, own) for at, other in figures) > sum(is_same(one, value) for one in said)
        for _, value in figures
    )


def _is_told(held: Sequence[Token], at: int, own: Sequence[Token]) -> bool:
    """Whether what a figure counts is told: the word behind it, or those before it where none stands there.

    Where the same word stands elsewhere with no figure before it, which may be the one that is told, all the words round it decide.
    What another figure counts in the part is that one's.
    """
    told = frozenset().union(*(token.stems for token in own))
    behind = _until_joint([token for token in held[at + 1 : at + 1 + _REACH] if token.word not in _words("qualifying")])
    before = _until_joint(list(reversed(held[:at])))[:_BESIDE]
    if not behind and not before:
        before = _worded(reversed(held[:at]))[:_BESIDE]
    counted = behind[:1] or before
    if not all(_holds(told, token) for token in counted):
        return False
    if behind and all(_are_counted(own, counted[0])):
        return False
    bound = next((token.value for token in reversed(held[:at]) if token.is_joint or token.value is not None), None)
    if not behind and bound is not None and not any(token.value is not None and is_same(token.value, bound) for token in own):
        return False  # the words before it are those of another figure that is not told
    are_counted = _are_counted(held, counted[0]) if counted else []
    return len(are_counted) < _BESIDE or all(are_counted) or all(_holds(told, token) for token in (*before, *behind))


def _are_counted(text: Sequence[Token], wanted: Token) -> list[bool]:
    """For each place of a word whether a figure stands closely before it."""
    same = frozenset().union(*(alike(stem) for stem in wanted.stems))
    places = [n for n, token in enumerate(text) if not same.isdisjoint(token.stems)]
    before = [takewhile(lambda token: not token.is_joint, reversed(text[max(0, n - _REACH) : n])) for n in places]
    return [any(token.value is not None and token.value.kind in _COUNTED for token in stretch) for stretch in before]


def _until_joint(stretch: Sequence[Token]) -> list[Token]:
    """The words with stems as far as the next mark, joining word or value."""
    end = next((n for n, token in enumerate(stretch) if token.is_joint or token.value is not None), len(stretch))
    return _worded(stretch[:end])


def _worded(stretch: Iterable[Token]) -> list[Token]:
    """The words with stems, but for those that bound a value, such as "around"."""
    return [token for token in stretch if token.stems and token.word not in _bounding()]


def _holds(told: frozenset[str], token: Token) -> bool:
    return any(not alike(stem).isdisjoint(told) for stem in token.stems)


def _is_made_many(own: Sequence[Token], held: Sequence[Token]) -> bool:
    """Whether one of them in the source is told as several: "a supervisor" as "the supervisors"."""
    many = {token.word for token in held}
    single = {held[n].word for n, before in enumerate(held[:-1], start=1) if before.word in _ONE}
    single |= {held[n].word for n in range(2, len(held)) if held[n - 2].word in _ONE and not held[n - 1].is_joint}
    return any(token.word not in many and token.word.removesuffix("s") in single for token in own if token.word.endswith("s"))


def _is_broader(own: Sequence[Token], held: Sequence[Token], force: frozenset[str]) -> bool:
    """Whether a part tells something of them in general that its source tells of some kind of them: "officers" for "response officers"."""
    free = (plain_terms() - stems_of(table("keeping")["nouns"])) | force
    for at, token in enumerate(own):
        if not token.stems or token.is_name or token.is_joint or token.stems <= free:
            continue
        before, behind = reversed(own[max(0, at - _REACH) : at]), own[at + 1 : at + 1 + _REACH + _BESIDE]
        told = plain_terms() | force | token.stems | frozenset().union(*(one.stems for one in (*_near(before), *_near(behind))))
        places = [n for n, other in enumerate(held) if other.word == token.word] or [
            n for n, other in enumerate(held) if any(not alike(stem).isdisjoint(other.stems) for stem in token.stems)
        ]
        again = [n for n, other in enumerate(own) if other.word == token.word]
        if len(again) == len(places):
            places = [places[again.index(at)]]  # each of them by itself
        if places and not any(all(_holds(told, one) for one in _qualifiers(held, n)) for n in places):
            return True
    return False


def _near(stretch: Iterable[Token]) -> list[Token]:
    """The words as far as the next mark or "and"."""
    return list(takewhile(lambda token: token.word not in _APART, stretch))


def _qualifiers(held: Sequence[Token], at: int) -> Iterator[Token]:
    """The words that say which of them a word of the source means: the one before it, and what is joined to it by "of" or "who"."""
    if at and held[at - 1].stems and not held[at - 1].is_name and held[at - 1].word not in _words("further"):
        yield held[at - 1]
    if at + 1 < len(held) and held[at + 1].word in _words("qualifying"):
        yield from _until_joint(held[at + 2 : at + 2 + _REACH])[:1]


def _is_voiced_otherwise(own: Sequence[Token], held: Sequence[Token], frame: int) -> bool:
    """Whether those who do something in the source have it done to them in a part, or the other way round.

    The first `frame` words of the part tell who says it, which the source need not.
    """
    for at, token in enumerate(own):
        if not _is_participle(token.word) or not token.stems:
            continue
        places = [n for n, other in enumerate(held) if other.word == token.word]
        places = places or [n for n, other in enumerate(held) if other.stems == token.stems]
        voices = set().union(*(_voices(held, n) for n in places)) if places else set()
        said = _voices(own, at)
        if len(voices) != 1 or len(said) != 1 or voices == said:
            continue
        if said == {True} and not any(_is_object(own, at, held, n) for n in places):
            return True
        if (
            said == {False}
            and at >= frame
            and not _is_attribute(own, at)
            and (_has_agent(own, at) or not any(_has_agent(held, n) for n in places))
        ):
            return True
    return False


def _is_participle(word: str) -> bool:
    return (word.endswith("ed") and len(word) > 4) or word in _words("participles")


def _voices(text: Sequence[Token], at: int) -> set[bool]:
    """Whether a verb is passive; both where it goes on a list with another verb whose voice it may share."""
    for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
        word = text[back].word
        if word in _words("being"):
            return {True}
        if word in ("and", "or", ",", "but"):
            return {True, False} if any(_is_participle(token.word) for token in text[max(0, back - 2 * _REACH) : back]) else {False}
        if not (word.endswith("ly") or word in _words("between")):
            break
    return {False} if _is_participle(text[at].word) or text[at].stems else set()


def _is_object(own: Sequence[Token], at: int, held: Sequence[Token], place: int) -> bool:
    """Whether what stands before a passive verb of a part stands behind the verb in the source: "calls were answered"."""
    subject = [token for token in _until_joint(list(reversed(own[:at]))) if not _is_participle(token.word)][:1]
    behind = frozenset().union(*(token.stems for token in held[place + 1 : place + 1 + 3 * _REACH]))
    return any(_holds(behind, token) for token in subject)


def _has_agent(held: Sequence[Token], at: int) -> bool:
    """Whether the source says by whom something was done."""
    behind = held[at + 1 : at + 1 + 2 * _REACH]
    return any(token.word == "by" and n + 1 < len(behind) and behind[n + 1].value is None for n, token in enumerate(behind))


def _is_attribute(own: Sequence[Token], at: int) -> bool:
    """Whether a participle stands before what it describes: "the recorded crimes"."""
    return at > 0 and at + 1 < len(own) and bool(own[at + 1].stems) and own[at - 1].word in _words("determiners")


@cache
def _bounding() -> frozenset[str]:
    return frozenset(" ".join(phrase for phrases in table("bounds").values() for phrase in phrases).split())


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("keeping")[name].split())
