"""Cases for briefings and the other papers: facts that must stand in them, facts that must not, pages, refusals; held to gates.

A case names what is made (`kind` and `request`), what each section must say and must not say (patterns), and by which corpora it is
measured. Beside that every quote of every paper is looked up in its document.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from peel_qa.briefing.brief import BriefRequest, brief
from peel_qa.briefing.changes import changes
from peel_qa.briefing.inspections import find_force, find_inspection
from peel_qa.briefing.papers import changes_paper, press_paper
from peel_qa.briefing.press import check_text
from peel_qa.briefing.records import Line, Paper
from peel_qa.briefing.render.pdf import count_pages
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError, EvaluationError

MEASURES = ("must", "must_not", "verified", "pages", "refused")
"""Share of facts that are there, of facts that are rightly absent, of quotes that stand in their document, of lengths kept, of refusals."""
_FIELDS = {"id", "corpora", "kind", "request", "must", "must_not", "pages", "refused", "note"}
_KINDS = ("brief", "changes", "press")
_TODAY = date(2026, 1, 15)
"""The day on which papers of cases are made, so that what is due does not change."""


@dataclass(frozen=True, slots=True)
class PaperCase:
    """One paper and what it must be. `must` and `must_not` are pairs of a section's key ("" for any) and a pattern."""

    id: str
    corpora: tuple[str, ...]
    kind: str
    request: dict[str, Any]
    must: tuple[tuple[str, str], ...] = ()
    must_not: tuple[tuple[str, str], ...] = ()
    pages: int = 0
    refused: str = ""


