"""The grades that a question may be answered from, and how inspections are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peel_qa.answer.evidence import Evidence, Library
from peel_qa.data import read_table
from peel_qa.dates import spoken
from peel_qa.facts.areas import find_areas, joined_areas, name_of
from peel_qa.facts.records import Grade, ToldGrade, Ungraded
from peel_qa.records import Source
from peel_qa.search.filters import Filters
from peel_qa.search.intent import grades_described
from peel_qa.search.question import Question, affinity, frame, inspected
from peel_qa.search.years import years_in
from peel_qa.stems import term_set, terms
from peel_qa.text import opening

COMPARISON_CAVEAT = (
    "Grades of different cycles are not one scale: areas and methods changed, and HMICFRS says that grades from 2021/22 on "
    "cannot be compared directly with earlier ones."
)
_COMMON = frozenset(terms("inspection report peel police constabulary force national revisit review visit assessment"))
"""Words that many editions have."""
BE_GRADED = re.compile(
    r"\b(?:is|was|were|are|been|get|got|did|does|has|have)\b.*\b(?:graded|rated|a grade|judged|a rating)\b", re.IGNORECASE
)
"""Asks whether something is graded at all."""
_ENOUGH_OF_QUESTION = 2
"""Words that only one of an inspection's questions has by which that one is named."""
_ALIKE = 6
"""Letters with which two words begin that mean the same in a label and a question."""
GRADE_WORDS = read_table("peel_qa.answer", "grade_questions.toml")
"""Words of a question for a grade that name no area."""
ABOUT_GRADES = frozenset(terms(GRADE_WORDS["about"]))
_WHY = re.compile(r"\b(?:why|how come|what (?:led|caused))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GradeBook:
    """The grades and ungraded areas that a question may be answered from, newest inspection first; `filters` say from which documents.

    `own` are grades of areas that no list knows, by the name that their report gives them, `told` those of earlier inspections that
    later documents tell.
    """

    library: Library
    grades: tuple[Grade, ...]
    ungraded: tuple[Ungraded, ...]
    own: tuple[Grade, ...]
    filters: Filters
    told: tuple[ToldGrade, ...] = ()

    @classmethod
    def open(cls, library: Library, filters: Filters) -> GradeBook:
        """The entries of the documents that pass the filters."""
        facts = library.index.facts

        def admitted(fact: Grade | Ungraded | ToldGrade) -> bool:
            return filters.admit(library.source(fact.document))

        def newest(fact: Grade | Ungraded | ToldGrade) -> tuple[str, bool]:
            return inspected(library.source(fact.document)), library.source(fact.document).is_official

        grades = sorted((g for g in facts.grades if admitted(g)), key=newest, reverse=True)
        ungraded = sorted((u for u in facts.ungraded if admitted(u)), key=newest, reverse=True)
        own = sorted((g for g in facts.own_grades if admitted(g)), key=newest, reverse=True)
        told = sorted((t for t in facts.told if admitted(t)), key=lambda t: (max(t.years), *newest(t)), reverse=True)
        return cls(library, tuple(grades), tuple(ungraded), tuple(own), filters, tuple(told))

    @classmethod
    def of_neighbour(cls, library: Library, filters: Filters, force: str) -> GradeBook:
        """The grades that chapters about another force give it in the documents that pass the filters."""
        chapters = [c for c in library.index.facts.neighbours if c.force == force and filters.admit(library.source(c.document))]
        grades = sorted((g for c in chapters for g in c.grades), key=lambda g: inspected(library.source(g.document)), reverse=True)
        return cls(library, tuple(grades), (), (), filters)

    def source(self, fact: Grade | Ungraded | ToldGrade) -> Source:
        """Where an entry comes from."""
        return self.library.source(fact.document)

    def year(self, fact: Grade | Ungraded) -> int:
        """The year of the inspection that an entry is of."""
        return int(inspected(self.source(fact))[:4])

    def name(self, grade: Grade) -> str:
        """What the inspection of a grade calls its area."""
        return name_of(grade.area, self.year(grade)) or grade.label.lower()

    def line(self, area: str, grade: Grade) -> str:
        """A grade of an area as a first line tells it: "Investigating crime: good in PEEL 2015 (…)."."""
        return f"{opening(name_of(area, self.year(grade)))}: {grade.grade} in {inspection_name(self.source(grade))}."

    def of(self, area: str) -> list[Grade]:
        """Grades of an area, newest first, one an inspection: the report's own before a newspaper's.

        A question of an earlier cycle that took two areas together counts for both: "investigating crime and managing offenders".
        """
        held = {grade.document for grade in self.grades if grade.area == area}
        return self._one_each(
            grade for grade in self.grades if grade.area == area or (grade.document not in held and area in joined_areas(grade.label))
        )

    def told_of(self, area: str, before: str) -> list[ToldGrade]:
        """Grades of an area from before an inspection ("2021-09") that later documents tell, newest first, one for the same years.

        Those of an inspection that is held itself are left out.
        """
        held = {year for grade in self.of(area) for year in years_of(self.source(grade))}
        earlier = [t for t in self.told if t.area == area and str(max(t.years)) < before[:4] and held.isdisjoint(t.years)]
        return list({t.years: t for t in reversed(earlier)}.values())[::-1]

    def _one_each(self, grades: Iterable[Grade]) -> list[Grade]:
        kept: dict[str, Grade] = {}
        for grade in grades:
            kept.setdefault(_inspection_key(self.source(grade)), grade)
        return list(kept.values())

    def inspections(self) -> list[str]:
        """The documents that hold grades, newest inspection first: of one inspection the report, else the fullest account of it."""
        documents = dict.fromkeys(grade.document for grade in self.grades)
        counts = {name: sum(grade.document == name for grade in self.grades) for name in documents}
        best: dict[str, str] = {}
        for name in documents:
            key = _inspection_key(self.library.source(name))
            best[key] = max(best.get(key, name), name, key=lambda n: (self.library.source(n).is_official, counts[n]))
        return [name for name in documents if name in best.values()]


def inspection_name(source: Source) -> str:
    """How the first line names an inspection: "PEEL 2021/22 (published April 2022)", "the inspection of 2024 (…)"."""
    if source.is_official:
        return f"{source.edition} (published {spoken(source.published, source.published_sure)})"
    when = f"the inspection of {spoken(source.inspected)}" if source.inspected else source.about
    return f"{when} ({source.about}, as {source.the_publisher} reported in {spoken(source.published, False)})"


def names_inspection(question: Question, source: Source) -> bool:
    """Whether a question names an inspection by the words of its edition, or by their first letters.

    "The child protection inspection", "the CDI".
    """
    words = inspection_terms(source)
    named = [word for word in re.findall(r"[a-z]+", source.inspection.lower()) if not _COMMON.issuperset(terms(word))]
    short = "".join(word[0] for word in named) if len(named) > 2 else ""
    return bool(words) and (words <= set(question.terms) or (bool(short) and short in question.terms))


def inspection_terms(source: Source) -> frozenset[str]:
    """Stems of the words that tell an inspection from others, without years: none for PEEL's."""
    return frozenset(term for term in terms(source.inspection) if not term.isdigit()) - _COMMON


def of_time_asked(question: Question, held: Sequence[Grade], book: GradeBook) -> list[Grade]:
    """Of the grades of an area, newest first, those of the years asked for; the newest where a question means that; else all."""
    if question.years:
        return [grade for grade in held if affinity(question, book.source(grade)) > 0]
    return [*held[:1]] if question.wants_newest else [*held]


def names_own_area(question: Question, own: Iterable[Grade], sources: Mapping[str, Source]) -> list[Grade]:
    """The grades that a question for a grade names by the label that their report gives them."""
    if not question.is_graded:
        return []
    held, asked = [*own], term_set(question.own)
    told = asked - frame()
    named = [grade for grade in held if asked.issuperset(_named_by(grade.label)) and (not question.areas or find_areas(grade.label))]
    of_then = [grade for grade in held if not question.years or affinity(question, sources[grade.document]) > 0]
    if named or (matching := [grade for grade in of_then if len(told & _matter_asked(grade, held)) >= _ENOUGH_OF_QUESTION]):
        return named or matching
    subject = [term for term in question.own_subject if term not in ABOUT_GRADES]
    within = [grade for grade in of_then if subject and all(_stands_in(term, terms(grade.label)) for term in subject)]
    return within if len({grade.document for grade in within}) == len(within) else []


def _stands_in(term: str, label: Sequence[str]) -> bool:
    """Whether a word stands in a label, or one like it: "finances" in "the financial position"."""
    return any(term == other or (len(term) >= _ALIKE and other.startswith(term[:_ALIKE])) for other in label)


def _matter_asked(grade: Grade, own: Iterable[Grade]) -> set[str]:
    """What a label that is a question asks for, in words that no other such label of its document has; nothing of other labels."""
    if not grade.label.lower().startswith("how "):
        return set()
    others = (other.label for other in own if other.document == grade.document and other.label != grade.label)
    return set(terms(grade.label)).difference(*map(terms, others))


def _named_by(label: str) -> list[str]:
    """The terms that name an area: of "Tackling violence against women and girls" all but what is done about it."""
    named, first = terms(label), terms(label.split()[0])
    return named[len(first) :] if label.split()[0].lower().endswith("ing") and len(named) > len(first) + 1 else named


_OTHERWISE = re.compile(
    r"\b(?:grad|rat|judg|mark|scor|assess)\w+ (?:any )?(?:differently|otherwise)\b|\bdifferent(?:ly)? (?:grade|rating|mark)", re.IGNORECASE
)


def yes_or_no(question: Question, chosen: Sequence[Grade | ToldGrade]) -> str:
    """Yes or no before grades of one area, newest first, where the question can be answered so; else ""."""
    grades = {grade.grade for grade in chosen}
    meant = question.grades or grades_described(question.own)
    if re.search(r"\bsame (?:grade|rating|mark)|\bunchanged\b|\bstay(?:ed)? the same\b", question.full, re.IGNORECASE) and len(chosen) > 1:
        return "Yes, the same grade. " if len(grades) == 1 else "No, the grades differ. "
    if question.intent.name in ("yesno", "compare") and _OTHERWISE.search(question.own):
        return "" if len(chosen) < 2 else "No, the same grade. " if len(grades) == 1 else "Yes, the grades differ. "
    if question.intent.name == "yesno" and meant and not asks_why(question):
        newest = chosen[0].grade
        if newest in meant:
            return "Yes. "
        return "No. " if meant != ("good",) or newest in ("requires improvement", "inadequate", "adequate") else ""
    if question.intent.name == "yesno" and BE_GRADED.search(question.full) and not meant:
        return "Yes. "
    return ""


def years_of(source: Source) -> set[int]:
    """Every year that an inspection or its publication is known by."""
    return set(years_in(f"{source.inspection} {source.inspected} {source.published}"))


_NOT_REPORT = r"(?!(?:the )?(?:\w+ )?(?:reports?|inspect\w+|hmic\w*|peel|watchdog|it|they|you|we)\b)"
_SOMEBODYS_WORDS = re.compile(
    rf"\b(?:what|how|why) (?:did|does|do|has|have) {_NOT_REPORT}"
    r".{2,40}?\b(?:say|said|think|thought|tell|told|reply|respond|react|promise|comment)\b"
    rf"|^\W*(?:and |so |but )?(?:did|does|do|has|have|was|is) {_NOT_REPORT}.{{2,40}}?\b(?:say|said|think|thought|believed?|agreed?"
    r"|accept(?:ed)?|feel|felt|welcomed?|happy|pleased|satisfied|disappointed)\b"
    r"|\bwhat\b.{0,30}\b(?:doing|done|do) (?:about|in (?:answer|response|reaction|return))\b"
    r"|\b(?:does|do|did|would) (?:that|this|it|an? \w+ grade) (?:really |actually )?(?:mean|say)\b",
    re.IGNORECASE,
)
"""Questions for what a person said or thought about a grade, and for what a grade means."""


def asks_somebodys_words(question: Question) -> bool:
    """Whether it is asked what somebody said or thought of a grade, what is done about it, or what it means."""
    return _SOMEBODYS_WORDS.search(question.own) is not None


def asks_why(question: Question) -> bool:
    """Whether the reasons for a grade are asked for, not the grade."""
    return _WHY.search(question.full) is not None


def spans_cycles(evidence: Evidence) -> bool:
    """Whether what was cited comes from more than one edition."""
    return len({citation.edition for citation in evidence.citations}) > 1


def _inspection_key(source: Source) -> str:
    """One for every inspection, however its documents date it: the edition where it is PEEL's, else its year and what it is of."""
    of_edition = source.inspection.upper().startswith("PEEL ") and years_in(source.inspection)
    return source.inspection.lower() if of_edition else f"{inspected(source)[:4]} {source.inspection.lower()}"
