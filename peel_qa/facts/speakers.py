"""Whom a sentence names as its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from peel_qa.data import read_table
from peel_qa.facts.people import NAME, full_name, is_former, roles
from peel_qa.facts.records import Person
from peel_qa.records import Source

INSPECTORATE = "inspectorate"
HIDDEN = "\0"
"""Stands for every quoted character of a sentence."""
_LONGEST_APPOSITION = 130
_TITLES = "Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Cllr"
_FRAME_END = re.compile(rf"(?: (?:in|at|on|after|when|during|to|last|this) [^{HIDDEN},]{{1,40}})?[\s.,;:!?{HIDDEN}]*")
_IS_MAN = {"Mr": True, "Sir": True, "Lord": True, "Mrs": False, "Ms": False, "Miss": False, "Dame": False, "Lady": False}
"""What a title says of a person."""
_TITLED = re.compile(rf"\b(?P<title>{'|'.join(_IS_MAN)}) (?:[A-Z][\w’'-]+ )?(?P<surname>[A-Z][\w-]+)")
_NOT_THE_SUBJECT = re.compile(
    r"\b(?:by|with|from|to|for|about|between|against|under|(?:branch|member|chair|secretary|part) of)\s+(?:the\s+)?$", re.IGNORECASE
)
_PASSIVE = re.compile(r"\b(?:is|was|are|were|be|been|being|that|having)\s+$", re.IGNORECASE)

_ITS_CHAIR = re.compile(
    r"\b(?:[Ii]ts|[Tt]heir|[Tt]he (?:branch|federation|union|association|body)(?:[’']s)?)(?: [a-z-]+){0,2} "
    r"(?:chair(?:man|woman|person)?|secretary|leader|spokes(?:man|woman|person)|representative|president),? $"
)
"""Before a name: somebody who speaks for the body that was named before."""
_INVERTED = re.compile(rf"\b(?:was|were|is|are|came|comes) (?P<name>{NAME})(?![\w’'-])(?=, (?:who|whose|aged?|an?|the|\d\d)\b)")
"""Somebody of whom a sentence tells behind what it says: "Among those who waited was Tom Orme, whose shop …"."""
_STATEMENT = re.compile(r"\b(?:statement|letter|e-?mail|reply|post|note|release)\b", re.IGNORECASE)
"""What somebody sends, and what "it said" then means."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name with the key of an office, the inspectorate with none, or a stranger without a name."""

    name: str
    role: str = ""

    @property
    def is_person(self) -> bool:
        """Whether "she" can mean the speaker."""
        return self.name not in ("", INSPECTORATE)


STRANGER = Speaker("")


@dataclass(frozen=True, slots=True)
class _Named:
    """A place in a sentence that names a speaker."""

    start: int
    end: int
    speaker: Speaker