@dataclass(slots=True)
class Score:
    """How many of each measure were right, of how many, and what was not."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))
    total: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))
    wrong: list[str] = field(default_factory=list)

    def add(self, measure: str, is_right: bool, told: str) -> None:
        """Count one check."""
        self.total[measure] += 1
        self.right[measure] += is_right
        if not is_right:
            self.wrong.append(told)

    def share(self, measure: str) -> float | None:
        """Share that was right, from 0 to 1; None where nothing was checked."""
        return self.right[measure] / self.total[measure] if self.total[measure] else None


def read_cases(path: Path) -> list[PaperCase]:
    """The cases of a file of JSON lines.

    Raises:
        EvaluationError: naming the line and what is wrong with it.
    """
    found: list[PaperCase] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise EvaluationError(f"The cases {path} cannot be read ({error.strerror})", "Name a file of cases") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found.append(_read_case(f"{path}:{number}", line))
    if not found:
        raise EvaluationError(f"{path} holds no case", "Add cases; see evals/README.md")
    twice = {case.id for case in found if sum(other.id == case.id for other in found) > 1}
    if twice:
        raise EvaluationError(f"{path}: the id {min(twice)!r} is there twice", "Give each case its own")
    return found


def _read_case(where: str, line: str) -> PaperCase:
    try:
        values = json.loads(line)
        unknown = sorted(values.keys() - _FIELDS)
        pairs = {name: tuple((str(key), str(pattern)) for key, pattern in values.get(name, ())) for name in ("must", "must_not")}
        for _, pattern in (*pairs["must"], *pairs["must_not"]):
            re.compile(pattern)
        case = PaperCase(
            values["id"],
            tuple(values["corpora"]),
            values["kind"],
            dict(values["request"]),
            **pairs,
            pages=values.get("pages", 0),
            refused=values.get("refused", ""),
        )
    except (ValueError, KeyError, TypeError, re.error) as error:
        raise EvaluationError(f"{where}: the case cannot be read ({error})", "See evals/README.md") from error
    wrong = [f"unknown field {name!r}" for name in unknown]
    wrong += [f"kind {case.kind!r}"] if case.kind not in _KINDS else []
    wrong += ["nothing that it must say"] if not (case.must or case.refused) else []
    if wrong:
        raise EvaluationError(f"{where}: {wrong[0]}", "See evals/README.md")
    return case


def measure_papers(engine: PeelQA, cases: Sequence[PaperCase]) -> Score:
    """Make the paper of every case and check it."""
    score = Score()
    for case in cases:
        try:
            paper = _made(engine, case)
        except BriefingError as error:
            is_right = bool(case.refused) and re.search(case.refused, str(error)) is not None
            score.add("refused" if case.refused else "must", is_right, f"{case.id}: refused with {str(error)!r}")
            continue
        if case.refused:
            score.add("refused", False, f"{case.id}: made, and not refused")
            continue
        _check(engine, case, paper, score)
    return score


def _made(engine: PeelQA, case: PaperCase) -> Paper:
    request = case.request
    if case.kind == "brief":
        plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in request.items()}
        return brief(engine, BriefRequest(**plain, today=_TODAY))
    if case.kind == "changes":
        return changes_paper(engine, changes(engine, request.get("force", ""), request["from"], request["to"]), _TODAY)
    force = find_force(engine.index, request.get("force", ""), engine.settings.home_force)
    inspection = find_inspection(engine.index, force, request["edition"])
    return press_paper(engine, check_text(engine, request["text"], inspection), inspection, "News text", _TODAY)


def _check(engine: PeelQA, case: PaperCase, paper: Paper, score: Score) -> None:
    texts = {section.key: "\n".join(_said(section.title, section.all_lines())) for section in paper.sections}
    whole = "\n".join(texts.values())
    for key, pattern in case.must:
        is_there = re.search(pattern, texts.get(key, "") if key else whole, re.IGNORECASE) is not None
        score.add("must", is_there, f"{case.id}: {key or 'the paper'} does not say {pattern!r}")
    for key, pattern in case.must_not:
        is_there = re.search(pattern, texts.get(key, "") if key else whole, re.IGNORECASE) is not None
        score.add("must_not", not is_there, f"{case.id}: {key or 'the paper'} says {pattern!r}")
    for citation in paper.citations:
        held = engine.index.documents[citation.document].text[citation.start : citation.end]
        score.add("verified", held == citation.quote, f"{case.id}: {citation.quote[:60]!r} does not stand in {citation.document}")
    if case.pages:
        score.add("pages", count_pages(paper) <= case.pages, f"{case.id}: more than {case.pages} pages")


def _said(title: str, lines: Iterator[Line]) -> Iterator[str]:
    yield title
    for line in lines:
        yield f"{line.words} ({line.tag})" if line.tag else line.words


def read_gates(path: Path) -> dict[str, dict[str, float]]:
    """Corpus → measure → least share that is let through.

    Raises:
        EvaluationError: where the file cannot be read, or names what is no measure.
    """
    try:
        gates: dict[str, dict[str, float]] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise EvaluationError(f"The gates {path} cannot be read ({error})", "Correct the file") from error
    for corpus, table in gates.items():
        for measure, value in table.items():
            if measure not in MEASURES or not 0 <= value <= 1:
                raise EvaluationError(f"{path}: {corpus}.{measure} = {value!r}", f"Known: {', '.join(MEASURES)}; from 0 to 1")
    return gates


def below(corpus: str, score: Score, gates: dict[str, dict[str, float]]) -> list[str]:
    """A line for each measure that fell below its gate, or is no longer measured."""
    lines = []
    for measure, least in gates.get(corpus, {}).items():
        share = score.share(measure)
        if share is None or share < least:
            lines.append(f"{corpus}: {measure} is {'not measured' if share is None else f'{share:.4f}'}, the gate is {least:.4f}")
    return lines


def show_score(console: Console, corpus: str, score: Score) -> None:
    """Print the figures of one corpus and everything that was wrong."""
    said = ", ".join(f"{m} {score.right[m]} of {score.total[m]}" for m in MEASURES if score.total[m])
    console.print(f"{corpus}: {said}", soft_wrap=True)
    for told in score.wrong:
        console.print(f"  {told}", markup=False, soft_wrap=True)


def corpora_of(evals: Path) -> set[str]:
    """The names of the corpora of which papers are measured."""
    return {corpus for case in read_cases(evals / "briefings.jsonl") for corpus in case.corpora}


def run_papers(opened: Iterator[tuple[str, PeelQA]], evals: Path, is_gated: bool, console: Console) -> int:
    """Measure the papers of every corpus; 1 where the gate is asked for and something fell.

    `opened` gives each corpus under the name that cases and gates use.
    """
    cases = read_cases(evals / "briefings.jsonl")
    gates = read_gates(evals / "briefings.toml") if is_gated else {}
    fallen: list[str] = []
    for corpus, engine in opened:
        own = [case for case in cases if corpus in case.corpora]
        if own:
            score = measure_papers(engine, own)
            show_score(console, corpus, score)
            fallen += below(corpus, score, gates)
    for line in fallen:
        console.print(f"Below the gate: {line}", markup=False, soft_wrap=True)
    return int(bool(fallen))
