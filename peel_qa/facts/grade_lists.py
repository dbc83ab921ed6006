"""Grades in lists: those of a news text ("rated 'good' in preventing crime, 'adequate' in …") and lines of an area with its grade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from peel_qa.facts.areas import areas, find_areas, stray_terms
from peel_qa.facts.forces import is_about
from peel_qa.facts.grade_words import GRADE, LONGEST_SENTENCE, is_of_another_time, normal_grade, saying
from peel_qa.facts.records import Grade
from peel_qa.records import Block, Document
from peel_qa.text import sentences_between

_MARKS = r"[‘’'\"“”]?"
_NUMBERS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
_ACTIVE = re.compile(
    rf"{_MARKS}\b(?P<grade>{GRADE})\b{_MARKS}(?: (?:rat|grad)(?:es?|ings?))?,? (?:in|for|at)(?: {_NUMBERS} areas?)?[:–-]? ", re.IGNORECASE
)
"""A grade with the areas behind it: "'good' in …", "an inadequate rating for …", "'adequate' in four areas: …"."""
_PASSIVE = re.compile(
    r"\b(?:has been|have been|had been|was|were|is|are|being)(?: both| all| also| each)? (?:rated|graded|judged|assessed|deemed)"
    r"(?: as| to be| to)? "
    rf"{_MARKS}(?P<grade>{GRADE})\b(?!{_MARKS} (?:in|for|at)\b)",
    re.IGNORECASE,
)
"""A grade with the areas before it: "its work in … was rated 'inadequate'"."""
_GOES_ON = re.compile(
    rf"^(?P<force>It|They|The (?:force|constabulary|service))(?: also)?(?: was| were| is)? (?P<grade>{_MARKS}{GRADE}\b)", re.IGNORECASE
)
"""The next sentence of a list of grades: "It was 'adequate' at …"."""
_FINITE = re.compile(r"\b(?:is|was|are|were|has|have|had|while|whilst|but|although|however|said|that)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.,;:]|\b(?:but|and|while|whilst|although|though|after|because|when|that)\b", re.IGNORECASE)
_OTHER_STATEMENT = re.compile(r"[.;:]|\b(?:while|whilst|but|although|and (?:no|was|is|were)\b)", re.IGNORECASE)
_LINE = re.compile(
    rf"(?P<area>[^.:;?]{{3,140}}?)\s*(?P<mark>:|\?|\s[–—-])\s*(?P<grade>{GRADE})\.?(?: ?\([^)]*\))?(?:\[\^?\d+\])?", re.IGNORECASE
)
_SUMS_UP = re.compile(r"\b(?:overall|as a whole)\b", re.IGNORECASE)


def grades_of_line(document: Document, block: Block) -> Iterator[Grade]:
    """The grade of a line such as "Investigating crime – requires improvement"."""
    match = _LINE.fullmatch(" ".join(document.text[block.start : block.end].split()))
    found = find_areas(match["area"]) if match else []
    if match and len(found) == 1 and stray_terms(_SUMS_UP.sub(" ", match["area"])) == 0:
        yield Grade(document.id, block.start, block.end, found[0], match["area"], normal_grade(match["grade"]), "list")


def graded_question(document: Document, block: Block) -> Grade | None:
    """The grade of a line that is a question that the inspection asked, and its grade: "How effective is …? Good"; of no area yet."""
    match = _LINE.fullmatch(" ".join(document.text[block.start : block.end].split()))
    if match is None or match["mark"] != "?":
        return None
    return Grade(document.id, block.start, block.end, "", match["area"], normal_grade(match["grade"]), "list")


def listed_grades(document: Document) -> Iterator[Grade]:
    """The grades that sentences of a document tell of its force and its inspection, each with its whole sentence."""
    for block in document.blocks:
        if block.kind not in ("paragraph", "item", "finding"):
            continue
        has_told = False
        for start, stop in sentences_between(document.text, block.start, block.end):
            if stop - start > LONGEST_SENTENCE:
                continue
            text = " ".join(document.text[start:stop].split())
            told = [*_told(document, _GOES_ON.sub(r"\g<force> was rated \g<grade>", text) if has_told else text)]
            has_told = bool(told)
            for key, label, grade in told:
                yield Grade(document.id, start, stop, key, label, grade, "list")


def _told(document: Document, text: str) -> Iterator[tuple[str, str, str]]:
    """Area, the document's words for it, and grade, for every grade that a sentence tells."""
    active, passive = list(_ACTIVE.finditer(text)), list(_PASSIVE.finditer(text))
    first = min((match.start() for match in (*active, *passive)), default=0)
    if not saying("rating").search(text) or is_of_another_time(text[:first], document.source):
        return
    for match in passive:
        said = _words_before(text, match, [*active, *passive])
        if not _is_denied(text, match) and is_about(text[: match.start()], document.source.force):
            yield from ((key, areas()[key].name, normal_grade(match["grade"])) for key in find_areas(_spread(said)))
    for number, match in enumerate(active):
        stop = active[number + 1].start() if number + 1 < len(active) else len(text)
        listed = _OTHER_STATEMENT.split(text[match.end() : stop], maxsplit=1)[0]
        if _counts(document, text, active, number, listed):
            keys = dict.fromkeys(key for piece in _spread(listed).split(", ") for key in find_areas(piece))
            yield from ((key, _label(listed), normal_grade(match["grade"])) for key in keys)


