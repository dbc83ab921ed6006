"""Questions for who said something: the sentence that says it, and whose voice it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.confidence import is_enough
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.sentences import Candidate, put_first
from peel_qa.answer.speakers import signer_of, voice_of
from peel_qa.answer.value_order import FULLER
from peel_qa.data import pattern_of
from peel_qa.facts.people import INSPECTORS, find_role, roles
from peel_qa.facts.records import Voice
from peel_qa.facts.voices import INSPECTORATE, role_name
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.question import Question
from peel_qa.text import fold, without_quotations

_NEARLY = 0.5
"""How far another sentence may score below the best to be quoted beside it (log-odds)."""
_CLAIMED_INSPECTORATE = re.compile(r"\b(?:inspectorate|inspectors?|HMICFRS|HMIC|watchdog|the report)\b", re.IGNORECASE)
_CLAIMED_PRESS = re.compile(r"\b(?:newspaper|paper|press|journalist|reporter|shropshire star|kidderminster|article)\b", re.IGNORECASE)
_CLAIMED_FORCE = re.compile(r"\b(?:the force|constabulary|police)(?:.s)? own\b", re.IGNORECASE)
_OF_THE_FORCE = frozenset({"chief_constable", "deputy_chief_constable", "assistant_chief_constable"})
_ALSO_SAID = 2.0
"""How far a sentence of the supposed speaker may score below the best (log-odds) to be what was asked about."""
_AS_MANY_WORDS = 0.25
_DID = re.compile(r"did\b", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:say|call|claim|describe|write|find|found|conclude|report|state|judge|decide|note|observe|estimate)\b", re.IGNORECASE
)
_TOLD = re.compile(r"\b(?:been|being|was|were|got) told\b", re.IGNORECASE)
_ALL_QUOTED = re.compile(r"[\"“‘'][^\"“”]+[\"”’']")
_WORDS_QUOTED = re.compile(r"[\"']([^\"']{8,}?)[.,]?[\"']")
"""Some words within quotation marks, in a folded text."""
_IS_YESNO = re.compile(r"^(?:and |so |but )?(?:is|was|did|does|do|were|are|has|have)\b", re.IGNORECASE)


def answer_attribution(question: Question, library: Library, candidates: Sequence[Candidate], confidence: float) -> Answer | None:
    """Who said it; None where nothing that was said comes near enough."""
    if question.intent.name != "attribution" or not candidates or not is_enough(confidence):
        return None
    candidates = _supposed_first(question, _fuller_first(_mouths_first(question, candidates, library)), library)
    best = candidates[0]
    evidence = Evidence(library)
    number = evidence.add(best.hit.passage.document, best.span.start, best.span.end)
    if not number:
        return None
    for other in candidates[1:3]:
        if other.score > best.score - _NEARLY:
            evidence.add(other.hit.passage.document, other.span.start, other.span.end)
    voice, source = voice_of(best, library), best.hit.source
    signer = signer_of(best, library)
    who, kind = (f"{signer.name}, {role_name(signer.role)}", signer.role) if signer else _named(voice, source)
    first = f"{_verdict(question, kind, voice.speaker if voice else '', library)}{who} ({edition_label(source)})."
    return compose(question.text, [Claim(first, (number,))], evidence.citations, caveats=_caveats(kind), confidence=confidence)


def _named(voice: Voice | None, source: Source) -> tuple[str, str]:
    """Who speaks, as a first line names them, and what kind of speaker it is: the key of an office, "inspectorate", "press", or ""."""
    if voice is not None and voice.speaker != INSPECTORATE:
        return (f"{voice.speaker}, {roles()[voice.role].name}" if voice.role in roles() else voice.speaker), voice.role
    if source.is_official or voice is not None:
        body = source.publisher if source.is_official else f"as reported by {source.the_publisher}"
        return f"The inspectorate ({body})", "inspectorate"
    return f"The {source.publisher}, in its own words", "press"


def _caveats(kind: str) -> list[str]:
    is_theirs = kind not in ("inspectorate", "press", *INSPECTORS)
    return ["This is that person's statement, not a finding of the inspectorate."] if is_theirs else []


def asks_who_said(question: Question) -> bool:
    """Whether a follow-up asks only who says what was answered before: "who says?", "whose figure is that?"."""
    return question.is_follow_up and pattern_of("peel_qa.answer", "speaking.toml", "who_said").match(question.own) is not None


def said_by(question: Question, earlier: Answer, library: Library) -> Answer | None:
    """Who says what an earlier answer quotes first, and next where another document says it too; None where it quotes nothing."""
    firsts = {citation.document: citation for citation in reversed(earlier.citations)}
    cited = set(earlier.claims[0].citations) if earlier.claims else set[int]()
    told = [c for c in reversed(firsts.values()) if c.number in cited]
    if earlier.status not in ("answered", "partly_answered") or not told:
        return None
    evidence = Evidence(library)
    claims, kinds = [], []
    for citation in told:
        source = library.source(citation.document)
        who, kind = _named(library.voice(citation.document, citation.start, citation.end), source)
        number = evidence.add(citation.document, citation.start, citation.end)
        claims += [Claim(f"{who} ({edition_label(source)}).", (number,))] if number else []
        kinds += _caveats(kind)
    return compose(question.text, claims, evidence.citations, caveats=[*dict.fromkeys(kinds)], confidence=0.8) if claims else None


def _mouths_first(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates, those behind that tell somebody else's words, unless who was told something is asked for.

    A headline repeats what somebody says below it, the first lines of an article words that come with their speaker further on, and
    "I've been told that I was asleep" what others say.
    """
    of_others = pattern_of("peel_qa.answer", "speaking.toml", "of_others")
    asks_of_it = _TOLD.search(question.own) is not None
    spoken = [fold(c.text) for c in candidates if (voice := voice_of(c, library)) and voice.speaker != INSPECTORATE]

    def is_repeated(candidate: Candidate) -> bool:
        is_own = voice_of(candidate, library) is None
        is_headline = is_own and _ALL_QUOTED.fullmatch(candidate.text.strip()) is not None
        is_again = is_own and any(match[1] in said for match in _WORDS_QUOTED.finditer(fold(candidate.text)) for said in spoken)
        return is_headline or is_again or (not asks_of_it and of_others.search(candidate.text) is not None)

    return sorted(candidates, key=is_repeated)


