"""How a follow-up moves the question before it to another time or another person, told in that question's own words.

"Who was the chief constable in 2022? And who is it now?" asks of no year; "what was it two years before that" asks of 2020; "what did the
chief constable say? And the commissioner?" asks what the commissioner said.
"""

from __future__ import annotations

import re

from peel_qa.dates import MONTHS
from peel_qa.facts.people import find_role, office_words, office_written
from peel_qa.search.years import YEARS, year_groups

_NOW = re.compile(
    r"\b(?:now|nowadays|today|these days|currently|at (?:the )?(?:moment|present))\b"
    r"|^(?:and |but |so )?(?:what about |how about |in )?(?:the )?(?:latest|newest|most recent|current)"
    r"(?: (?:one|report|inspection|edition|time))?\W*$",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^(?:(?:no|nah|nope|sorry|oops|actually|wait|hang on|not that(?: one)?|ah)\b[\s,.!–-]*)*"
    r"i (?:really |actually )?(?:mean|meant|was (?:asking|talking) about)\b[\s,:]*(?=\w)",
    re.IGNORECASE,
)
"""How somebody mends the question before: "no sorry, I meant 2018/19"."""
_NEWEST_REPORT = re.compile(
    r",? ?\b(?:(?:in|of|from|at|by) )?(?:the |its |their )?(?:latest|newest|most recent|current)(?: PEEL)?"
    r"(?: (?:one|report|inspection|edition|time))?\b"
    r"|,? ?\b(?:now|nowadays|today|these days|currently|at the moment|this (?:year|time)(?: (?:a)?round)?)\b",
    re.IGNORECASE,
)
"""Words that say that the newest inspection is meant."""
_THEN = re.compile(
    rf"(?<=\w)\s+(?:(?:back )?(?:in|during|at|by|before|after|since|as (?:of|at)) (?:the )?(?:time|{'|'.join(MONTHS)})\b"
    r"|back then\b|when\b).*",
    re.IGNORECASE,
)
"""What a question says of another time, behind what it asks."""
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "the": 1}
_SHIFT = re.compile(
    rf"\b(?:in )?(?:(?P<number>{'|'.join(_NUMBERS)}|\d) years? (?P<way>before|earlier|previously|after(?:wards)?|later)"
    r"(?: (?:that|this|then)\b)?|the previous year)\b",
    re.IGNORECASE,
)
_NOT_NEXT = 2
_OLDER = re.compile(
    r"\W*(?:(?:and|n|but|so|ok(?:ay)?|what about|how about|what did) )*(?:(?:in|of|from|by|at|for) )?(?:the|that|their|its) "
    r"(?:(?:old|older|earlier|previous|prior) (?:report|inspection|one|edition)(?: (?:say|before(?: that)?))?"
    r"|(?:report|inspection|one|edition) before(?: (?:that|this|it)(?: one)?)?)\W*",
    re.IGNORECASE,
)
"""Asks the same of the inspection before: "and in the old report?"."""
_NEWER = re.compile(
    r"\W*(?:(?:and|but|so|ok(?:ay)?|what about|how about) )*(?:(?:in|of|from|by|at|for) )?(?:(?:the|that|their|its) )?"
    r"(?:(?:next|following|later|subsequent|newer) (?:report|inspection|one|edition)(?: after(?: (?:that|this|it)(?: one)?)?)?"
    r"|(?:report|inspection|one|edition) (?:that (?:came|followed) )?(?:after|behind)(?: (?:that|this|it)(?: one)?)?)\W*",
    re.IGNORECASE,
)
"""Asks the same of the inspection behind: "and in the one after that?"."""
_LATER = re.compile(
    r"\bsince(?: then| that)?\W*$|\b(?:next|following|later|subsequent) (?:inspections?|reports?|editions?)\b"
    r"|\b(?:inspections?|reports?|editions?|ones?) (?:that came |which came )?after(?: (?:that|this|it))?\W*$",
    re.IGNORECASE,
)
"""Asks what came after the time of the question before: "and since then?"."""
_ONLY = re.compile(r"\W*(?:and |but |so |ok(?:ay)? )?(?:what about |how about |what of )?(?P<who>.+?)\W*", re.IGNORECASE)
_OFFICE_WORDS = 6
"""Words of the longest name of an office that a follow-up may consist of."""


_TOPIC_FIRST = re.compile(
    r"^(?:and |but |so |ok(?:ay)? )*(?:what|how) about (?P<topic>[^,?]{3,40}), ?"
    r"(?P<before>(?:do|does|did|is|are|was|were|has|have|how|what|why|who|when|can|will)\b[^,?]*\b)(?:it|that|this|them|those|these)\b(?P<behind>[^,]*)$",
    re.IGNORECASE,
)
_TOPIC_BEFORE = re.compile(
    r"^(?:and|but|so|ok(?:ay)?) (?!(?:what|when|where|why|who|how|if|then|also)\b)(?P<topic>(?:[\w’'-]+ ){0,3}[\w’'-]{3,}), ?"
    r"(?P<asked>(?:how (?:many|much|often|long|good|well)|what (?:share|percentage|proportion|grade|rate))\b.+)$",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"^(?:and |but |so |ok(?:ay)? )*(?P<verb>is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b(?P<rest>(?! not\b).+)",
    re.IGNORECASE,
)


