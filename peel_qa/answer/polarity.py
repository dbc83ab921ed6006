"""Whether a sentence says what a question supposes, the opposite, or something in between.

"Why did she reject the findings?" supposes that she rejected them; "She accepted the findings" says the opposite. Only words are
compared: negations, and opposites from opposites.toml, in the clause that shares most with the question.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from typing import Literal

from peel_qa.data import any_of, pattern_of, read_table
from peel_qa.search.question import Question
from peel_qa.stems import terms
from peel_qa.text import fold

Stance = Literal["same", "opposite", "partly", "short"]
"""What a sentence makes of a question's supposition; "short": something that is still to be put right."""

_CLAUSE = re.compile(
    r"(?<!\d)[,;:](?=\s)(?! (?:increased|decreased) )|\b(?:but|although|though|however|while|whereas|despite|yet|and that)\b|\s[–-]\s",
    re.IGNORECASE,
)
_QUESTION_TAG = re.compile(
    r"\bor not\b|,?\s*(?:isn.t|aren.t|wasn.t|weren.t|don.t|doesn.t|didn.t|haven.t|hasn.t) (?:it|they|he|she|that)\s*\??$", re.IGNORECASE
)
_ASKED_NEGATIVELY = re.compile(
    r"^(?:and |so |but )?(?:isn.t|aren.t|wasn.t|weren.t|don.t|doesn.t|didn.t|haven.t|hasn.t|can.t|won.t)\b", re.IGNORECASE
)
_ASIDE = re.compile(r",\s*(?:however|though|therefore|in turn|too|in fact)\s*,", re.IGNORECASE)
_AND_DID = re.compile(
    r"\b(?:but|and|then)(?: (?:was|were|had|has|have|since|then|later|soon|also))* (?P<verb>[a-z]+ed|shut|began)\b", re.IGNORECASE
)
_REACH = 5
"""Words behind a negation that it turns."""


@dataclass(frozen=True, slots=True)
class _Opposites:
    one: frozenset[str]
    other: frozenset[str]


@cache
def _pairs() -> tuple[_Opposites, ...]:
    data = read_table("peel_qa.answer", "opposites.toml")["pairs"]
    made = [_Opposites(frozenset(terms(one)), frozenset(terms(other))) for one, other in data]
    return tuple(made + [_Opposites(pair.other, pair.one) for pair in made])


def _pattern(name: str) -> re.Pattern[str]:
    return pattern_of("peel_qa.answer", "opposites.toml", name)


def stance(question: Question, sentence: str) -> Stance:
    """How a sentence stands to what the question supposes; worth something only where both speak of the same thing."""
    asked = _ASKED_NEGATIVELY.sub("", _QUESTION_TAG.sub("", fold(question.full)))  # "isn't it slow" supposes that it is
    wanted = frozenset(terms(_plainly(asked)))
    said = _ASIDE.sub(" ", _plainly(fold(sentence)))
    clause = _nearest_clause(said, wanted)
    is_partial = _pattern("always").search(asked) and not _pattern("always").search(said) and _pattern("part_time").search(said)
    if is_partial or (_pattern("partly").search(clause) and not _pattern("partly").search(asked)):
        return "partly"
    around = wanted.union(_other_sides(wanted), question.expansions if is_negated(question) else ())
    is_opposite = _is_opposite(wanted, frozenset(terms(clause)), _deeds_behind(said))
    is_same_denial = not is_opposite and _pattern("negative").search(asked) is not None  # "unaware", "didn't know"; "fewer", "few"
    is_denied = _is_negated(clause, around) or _pattern("against_it").search(said) is not None
    turned = is_opposite + (is_denied and not is_same_denial) + is_negated(question)
    if turned % 2:
        return "opposite"
    if _pattern("short").search(clause) and not _pattern("short").search(asked):
        return "short"
    return "partly" if clause != said and _is_negated(said.replace(clause, " "), around) else "same"


def is_of_every(text: str) -> bool:
    """Whether a text speaks of every one, or of all."""
    return _pattern("every").search(text) is not None


def is_part_of_every(asked: str, sentence: str) -> bool:
    """Whether a sentence tells a share that is not the whole where every one, or all, is asked about."""
    return is_of_every(asked) and _pattern("not_every").search(sentence) is not None


def is_negated(question: Question) -> bool:
    """Whether a question itself says that something is not so: "why is there no grade"."""
    asked = _ASKED_NEGATIVELY.sub("", _QUESTION_TAG.sub("", fold(question.full)))
    return _pattern("negators").search(asked) is not None


def agrees(question: Question, sentence: str) -> bool:
    """Whether a sentence uses a word of the question that has an opposite, or one of the same meaning: "rise" and "up from"."""
    wanted, held = frozenset(terms(fold(question.full))), frozenset(terms(_plainly(fold(sentence))))
    return any(wanted & pair.one and held & pair.one and not held & pair.other and not wanted & pair.other for pair in _pairs())


def _plainly(text: str) -> str:
    """A text with movements told by small words in words that have an opposite: "up from 11 percent"."""
    for pattern, word in read_table("peel_qa.answer", "opposites.toml")["movements"]:
        text = re.sub(pattern, word, text)
    return text


def both_deny(question: Question, sentence: str) -> bool:
    """Whether a question uses a word that denies by itself and the sentence a negation: "why are fewer arrested", "few are"."""
    return _pattern("negative").search(fold(question.full)) is not None and negates(sentence)


def both_low(question: Question, sentence: str) -> bool:
    """Whether a question asks why there are so few of something, and the sentence says that there are few, or fewer."""
    asked, told = (any_of([pattern]) for pattern in read_table("peel_qa.answer", "opposites.toml")["low"])
    return asked.search(question.own) is not None and told.search(sentence) is not None


def negates(sentence: str) -> bool:
    """Whether a sentence says anywhere that something is not so."""
    return _pattern("negators").search(fold(sentence)) is not None


def _nearest_clause(sentence: str, wanted: Set[str]) -> str:
    """The clause with most words of the question; the whole sentence where none has two."""
    clauses = [part for part in _CLAUSE.split(sentence) if part.strip()]
    best = max(clauses, key=lambda clause: len(wanted & set(terms(clause))), default=sentence)
    return best if len(wanted & set(terms(best))) > 1 else sentence


def _is_opposite(wanted: Set[str], held: Set[str], behind: Set[str]) -> bool:
    """Whether the sentence uses the opposite of a word of the question, and not the word itself.

    `behind`: what the same thing is said to have done besides: "it opened in May but closed again in August" says that it closed.
    """
    own = held | behind
    return any(wanted & pair.one and held & pair.other and not own & pair.one and not wanted & pair.other for pair in _pairs())


def _deeds_behind(sentence: str) -> frozenset[str]:
    """The verbs that follow straight on a "but" or an "and", of which the subject of the clause before is the doer."""
    return frozenset(terms(" ".join(match["verb"] for match in _AND_DID.finditer(sentence))))


def _other_sides(wanted: Set[str]) -> frozenset[str]:
    return frozenset().union(*(pair.other for pair in _pairs() if wanted & pair.one))


def _is_negated(clause: str, wanted: Set[str]) -> bool:
    """Whether a negation stands closely before a word of the question."""
    for match in _pattern("negators").finditer(clause):
        behind = " ".join(clause[match.end() :].split()[:_REACH])
        if wanted & set(terms(behind)):
            return True
    return False