@dataclass
class Attribution:
    """Finds the speaker of one sentence after the other; remembers who spoke (`last`) and whom "she" means (`person`).

    `text` is the whole document's: somebody who is called by a surname is named in full elsewhere in it.
    """

    source: Source
    people: Sequence[Person]
    text: str = ""
    last: Speaker | None = None
    person: Speaker | None = None
    _known: list[tuple[re.Pattern[str], re.Pattern[str], Speaker]] = field(default_factory=list)
    _is_man: dict[str, bool] = field(default_factory=dict)
    _body: str = ""

    def __post_init__(self) -> None:
        """Make the patterns for the people of the document, and learn from titles who is a man."""
        self._is_man |= {match["surname"]: _IS_MAN[match["title"]] for match in _TITLED.finditer(self.text)}
        for person in self.people:
            called = _called(person.name)
            before = re.compile(rf"{called}(?![\w’'-]){_gap()} (?:{_any('says', 'tells', 'verbs')})\b")
            self._known.append((before, re.compile(_behind(called)), Speaker(person.name, person.role)))

    def of(self, sentence: str, position: int) -> Speaker | None:
        """The speaker whom a sentence names outside its quotations, which are HIDDEN; None where it names none.

        `position` is where the sentence stands in the document: an office belongs to the person last named in it before.
        """
        self._body = _body_named(sentence) or self._body
        named = [*self._people(sentence), *self._offices(sentence, position), *_inspectorate(sentence), *self._pronouns(sentence)]
        named = [one for one in named if not _NOT_THE_SUBJECT.search(sentence, max(0, one.start - 20), one.start)]
        named += self._strangers(sentence, named)
        if not named:
            mentioned = self._mentioned(sentence)
            self.person = mentioned or self.person
            self.last = mentioned if mentioned and _STATEMENT.search(sentence) else self.last
            return None
        frames = [one for one in named if _is_frame(sentence, one)]
        self.last = (frames[-1] if frames else min(named, key=lambda one: (one.start, -one.end))).speaker
        self.person = self.last if self.last.is_person or self.last == STRANGER else self.person
        return self.last

    def _people(self, sentence: str) -> Iterator[_Named]:
        for before, behind, speaker in self._known:
            for pattern in (before, behind):
                for match in pattern.finditer(sentence):
                    yield _Named(*match.span(), speaker)

    def _offices(self, sentence: str, position: int) -> Iterator[_Named]:
        """An office ("the chief constable said"), and an office with a surname whose owner is named nowhere in full."""
        for key, office, titled in _office_patterns():
            for match in office.finditer(sentence):
                holders = [person for person in self.people if person.role == key]
                before = [person for person in holders if person.start <= position] or holders[:1]
                yield _Named(*match.span(), Speaker(before[-1].name, key) if before else STRANGER)
            for match in titled.finditer(sentence):
                is_known = any(person.name.split()[-1] == match["surname"] for person in self.people)
                if not is_known and not is_former(sentence[: match.start()]):
                    yield _Named(*match.span(), Speaker(match["surname"], key))

    def _pronouns(self, sentence: str) -> Iterator[_Named]:
        for name, meant in (("person_pronouns", self.person), ("any_pronouns", self.last)):
            for match in _pronoun_pattern(name).finditer(sentence):
                if meant is not None:
                    is_another = self._is_another(match[0], meant)
                    yield _Named(*match.span(), STRANGER if is_another else meant)
                    if name == "person_pronouns" and meant.is_person and not is_another:
                        self._is_man.setdefault(meant.name.split()[-1], match[0].split()[0].lower() == "he")

    def _is_another(self, pronoun: str, meant: Speaker) -> bool:
        """Whether "she" stands where the last person was a man by his title, or "he" where she was a woman."""
        is_man = self._is_man.get(meant.name.split()[-1]) if meant.is_person else None
        first = pronoun.split()[0].lower()
        return is_man is not None and first in ("he", "she") and (first == "he") != is_man

    def _strangers(self, sentence: str, named: Iterable[_Named]) -> Iterator[_Named]:
        """Speakers whom the document names in no office: with their names, where they have one."""
        taken = [(one.start, one.end) for one in named]
        for match in _stranger_pattern().finditer(sentence):
            verb = match.start("verb")
            if any(start <= verb < end for start, end in taken) or _PASSIVE.search(sentence[:verb]):
                continue
            name = full_name(match["name"] or "", self.source) or self._full(match["titled"] or match["surname"] or "")
            role = _body_of(sentence[match.start() : verb]) or (self._body if _ITS_CHAIR.search(sentence[: match.start()]) else "")
            yield _Named(match.start(), match.end(), Speaker(name, role) if name else STRANGER)

    def _full(self, surname: str) -> str:
        """The only full name that the document has for a surname; "" where it has none, or several."""
        found = {m[0] for m in re.finditer(rf"{NAME}(?<=\b{re.escape(surname)})(?![\w’'-])", self.text)} if surname else set()
        full = {name for one in found if (name := full_name(one, self.source))}
        return full.pop() if len(full) == 1 else ""

    def _newcomer(self, words: str) -> str:
        """The full name that some words are, where it is none of the people in an office; "" for any other."""
        name = full_name(words, self.source)
        return name if name and all(person.name != name for person in self.people) else ""

    def _mentioned(self, sentence: str) -> Speaker | None:
        """The person whom a sentence begins with and says something of, in an office or not; else the one in an office mentioned first."""
        begins = _introduced_pattern().match(sentence)
        if begins and (name := self._newcomer(begins["name"])):
            return Speaker(name)
        titled = _TITLED.match(sentence)
        if (
            titled
            and not any(person.name.endswith(titled["surname"]) for person in self.people)
            and (name := self._full(titled["surname"]))
        ):
            return Speaker(name)
        for key, office in _opening_offices():
            holders = [person for person in self.people if person.role == key]
            if holders and office.match(sentence):
                return Speaker(holders[-1].name, key)
        places = [(m.start(), Speaker(p.name, p.role)) for p in self.people if (m := re.search(_called(p.name), sentence))]
        for pattern, body in ((_in_post_pattern(), self._body), (_INVERTED, "")):
            told = pattern.search(sentence)
            if told and (name := self._newcomer(told["name"])):
                places.append((told.start("name"), Speaker(name, body)))
        return min(places, key=lambda pair: pair[0], default=(0, None))[1]


def _body_named(sentence: str) -> str:
    """The body that a sentence names and that has a voice of its own: "the branch of the Police Federation said"; "" for none."""
    bodies = read_table("peel_qa.facts", "voices.toml")["bodies"]
    return next((key for key, pattern in bodies.items() if re.search(pattern, sentence)), "")


def _body_of(apposition: str) -> str:
    """The body for which somebody speaks by what stands beside the name: "Sue Hill, who chairs the Police Federation"; "" for none."""
    bodies = read_table("peel_qa.facts", "voices.toml")["speaks_for"]
    return next((key for key, pattern in bodies.items() if re.search(pattern, apposition)), "")


