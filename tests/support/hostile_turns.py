"""A third set of ways of making a true sentence false: a devil's small turns, each of which reads as if a careful writer had made it.

Each gives a sentence that its source does not carry, or None where it does not fit.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from hostile_claims import Way

from peel_qa.generation.values import values
from peel_qa.records import Source
from peel_qa.text import opening

_PEOPLE = (
    r"(?:officers|victims|supervisors|staff|offenders|callers|detectives|children|inspectors|leaders|managers|sergeants|suspects|"
    r"witnesses|residents|volunteers|partners|investigators)"
)
_QUALITIES = (
    r"(?:serious|violent|complex|response|neighbourhood|non-emergency|emergency|domestic|rural|young|vulnerable|repeat|digital|"
    r"front-?line|prevention|special|outstanding|urgent|missing|sexual|organised|commercial|homeless|older|senior)"
)
_SINGLE = r"(officer|victim|sergeant|detective|supervisor|team|case|call|inspector|resident|station)"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _tidy(text: str) -> str:
    return opening(re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s{2,}", " ", text)).strip(" ,"))


def _first(pairs: Sequence[tuple[str, str]], text: str) -> str | None:
    for old, new in pairs:
        changed = re.sub(old, new, text, count=1, flags=re.IGNORECASE)
        if changed != text:
            return _tidy(changed)
    return None


def uncounted(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What a figure counts, told without the figure, as if of all of them."""
    own = [value for value in values(text) if value.kind in ("count", "ratio", "percentage", "part")]
    if not own:
        return None
    value = chance.choice(own)
    before = re.sub(
        r"\b(?:almost|nearly|about|around|more than|fewer than|less than|over|only|just|up to|at least) $", "", text[: value.start]
    )
    return _tidy(f"{before} {re.sub(r'^ ?(?:of|per cent|percent)( the)? ', ' ', text[value.end :])}")


