"""Yes or no, and what a question takes for granted: told only where the sentence surely speaks of the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.demands import has_reason, is_duty, is_general_norm, is_norm, names_reasons
from peel_qa.answer.evidence import Library
from peel_qa.answer.figures import SMALL_NUMBERS, number_of
from peel_qa.answer.leaning import points_back
from peel_qa.answer.period import latest_month
from peel_qa.answer.polarity import Stance, agrees, both_deny, both_low, is_negated, is_of_every, is_part_of_every, negates, stance
from peel_qa.answer.sentences import Candidate
from peel_qa.search.question import Question, content_terms
from peel_qa.stems import term_set

_SURE_WORDS = 0.6
"""Share of the question's words, by weight, that a sentence needs before yes or no is said of it."""
_SURE_MEANING = 0.37
_OTHERWISE = "The documents say otherwise: "
_EITHER = re.compile(r"\bor\b(?! not\b)|\b(?:more|fewer|less|higher|lower|bigger|smaller|better|worse)\b", re.IGNORECASE)
_IS_DONE = re.compile(r"^(?:and |so |but )?did\b", re.IGNORECASE)
_MADE_OF = re.compile(
    r"\b(?:made up of|consist(?:s|ing)? of"
    r"|(?:run|led|headed|staffed|paid for|funded|chaired|carried out|written|owned|done|trained|checked) by) (?P<what>[^?,;]+)",
    re.IGNORECASE,
)
"""Asks of what something is made, or by whom it is done: a sentence that does not name that says neither yes nor no."""
_SUPPOSING = re.compile(
    r"^(?:and |so |but )?(?:what (?:made|led|convinced|persuaded|prompted|drove)\b"
    r"|why (?=(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|might)\b|\w+n[’']?t\b)"
    r"|how come\b|when\b|given\b|explain (?:why|how|the .{3,40} that)\b)",
    re.IGNORECASE,
)
"""Questions that take what they ask about for granted; "what stops it" does not."""
_WHY_NOT = re.compile(r"\W*(?:and |so |but )?why(?: not| so| is that| was that| isn.t it| wasn.t it)?\W*$", re.IGNORECASE)
_COUNT = rf"(?:\d{{1,4}}|{'|'.join(SMALL_NUMBERS)})"
_ALL = re.compile(rf"\b(?:all (?:of )?(?:the |its |their |{_COUNT} )?|both |every |each of the )", re.IGNORECASE)
_PART = re.compile(rf"\b(?P<part>{_COUNT}) (?:out )?of (?:the |its |our |their |these |those |all )?(?P<whole>{_COUNT})\b", re.IGNORECASE)
_COMPARES = re.compile(r"\b(?:half|twice|double[ds]?|halved|as (?:many|much|few|little))\b", re.IGNORECASE)
"""Supposes that there is more or less of something than of something else, or than before."""
_NUMBER = re.compile(r"\b\d[\d,.]*")
_SURELY_CONTRARY, _SURELY_NOT = 0.7, 0.05
"""What the reader makes of a sentence from which on it is believed: nine in ten of the first are contrary, one in fifty of the second."""
_READ = 0.6
"""How sure the reader must be that the passage answers."""
_RATHER_READ = 0.4
"""The same where most of the question's words stand in the sentence."""
_DENIED, _SURELY_READ, _SOME_WORDS = 0.95, 0.8, 0.4
"""How sure the reader must be of a denial, and of the answer, and how much of the question must stand there."""
_SURELY_FOUND = 0.9
"""How sure the reader must be of what the words say as well."""
_FEW_WORDS = 0.2
"""Share of the question's words that a sentence needs in which the reader surely finds the answer."""
_HALF, _A_QUARTER = 0.5, 0.25
_BEST = 4
"""Sentences among which one is looked for that says what a question supposes."""
_FEWEST_WORDS = 2
"""Words about its subject that a question needs before yes or no is said to it: any sentence has the one of "are victims ok"."""
_VERDICTS = {"same": "Yes. ", "opposite": "No. ", "partly": "Not always. ", "short": "Not fully: it is something to put right. "}


def verdict(question: Question, best: Candidate, library: Library) -> str:
    """Yes, no or something in between for a question that asks for it; "" where the words do not make it sure.

    What somebody says is told as that: no "yes" is given in a person's or a newspaper's voice.
    """
    voice = library.voice_name(best.hit.passage.document, best.span.start, best.span.end)
    if voice != "inspectorate" and not _IS_DONE.match(question.own):
        return ""
    if question.intent.name != "yesno" or _EITHER.search(question.own) or question.is_graded:
        return ""
    told = stance(question, best.text)
    if not (_is_same_matter(best) or _both_sure(told, best)) or len(question.subject) < _FEWEST_WORDS or _reader_doubts(best):
        return ""
    if (of := _MADE_OF.search(question.own)) and term_set(best.text).isdisjoint(content_terms(of["what"], question.forces)):
        return ""
    if told == "same" and is_part_of_every(question.own, best.text):
        return "Not all. "
    if points_back(best.text) or (told == "same" and is_of_every(question.own) and not is_of_every(best.text)):
        return ""
    if is_general_norm(question, best.text) or (told != "short" and is_norm(question, best.text)):
        return ""
    return "" if _reader_differs(told, best) else _VERDICTS[told]


