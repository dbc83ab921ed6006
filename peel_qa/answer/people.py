"""Questions about who holds an office, and who somebody is, answered from the people named in dated documents."""

from __future__ import annotations

import re

from peel_qa.answer.compose import compose
from peel_qa.answer.demands import asks_of_holder
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.data import pattern_of, without_comments
from peel_qa.dates import spoken
from peel_qa.facts.people import roles
from peel_qa.facts.records import Person
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity
from peel_qa.search.years import years_in
from peel_qa.stems import term_set, terms
from peel_qa.text import fold

_EMPTY = frozenset(term for line in without_comments("peel_qa.answer", "holder_words.txt") for term in terms(line))
_MOST_STRAY = 1
_TRAILING = re.compile(r",? \b(?:when|at the time|during|as of|by the time|after|before|while)\b.*$", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:who|who's|whose|name|names|named|which|every|each|all|list|what(?:'s| is) the name)\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|will|would|how|why|when|where|what|said|say|says|view|words?)\b", re.IGNORECASE
)
_WHO_IS = re.compile(r"\bwho(?:'s| is| was|s)\s+(?P<name>[A-Za-z][\w'’-]+(?:\s+[A-Za-z][\w'’-]+){0,2})\s*\??$", re.IGNORECASE)
_GOING = r"(?:went|left|gone|retired|resigned|departed|quit|stepped|stood|moved)\b"
_BEFORE_GOING = rf"(?=[A-Za-z][\w'’-]+(?: [A-Za-z][\w'’-]+){{0,3}}? {_GOING})"
_AFTER = re.compile(
    r"\b(?:(?:took over|takes over|taken over|replaced|succeeded|followed|came after) (?:from )?"
    rf"|(?:since|after|once|now(?: that)?) {_BEFORE_GOING})"
    rf"(?P<name>[A-Za-z][\w'’-]+(?: (?!(?:as|at|in|when|has|had|is|was)\b|{_GOING})[A-Za-z][\w'’-]+){{0,2}})",
    re.IGNORECASE,
)
"""Asks who came after somebody who is named."""
_SUCCESSOR = re.compile(
    r"\b(?:tak(?:e|es|ing) over|took over|will replace|replaces|replaced|succeeds?|succeeded|successor|is next)\b", re.IGNORECASE
)
"""Asks who came after somebody, who is no answer to it."""
_SINCE = re.compile(r"\bsince (?:[a-z]+ )?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
"""Asks for everybody who held an office from a year on."""
_NAME = r"[A-Za-z][\w'’-]+(?: [A-Za-z][\w'’-]+){0,2}"
_PREDECESSOR = re.compile(
    rf"\bpredecessors?\b|\b(?:previous|former|last|old|ex) ?-?(?=(?:chief|boss|head|commissioner|pcc)\b)"
    r"|\b(?:before(?:hand)?|previously)\W*$"
    r"|\bbefore (?:the|its|their|our) (?:current|present|new|latest) (?:\w+ ){0,2}?(?:one|boss|chief|head|commissioner|pcc|holder)\b"
    rf"|\bbefore (?:(?:her|him|them|this|that)\b|(?P<name>{_NAME}))",
    re.IGNORECASE,
)
"""Asks who held an office before its holder, or before somebody who is named."""
_LEAVING = re.compile(
    r"\b(?:predecessor|former|previous|retir\w+|succe\w+|replac\w+|took over|takes over|left|leaving|resign\w+|stood down|stepped down)\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"^(?:and |so |but )?(?:is|isn't) (?P<name>[A-Za-z][\w'’-]+(?: [A-Za-z][\w'’-]+){0,2}) (?:still|now|currently)\b",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"\b(?:in charge|boss|bosses|helm|head|lead|leader) of (?P<what>(?:(?! (?:in|at|for|a?round|near)\b)[^?,;])+)", re.IGNORECASE
)
"""Of what somebody is at the head: of a part of the force by any other name than its own, the holder of an office is not asked for."""
_TEMPORARY = re.compile(r"(?:temporary|acting|interim)\b", re.IGNORECASE)
_NOT_SINCE = "The documents cannot tell whether this has changed since."
_PERHAPS_BETWEEN = "The documents do not say whether somebody else held the office in between."


def answer_people(question: Question, library: Library, filters: Filters) -> Answer | None:
    """The answer to "who is the chief constable" or "who is Wendy Williams"; None where something else is asked."""
    people = [person for person in library.index.facts.people if filters.admit(library.source(person.document))]
    people.sort(key=lambda p: (library.source(p.document).published, library.source(p.document).is_official), reverse=True)
    if (
        question.intent.name == "who"
        and (former := _called(_AFTER.search(question.own), people))
        and (later := _after(former[0], people, library))
    ):
        return _holders(question, later, roles()[later[0].role].name, library)
    if question.intent.name == "who" and (named := _called(_WHO_IS.search(question.full), people)):
        return _who_is(question, named, library)
    if question.role and (asked := _called(_STILL.search(question.own), people)):
        return _is_still(question, asked[0].name, [p for p in people if p.role == question.role], library)
    is_of_words = pattern_of("peel_qa.answer", "speaking.toml", "open").search(question.own) is not None
    if (before := _PREDECESSOR.search(question.own)) and not is_of_words and (before["name"] is None or _called(before, people)):
        return _asked_before(question, _called(before, people), people, library)
    if not question.role or not _asks_for_holder(question) or (question.is_follow_up and _SUCCESSOR.search(question.own)):
        return None
    holders = [person for person in people if person.role == question.role]
    fitting = [p for p in holders if _is_then(question, library.source(p.document))] if question.years else holders
    if since := _SINCE.search(question.own):
        fitting = [p for p in holders if library.source(p.document).published >= since["year"]]
    fitting = fitting or [p for p in holders if _is_of_report(question, library.source(p.document))]
    fitting = _of_its_time(question, _of_named_inspection(question, fitting, library), library)
    role = roles()[question.role].name
    if not fitting:
        return _unknown(question, holders, role, library)
    return _holders(question, fitting, role, library)


def _after(former: Person, people: list[Person], library: Library) -> list[Person]:
    """Those whom later documents name in somebody's office, by another name; the newest first."""
    last = max(library.source(p.document).published for p in people if p.name == former.name)
    return [p for p in people if p.role == former.role and p.name != former.name and library.source(p.document).published > last]


def _asked_before(question: Question, named: list[Person], people: list[Person], library: Library) -> Answer | None:
    """Who held an office before its newest holder, or before the one that a question names; None where it asks for nobody of the kind."""
    role = named[0].role if named else question.role
    holders = [p for p in people if p.role == role]
    if not holders or question.years or question.intent.name not in ("who", "general"):
        return None
    after = named[0] if named else holders[0]
    first = min(library.source(p.document).published for p in holders if p.name == after.name)
    if follower := next((p for p in holders if p.name == after.name and p.after), None):
        return _followed(question, follower, role, library)
    gone = [p for p in holders if p.name != after.name and library.source(p.document).published <= first]
    if not gone:
        is_told = named and _leaving(after.name, [p for p in holders if p.name == after.name], library)
        return None if is_told else _none_before(question, after, role, library)
    evidence, last = Evidence(library), gone[0]
    told = _leaving(last.name, [p for p in holders if p.name in (last.name, after.name)], library)
    shown = [told or _sentence(library, last)]
    if after.name.split()[-1] not in library.text(*shown[0]):
        shown.append(_sentence(library, after))
    said = f"{last.name} was {roles()[role].name} before {after.name} ({_when(library.source(shown[0][0]))})."
    left = f" {' '.join(library.text(*told).split())}" if told else ""
    lines = [Claim(f"{said}{left}", evidence.add_all(shown))]
    return compose(question.text, lines, evidence.citations, caveats=[] if told else [_PERHAPS_BETWEEN], confidence=0.85)


def _none_before(question: Question, after: Person, role: str, library: Library) -> Answer:
    """That nothing is held on who held an office before the first whom the documents name in it."""
    nearest = [c for c in [Evidence(library).library_citation(*_sentence(library, after))] if c]
    said = Claim(f"The documents held do not say who was {roles()[role].name} before {after.name}.")
    return compose(question.text, [said], [], "not_in_corpus", nearest=nearest, confidence=0.9)


def _followed(question: Question, follower: Person, role: str, library: Library) -> Answer:
    """Who held an office before somebody of whom a document says whom that person followed."""
    evidence = Evidence(library)
    when = _when(library.source(follower.document))
    said = f"{follower.after} was {follower.title or roles()[role].name} before {follower.name} ({when})."
    claim = Claim(said, evidence.add_all([_sentence(library, follower)]))
    return compose(question.text, [claim], evidence.citations, confidence=0.9)


def _leaving(name: str, mentions: list[Person], library: Library) -> tuple[str, int, int] | None:
    """The sentence near where some people are named that says of one of them that somebody else holds the office now."""
    for person in mentions:
        for span in library.passage_at(person.document, person.start).sentences:
            text = library.text(person.document, span.start, span.end)
            if name.split()[-1] in text and _LEAVING.search(text):
                return person.document, span.start, span.end
    return None


def _is_still(question: Question, name: str, holders: list[Person], library: Library) -> Answer | None:
    """Whether the newest document that names the holder of an office names that person; since then the documents know nothing."""
    if not holders:
        return None
    newest, named = holders[0], next((p for p in holders if p.name == name), None)
    evidence = Evidence(library)
    role, when = roles()[question.role].name, _when(library.source(newest.document))
    numbers = evidence.add_all([_sentence(library, newest)])
    is_same = newest.name == name
    lead = "Yes, in" if is_same else "Not in"
    claims = [Claim(f"{lead} the newest document held that names one: {newest.name}, {role} ({when}).", numbers)]
    if named is not None and not is_same:
        numbers = evidence.add_all([_sentence(library, named)])
        claims.append(Claim(f"{name} was named before that ({_when(library.source(named.document))}).", numbers))
    return compose(question.text, claims, evidence.citations, caveats=[_NOT_SINCE], confidence=0.9)


def _is_then(question: Question, source: Source) -> bool:
    """Whether a document speaks of the years asked for: it was published then, or its inspection is asked about."""
    is_inspection = re.search(r"\b(?:inspection|peel|report|fieldwork)\b", question.full, re.IGNORECASE) is not None
    return not set(question.years).isdisjoint(years_in(source.published)) or (is_inspection and affinity(question, source) >= 1.0)


def _is_of_report(question: Question, source: Source) -> bool:
    """Whether a report of the inspectorate covers the years asked for; what the press wrote later says nothing of them."""
    return source.is_official and affinity(question, source) >= 1.0


def _of_its_time(question: Question, people: list[Person], library: Library) -> list[Person]:
    """Without those whom only later documents name, where the report of the inspection asked for names somebody itself."""
    own = [library.source(p.document).published[:7] for p in people if _is_of_report(question, library.source(p.document))]
    return [p for p in people if library.source(p.document).published[:7] <= max(own)] if question.years and own else people


def _of_named_inspection(question: Question, people: list[Person], library: Library) -> list[Person]:
    """Those whom a document names that the question names by its subject: "the custody inspection"; all where it names none."""
    subject = set(question.subject) - _EMPTY - set(terms(" ".join(roles()[question.role].words)))

    def names(person: Person) -> bool:
        source = library.source(person.document)
        return bool(subject & term_set(f"{source.title} {source.inspection}"))

    return [person for person in people if names(person)] or people


def _asks_for_holder(question: Question) -> bool:
    """Whether the office itself is asked for, and not what its holder did: hardly another word stands in the question.

    A note such as "HMI for PEEL 2021/22?" names the office alone.
    """
    if question.intent.name not in ("who", "general", "list", "timeline") or asks_of_holder(question):
        return False
    is_asked = _ASKS.search(question.full) is not None
    if not is_asked and _SENTENCE.search(question.own):
        return False
    own = _TRAILING.sub("", question.own)
    known = set(_EMPTY) | set(terms(" ".join(roles()[question.role].words)))
    for force in question.forces:
        known |= set(terms(force))
    stray = [term for term in terms(own) if term not in known and not term[0].isdigit()]
    of_what = _OF_WHAT.search(own)
    if of_what and not set(stray).isdisjoint(terms(of_what["what"])):
        return False
    return len(stray) <= (_MOST_STRAY if is_asked else 0)


def _holders(question: Question, fitting: list[Person], role: str, library: Library) -> Answer:
    """The newest holder first, then earlier ones with their dates."""
    evidence = Evidence(library)
    first_of: dict[str, list[Person]] = {}
    for person in fitting:
        first_of.setdefault(person.name, []).append(person)
    claims = []
    for order, (name, mentions) in enumerate(first_of.items()):
        numbers = evidence.add_all(_sentence(library, person) for person in mentions[:2])
        when = _when(library.source(mentions[0].document))
        if order == 0:
            office = f"{_for_a_time(mentions[0])}{role}"
            said = f"{name}, {office}" + (f", {when}." if question.years else f", in the newest document held that names one ({when}).")
        else:
            said = f"{'Earlier' if not question.years else 'Also'}: {name} ({when})."
        claims.append(Claim(said, numbers))
    caveats = [] if question.years else [_NOT_SINCE]
    return compose(question.text, claims, evidence.citations, caveats=caveats, confidence=0.9)


def _for_a_time(person: Person) -> str:
    """What a document puts before an office that somebody holds for a time only: "temporary "."""
    match = _TEMPORARY.match(person.title)
    return f"{match[0].lower()} " if match else ""


def _unknown(question: Question, holders: list[Person], role: str, library: Library) -> Answer:
    evidence = Evidence(library)
    nearest = [c for p in holders[:2] if (c := evidence.library_citation(*_sentence(library, p)))]
    when = f" for {question.years[0]}" if question.years else ""
    known = "; ".join(dict.fromkeys(f"{p.name} ({_when(library.source(p.document))})" for p in holders))
    lines = [Claim(f"The documents held do not say who was {role}{when}.")] + ([Claim(f"They do name: {known}.")] if known else [])
    return compose(question.text, lines, [], "not_in_corpus", nearest=nearest, confidence=0.9)


def _called(match: re.Match[str] | None, people: list[Person]) -> list[Person]:
    """The people who bear the name that a question was found to hold, or a part of it."""
    wanted = fold(match["name"]).split() if match and match["name"] else []
    return [person for person in people if wanted and set(wanted) <= set(fold(person.name).split())]


def _who_is(question: Question, named: list[Person], library: Library) -> Answer:
    evidence = Evidence(library)
    claims = []
    for key in dict.fromkeys(person.role for person in named):
        mentions = [person for person in named if person.role == key]
        numbers = evidence.add_all(_sentence(library, person) for person in mentions[:2])
        claims.append(
            Claim(f"{mentions[0].name} is named as {roles()[key].name} ({_when(library.source(mentions[0].document))}).", numbers)
        )
    return compose(question.text, claims, evidence.citations, confidence=0.9)


def _when(source: Source) -> str:
    when = spoken(source.published, source.published_sure)
    return f"{source.edition}, published {when}" if source.is_official else f"{source.publisher}, {when}"


def _sentence(library: Library, person: Person) -> tuple[str, int, int]:
    """The sentence that names somebody; the name itself where it stands in none."""
    passage = library.passage_at(person.document, person.start)
    for span in passage.sentences:
        if span.start <= person.start and person.end <= span.end:
            return person.document, span.start, span.end
    return person.document, person.start, person.end
