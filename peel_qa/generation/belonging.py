"""Whether the values and grades of a sentence stand in its source and belong to the same thing there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from peel_qa.facts.areas import areas, find_areas
from peel_qa.facts.grade_words import GRADE, normal_grade
from peel_qa.facts.records import Grade
from peel_qa.generation.exhibits import Unit
from peel_qa.generation.values import Value, is_same, values, without_values, years_of
from peel_qa.generation.words import stems_of
from peel_qa.records import Source

_FRAGMENT = re.compile(
    r"[,;:](?=\s)|[()]|\s[–—-]\s|\b(?:and|but|while|whereas|although|though|compared (?:with|to)|against|than|versus|twice|doubled?|half|"
    r"from|to|with|by|or|which)\b",
    re.IGNORECASE,
)
_SAID_TO_BE_PUBLISHED = re.compile(r"\b(?:publish\w*|publication|report(?:ed|s)?|said|says|article|newspaper|wrote)\b", re.IGNORECASE)
_SAID_TO_BE_INSPECTED = re.compile(r"\b(?:inspected|inspection|fieldwork|assessed|assessment)\b", re.IGNORECASE)
_GRADE = re.compile(rf"\b{GRADE}\b", re.IGNORECASE)
_GRADING = re.compile(r"\b(?:grad|rat|judg)(?:e|ed|es|ing|ment|ments)\b|\bgood at\b", re.IGNORECASE)
_UNSETTLED = re.compile(r"\boutstanding(?= [a-z]+s\b)", re.IGNORECASE)
"""What is still to be settled: "outstanding suspects" are no grade."""
_LISTED = re.compile(rf":\s*{GRADE}\b|\b{GRADE}\s*:", re.IGNORECASE)
_SURE_GRADES = frozenset(["outstanding", "requires improvement", "inadequate"])
_DIRECTIONS = frozenset(["from", "to", "by"])


def misvalued(part: str, unit: Unit) -> str:
    """Why a part of a sentence has other values than its source: "figure", "date", "bound", "thing"; "" where it has not."""
    said, held = values(part), values(unit.text)
    if any(not _stands(value, held) for value in said if value.kind != "date"):
        return "figure"
    if any(
        len([one for one in said if is_same(one, value)]) > len([one for one in held if is_same(value, one)])
        for value in said
        if value.kind != "date"
    ):
        return "thing"
    if not _are_dates_right(part, [value for value in said if value.kind == "date"], held, unit.source):
        return "date"
    for value in said:
        if value.kind == "date":
            continue
        same = [one for one in held if is_same(value, one)]
        if not any(_is_bound_alike(value, one) for one in same):
            return "bound"
        if not any(_is_of_same_thing(part, value, unit.text, one, held) for one in same):
            return "thing"
    return ""


def _stands(value: Value, held: Iterable[Value]) -> bool:
    return any(is_same(value, one) for one in held)


def _is_bound_alike(said: Value, held: Value) -> bool:
    """Whether the words before both make the same of them: "almost 20%" is neither 20% nor "more than 20%"."""
    if {said.bound, held.bound} <= _DIRECTIONS:
        return said.bound == held.bound
    return "".join({said.bound} - _DIRECTIONS) == "".join({held.bound} - _DIRECTIONS)


def _is_of_same_thing(part: str, said: Value, text: str, held: Value, others: Sequence[Value]) -> bool:
    """Whether the words round a value are those round it in the source, rather than those round another value of its kind there.

    In "plans weren't in place for 10 out of 35 serious cases, and delays were apparent in 18 out of 70" delays are 18 of 70.
    """
    own, around = _fragment(part, said), _fragment(text, held)
    rivals = [one for one in others if one.kind == held.kind and not is_same(one, held)]
    if not rivals:
        return True
    elsewhere = [_fragment(text, rival) - around for rival in rivals]
    return all(not own & apart or len(own & around) > len(own & apart) for apart in elsewhere)


@lru_cache(maxsize=8192)
def _fragment(text: str, value: Value) -> frozenset[str]:
    """The stems round a value, as far as the next comma or joining word on either side."""
    blank = without_values(text)
    before, behind = blank[: value.start], blank[value.end :]
    begin = max((match.end() for match in _FRAGMENT.finditer(before) if before[match.end() :].strip()), default=0)
    end = next((match.start() for match in _FRAGMENT.finditer(behind) if behind[: match.start()].strip()), len(behind))
    return stems_of(f"{before[begin:]} {behind[:end]}")


def _are_dates_right(part: str, said: Sequence[Value], held: Sequence[Value], source: Source) -> bool:
    """Whether every date is one of the source's; a source that tells of another time may not be told as if of its own."""
    dates = [value for value in held if value.kind == "date"]
    other = [value for value in dates if not _is_own(value, source)]
    if other and not any(_stands(value, other) for value in said):
        return False
    if dates and said and not any(_stands(value, dates) for value in said):
        return False  # another date in the place of the one that stands there
    told = [value for value in said if not _is_edition(part, value)]
    strange = [value for value in told if not _stands(value, dates)]
    if any(0 < _count(value, dates) < _count(value, told) for value in told):
        return False  # one date in the place of another one
    if strange and any(not any(is_same(value, one) for value in said) for one in dates):
        return False  # the same, where several stand there
    return all(
        any(_is_limit_alike(value, one) for one in dates if is_same(value, one) and not _is_edition(part, value))
        or _is_told_of(value, part, bool(dates), source)
        for value in said
    )


