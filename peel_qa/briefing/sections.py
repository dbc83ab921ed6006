"""The sections of a briefing that speak of the inspection as a whole: purpose, answer, background, topic, statutory clock, sources."""

from __future__ import annotations

from collections.abc import Iterator

from peel_qa.briefing.clock import RESPONSE_DAYS, Clock
from peel_qa.briefing.finding_lists import deadline_of
from peel_qa.briefing.grade_table import summed_up
from peel_qa.briefing.inspections import later_than
from peel_qa.briefing.notebook import Notebook, area_name, counted, first, number_word, words
from peel_qa.briefing.records import Line, Section
from peel_qa.briefing.statements import Statement, spoken_words, statements
from peel_qa.data import any_of
from peel_qa.dates import spoken
from peel_qa.facts.people import INSPECTORS
from peel_qa.facts.records import Person
from peel_qa.records import Source
from peel_qa.service.desk import listed

STATUTE = "Police Act 1996, section 55"


def purpose_section(book: Notebook) -> Section:
    """Whom the paper is for and what is asked of them."""
    scope = f" It covers only {book.scope.spoken}." if not book.scope.is_whole else ""
    return Section("purpose", "Purpose", (Line(words("purpose", book.audience) + scope),), is_list=False)


def answer_section(book: Notebook) -> Section:
    """The inspection in one paragraph."""
    lines = [summed_up(book)]
    if book.inspection.is_reported:
        lines.append(_counts(book))
    later = later_than(book.index, book.inspection)
    if later:
        lines.append(Line(f"A later inspection is held: {listed([one.name for one in later])}.", spare=1))
    return Section("answer", "In short", tuple(lines), is_list=False)


def _counts(book: Notebook) -> Line:
    """How many findings the report lists, with their areas."""
    causes, asked, improve = (book.findings(kind) for kind in ("cause of concern", "recommendation", "area for improvement"))
    about = listed(list(dict.fromkeys(area_name(one.area).lower() or one.chapter for one in causes)))
    said = counted(len(causes), "cause of concern", "causes of concern") + (f" ({about})" if about else "")
    times = list(dict.fromkeys(deadline.words for one in asked if (deadline := deadline_of(book, one))))
    when = f" (“{'”, “'.join(times)}”)" if times else ""
    again = sum(bool(one.repeated_from) for one in improve)
    more = f", {number_word(again)} of them raised before" if again else ""
    asked_said = counted(len(asked), "recommendation") + when
    improve_said = counted(len(improve), "area for improvement", "areas for improvement") + more
    numbers = tuple(n for one in [*causes, *asked] for n in book.cite(one.document, one.start, one.end))
    return Line(f"The report names {said}, {asked_said} and {improve_said}.", tuple(dict.fromkeys(numbers)))


def background_section(book: Notebook) -> Section:
    """Which inspection it is, when inspectors were there, when it was published, who signed."""
    inspection, main = book.inspection, book.inspection.main
    when = spoken(main.published, main.published_sure)
    if inspection.is_reported:
        what = f"{inspection.name} of {inspection.force}, by {main.publisher}, published {when}{_given(book)}."
    else:
        told = f"{main.the_publisher} reported on it in {spoken(main.published, False)}"
        what = f"{inspection.name} of {inspection.force}; {told}{_given(book)}."
    lines = [Line(what), *_fieldwork(book), *_inspectors(book)]
    return Section("background", "Background", tuple(lines), is_list=False)


def _given(book: Notebook) -> str:
    day = book.published
    return f" ({spoken(day.isoformat())} as given for this paper)" if book.is_given and day else ""


def _fieldwork(book: Notebook) -> Iterator[Line]:
    says = any_of(words("background", "fieldwork"))
    every = [one for one in statements(book.index, book.inspection.ids) if says.search(one.text)]
    year = book.inspection.fieldwork[:4]
    found = next((one for one in every if year and year in one.text), None)
    if book.inspection.fieldwork:
        yield Line(f"Inspected: {spoken(book.inspection.fieldwork)}.", book.cite(found.document, found.start, found.end) if found else ())