def supposes(question: Question) -> bool:
    """Whether a question takes what it asks about for granted, and says so without a negation: "why did it close the desk"."""
    return _takes_for_granted(question) and not is_negated(question)


def _takes_for_granted(question: Question) -> bool:
    """Whether a question begins as one that supposes something; "when you ring them, do they come in time" asks whether."""
    return question.intent.name != "yesno" and _SUPPOSING.match(question.own) is not None


def is_told(question: Question, candidates: Sequence[Candidate]) -> bool:
    """Whether one of the best sentences says what a question supposes, in a word of the same meaning: "fewer" where it has "less"."""
    return any(_is_same_matter(c) and agrees(question, c.text) and stance(question, c.text) == "same" for c in candidates[:_BEST])


def contradiction(question: Question, best: Candidate) -> str:
    """How the answer begins where the best sentence says the opposite of what a question takes for granted; "" elsewhere.

    Grades are compared as facts, elsewhere: "adequate" is not the opposite of "good". What is supposed to be done does not deny that it
    is not, and a sentence that tells reasons grants what they are the reasons of.
    """
    if (question.is_graded and question.grades) or not _takes_for_granted(question) or not question.own_subject:
        return ""
    if _WHY_NOT.match(question.text):  # what it goes on from said already that it is not so
        return ""
    then = latest_month(best.text)[:4]
    if question.years and then and int(then) not in question.years:  # what was so in another year denies nothing
        return ""
    if is_duty(best.text) or names_reasons(best.text) or both_low(question, best.text):
        return ""
    is_opposite = stance(question, best.text) == "opposite"
    is_counted = _COMPARES.search(question.own) is not None and len(_NUMBER.findall(best.text)) > 1  # numbers that the reader cannot weigh
    if is_negated(question):  # "why did it stop" is no denial of "it came to an end": words alone say too little
        is_denied = is_opposite and best.words >= _A_QUARTER and _reads_contrary(best)
        return _OTHERWISE if is_denied and not is_counted and not negates(best.text) else ""
    by_words = is_opposite and _is_same_matter(best) and not _reader_differs("opposite", best)
    is_part = _is_part_of_all(question.own, best.text) and best.meaning >= _SURE_MEANING
    is_read_denied = _reads_denial(best) and not both_deny(question, best.text) and not agrees(question, best.text)
    is_read = question.intent.name != "when" and not is_counted and (is_read_denied or (is_opposite and _reads_contrary(best)))
    return _OTHERWISE if by_words or is_part or is_read else ""


def _is_part_of_all(question: str, sentence: str) -> bool:
    """Whether a sentence says "two of the four" where a question supposes all of them."""
    if not _ALL.search(question):
        return False
    return any((part := number_of(m["part"])) is not None and part < (number_of(m["whole"]) or 0) for m in _PART.finditer(sentence))


def _reads_contrary(best: Candidate) -> bool:
    """Whether the reader finds the answer in the sentence, and that it rather contradicts the question."""
    answers = best.marks.get("answers", 0.0)
    is_same = best.words >= _SURE_WORDS or (answers >= _READ and best.words >= _FEW_WORDS)
    is_found = best.marks.get("place", 0.0) >= _READ and answers >= _RATHER_READ and is_same
    return is_found and best.marks.get("contrary", 0.0) >= _HALF


def _both_sure(told: Stance, best: Candidate) -> bool:
    """Whether words and reader agree, though fewer of the question's words stand in the sentence than make it surely the same matter."""
    is_found = best.found >= _SURELY_FOUND and best.words >= _SOME_WORDS
    contrary = best.marks.get("contrary", _HALF)
    return is_found and ((told == "opposite" and contrary >= _SURELY_FOUND) or (told == "same" and contrary <= _SURELY_NOT))


def _reads_denial(best: Candidate) -> bool:
    """Whether the reader alone is believed: it takes many a reason for a denial, so that the sentence may tell none."""
    is_sure = best.marks.get("contrary", 0.0) >= _DENIED and best.marks.get("answers", 0.0) >= _SURELY_READ
    return is_sure and best.words >= _SOME_WORDS and not has_reason(best.text)


def _reader_doubts(best: Candidate) -> bool:
    """Whether the reader has read the sentence, and finds no answer in its passage, or finds it elsewhere."""
    return "answers" in best.marks and (best.marks["answers"] < _READ or best.marks.get("place", 1.0) <= _HALF)


def _reader_differs(told: Stance, best: Candidate) -> bool:
    """Whether the reader, where it has read the sentence, surely holds the opposite of what the words seem to say."""
    contrary = best.marks.get("contrary")
    if contrary is None or best.marks.get("place", 0.0) <= _HALF:
        return False
    return contrary >= _SURELY_CONTRARY if told == "same" else told == "opposite" and contrary <= _SURELY_NOT


def _is_same_matter(best: Candidate) -> bool:
    return best.words >= _SURE_WORDS and best.meaning >= _SURE_MEANING