def _fuller_first(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates; of two that score alike the one first in which more of the question's words stand: it is asked who said those."""
    best = candidates[0]
    near = (c for c in candidates[1:] if c.score >= best.score - _NEARLY and c.words >= best.words + FULLER)
    return put_first(candidates, fuller) if (fuller := next(near, None)) is not None else candidates


def _supposed_first(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates; where a question supposes a speaker, and that person says it nearly as well, with that sentence first."""
    named = _supposed(question, library)[1] if _IS_YESNO.match(question.text) else []
    if not named:
        return list(candidates)

    def is_theirs(candidate: Candidate) -> bool:
        voice = voice_of(candidate, library)
        return voice is not None and voice.speaker in named and candidate.words >= candidates[0].words - _AS_MANY_WORDS

    near = [c for c in candidates if c.score >= candidates[0].score - _ALSO_SAID]
    first = next((c for c in near if is_theirs(c)), None)
    return [first, *(c for c in candidates if c is not first)] if first is not None else list(candidates)


def _supposed(question: Question, library: Library) -> tuple[str, list[str]]:
    """The part of a question that supposes a speaker, and the people whom it names there."""

    def people_in(part: str) -> list[str]:
        return [p.name for p in library.index.facts.people if re.search(rf"\b{re.escape(p.name.split()[-1])}\b", part, re.IGNORECASE)]

    part = re.split(r"\b(?:that|who)\b", question.text, maxsplit=1)[0]
    if not people_in(part) and _DID.match(question.text):
        part = _SAYING.split(question.text, maxsplit=1)[0]
    elif _DID.match(question.text):
        part = _SAYING.split(part, maxsplit=1)[0]
    return part, people_in(part)


def _verdict(question: Question, kind: str, speaker: str, library: Library) -> str:
    """Yes or no, where a question supposes a speaker: "Was it the inspectorate that said …".

    That somebody else said it does not prove that the one who is named did not: then only what the documents hold is told.
    """
    if not _IS_YESNO.match(question.text):
        return ""
    supposed, named = _supposed(question, library)
    denied = "The documents held do not say so; it was " if _DID.match(question.text) else "No. It was "
    if named:
        return "Yes. " if speaker in named else denied
    if _CLAIMED_FORCE.search(question.text):
        return "Yes. " if kind in _OF_THE_FORCE else "No. It is given by "
    claimed = find_role(without_quotations(supposed)) or (
        "inspectorate" if _CLAIMED_INSPECTORATE.search(supposed) else "press" if _CLAIMED_PRESS.search(supposed) else ""
    )
    if not claimed:
        return ""
    official = {"inspectorate", *INSPECTORS}
    return "Yes. " if claimed == kind or (claimed in official and kind in official) else denied