def _count(date: Value, others: Sequence[Value]) -> int:
    return sum(is_same(date, one) for one in others)


def _is_edition(text: str, value: Value) -> bool:
    """Whether a date is the name of an inspection: "PEEL 2015"."""
    return text[: value.start].rstrip().endswith("PEEL")


def _is_limit_alike(said: Value, held: Value) -> bool:
    """Whether both dates are bounded alike; "in", "by" and "from" say when, and are told in many ways."""
    return {said.bound, held.bound} <= {"", *_DIRECTIONS} or said.bound == held.bound


def _is_own(value: Value, source: Source) -> bool:
    """Whether a date is one of the inspection or the publication of a source."""
    known = values(f"{source.inspection}; {source.inspected}; {source.published}")
    years = frozenset().union(*(years_of(one.key) for one in known))
    return any(is_same(value, one) or is_same(one, value) for one in known) or bool(years_of(value.key) and years_of(value.key) <= years)


def _is_told_of(value: Value, part: str, has_dates: bool, source: Source) -> bool:
    """Whether a date is that of the source's inspection, or, where the sentence speaks of publication, that of its publication.

    Where the source sentence has dates of its own, another one must be told as that of the inspection or the publication.
    """
    near = part[max(0, value.start - 40) : value.end + 20]
    edition, inspected = values(source.inspection), values(source.inspected)
    if value.bound not in ("", *_DIRECTIONS):
        return False
    is_edition = _is_edition(part, value)
    if not is_edition and _SAID_TO_BE_PUBLISHED.search(near) and _stands(value, values(source.published)):
        return True
    if _stands(value, edition):
        return True
    is_inspected = _stands(value, inspected) or any(years_of(value.key) == years_of(one.key) for one in inspected if years_of(value.key))
    return is_inspected and not is_edition and (not has_dates or _SAID_TO_BE_INSPECTED.search(near) is not None)


@lru_cache(maxsize=4096)
def grades_in(part: str) -> tuple[str, ...]:
    """The grades that a text gives; "good" and "adequate" only where it speaks of grades or names an area."""
    part = _without_names(part)
    found = [normal_grade(match[0]) for match in _GRADE.finditer(part)]
    if not found:
        return ()
    is_grading = _GRADING.search(part) is not None or bool(find_areas(part))
    return tuple(grade for grade in found if grade in _SURE_GRADES or is_grading)


def misgraded(part: str, unit: Unit, facts: Sequence[Grade]) -> bool:
    """Whether a part of a sentence gives a grade that its source does not, or gives it to another area."""
    said = grades_in(part)
    if not said:
        return False
    if Counter(said) - Counter(normal_grade(match[0]) for match in _GRADE.finditer(_without_names(unit.text))):
        return True
    held = {(grade.area, grade.grade) for grade in facts if grade.document in {place[0] for place in unit.places}}
    return any(_conflicts(fragment, held) for fragment in _graded_fragments(part))


def _conflicts(fragment: str, held: set[tuple[str, str]]) -> bool:
    """Whether a fragment gives an area a grade while all that is known of that area is another one."""
    said = set(grades_in(fragment))
    if not _GRADING.search(fragment) and not _LISTED.search(fragment):
        return False  # "handover reports were good" grades nothing
    known = [{grade for key, grade in held if key == area} for area in find_areas(fragment)]
    return bool(said) and any(known) and not any(said & grades for grades in known)


def _graded_fragments(part: str) -> list[str]:
    """A part cut before and behind each grade's stretch of areas: "good at A and adequate at B" is two."""
    blank = _without_names(part)
    places = [match.start() for match in _GRADE.finditer(blank)]
    if len(places) < 2:
        return [part]
    is_behind = bool(find_areas(part[: places[0]]))  # "A is good and B adequate": the areas stand before their grades
    ends = [match.end() for match in _GRADE.finditer(blank)]
    edges = [0, *ends[:-1], len(part)] if is_behind else [0, *places[1:], len(part)]
    return [part[begin:end] for begin, end in pairwise(edges)]


@cache
def _graded_names() -> re.Pattern[str]:
    """Names of areas that have a grade's word in them: "good use of resources" is good at nothing."""
    names = {name for area in areas().values() for name in (area.name, *area.names) if _GRADE.search(name)}
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)", re.IGNORECASE)


def _without_names(text: str) -> str:
    text = _UNSETTLED.sub(lambda match: " " * len(match[0]), text)
    return _graded_names().sub(lambda match: _GRADE.sub(lambda grade: " " * len(grade[0]), match[0]), text)
