"""What a part of a sentence must keep of what it tells: how many of them, and which of them.

"67 detectives left" is not told by "detectives left", and "response officers assess risk" not by "officers assess risk".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from peel_qa.generation.doing import unframed
from peel_qa.generation.exhibits import Unit
from peel_qa.generation.tokens import Token, holds, listed, tokens, until_joint, worded
from peel_qa.generation.values import is_same, values
from peel_qa.generation.voice import is_voiced_otherwise
from peel_qa.generation.words import alike, plain_terms, stems_of, table

_COUNTED = frozenset(["count", "ratio", "percentage", "points", "part"])
"""Kinds of values that say how many of them something holds of."""
_REACH = 4
"""Words behind a figure among which stands what it counts, and round a word among which stands which of them it means."""
_BESIDE = 2
"""Words before a figure that ends its clause which say what it is a figure of."""
_APART = frozenset([*".,;:()–—", "and", "or", "but"])
"""What ends the stretch round a word in which stands which of them it means."""
_ONE = frozenset(["a", "an", "one", "another", "single"])


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
    return "voice" if is_voiced_otherwise(whole, tokens(text), len(whole) - len(own)) else ""


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
    behind = until_joint([token for token in held[at + 1 : at + 1 + _REACH] if token.word not in listed("qualifying")])
    before = until_joint(list(reversed(held[:at])))[:_BESIDE]
    if not behind and not before:
        before = worded(reversed(held[:at]))[:_BESIDE]
    counted = behind[:1] or before
    if not all(holds(told, token) for token in counted):
        return False
    if behind and all(_are_counted(own, counted[0])):
        return False
    bound = next((token.value for token in reversed(held[:at]) if token.is_joint or token.value is not None), None)
    if not behind and bound is not None and not any(token.value is not None and is_same(token.value, bound) for token in own):
        return False  # the words before it are those of another figure that is not told
    are_counted = _are_counted(held, counted[0]) if counted else []
    return len(are_counted) < _BESIDE or all(are_counted) or all(holds(told, token) for token in (*before, *behind))


def _are_counted(text: Sequence[Token], wanted: Token) -> list[bool]:
    """For each place of a word whether a figure stands closely before it."""
    same = frozenset().union(*(alike(stem) for stem in wanted.stems))
    places = [n for n, token in enumerate(text) if not same.isdisjoint(token.stems)]
    before = [takewhile(lambda token: not token.is_joint, reversed(text[max(0, n - _REACH) : n])) for n in places]
    return [any(token.value is not None and token.value.kind in _COUNTED for token in stretch) for stretch in before]


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
        if places and not any(all(holds(told, one) for one in _qualifiers(held, n)) for n in places):
            return True
    return False


def _near(stretch: Iterable[Token]) -> list[Token]:
    """The words as far as the next mark or "and"."""
    return list(takewhile(lambda token: token.word not in _APART, stretch))


def _qualifiers(held: Sequence[Token], at: int) -> Iterator[Token]:
    """The words that say which of them a word of the source means: the one before it, and what is joined to it by "of" or "who"."""
    if at and held[at - 1].stems and not (held[at - 1].is_name and held[at].is_name) and held[at - 1].word not in listed("further"):
        yield held[at - 1]
    if at + 1 < len(held) and held[at + 1].word in listed("qualifying"):
        yield from until_joint(held[at + 2 : at + 2 + _REACH])[:1]
