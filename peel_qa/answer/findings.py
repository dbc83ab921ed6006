"""Questions for the lists of a report: areas for improvement, recommendations, causes of concern, innovative practice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from peel_qa.answer.compose import compose
from peel_qa.answer.demands import asks_what_became
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.finding_kinds import DATA, MENDING, TOPIC_TERMS, asks, is_put_right, kind_asked, kind_named, number_told
from peel_qa.answer.finding_words import (
    PLURALS,
    deadline,
    dues,
    first_line,
    is_due_in,
    lead_places,
    said,
    shared_lead,
    wording,
)
from peel_qa.answer.grade_editions import low_since
from peel_qa.answer.gradebook import GradeBook, inspection_name, inspection_terms, names_inspection
from peel_qa.answer.numbered import numbered_in
from peel_qa.answer.speakers import asked_speaker
from peel_qa.facts.areas import area_terms, areas, find_areas
from peel_qa.facts.people import INSPECTORS
from peel_qa.facts.records import PRACTICES, Finding, FindingKind
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity, content_terms, inspected
from peel_qa.search.vocabulary import is_named
from peel_qa.stems import term_set, terms

_SET_OUT = re.compile(r"^(?:please )?(?:set out|list|name|give|what are|which|both|all)\b", re.IGNORECASE)
_ABOUT_FINDINGS = frozenset(terms(DATA["about"]))
_MATTER = re.compile(r"\b(?:about|on|regarding|concerning|mention\w*|to do with|relat\w+ to|cover\w*) (?P<matter>[^?,;]+)", re.IGNORECASE)
_STRAY = 1
_WAS = re.compile(r"\b(?:was|were|had)\b", re.IGNORECASE)
_SEVERAL_AREAS = 2
_FEW_CONCERNS = 4
"""Causes of concern up to which those of every inspection are told, the newest first, where it is asked what they were."""
_FEWEST_OF_TOPIC, _MOST_OF_TOPIC = 2, 0.75
"""Words that tell what was to be done by then, and what share of them a recommendation must speak of."""
_LISTING = ("list", "names", "count", "general", "definition", "yesno", "compare", "timeline")
_TIMES = ("duration", "when")
_DEADLINE_TERMS = 9
"""Terms that a question for a deadline may have; a longer one asks for more."""
_LABEL = 60
"""Characters in front of a finding in which its label stands."""


def answer_findings(question: Question, library: Library, filters: Filters) -> Answer | None:
    """The complete list that a question asks for; None where it asks for something else."""
    if (by_when := _by_when(question, library, filters)) is not None:
        return by_when
    if (to_do := _to_do_about_it(question, library, filters)) is not None:
        return to_do
    kind = kind_asked(question)
    is_listing = question.intent.name in _LISTING or _SET_OUT.match(question.own) is not None
    if asks_what_became(question) or asks("in_press", question.own):
        return None
    is_deadline = kind == "recommendation" and question.intent.name in _TIMES and len(question.terms) <= _DEADLINE_TERMS
    if kind is None or not (is_listing or is_deadline) or len(question.terms) > 14 or _is_of_a_voice(question, library):
        return None
    held = _practices(question, library, filters) if kind in PRACTICES else _held(kind, library, filters)
    named = [f for f in held if names_inspection(question, library.source(f.document))]
    topic = _topic(question, library.source(named[0].document) if named else None) or _topic_before(question, held, library)
    is_meant = question.is_area_guessed and is_put_right(question)
    times = dues(question.own) if kind == "recommendation" else set[str]()
    is_list = (
        question.intent.name in ("list", "count")
        or _SET_OUT.match(question.own) is not None
        or is_meant
        or bool(times)
        or asks("what_told", question.own)
    )
    if len(topic) > _STRAY and (len(topic) > TOPIC_TERMS or not is_list):
        return None
    held = named or held
    asked = [area for area in question.areas if not areas()[area].pillar]
    if named and (question.is_area_guessed or set(asked) <= set(find_areas(library.source(named[0].document).inspection))):
        asked = []
    if question.years and not (times and any(is_due_in(times, f, library) for f in held)):
        again = [f for f in held if f.repeated_from in map(str, question.years)]
        held = again if again and asks("again", question.own) else [f for f in held if affinity(question, library.source(f.document)) > 0]
    fitting = _of_the_number(question, [f for f in held if not asked or f.area in asked], library)
    is_whole = bool(asked) and len({f.document for f in fitting}) == 1 and len(fitting) == number_told(question)
    if times and (soon := [f for f in fitting if is_due_in(times, f, library)]):
        of_them = [f for f in soon if _speaks_of(topic, question, f, library)] if topic else []
        return _all_of(question, kind, of_them or soon, library, is_part=bool(of_them))
    is_about = len(topic) > _STRAY or is_put_right(question) or question.is_area_guessed or _names_topic(question, topic)
    if topic and not is_whole and is_about:
        if own := [f for f in fitting if _speaks_of(topic, question, f, library)]:
            return _all_of(question, kind, own, library, is_part=True)
        if not question.is_area_guessed:
            return None
    if not fitting:
        is_named = bool(question.years or asked) and not question.is_area_guessed
        return _none_held(question, kind, held, asked, library, filters) if is_named else None
    if is_deadline:
        return deadline(question, fitting, library)
    if question.intent.name == "yesno" and not asked:
        return None
    is_bare = kind == "area for improvement" and not (topic or asked or question.years or named) and kind_named(question.own) is None
    return _all_of(question, kind, fitting, library, book=GradeBook.open(library, filters) if is_bare else None)


def _held(kind: FindingKind, library: Library, filters: Filters) -> list[Finding]:
    """The findings of a kind in the documents that pass the filters."""
    return [f for f in library.index.facts.findings if f.kind == kind and filters.admit(library.source(f.document))]


def _practices(question: Question, library: Library, filters: Filters) -> list[Finding]:
    """What others may learn from, of the kind that a question names; of both where it names none, or only the other kind is held."""
    innovative, promising = (_held(kind, library, filters) for kind in PRACTICES)
    if kind_asked(question) == "promising practice":
        return promising or innovative
    return innovative if innovative and asks("only_innovative", question.own) else [*innovative, *promising]


def _by_when(question: Question, library: Library, filters: Filters) -> Answer | None:
    """By when something that a question names in its own words was to be done: the deadlines of the recommendations that speak of it."""
    is_given = asks("given_time", question.own)
    if not is_given and (not asks("by_when", question.own) or kind_named(question.own) or question.years):
        return None
    held = [f for f in _held("recommendation", library, filters) if not question.years or affinity(question, library.source(f.document))]
    topic, fewest = _named_matter(question.own_subject), _FEWEST_OF_TOPIC
    if not topic and question.is_follow_up and is_given:
        topic, fewest = _named_matter(content_terms(question.earlier, question.forces)), 1
    speaking = [f for f in held if sum(_speaks_of([term], question, f, library) for term in topic) >= _MOST_OF_TOPIC * len(topic)]
    return deadline(question, speaking, library) if len(topic) >= fewest and speaking else None


def _named_matter(found: Sequence[str]) -> list[str]:
    """Those of some terms that name a matter, and neither a finding nor its being put right."""
    return [term for term in found if term not in _ABOUT_FINDINGS | MENDING]


def _of_the_number(question: Question, found: list[Finding], library: Library) -> list[Finding]:
    """Those with the number that a question names ("recommendation C"), by their label, else their place in the list; else all."""
    wanted = {number for _, number in numbered_in(question.full)}
    count: Counter[tuple[str, str]] = Counter()
    fitting = []
    for finding in found:
        count[finding.document, finding.chapter] += 1
        label = numbered_in(library.text(finding.document, max(0, finding.start - _LABEL), finding.start).rpartition("\n")[2])
        held = {number for _, number in label} or {str(count[finding.document, finding.chapter])}
        fitting += [finding] if wanted & held else []
    return fitting or found


def _topic(question: Question, named: Source | None) -> list[str]:
    """What a question names that is no kind of finding, area or inspection: a fine, a reason, a person, or a matter of its own."""
    inspection = inspection_terms(named) if named else frozenset()
    return question.stray(area_terms(question.areas) | inspection | MENDING | _ABOUT_FINDINGS)


def _topic_before(question: Question, held: Sequence[Finding], library: Library) -> list[str]:
    """What a follow-up without a word of its own goes on about: the words of the question before it that some finding speaks of."""
    if not question.is_follow_up or question.areas or not asks("about_it", question.own):
        return []
    before = dict.fromkeys(content_terms(question.earlier, question.forces))
    return [term for term in before if term not in _ABOUT_FINDINGS and any(_speaks_of([term], question, f, library) for f in held)]


def _to_do_about_it(question: Question, library: Library, filters: Filters) -> Answer | None:
    """What is to be done about the matter of the question before: the recommendations, or the areas for improvement, that speak of it."""
    if not question.is_follow_up or not asks("to_do", question.own) or kind_asked(question) is not None:
        return None
    kinds: tuple[FindingKind, ...] = ("recommendation", "area for improvement")
    for kind in kinds:
        held = _held(kind, library, filters)
        topic = _topic_before(question, held, library)
        if len(topic) >= _FEWEST_OF_TOPIC and (own := [f for f in held if _speaks_of(topic, question, f, library)]):
            return _all_of(question, kind, own, library, is_part=True)
    return None


def _names_topic(question: Question, topic: Sequence[str]) -> bool:
    """Whether a question says by "about" or the like that a single word of it is the matter: "recommendations about drones"."""
    match = _MATTER.search(question.own)
    return match is not None and not set(topic).isdisjoint(terms(match["matter"]))


def _speaks_of(topic: Sequence[str], question: Question, finding: Finding, library: Library) -> bool:
    """Whether a finding, a heading above it, or the cause of concern that it is to mend, speaks of everything that a question names."""
    above = library.passage_at(finding.document, finding.start)
    about = library.source(finding.document).title
    held = term_set(" ".join((wording(finding, library), about, *above.section, above.finding, _cause_of(finding, library))))
    return all(is_named(term, question.synonyms, held) for term in topic)


def _cause_of(finding: Finding, library: Library) -> str:
    """The cause of concern under which a recommendation stands: the nearest one before it in its chapter; "" for anything else."""
    if finding.kind != "recommendation":
        return ""
    before = [
        f
        for f in library.index.facts.findings
        if f.kind == "cause of concern" and (f.document, f.chapter) == (finding.document, finding.chapter) and f.start < finding.start
    ]
    return wording(max(before, key=lambda f: f.start), library) if before else ""


def _is_of_a_voice(question: Question, library: Library) -> bool:
    """Whether what is asked for is what somebody said who is no inspector: "and what did she say still needs sorting"."""
    speaker = asked_speaker(question, library)
    return speaker is not None and speaker.role not in INSPECTORS


def _all_of(
    question: Question, kind: FindingKind, fitting: list[Finding], library: Library, is_part: bool = False, book: GradeBook | None = None
) -> Answer:
    """Every finding of the newest edition that has one (every edition asked for), with a first line that counts them.

    `is_part`: they are not all, but those that speak of what the question names. With `book` the low grades of a newer inspection,
    of which no such list is held, come first.
    """
    by_document: dict[str, list[Finding]] = {}
    for finding in fitting:
        by_document.setdefault(finding.document, []).append(finding)
    documents = sorted(by_document, key=lambda name: inspected(library.source(name)), reverse=True)
    if book:  # of a whole force, before an inspection of a single subject
        documents.sort(key=lambda name: len({f.area for f in by_document[name]}) < _SEVERAL_AREAS)
    is_few = kind == "cause of concern" and len(fitting) <= _FEW_CONCERNS and _WAS.search(question.own) is not None
    chosen = documents if question.intent.name in ("compare", "timeline") or is_few else documents[:1]
    evidence = Evidence(library)
    newer = low_since(question, book, inspected(library.source(documents[0])), evidence) if book else None
    claims = [newer] if newer else []
    for name in chosen:
        found = by_document[name]
        numbers = evidence.add_all((f.document, f.start, f.end) for f in found)
        if library.source(name).text == "digest":  # a digest's heading is short; the sentence below it says the finding in full
            evidence.add_all(place for f in found if (place := _sentence_below(f, library)))
        introduced = evidence.add_all(lead_places(found, library))
        claims.append(Claim(first_line(question, kind, found, library, is_part), (*numbers, *introduced)))
        leads = ["" if shared_lead(found) else f.lead for f in found]
        claims += [
            Claim(f"- {lead.rstrip(':')}{': ' if lead else ''}{said(finding, library)}", (number,))
            for finding, number, lead in zip(found, numbers, leads, strict=False)
        ]
    older = [name for name in documents if name not in chosen]
    caveats = (
        [f"Earlier reports also have {PLURALS[kind]}: {', '.join(inspection_name(library.source(name)) for name in older)}."]
        if older
        else []
    )
    return compose(question.text, claims, evidence.citations, caveats=caveats, confidence=0.95)


def _sentence_below(finding: Finding, library: Library) -> tuple[str, int, int] | None:
    passage = library.passage_at(finding.document, finding.start)
    spans = [span for span in passage.sentences if span.start >= finding.end]
    return (finding.document, spans[0].start, spans[0].end) if passage.text.startswith(passage.finding or "\0") and spans else None


def _none_held(
    question: Question, kind: FindingKind, held: list[Finding], asked: list[str], library: Library, filters: Filters
) -> Answer | None:
    """Nothing of that kind: the report has none for the area, or no report of that year is held."""
    documents = list(dict.fromkeys(f.document for f in library.index.facts.findings if filters.admit(library.source(f.document))))
    covered = [name for name in documents if affinity(question, library.source(name)) > 0] if question.years else documents
    if not covered:
        named = "/".join(str(year) for year in question.years)
        return compose(
            question.text,
            [Claim(f"The documents held do not say: no report of {named} with {PLURALS[kind]} is among them.")],
            [],
            "other_edition",
            confidence=0.9,
        )
    names = ", ".join(inspection_name(library.source(name)) for name in covered)
    about = f" for {', '.join(areas()[area].name for area in asked)}" if asked else ""
    text = f"The documents held name no {kind}{about} in {names}."
    others = sorted({areas()[f.area].name for f in held if f.area})
    more = [Claim(f"They name {PLURALS[kind]} for: {', '.join(others)}.")] if others else []
    return compose(question.text, [Claim(text), *more], [], "not_in_corpus", confidence=0.85)
