"""People in their offices: "Chief Constable Pippa Mills", "Andy Cooke, HM Inspector of Constabulary", a signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from peel_qa.data import any_of, read_table
from peel_qa.facts.forces import forces, is_about, with_the_force
from peel_qa.facts.records import Person
from peel_qa.records import Document, Source
from peel_qa.text import fold

_BIG, _SMALL = "A-ZÀ-ÖØ-ÞŴŶ", "a-zß-öø-ÿŵŷ"
_PART = rf"(?:[DO]['’])?[{_BIG}][{_SMALL}]+(?:[{_BIG}][{_SMALL}]+)*(?:-[{_BIG}][{_SMALL}]+)*"
_HONORIFIC = "Sir|Dame|Dr|Lord|Lady|Baron|Baroness|Rev|Reverend|Prof|Professor|Cllr|Councillor|Mr|Mrs|Ms|Miss"
_FIRST = rf"(?:(?:{_HONORIFIC}) )?(?:{_PART}|[A-Z]{{2}}(?= [{_BIG}]))"
NAME = rf"{_FIRST}(?: (?:(?:de|van|von|der|den|la|le|du) )*(?:[A-Z]\.|{_PART})){{1,2}}"
"""A first name and one or two more: "Siân O’Neill", "BJ Harrow", "John P. Holt", "Sir Jean de Vere"; without a possessive's ending."""
_PLACE = rf"(?:the )?[{_BIG}][\w’'-]+(?: (?:(?:and|of|&) )?[{_BIG}][\w’'-]+){{0,4}}"
_HOLDS = (
    r"(?:is(?: now)?|has been|(?:has )?be(?:came|come)|(?:serves|took over|has taken over|took office|started|joined) as"
    r"|(?:is|was|has been) (?:re-?elected|elected|appointed|voted in|sworn in|installed)(?: as| to be)?)"
)
"""How a name is tied to an office that its owner holds; not by "was", which may be over, nor by "takes over", which may be to come."""
_TOOK_OFFICE = (
    r"(?:took (?:over|up|charge|office|command)|(?:was|has been) (?:appointed|sworn in|elected|in (?:the )?(?:post|job|role|office))|"
    r"became|started|began|arrived|succeeded|replaced|moved (?:from|to)|joined (?:the force|from))"
)
"""How a name in the next paragraph is told to be the holder of an office that a paragraph begins with: "Ms Holt, who took over in May"."""
_SUCCEEDS = r"(?:(?:has )?(?:succeeded|replaced|beat|defeated|ousted|unseated)|(?:took|has taken) over from)"
_ARTICLE = r"(?:the |a |its |their |our )?(?:new |first |current |force[’']s |county[’']s |area[’']s )*"
_NOT_ITS_OWN = rf"(?![’']s\b| [{_BIG}]| (?:candidate|hopeful|nominee|designate|elect|election|role|job|post)\b)"
_SINCE = rf"(?: since (?:(?:early|late|mid|the (?:spring|summer|autumn|winter) of) )?(?:\d{{1,2}} )?(?:[{_BIG}][{_SMALL}]+ )?(?:19|20)\d\d)"
_ENDED = re.compile(
    r"(?: (?:of|for) [^,.;]{2,40})?(?: from (?:[A-Z]\w+ )?(?:19|20)\d\d)?,? "
    r"(?:until|till|up to|before|at the time|(?:from|between) (?:[A-Z]\w+ )?(?:19|20)\d\d (?:to|and|until))\b"
)
"""What follows an office that somebody held and holds no longer: "chief constable until May 2024"."""
_NEAR = 60
"""Characters before an office in which its owner is named."""
_OWNER = re.compile(rf"{_PLACE}(?:[’']s?)? (?:(?:new|current|acting|first|own) )?\Z")
_AFTER_NAME = r"(?!,? (?:at )?\d{1,2}(?:[.:]\d\d)? ?[ap]m\b)(?=[,.;:)’'”\"\n]|$| and\b| who\b| \()"


INSPECTORS = ("inspector", "chief_inspector")
"""The offices whose holders speak and sign for the inspectorate; keys of roles.toml."""


@dataclass(frozen=True, slots=True)
class Role:
    """An office: how it is called, how documents write it, how questions ask for it."""

    key: str
    name: str
    pattern: str
    words: tuple[str, ...]


@cache
def roles() -> dict[str, Role]:
    """All offices by key, special ones first."""
    data = read_table("peel_qa.facts", "roles.toml")
    return {key: Role(key, table["name"], table["pattern"], tuple(table["words"])) for key, table in data.items()}


@cache
def _compiled() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """For each office the ways in which its title stands beside a name, the surest first; a title may be in small letters."""
    return tuple((role.key, tuple(re.compile(way, re.MULTILINE) for way in _ways(role.pattern))) for role in roles().values())


