"""Further ways of making a true sentence false: what it claims of how much, of whom, when, why and how surely, turned in small steps.

Each gives a sentence that its source does not carry, or None where it does not fit.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from peel_qa.dates import MONTHS as _MONTHS
from peel_qa.records import Source
from peel_qa.text import opening

Way = Callable[[str, Source, str, Sequence[str], random.Random], str | None]

_ACTORS = (
    r"(?:officers|victims|supervisors|staff|offenders|callers|detectives|children|inspectors|leaders|managers|call handlers|suspects|"
    r"witnesses|residents|volunteers|partners|the public|the force|the commissioner|the chief constable|prisoners|investigators)"
)
_CAUSES = r" (because|as a result of|due to|owing to) | (which means(?: that)?|so that|leads to|led to|results in|causes) "


def _replaced(pairs: Sequence[tuple[str, str]], text: str) -> str | None:
    for old, new in pairs:
        changed = re.sub(old, new, text, count=1, flags=re.IGNORECASE)
        if changed != text:
            return changed[:1].upper() + changed[1:]
    return None


def rounded(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """A figure made rounder than it is, with nothing that says so."""
    for match in re.finditer(r"(?<![\w/£.,-])\d[\d,]*(?:\.\d+)?(?![\w/]|[.,]\d|-\d)", text):
        number = float(match[0].replace(",", ""))
        if re.fullmatch(r"(?:19|20)\d\d|101|999", match[0]) or number < 11:
            continue
        near = str(round(number)) if "." in match[0] else str(round(number, -1 if number < 300 else -2)).removesuffix(".0")
        if float(near) != number:
            return text[: match.start()] + near + text[match.end() :]
    return None


def almost_all(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """More of them than there are."""
    return _replaced(
        [
            (r"\b(?:most|the majority) of\b", "almost all of"), (r"\bmost\b", "almost all"), (r"\bmany\b", "most"), (r"\bsome\b", "many"),
            (r"\boften\b", "almost always"), (r"\bsometimes\b", "often"), (r"\ba few\b", "many"), (r"\bseveral\b", "most"),
        ],
        text,
    )  # fmt: skip


def never(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Not at all, for not often or not always."""
    return _replaced(
        [
            (r"\b(?:rarely|seldom|occasionally)\b", "never"), (r"\bnot (?:always|consistently|routinely|fully|often)\b", "never"),
            (r"\bsometimes\b", "never"), (r"\bfew\b", "no"), (r"\bnot all\b", "none of the"),
        ],
        text,
    )  # fmt: skip