def _is_frame(sentence: str, one: _Named) -> bool:
    """Whether the words stand behind what is said and close the sentence: "…, Tom Vale said.", "…,” said Tom Vale."."""
    before = sentence[: one.start].rstrip()
    return bool(before) and before[-1] in f"{HIDDEN},.?!–-" and _FRAME_END.fullmatch(sentence, one.end) is not None


def _inspectorate(sentence: str) -> Iterator[_Named]:
    for pattern in _inspectorate_patterns():
        for match in pattern.finditer(sentence):
            yield _Named(*match.span(), Speaker(INSPECTORATE))


def _called(name: str) -> str:
    """Pattern of how a person may be called: by the surname, with the office, the first names or a title before it."""
    *first, surname = name.split()
    office = rf"(?:(?:[Tt]he )?(?i:{_all_offices()})(?:,|(?: (?:of|for) [^,{HIDDEN}]{{2,40}})?,)? )?"
    return rf"\b{office}(?:{re.escape(' '.join(first))} |(?:{_TITLES}) )?{re.escape(surname)}\b"


def _behind(called: str) -> str:
    """Pattern of a speaker behind the verb."""
    return rf"(?:(?:(?<=^)|(?<=[{HIDDEN},.?!–-] )|(?<=[{HIDDEN},.?!–-]))(?:{_any('says')})|(?i:\baccording to)) (?:the )?{called}"


@cache
def _table(name: str) -> tuple[str, ...]:
    return tuple(read_table("peel_qa.facts", "voices.toml")[name])


def _any(*names: str) -> str:
    return "|".join(entry for name in names for entry in _table(name))


@cache
def _gap() -> str:
    return rf"(?: \([^)]*\))?(?:,[^{HIDDEN}.]{{1,{_LONGEST_APPOSITION}}}?,|,)?(?: (?:{_any('between')}))*"


@cache
def _all_offices() -> str:
    return "|".join(role.pattern for role in roles().values())


@cache
def _office_patterns() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    verbs, made = _any("says", "tells", "verbs"), []
    for role in roles().values():
        words = "|".join([role.pattern, *(re.escape(entry) for entry in role.words)])
        the = rf"\b[Tt]he (?i:{words})(?![\w’'-])"
        subject = rf"{the}(?: (?:of|for) [^,{HIDDEN}]{{2,50}}?)?{_gap()} (?:{verbs})\b"
        surname = rf"\b(?i:{role.pattern}),? (?P<surname>[A-Z][\w’'-]+?)(?![\w’'-]){_gap()} (?:{verbs})\b"
        made.append((role.key, re.compile(rf"{subject}|{_behind(the)}"), re.compile(surname)))
    return tuple(made)


@cache
def _opening_offices() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Of every office how a sentence begins that says something of its holder: "The chief constable sees it differently"."""
    return tuple(
        (role.key, re.compile(rf"\W*[Tt]he (?i:{role.pattern})(?![\w’'-]) (?!(?:and|or|of|for)\b)[a-z]")) for role in roles().values()
    )


@cache
def _inspectorate_patterns() -> tuple[re.Pattern[str], ...]:
    who = rf"(?i:\b(?:{_any('inspectorate')}))"
    return re.compile(rf"{who}{_gap()} (?:{_any('says', 'tells', 'verbs', 'report_verbs')})\b"), re.compile(_behind(rf"{who}(?!\w)"))


@cache
def _pronoun_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any(name)})(?: (?:{_any('between')}))* (?:{_any('says', 'tells', 'verbs')})\b")


@cache
def _stranger_pattern() -> re.Pattern[str]:
    behind = rf"(?: (?:{_TITLES}|Councillor|Professor) (?P<surname>[A-Z][\w-]+(?![\w’'-])))?"
    before = rf"(?:\b(?:{_TITLES}|Councillor|Professor) (?P<titled>[A-Z][\w-]+)|(?P<name>{NAME}))(?![\w’'-]){_gap()} "
    return re.compile(rf"(?:{before}|\b)(?P<verb>{_any('says', 'tells')})\b{behind}")


@cache
def _in_post_pattern() -> re.Pattern[str]:
    """A full name behind the post that a sentence introduces it with: "there is a new chair, Bex Hallorane, who"."""
    return re.compile(
        rf"\b(?:{_any('posts')})(?: (?:of|at|for) [^,.;]{{2,40}})?,? (?P<name>{NAME})(?![\w’'-])(?=, (?:who|whose|aged?|\d\d)\b|[.,])"
    )


@cache
def _introduced_pattern() -> re.Pattern[str]:
    """A full name that a sentence begins with, and behind which it says who that is or what that person did."""
    is_something = "(?:is|was|has been|works as) (?:now )?(?!said|told)[a-z]"
    who = rf"(?:, (?:who|whose|an?|the|of|from|aged?|\d\d|[a-z])|{_gap()} (?:{_any('verbs')})\b| {is_something})"
    return re.compile(rf"(?:(?:{_TITLES}|Councillor|Professor) )?(?P<name>{NAME})(?![\w’'-])(?={who})")