def _inspectors(book: Notebook) -> Iterator[Line]:
    """The inspectors whom the documents name, each once."""
    seen: set[str] = set()
    people = [one for one in book.index.facts.people if one.document in book.inspection.ids and one.role in INSPECTORS]
    for one in sorted(people, key=lambda person: not book.source(person.document).is_official):
        if one.name not in seen:
            seen.add(one.name)
            yield Line(f"Inspector: {one.name} ({' '.join(one.title.split())}).", book.cite(*_named(book, one)))
        if book.source(one.document).is_official:
            return


def _named(book: Notebook, person: Person) -> tuple[str, int, int]:
    return person.document, person.start, person.end


def topic_section(book: Notebook) -> Section | None:
    """What the documents say on the topic, best first; None where there is no topic."""
    if not book.scope.topic:
        return None
    own = [one for one in book.scope.found if one.document in book.inspection.ids]
    kept, left = first((_on_topic(book, one, place) for place, one in enumerate(own)), book.limits["topic"])
    return Section("topic", f"On {book.scope.topic}", kept, left_out=left)


def _on_topic(book: Notebook, one: Statement, place: int) -> Line:
    start, end = spoken_words(one.text, one.start)
    who, source = book.library.voice_name(one.document, one.start, one.end), book.source(one.document)
    tag = source.publisher if who == "inspectorate" and source.is_official else f"{source.publisher}; {_said_by(who)}"
    return book.quote(one.document, start, end, label=area_name(one.area) or "Whole force", tag=tag, spare=place and 1 + place)


def _said_by(who: str) -> str:
    return {"inspectorate": "found by the inspectorate", "newspaper": "reported by the newspaper"}.get(who, f"said by {who}")


def clock_section(book: Notebook) -> Section:
    """When the response to the report is due, and how many days are left."""
    day = book.published
    rule = f"The response is due within {RESPONSE_DAYS} days, of which the day of publication is the first ({STATUTE})."
    if day is None:
        note = "The documents do not give the day of publication, so the last day cannot be counted."
        return Section("clock", "Statutory clock", (Line(rule), Line(note)), is_list=False)
    clock = Clock(day, book.today)
    last, basis = spoken(clock.last_day.isoformat()), _basis(book)
    if clock.standing == "due":
        state = f"Due: today is day {clock.day}, {counted(clock.days_left, 'day')} left, today counted"
    else:
        state = {"passed": "Passed", "not yet published": "Not running yet"}[clock.standing] + f" on {spoken(book.today.isoformat())}"
    line = Line(f"{basis} day {RESPONSE_DAYS}, the last day, is {last}.", label="", tag=state)
    return Section("clock", "Statutory clock", (Line(rule), line), is_list=False)


def _basis(book: Notebook) -> str:
    said = spoken(book.published.isoformat()) if book.published else ""
    if book.is_given:
        return f"Published on {said}, as given for this paper:"
    if book.inspection.is_published_sure:
        return f"Published on {said}:"
    if book.inspection.is_reported:
        return f"If it was published on {said} (the documents are certain of the month only):"
    return f"The report is not held; if it was published on {said}, the day of the earliest news held:"


def sources_section(book: Notebook, sources: tuple[Source, ...]) -> Section:
    """The documents that were used, numbered as the citations name them."""
    lines = tuple(Line(source_words(source), label=f"[{number}]") for number, source in enumerate(sources, start=1))
    digest = any(source.text == "digest" for source in sources)
    note = Line("Quotes from digests are in our own words; the link leads to the original.") if digest else None
    return Section("sources", "Sources", lines, note)


def source_words(source: Source) -> str:
    """A document in one line: who, what, when, where."""
    when = f"published {spoken(source.published, source.published_sure)}"
    looked = f"inspected {spoken(source.inspected)}, " if source.inspected and source.is_official else ""
    digest = " (digest in our own words)" if source.text == "digest" else ""
    return f"{source.publisher}, {source.title}{digest}, {looked}{when}. {source.url}".strip()
