"""A force's figure set against that of England and Wales: which of the two is higher, where a text gives both and does not say."""

from __future__ import annotations

import re

from peel_qa.search.question import Question

_FIGURE = re.compile(
    r"(?<![\d/£.-])(?<!\+/- )(?P<value>\d[\d,]*(?:\.\d+)?)\s?"
    r"(?P<unit>%|per ?cent\b|per \d[\d,]*\b|(?:seconds|minutes|hours|days|weeks|months)\b)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:england(?: and wales)?|nationally|(?:all|other|similar|most) forces|average (?:for|of|across|in))\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"\b(?:england|national(?:ly)?|(?:all|other|similar|most) (?:police )?forces|country|elsewhere|average)\b", re.IGNORECASE
)
_SAYS = re.compile(
    r"\b(?:higher|lower|more|fewer|less|above|below|better|worse|longer|shorter|quicker|slower|highest|lowest|same|in line|similar to"
    r"|times)\b",
    re.IGNORECASE,
)
"""A text that says itself how the two stand, or in which it is not clear what is set against what."""
_FIGURE_BEHIND = re.compile(r"[^.;\d]{0,60}\b(?:was|were|is|are|had|at|of|took)\b[^.;,\d]{0,15}|:? ?", re.IGNORECASE)
_FIGURE_BEFORE = re.compile(r"[^.;,\d]{0,30}\b(?:in|across|for|among|throughout|of|by)(?: the| an)? |,? ", re.IGNORECASE)
"""What stands between the others and their figure, behind them and before them."""
_BEFORE = re.compile(
    r"\b(?:(?:previous|last|earlier|preceding) (?:year|inspection|report)|(?:year|inspection) before|earlier|previously|ago)\b",
    re.IGNORECASE,
)
_MOST = 3
"""Figures of one unit up to which it is clear whose each is."""


def how_it_stands(question: Question, text: str, is_newest: bool) -> str:
    """That the force's figure is higher, lower or the same, as a sentence with the blank before it; "" where that is said or not clear.

    "7.9 per 10,000 people, against 5.1 per 10,000 across England and Wales" is higher. A figure of an earlier year is not the force's own,
    and of "now" nothing is said where the text is not of the newest inspection (`is_newest`).
    """
    if not asks_for_others(question) or (question.wants_newest and not is_newest) or _SAYS.search(text):
        return ""
    figures = list(_FIGURE.finditer(text))
    owned = [(figure, others) for figure in figures for others in _OTHERS.finditer(text) if _is_of(text, figure, others)]
    if len(owned) != 1:
        return ""
    theirs, others = owned[0]
    alike = [figure for figure in figures if _unit(figure) == _unit(theirs)]
    own = next((figure for figure in alike if figure is not theirs and not _is_of_before(text, figure)), None)
    if own is None or len(alike) > _MOST:
        return ""
    mine, that = _value(own), _value(theirs)
    stands = "the same as" if mine == that else "higher than" if mine > that else "lower than"
    return f" The force's figure is {stands} that of {_called(others[0].lower())}."


def asks_for_others(question: Question) -> bool:
    """Whether a question sets the force against others: "does it stop more people than other forces"."""
    return question.intent.name in ("compare", "yesno") and _ASKS.search(question.own) is not None


def _is_of(text: str, figure: re.Match[str], others: re.Match[str]) -> bool:
    """Whether a figure is told of the others: "the rate in England and Wales was 11.4 percent", "5.1 percent across all forces"."""
    if others.end() <= figure.start():
        return _FIGURE_BEHIND.fullmatch(text[others.end() : figure.start()]) is not None
    return figure.end() <= others.start() and _FIGURE_BEFORE.fullmatch(text[figure.end() : others.start()]) is not None


def _is_of_before(text: str, figure: re.Match[str]) -> bool:
    """Whether a figure is told for an earlier time: "7.4 percent in the previous year", "in the year before it was 7.4 percent"."""
    around = f"{re.split(r'[.;,]', text[: figure.start()])[-1]} {re.split(r'[.;,]| and ', text[figure.end() :])[0]}"
    return _BEFORE.search(around) is not None


def _called(said: str) -> str:
    return "England and Wales" if said.startswith("england") else said if said.endswith("forces") else "the others"


def _unit(figure: re.Match[str]) -> str:
    unit = figure["unit"].lower()
    return "%" if unit in ("%", "percent", "per cent") else unit


def _value(figure: re.Match[str]) -> float:
    return float(figure["value"].replace(",", ""))