def _counts(document: Document, text: str, active: list[re.Match[str]], number: int, listed: str) -> bool:
    """Whether a grade with areas behind it is one that this inspection gave this force."""
    match = active[number]
    tail = _turns().split(listed, maxsplit=1)[0]
    is_this = is_about(text[: match.start()], document.source.force) and not is_of_another_time(tail, document.source)
    return is_this and not _is_denied(text, match) and _is_tied(document, text, active, number)


def _is_tied(document: Document, text: str, active: list[re.Match[str]], number: int) -> bool:
    """Whether a word such as "rated" ties a grade to the force: just before it, within it, or before one that it goes on from."""
    match = active[number]
    if saying("rating").search(match.group()):
        return True
    before = list(saying("rating").finditer(text, 0, match.start()))
    if not before:
        return False
    begun = next((earlier for earlier in active if earlier.start() >= before[-1].end()), match)
    between = text[before[-1].end() : begun.start()]
    force = re.escape(document.source.force)
    rest = re.sub(rf"(?i:{force}(?:[’']s)?)|(?:{saying('between').pattern})", " ", between, flags=re.IGNORECASE)
    return re.search(r"\w", rest.replace("’s", "").replace("'s", "")) is None


def _is_denied(text: str, match: re.Match[str]) -> bool:
    """Whether the clause in front of a grade denies it: "missed out on an outstanding rating", "was not rated good"."""
    ends = [end.end() for end in _CLAUSE_END.finditer(text, 0, match.start())]
    return saying("denied").search(text, ends[-1] if ends else 0, match.start() + 1) is not None


def _words_before(text: str, match: re.Match[str], others: list[re.Match[str]]) -> str:
    """What a passive is said of: the words since the statement before it."""
    starts = [other.end() for other in others if other.end() <= match.start()]
    starts += [verb.end() for verb in _FINITE.finditer(text, 0, match.start())]
    return re.split(r"[.;:]", text[max(starts, default=0) : match.start()])[-1]


def _label(listed: str) -> str:
    return re.sub(r"(?:,? and)?(?: as)?$", "", listed.strip(" ,.'’"))


def _spread(listed: str) -> str:
    """Shared words written out: "preventing and investigating crime" is "preventing crime and investigating crime"."""
    return re.sub(r"\b(\w+ing) and (\w+ing) (\w+)\b", r"\1 \3 and \2 \3", listed)


@cache
def _turns() -> re.Pattern[str]:
    return re.compile(rf",? (?:{saying('turns').pattern})", re.IGNORECASE)