def _ways(pattern: str) -> tuple[str, ...]:
    """The title alone first: a document that does not hold it need not be searched for names beside it."""
    title, name = rf"(?P<title>\b(?i:{pattern}))", rf"(?P<name>{NAME})"
    return (
        title,
        rf"{title} {name}",
        rf"{title} of {_PLACE} (?:Police|Constabulary|Service) {name}",
        rf"{name}, (?:\d\d, )?(?:the |(?:who|and) {_HOLDS} {_ARTICLE})?{title}\b{_NOT_ITS_OWN}",
        rf"{name},? {_HOLDS} {_ARTICLE}{title}\b{_NOT_ITS_OWN}",
        rf"{name}(?:, who)? {_SUCCEEDS} {NAME}(?:,[^,.;]{{2,60}},)? as {_ARTICLE}{title}\b{_NOT_ITS_OWN}",
        rf"^(?:(?:To|From|For the attention of): ?)?{name}\s*\n+\s*{title}\b(?=[^\n.!?]{{0,60}}$)",
        rf"^{title}(?:\t+|: *){name}(?=[ \t]*$)",
        rf"^(?:The |A )?(?:[\w’'-]+ ){{0,4}}{title}\b(?=[^\n]{{20,500}}$)[^\n]*\n\s*{name}, who {_TOOK_OFFICE}\b",
        rf"{title}(?: (?:of|for) {_PLACE})?{_SINCE}?, {name}{_AFTER_NAME}",
        rf"{title}(?: (?:of|for) {_PLACE})?(?:,? who (?:took|takes) (?:over|office|up)[^,.;]{{0,40}},)? is (?:now )?{name}{_AFTER_NAME}",
    )


def read_people(document: Document) -> list[Person]:
    """Everybody whom a document names in an office, once for each name and office, at the first place."""
    found: dict[tuple[str, str], Person] = {}
    taken: list[tuple[int, int]] = []
    for key, match in _matches(document.text):
        span = match.span("title")
        if any(span[0] < end and start < span[1] for start, end in taken):
            continue
        taken.append(span)
        name = full_name(match["name"], document.source)
        role = _office(key, match["title"], document.source)
        is_past = is_former(document.text[max(0, span[0] - 40) : span[0]]) or _ENDED.match(document.text, span[1]) is not None
        if name and not is_past and not _is_elsewhere(document, span) and (name, role) not in found:
            found[name, role] = Person(document.id, match.start(), match.end(), name, role, match["title"])
    return sorted(found.values(), key=lambda person: person.start)


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for key, (title, *patterns) in _compiled():
        if title.search(text):
            yield from ((key, match) for pattern in patterns for match in pattern.finditer(text))


def _office(key: str, title: str, source: Source) -> str:
    """The office that a title means: a bare "Commissioner" heads those forces that have no chief constable."""
    heads = {force.name: force.head for force in forces()}
    return "chief_constable" if title.lower() == "commissioner" == heads.get(source.force) else key


def _is_elsewhere(document: Document, span: tuple[int, int]) -> bool:
    """Whether the words beside an office say that it is another force's: "Eastmoor Police's chief constable"."""
    owner = _OWNER.search(document.text, max(0, span[0] - _NEAR), span[0])
    place = re.compile(rf" (?:of|for|at) {_PLACE}").match(document.text, span[1])
    return any(match is not None and not is_about(match[0], document.source.force) for match in (owner, place))


def is_former(before: str) -> bool:
    """Whether the words before an office say that the person does not hold it, or that it is another office."""
    return _not_in_office().search(before) is not None


@cache
def _not_in_office() -> re.Pattern[str]:
    return any_of(rf"\b{words}[ -]$" for words in read_table("peel_qa.facts", "names.toml")["not_in_office"])


@cache
def _no_names() -> frozenset[str]:
    return frozenset(read_table("peel_qa.facts", "names.toml")["no_names"])


def full_name(name: str, source: Source) -> str:
    """A name without words that are no part of it; "" where no full name is left, or what is left is the force or the publisher."""
    words = name.split()
    while words and words[-1] in _no_names():
        words.pop()
    while words and words[0] in _no_names():
        words.pop(0)
    own = {*source.force.split(), *source.publisher.split()}
    is_name = len(words) >= 2 and not any(word in _no_names() for word in words) and words[0] not in own
    return " ".join(words) if is_name else ""


def find_role(text: str, known_forces: tuple[str, ...] = ()) -> str:
    """Key of the office that a question asks for; the one with the longest words that are found, "" where none is.

    A force by its name is a force: "who was running Northmoor Police".
    """
    return _asked_office(text, known_forces)[1]


def roles_in(text: str) -> list[str]:
    """Keys of all offices that a text names, each once; a longer name does not also name the shorter one within it."""
    found: dict[str, None] = {}
    while (named := _asked_office(text, ()))[1]:
        found[named[1]] = None
        shorter = re.sub(rf"{office_written(named[0])}s?\b", " , ", text, flags=re.IGNORECASE)
        if shorter == text:
            break
        text = shorter
    return list(found)


def office_words(text: str) -> str:
    """The words for an office in a text, in small letters and without marks; "" where there are none."""
    return _asked_office(text, ())[0]


def office_written(found: str) -> str:
    """A pattern, up to the end of its last word and ignoring case, for words of an office (`office_words`) as a text writes them."""
    return rf"\b{r'[^a-z0-9]+'.join(found.split())}"


@lru_cache(maxsize=1024)
def _asked_office(text: str, known_forces: tuple[str, ...]) -> tuple[str, str]:
    readings = (text, with_the_force(text, known_forces))
    folded = " | ".join(f" {re.sub(r'[^a-z0-9]+', ' ', fold(reading).replace(chr(39), ''))} " for reading in readings)
    best = ("", "")
    for role in roles().values():
        for words in role.words:
            if (f" {words} " in folded or (" " in words and f" {words}s " in folded)) and len(words) > len(best[0]):
                best = (words, role.key)
    return best
