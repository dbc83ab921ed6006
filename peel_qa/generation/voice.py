"""Who does something and to whom it is done: "files had been reviewed" is not told by "files had reviewed"."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.generation.tokens import Token, holds, listed, until_joint

_REACH = 4
"""Words before a verb among which its "be" stands."""


def is_voiced_otherwise(own: Sequence[Token], held: Sequence[Token], frame: int) -> bool:
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
    return (word.endswith("ed") and len(word) > 4 and "-" not in word) or word in listed("participles")


def _voices(text: Sequence[Token], at: int) -> set[bool]:
    """Whether a verb is passive; both where it goes on a list with another verb whose voice it may share."""
    for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
        word = text[back].word
        if word in listed("being"):
            return {True}
        if word in ("and", "or", ",", "but"):
            return {True, False} if any(_is_participle(token.word) for token in text[max(0, back - 2 * _REACH) : back]) else {False}
        if not (word.endswith("ly") or word in listed("between")):
            break
    return {False} if _is_participle(text[at].word) or text[at].stems else set()


def _is_object(own: Sequence[Token], at: int, held: Sequence[Token], place: int) -> bool:
    """Whether what stands before a passive verb of a part stands behind the verb in the source: "calls were answered"."""
    subject = [token for token in until_joint(list(reversed(own[:at]))) if not _is_participle(token.word)][:1]
    behind = frozenset().union(*(token.stems for token in held[place + 1 : place + 1 + 3 * _REACH]))
    return any(holds(behind, token) for token in subject)


def _has_agent(held: Sequence[Token], at: int) -> bool:
    """Whether the source says by whom something was done."""
    behind = held[at + 1 : at + 1 + 2 * _REACH]
    return any(token.word == "by" and n + 1 < len(behind) and behind[n + 1].value is None for n, token in enumerate(behind))


def _is_attribute(own: Sequence[Token], at: int) -> bool:
    """Whether a participle stands before what it describes: "the recorded crimes"."""
    return at > 0 and at + 1 < len(own) and bool(own[at + 1].stems) and own[at - 1].word in listed("determiners")