def widened(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """A share of them told as most, many or all of them."""
    own = [value for value in values(text) if value.kind in ("ratio", "percentage", "part", "count")]
    if not own:
        return None
    value, wide = chance.choice(own), chance.choice(["most", "many", "nearly all", "all", "hundreds of", "a majority of"])
    behind = re.sub(r"^ ?(?:of )?(?:the )?", " ", text[value.end :])
    return _tidy(f"{text[: value.start]}{wide}{behind}")


def broader(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What holds of some kind of them, told of them in general: "response officers" as "officers"."""
    found = [*re.finditer(rf"\b{_QUALITIES} (?!as\b)(?=[a-z]+s\b)", text, re.IGNORECASE)]
    found += re.finditer(r"(?<=[a-z]s) (?:of|with) (?:(?:the|a|an|their|its) )?\w+(?: \w+)?(?= (?:is|are|was|were|has|have|had)\b)", text)
    if not found:
        return None
    match = chance.choice(found)
    return _tidy(f"{text[: match.start()]} {text[match.end() :]}")


def made_passive(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Who does something told as those to whom it is done; "short of officers qualified in" has them done to already."""
    before = r"(?<!of )(?<!for )(?<!with )(?<!from )(?<!by )(?<!to )"
    pattern = rf"{before}\b((?:the force|{_PEOPLE})) ((?:also |then |often )?)(?!need|want)(\w{{3,}}ed)\b(?! to \w+ )"
    found = re.findall(pattern, text, re.IGNORECASE)
    if not found:
        return None
    who, how, verb = chance.choice(found)
    return text.replace(f"{who} {how}{verb}", f"{who} {'was' if who.lower() == 'the force' else 'were'} {how}{verb}", 1)


def made_active(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Those to whom something is done told as those who do it."""
    return _first(
        [(r"(?<!and )(?<!but )(?<!or )\b(?:is|are|was|were|been) ((?:also |not |then |often )?\w{3,}ed)\b(?! (?:\w+ )?by )", r"\1")], text
    )


def told_by_others(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What some people said told as said by other people, or as found by inspectors."""
    match = re.search(rf"\b{_PEOPLE}(?= (?:said|told|reported|thought|believed|felt|say|tell|think|feel|believe)\b)", text, re.IGNORECASE)
    if match is None:
        return None
    new = chance.choice([one for one in ("detectives", "victims", "sergeants", "residents", "leaders") if one != match[0].lower()])
    return text[: match.start()] + (opening(new) if match[0][0].isupper() else new) + text[match.end() :]


def proved(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What its source leaves open told as sure."""
    return _first(
        [
            (r"\b(?-i:may|might|could) (?=\w+ )", ""), (r"\b(?:is|are) likely to\b", "will"), (r"\b(?:probably|possibly|perhaps)\b", ""),
            (r"\b(?:suggests?|indicates?)\b", "proves"), (r"\b(?:appears?|seems?|tends?) to\b", "do"), (r"\b(?:can) (?=\w+ )", ""),
            (r"\b(?:believe|think|feel|hope|expect)s? that\b", "know that"), (r"\brisks? (\w+ing)\b", r"ends up \1"),
        ],
        text,
    )  # fmt: skip


def carried_out(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What is to be done told as done."""
    return _first(
        [
            (r"\b(?:should|must|needs? to|ha(?:s|ve) to|ought to) (?:be )?(\w+?)e?\b(?= )", r"has \1ed"),
            (r"\b(?:is|are|was|were) (?:asked|told|urged|expected|required) to (\w+?)e?\b(?= )", r"\1ed"),
            (r"\b(?:plans|intends|aims|wants|hopes|agreed|promised) to (\w+?)e?\b(?= )", r"\1ed"), (r"\bwill (\w+?)e?\b(?= )", r"\1ed"),
            (r" to (?=reduce|improve|protect|prevent|record|tackle|resolve)(\w+?)e?\b(?= )", r", which has \1ed"),
        ],
        text,
    )  # fmt: skip


def told_of_today(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What was found then told as of now."""
    told = re.sub(r"\b[Ii]n (?:\w+ )?(?:19|20)\d\d(?:/\d\d)?,? ", "", text, count=1)
    return chance.choice(["Today ", "Currently, ", "At present ", "As of now, ", "This year "]) + _lowered(told)


def made_absolute(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """All, never or only, put where nothing of the kind stands."""
    if re.search(r"\b(?:all|every|always|never|only|each|whole|no|not|any)\b|n't", text):
        return None
    word = chance.choice(["always", "never", "only", "all", "without exception"])
    return _first([(r"\b(is|are|was|were|has|have|had)\b", rf"\1 {word}")], text)


def less_limited(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Without the small words that bound what is said."""
    return _first(
        [
            (r"\b(?:only|merely|partly|mainly|mostly|first|initially|so far|at times|in places|sometimes|in general) ", ""),
            (r"^(?:if|when|where|once|unless|without|until|before|after) [^,]+, ", ""),
            (r" (?:if|when(?! we| inspectors)|once|unless|until) [^,.]+", ""),
            (r"\b(?:too|quite|reasonably|relatively) ", ""),
        ],
        text,
    )  # fmt: skip


def turned_round(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """A change or a comparison told the other way round."""
    return _first(
        [
            (r"\brose\b", "fell"), (r"\bfell\b", "rose"), (r"\brisen\b", "fallen"), (r"\bfallen\b", "risen"), (r"\bincrease", "decrease"),
            (r"\breduc(e|ed|es)\b", r"increas\1"), (r"\bdown\b", "up"), (r"\bup\b(?= (?:from|by))", "down"), (r"\bmore\b", "less"),
            (r"\bless\b", "more"), (r"\bfewer\b", "more"), (r"\bworse\b", "better"), (r"\bbetter\b", "worse"), (r"\bslower\b", "faster"),
            (r"\bgrew\b", "shrank"), (r"\bgained\b", "lost"), (r"\btoo (\w+)\b", r"\1 enough"), (r"\bbefore\b", "after"),
            (r"\bafter\b", "before"), (r"\bwith\b", "without"), (r"\bwithout\b", "with"), (r"\bagainst\b", "for"), (r"\bwithin\b", "after"),
        ],
        text,
    )  # fmt: skip


def followed(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Two sentences of a passage, the one told as what came of the other."""
    near = [other for other in others if "|" not in other and 30 < len(other) < 200 and other[-1:] == "."]
    if not near or len(text) > 250 or re.search(r"\b(?:because|so|therefore|result|cause|led)\b", text):
        return None
    joint = chance.choice(
        [", so ", ", which led to the fact that ", "; as a result, ", "; therefore, ", ", which is why ", "; consequently, "]
    )
    return f"{text.rstrip('.')}{joint}{_lowered(chance.choice(near))}"


def neighbouring(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """The force's neighbour in its place."""
    new = chance.choice(["Kent Police", "Norfolk Constabulary", "the neighbouring force", "Warwickshire Police", "other forces"])
    for name in (source.force, "the constabulary", "The constabulary", "the force", "The force"):
        at = text.find(name)
        if name and at >= 0:
            return opening(text[:at] + new + text[at + len(name) :])
    return None


def cut_quote(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Half of what somebody said in quotation marks, so that its no or its limit is gone."""
    match = re.search(r"\b(?:not|never|no|without|unless|if|cannot|hardly|some|may|should)\b (?=(?:\S+ ){3})", text)
    if match is None or '"' in text or "“" in text:
        return None
    who = {"inspectorate": "Inspectors", "newspaper": f"The {source.publisher}"}.get(voice, voice.split(", ")[0])
    return f"{who} said “{text[match.end() :].rstrip('.')}”."


def one_as_many(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """One of them told as all of them."""
    return _first(
        [
            (rf"\b(?:a|one) {_SINGLE}\b (?=was|is|has|had|said|told)", r"the \1s "),
            (r"\b(?:one|some|a few|several|two|three) of (?:the|its|their|these) (\w+)", r"the \1"),
            (r"\b(?:some|a few|several) (\w+s)\b", r"\1"), (rf"\bone {_SINGLE}\b", r"\1s"),
        ],
        text,
    )  # fmt: skip


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        uncounted, widened, broader, made_passive, made_active, told_by_others, proved, carried_out, told_of_today, made_absolute,
        less_limited, turned_round, followed, neighbouring, cut_quote, one_as_many,
    )
}  # fmt: skip