def roles_swapped(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Who does it, and to whom, the other way round."""
    for one, between, other in re.findall(rf"\b({_ACTORS})\b((?: \w+){{1,4}} )({_ACTORS})\b", text, re.IGNORECASE):
        if one.lower() != other.lower() and not re.search(r"\b(?:and|or|of)\b", between):
            return opening(text.replace(f"{one}{between}{other}", f"{other}{between}{one}", 1))
    return None


def blended(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What one inspection found told of two."""
    other = {"2015": "2021/22", "2021/22": "2015"}.get(source.inspection.removeprefix("PEEL "), "2015")
    if match := re.search(r"\bIn ((?:19|20)\d\d(?:/\d\d)?)\b", text):
        return text.replace(match[0], f"In {match[1]} and in {other}" if match[1] != other else f"In {other} and in 2018/19", 1)
    return f"In both PEEL {other} and {source.inspection}, {text[:1].lower()}{text[1:]}"


def cause_inverted(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """The cause told as what it caused."""
    match = re.search(_CAUSES, text)
    if match is None or text.count(",") > 2:
        return None
    before, behind = text[: match.start()], text[match.end() :].rstrip(".")
    return f"{opening(behind)} {match[0].strip()} {before[:1].lower()}{before[1:]}."


def comparison(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What is compared, the other way round."""
    if changed := _replaced(
        [
            (r"\bhigher than\b", "lower than"), (r"\blower than\b", "higher than"), (r"\bmore (\w+) than\b", r"less \1 than"),
            (r"\bbetter than\b", "worse than"), (r"\babove\b", "below"), (r"\bbelow\b", "above"), (r"\bfewer than\b", "more than"),
            (r"\bless than\b", "more than"), (r"\bmore than\b", "less than"), (r"\bdouble\b", "half"), (r"\blonger\b", "shorter"),
            (r"\brose from (\S+) to (\S+?)([.,]?)(?=\s|$)", r"rose from \2 to \1\3"), (r"\bgreater\b", "smaller"),
            (r"\blarger\b", "smaller"),
        ],
        text,
    ):  # fmt: skip
        return changed
    return None


def unit(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Another unit."""
    return _replaced(
        [
            (r"(\d|\b(?:two|three|four|six|eight|ten|twelve)) ?seconds?\b", r"\1 minutes"),
            (r"(\d|\b(?:two|three|four|six|eight|ten|twelve)) ?minutes?\b", r"\1 hours"),
            (r"(\d|\b(?:two|three|four|six|eight|ten|twelve)) ?hours?\b", r"\1 days"),
            (r"(\d|\b(?:two|three|four|six|eight|ten|twelve)) ?days?\b", r"\1 weeks"),
            (r"(\d|\b(?:two|three|four|six|eight|ten|twelve)) ?weeks?\b", r"\1 months"),
            (r"(\d|\b(?:two|three|four|six|eight|ten|twelve)) ?months?\b", r"\1 years"),
            (r"(\d|\b(?:two|three|four|six|eight|ten|twelve)) ?years?\b(?! ending)", r"\1 months"),
            (r"(£[\d.,]+) ?(?:million|m)\b", r"\1 billion"), (r"(£[\d.,]+)(?! ?(?:m|b|t))", r"\1 million"), (r"(\d)%", r"\1 in 1,000"),
        ],
        text,
    )  # fmt: skip


def done_now(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What may be, or is to be, told as what is."""
    text = re.sub(rf"\b(?:{'|'.join(_MONTHS)})\b", lambda match: f"{match[0]}\u2060", text)  # the month is no "may"
    changed = _replaced(
        [
            (r"\b(?:may|might|could) be\b", "is"), (r"\b(?:may|might|could) have\b", "has"),
            (r"\b(?:may|might|could|can)(?!\u2060) (\w+)", r"does \1"),
            (r"\b(?:plans|intends|aims|hopes|is due|is expected|is likely|wants) to (\w+)", r"has begun to \1"),
            (r"\bwill (\w+)", r"did \1"),
            (r"\bis (?:introducing|developing|planning|recruiting|building)\b", "has completed"), (r"\b(?:appears|seems) to be\b", "is"),
        ],
        text,
    )  # fmt: skip
    return changed.replace("\u2060", "") if changed else None


def all_forces(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """One force's finding told of all."""
    wide = chance.choice(["All forces", "Every force", "Forces in England and Wales", "Police forces", "Most forces"])
    for name in (source.force, "The force", "the force"):
        if re.search(rf"\b{re.escape(name)}\b(?!['’])", text) and name:
            at = text.find(name)
            return text[:at] + (wide if at == 0 else wide[:1].lower() + wide[1:]) + text[at + len(name) :]
    return None


def date_shifted(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """A day, a month or a year too late."""
    if match := re.search(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})\b", text):
        return text.replace(match[0], f"{int(match[1]) % 27 + 1} {match[2]}", 1)
    if match := re.search(rf"\b({'|'.join(_MONTHS)}) ((?:19|20)\d\d)\b", text):
        return text.replace(match[0], f"{_MONTHS[(_MONTHS.index(match[1]) + 1) % 12]} {match[2]}", 1)
    if match := re.search(r"\b((?:19|20)\d\d)\b(?!/)", text):
        return text.replace(match[0], str(int(match[1]) + chance.choice([-1, 1])), 1)
    return None


_VERB = re.compile(r" (?:is|are|was|were|has|have|had|can|does|do|did|needs?|should|must) ")
_PLAIN = "the a an in of for to that this it its force police said reported found west mercia also still now and their they he she"
_EMPTY = set(_PLAIN.split()) | {month.lower() for month in _MONTHS}


def _tails(text: str, others: Sequence[str]) -> list[str]:
    """What other sentences say of something else: from their first verb on, where they tell of other things before it."""
    head = _VERB.split(text, maxsplit=1)[0]
    own = set(re.findall(r"[a-z]+", head.lower())) - _EMPTY
    found = []
    for other in others:
        match = _VERB.search(other)
        if match is None or "|" in other or len(other) - match.end() < 15:
            continue
        theirs = set(re.findall(r"[a-z]+", re.split(r", | that ", other[: match.start()].lower())[-1])) - _EMPTY
        found += [other[match.start() + 1 :]] if len(theirs & own) * 2 < len(theirs) else []
    return found


def spliced(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What is said of one thing told of another one."""
    match, tails = _VERB.search(text), _tails(text, others)
    return f"{text[: match.start()]} {chance.choice(tails)}" if match and match.start() > 15 and tails else None


def hung_on(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What is said of something else hung on a sentence."""
    tails = _tails(text, others)
    return f"{text.rstrip('.')}, {chance.choice(['which', 'and', 'and so it', 'but'])} {chance.choice(tails)}" if tails else None


def unsaid(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """What some people said told as a fact."""
    if voice not in ("inspectorate", "newspaper"):
        return None
    match = re.search(
        r"^(?:In [\d/]+,? )?(?!(?:HM )?[Ii]nspectors|HMIC|The inspectorate)[^,.]{3,60}? "
        r"(?:said|told [\w ]+|reported|thought|believed|felt)(?: in [\d/]+)? that ",
        text,
    )
    if match is None or "Standard" in match[0] or "Shuttle" in match[0] or "Star" in match[0] or "report" in match[0][:-20].lower():
        return None
    return opening(text[match.end() :])


def stronger(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Made more of by one word."""
    word = chance.choice(["seriously", "significantly", "completely", "always", "extremely", "clearly", "routinely", "still", "only"])
    changed = re.sub(r"\b(is|are|was|were|has|have|had)\b", rf"\1 {word}", text, count=1)
    return changed if changed != text and not re.search(rf"\b{word}\b", text) else None


def ranked(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """The best or the first of all, for one of several."""
    return _replaced(
        [
            (r"\bone of the (\w+)\b", r"the \1"), (r"\b(?:among|amongst) the (\w+)\b", r"the \1"), (r"\ba good\b", "the best"),
            (r"\bgood\b", "the best"),
        ],
        text,
    )  # fmt: skip


def other_group(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Another group of people of the same passage."""
    own = re.search(rf"\b{_ACTORS}\b", text, re.IGNORECASE)
    near = [m[0] for o in others for m in re.finditer(rf"\b{_ACTORS}\b", o, re.IGNORECASE) if m[0].lower() not in text.lower()]
    if own is None or not near:
        return None
    new = chance.choice(near).lower()
    return text[: own.start()] + (opening(new) if own[0][0].isupper() else new) + text[own.end() :]


def without_limit(text: str, source: Source, voice: str, others: Sequence[str], chance: random.Random) -> str | None:
    """Without the words that bound it."""
    return _replaced(
        [
            (r"\b(?:partly|partially|mainly|mostly|largely|generally|usually|(?<!most )often|almost|nearly|not always) ", ""),
            (r"\bin (?:some|most|many) (?:cases|areas|teams|places),? ?", ""), (r",? (?:if|unless|provided that|except) [^,.]+", ""),
            (r", where [^,.]+", ""),
        ],
        text,
    )  # fmt: skip


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        rounded, almost_all, never, roles_swapped, blended, cause_inverted, comparison, unit, done_now, all_forces, date_shifted,
        spliced, hung_on, unsaid, stronger, ranked, other_group, without_limit,
    )
}  # fmt: skip
