"""Who does something in a sentence, and to whom, held against its source: the same words of other people are another claim."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise

from peel_qa.generation.exhibits import Unit
from peel_qa.generation.values import is_same, values, without_values
from peel_qa.generation.words import alike, pattern, plain_terms, stems_of, table, turns

_SUBJECT_SHARE = 0.6
"""Share of the words of what a source clause is about that a part must tell of it."""
_CLAUSE_ENDS = re.compile(
    r"(?<!\d)[,;:](?=\s)|\s[–—-]\s|\b(?:and|but|or|although|though|while|whereas|because|so that|which|who|that|where|when|if|as)\b", re.I
)
_APART = re.compile(r"[,;:](?=\s)|\s[–—-]\s|\b(?:and|but|or|although|though|while|whereas)\b", re.IGNORECASE)
_FEW = 2
"""Stop words that two clauses must share where they share nothing else, to be taken for the same."""
_OPENING = 5
"""Characters at the beginning of a part within which somebody stands who tells what follows."""
_FORCE = "force"
_OF_FORCE = re.compile(r"\b(?:its?|they|their|them|we|our)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:it|its|they|their|he|she|his|her|this|these)\b", re.IGNORECASE)
_CONJUNCTION = re.compile(r"^(?:(?:and|but|or|while|whereas|although|though|however|also|then),? )+", re.IGNORECASE)
_JOINT = r"(?:[,;:(–—]|\b(?:and|but|or|which|who|that|although|though|while|whereas)\b)"
_SMALL = frozenset(["a", "an", "the", "not", "been", "being", "also", "already", "in", "of", "to", "for", "by", "on", "at"])
_THERE = re.compile(r"\s*(?:there|we)\b\s*$", re.IGNORECASE)
_WE = re.compile(r"\bwe\b", re.IGNORECASE)
_BARE_THERE = re.compile(r"\bthere\b\s*$", re.IGNORECASE)
_BY = re.compile(r"\bby\b", re.IGNORECASE)

Actors = tuple[tuple[str, int, int], ...]
"""Groups of people with the characters where they stand."""


def misdone(part: str, unit: Unit) -> bool:
    """Whether a part has others do something, or other people or things be told of, than its source."""
    own, text = unframed(part), unframed(unit.text)
    if not are_tellers_right(part, unit) or not _are_held(own, text, unit) or _are_exchanged(own, text) or _is_joined_on(own, text):
        return True
    return not all(_is_about_same(*clause, part, text, unit) for clause in clauses(own))


def are_tellers_right(part: str, unit: Unit) -> bool:
    """Whether who found or said it is who did so in the source: "officers found that" is not "inspectors found that".

    What some people say is not told as a fact; "inspectors found that" and the newspaper's name may be left out.
    """
    if not tellers(part) <= tellers(unit.text) | {name for name, *_ in actors_in(unit.voice)}:
        return False
    if _is_told_by_force(part) and not _is_told_by_force(unit.text):
        return False
    if unit.is_personal:
        return True  # whether that person is named is looked at for the whole sentence
    first = [name for name, *_ in actors_in(unit.text) if name in _tellers(unit.text)][:1]
    if first and first != ["inspectorate"] and first[0] not in _tellers(part) and _count(first[0], part) < _count(first[0], unit.text):
        return False
    told = stems_of(without_values(unit.text[: len(unit.text) - len(unframed(unit.text))])) - plain_terms() - unit.beside
    return not told or not told.isdisjoint(stems_of(part))


def _is_told_by_force(text: str) -> bool:
    """Whether the force itself says what a text says: "the force was told that", but not "the report on the force says that"."""
    frame = text[: len(text) - len(unframed(text))]
    first = actors_in(frame)[:1]
    return bool(first) and first[0][0] == _FORCE and not stems_of(without_values(frame[: first[0][1]]))


def _count(group: str, text: str) -> int:
    return sum(name == group for name, *_ in actors_in(text))


def tellers(text: str) -> frozenset[str]:
    """The groups of people who tell what a text says, by its beginning."""
    return _tellers(text) - {_FORCE}


def _tellers(text: str) -> frozenset[str]:
    return frozenset(name for name, *_ in actors_in(text[: len(text) - len(unframed(text))]))


@lru_cache(maxsize=8192)
def unframed(text: str) -> str:
    """A sentence without what tells that somebody says it, and without the year before it."""
    match = _frame().match(text)
    if match is None or not match[0] or len(text) - match.end() <= 10 or _claims_more(match[0]):
        return text
    return unframed(text[match.end() :])


def _claims_more(frame: str) -> bool:
    """Whether what looks like "somebody said that" says more: "delays led to what was reported, that", "we found no sign that"."""
    if pattern("negation").search(frame):
        return True
    return turns()["cause"].search(frame) is not None or any(pattern("causes", side).search(frame) for side in ("behind", "before"))


@lru_cache(maxsize=8192)
def actors_in(text: str) -> Actors:
    """The people of a text by their groups, in order."""
    found = [(name, *match.span()) for name, group in _actors().items() for match in group.finditer(text)]
    return tuple(sorted(found, key=lambda one: one[1:]))


def _without_actors(text: str) -> str:
    for _, begin, end in actors_in(text):
        text = text[:begin] + " " * (end - begin) + text[end:]
    return text


def points(text: str) -> bool:
    """Whether a sentence points to the one before it, so that words of that one stand for its own."""
    return pattern("pointing").search(unframed(text)) is not None


def _are_held(own: str, text: str, unit: Unit) -> bool:
    """Whether everybody of a part stands in its source sentence as often; the force may stand for a pronoun there, or for nobody."""
    said = Counter(name for name, *_ in actors_in(own))
    held = Counter(name for name, *_ in actors_in(text))
    held.update({name for name, begin, _ in actors_in(own) if begin < _OPENING and name in tellers(unit.text)})  # "inspectors saw that"
    if not held and not points(text):
        held[_FORCE] = 1
    if points(text):
        said[_FORCE] += len(_OF_FORCE.findall(own))
        held[_FORCE] += len(_OF_FORCE.findall(text))
    return not said - held


def _are_exchanged(own: str, text: str) -> bool:
    """Whether two groups of people stand the other way round than in the source, and no "by" turns them back."""
    held = actors_in(text)
    for (one, _, begin), (other, end, _) in pairwise(actors_in(own)):
        between = own[begin:end]
        if one == other or _APART.search(between) or len(between.split()) > 6:
            continue
        if any(a[0] == one and b[0] == other and a[1] < b[1] for a in held for b in held):
            continue
        turned = [text[b[2] : a[1]] for a in held for b in held if a[0] == one and b[0] == other and b[1] < a[1]]
        is_by = _BY.search(between) is not None
        if turned and all(is_by == (_BY.search(stretch) is not None) for stretch in turned):
            return True
    return False


def _is_joined_on(own: str, text: str) -> bool:
    """Whether a part goes on with an "and has" or a "which is" where its source does not."""
    for match in _joined_verb().finditer(own):
        if not _same_verb(match[0].split()[-1].lower()).search(text):
            return True
        behind = [word for word in re.findall(r"[\w'’-]+", own[match.end() :]) if word.lower() not in _SMALL][:1]
        if behind and not behind[0].isdigit() and not re.search(rf"{_JOINT}[^.]{{0,40}}?\b{re.escape(behind[0])}\b", text, re.IGNORECASE):
            return True
    return False


def _is_about_same(told: str, about: str, part: str, text: str, unit: Unit) -> bool:
    """Whether a clause of a part is about what the clause of the source is about that says the same.

    "The plan has cut crime" is not carried by "The operations have cut crime", whatever is said of a plan beside it.
    """
    held = clauses(text)
    if not held or not told.strip():
        return True
    words, plainer = stems_of(without_values(told)) - stems_of(unit.source.force), set(told.lower().split())
    behind, subject = max(held, key=lambda clause: (len(words & stems_of(clause[0])), len(plainer & set(clause[0].lower().split()))))
    if words - plain_terms() and all(alike(stem).isdisjoint(stems_of(text)) for stem in words - plain_terms()):
        return False  # what is told of it stands beside the source sentence only
    if not words and len(plainer & set(behind.lower().split())) < _FEW:
        return True
    if turns()["area"].search(subject) or turns()["area"].search(about):
        return True  # "an area for improvement is to record" is told by "the force should record"
    counted = [value for value in values(subject) if value.kind != "date"]
    if counted and not any(is_same(value, one) for value in counted for one in values(part)):
        return False  # "46% of officers are new" is not told by "officers are new"
    wanted = stems_of(without_values(_without_actors(subject))) - plain_terms() - stems_of(unit.source.force)
    said = stems_of(part)
    if sum(not alike(stem).isdisjoint(said) for stem in wanted) < _SUBJECT_SHARE * len(wanted):
        return False
    if values(subject) and not stems_of(without_values(subject)) and stems_of(without_values(about)):
        return False  # "2015 was the first year" is not told by "in 2015 the force was the first year"
    if _WE.search(subject) and not _WE.search(about) and any(name == _FORCE for name, *_ in actors_in(about)):
        return False  # "we looked at 60 files" is not told by "the force looked at 60 files"
    if _BARE_THERE.search(subject) and not _BARE_THERE.search(about) and not (stems_of(about) and stems_of(about) <= stems_of(text)):
        return False  # "there were delays in 17 cases" is not told by "the force were delays in 17 cases"
    if _THERE.match(subject) and not stems_of(about) - plain_terms() <= stems_of(text):
        return False  # "there is a national expectation" is not told by "corruption is a national expectation"
    plainly = stems_of(_without_actors(subject)) - stems_of(unit.source.force)
    if not wanted and plainly and stems_of(about) and plainly.isdisjoint(stems_of(about)):
        return False  # "our judgment is the same as last year" is not told by "the force is the same as last year"
    own, people = ({name for name, *_ in actors_in(one)} for one in (about, subject))
    if own == {_FORCE} and people - {_FORCE}:
        return False  # "officers at the force" are not the force
    if wanted and own <= {_FORCE}:
        return True
    if not own:
        return not people or bool(wanted) or _PRONOUN.match(about.strip()) is not None
    return own <= people | ({name for name, *_ in actors_in(behind)} if _BY.search(behind) or _BY.search(told) else set()) or not people


def leans(part: str) -> bool:
    """Whether a part says something of what stands before it, since it has nothing of its own to tell of, or no verb.

    Such are "which has cut crime", "and has cut crime" and "and manage risks", but not "and the plan has cut crime".
    """
    body = _CONJUNCTION.sub("", part.strip())
    first = _CLAUSE_ENDS.split(body, maxsplit=1)[0]
    match = _any_verb().search(first)
    return match is None or not first[: match.start()].strip() or not (stems_of(first[: match.start()]) or _PRONOUN.match(first))


@lru_cache(maxsize=8192)
def clauses(text: str) -> tuple[tuple[str, str], ...]:
    """The clauses of a text that have a verb: each with what it is about, which a clause without one takes from the one before."""
    cuts = [0, *(match.end() for match in _CLAUSE_ENDS.finditer(text)), len(text)]
    found: list[tuple[str, str]] = []
    subject, waiting = "", ""
    for begin, end in pairwise(cuts):
        clause = text[begin:end]
        match = _verbs().search(clause)
        if match is None:
            waiting += clause
            continue
        before = clause[: match.start()]
        subject = before if stems_of(before) or _BARE_THERE.search(before) or _WE.search(before) else subject or waiting
        found.append((clause[match.end() :], subject))
        waiting = ""
    return tuple(found)


@cache
def _actors() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for name, words in table("actors").items()}


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(table('verbs')['finite'].split())})\b|n['’]t\b", re.IGNORECASE)


@cache
def _any_verb() -> re.Pattern[str]:
    words = " ".join(table("verbs").values())
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b|n['’]t\b", re.IGNORECASE)


@cache
def _joined_verb() -> re.Pattern[str]:
    verbs = "|".join(table("verbs")["finite"].split())
    return re.compile(rf"\b(?:and|but|or|which|who)(?: so)?(?: it| they| also)* (?:{verbs})\b", re.IGNORECASE)


@cache
def _same_verb(verb: str) -> re.Pattern[str]:
    """A finite verb in any of its forms: "has" is also "have" and "had"."""
    forms = next((group for group in table("forms")["groups"] if verb in group.split()), "")
    return re.compile(rf"\b(?:{'|'.join(forms.split())})(?:\b|n['’]t\b)|['’](?:s|ve|re|d)\b", re.IGNORECASE)


@cache
def _frame() -> re.Pattern[str]:
    verbs = "|".join(table("frames")["verbs"].split())
    year = r"(?:In|in|By|by) (?:\w+ )?(?:19|20)\d\d(?:[/–-]\d\d)?,? "
    when = r"(?: in (?:\w+ )?(?:19|20)\d\d(?:/\d\d)?)?"
    who = r"(?: (?:us|him|her|them|the \w+|inspectors))?"
    filling = r"(?:(?!, (?:and|but|or|so|which|while|where|when)\b)[^;:]){0,160}?"
    said = rf"{filling}\b(?:{verbs})\b(?: also)?{who}{when}(?: also)?(?: that,? |:? (?=[\"“]))"
    paper = rf"As [^,;:]{{3,60}} (?:{verbs})(?: (?:in|on) [^,]{{4,20}})?, "
    given = r"(?:According to [^,]+, )?(?:The report, as [^,]+ gives it[^,]*,(?: also)? \w+ that )?"
    return re.compile(rf"^(?:{year})?(?:{paper})?(?:{said})?{given}(?:{year})?")