def topic_first(text: str) -> str:
    """A question whose topic stands before it with that in its place: of "what about stalking, do officers understand it?" the latter.

    Where no pronoun holds its place, it is put behind: "and burglary, how many do they solve" asks how many for burglary.
    """
    if found := _TOPIC_FIRST.match(text):
        return f"{found['before']}{found['topic']}{found['behind']}"
    found = _TOPIC_BEFORE.match(text)
    return f"{found['asked'].rstrip('? ')} for {found['topic']}?" if found else text


def why_not(earlier: str) -> str:
    """Why the answer to a yes-or-no question is no, as a question: of "Can it tell …?" it is "why can't it tell …"; "" of any other."""
    asked = _YES_OR_NO.match(earlier)
    if asked is None:
        return ""
    verb = asked["verb"].lower()
    return f"why {'can' if verb == 'can' else 'won' if verb == 'will' else verb + 'n'}'t{asked['rest']}"


def corrected(earlier: str, own: str) -> str:
    """What a question that mends the one before says instead, as one that goes on from it: "no, I meant 2018/19" is "and 2018/19"."""
    mended = _CORRECTS.sub("", own, count=1) if earlier else own
    return own if mended == own else f"and {mended}"


def without_newest(text: str) -> str:
    """A question without the words that say that it means the newest inspection, for one that names another time instead."""
    return _NEWEST_REPORT.sub(" ", text)


def moved(earlier: str, own: str) -> tuple[str, str]:
    """The question before a follow-up and the follow-up itself, where it only moves to another time; both as they are where it does not."""
    if (_NOW.search(own) or _LATER.search(own)) and not YEARS.search(own):
        return _THEN.sub("", YEARS.sub(" ", earlier)), own
    groups = year_groups(earlier)
    shift = _SHIFT.search(own)
    move = _move(shift) if shift else 0
    is_before_last = -_NOT_NEXT < move < 0  # documents themselves say "the year before"
    if shift is None or YEARS.search(own) or not groups or is_before_last:
        return earlier, own
    year = groups[-1][-1 if move > 0 else 0] + move
    return earlier, f"{own[: shift.start()]}in {year}{own[shift.end() :]}"


def counts_back(earlier: str, own: str) -> bool:
    """Whether a follow-up moves by so many years from a time that only the answer before it tells: "and two years before?"."""
    shift = _SHIFT.search(own)
    return shift is not None and abs(_move(shift)) >= _NOT_NEXT and not YEARS.search(own) and not year_groups(earlier)


def counted_back(own: str, year: int) -> str:
    """A follow-up that moves by so many years, with the year that it means, counted from another: "and in 2019?"."""
    return _SHIFT.sub(lambda shift: f"in {year + _move(shift)}", own, count=1)


def asks_older(own: str) -> bool:
    """Whether a follow-up asks nothing but the same of the inspection before: "and in the old report?"."""
    return _OLDER.fullmatch(own) is not None


def asks_newer(own: str) -> bool:
    """Whether a follow-up asks nothing but the same of the inspection behind: "and in the next one?"."""
    return _NEWER.fullmatch(own) is not None


def is_told_so(asked: str, sentence: str) -> bool:
    """Whether a sentence itself says what a question moves to by so many years: "from 38.9 percent two years earlier"."""
    moves = {_move(match) for match in _SHIFT.finditer(asked)}
    return bool(moves) and any(_move(match) in moves for match in _SHIFT.finditer(sentence))


def _move(shift: re.Match[str]) -> int:
    """By how many years, less than 0 for an earlier time."""
    number = (shift["number"] or "a").lower()
    years = int(number) if number.isdigit() else _NUMBERS[number]
    return years if (shift["way"] or "").lower().startswith(("after", "later")) else -years


def of_another_office(earlier: str, own: str) -> str:
    """The question before a follow-up, asked of the office that the follow-up names and nothing more; "" where it does not do that.

    Where the question before only asks who holds an office, the follow-up is whole by itself.
    """
    only = _ONLY.fullmatch(own)
    if only is None or len(only["who"].split()) > _OFFICE_WORDS:
        return ""
    asked, named = office_words(only["who"]), office_words(earlier)
    is_all = len(only["who"].split()) <= len(asked.split()) + 1  # an article may stand before it
    if not named or not is_all or find_role(asked) == find_role(named):
        return ""
    return re.sub(rf"{office_written(named)}\b", asked, earlier, count=1, flags=re.IGNORECASE)
