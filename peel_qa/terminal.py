"""What a person sees in a terminal: progress bars, answers, passages, documents and checks. Nothing here decides what is said."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.style import Style
from rich.text import Text

from peel_qa.answer.cite import cite, reference
from peel_qa.dates import spoken
from peel_qa.doctor.record import Check, State
from peel_qa.generation.verify import REASONS
from peel_qa.index.progress import Progress as Told
from peel_qa.index.progress import Silent
from peel_qa.records import Answer, Hit, Source, Span, Status
from peel_qa.text import visible

STATUS_LABELS: dict[Status, str] = {
    "answered": "Answered",
    "partly_answered": "Partly answered",
    "clarify": "Please say which",
    "not_in_corpus": "No answer: not in the documents held",
    "other_force": "No answer: about another force",
    "other_edition": "No answer: about another inspection",
    "not_graded": "No answer: this was not graded",
    "not_yet_published": "No answer: not published yet",
    "false_premise": "Not as asked: the question assumes something that is not so",
    "opinion_or_prediction": "No answer: an opinion or a forecast",
    "individual_case": "No answer: about one person's case",
    "out_of_scope": "No answer: not what these documents are about",
    "unsafe_request": "No answer: not a question for this service",
}
_STATE_COLOURS: dict[State, str] = {"ok": "green", "warning": "yellow", "error": "bold red"}
_NUMBERED = re.compile(r"\[\d+\]")
_ADDRESS = re.compile(r"https?://\S+")
_SOURCE_INDENT = 4


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at this stream."""
    return stream is not None and not stream.closed and stream.isatty()


def console_for(stream: TextIO) -> Console:
    """A console that takes text as it is: no markup, no emoji codes, no guessed colours."""
    return Console(file=stream, markup=False, emoji=False, highlight=False)


class Bars:
    """A progress bar on standard error, removed when the work is done."""

    def __init__(self, console: Console, beginning: str) -> None:
        """Begin with a phase of unknown length, `beginning`: what there is to do is being found out."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        # Where standard output goes elsewhere, it must not be led through the terminal's bar.
        self.bars = Progress(*columns, console=console, transient=True, redirect_stdout=is_terminal(sys.stdout))
        self._task = self.bars.add_task(beginning, total=None)

    def phase(self, name: str, total: int) -> None:
        """Replace the bar by one of `total` steps."""
        self.bars.remove_task(self._task)
        self._task = self.bars.add_task(name, total=total)

    def advance(self, steps: int) -> None:
        """Move the bar on."""
        self.bars.advance(self._task, steps)


@contextmanager
def progress_bars(beginning: str = "Checking the index") -> Iterator[Told]:
    """Progress on standard error; silent when that is not a terminal."""
    if not is_terminal(sys.stderr):
        yield Silent()
        return
    bars = Bars(console_for(sys.stderr), beginning)
    with bars.bars:
        yield bars


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """A turning mark on standard error while something takes long; silent when that is not a terminal."""
    if not is_terminal(sys.stderr):
        yield
        return
    with console_for(sys.stderr).status(message):
        yield


@contextmanager
def writing(message: str) -> Iterator[Callable[[Answer], None]]:
    """Shows an answer on standard output while it is being written, each sentence once it is checked; taken away at the end."""
    console = console_for(sys.stdout)
    with Live(Text(f"{message} …", style="dim"), console=console, transient=True) as live:
        yield lambda so_far: live.update(
            Group(*(_line_view(line) for claim in so_far.claims for line in claim.text.splitlines()), Text("…"))
        )


def answer_view(answer: Answer) -> RenderableType:
    """The lines of an answer, word for word, below a line that says what kind of answer it is."""
    colour = "yellow" if answer.abstained else "green"
    label = Text(f" {STATUS_LABELS[answer.status]} ", style=f"bold reverse {colour}")
    first, *others = answer.text.split("\n")
    others += _model_lines(answer)
    direct = Text(visible(first), style="bold yellow" if answer.abstained else "bold")
    return Group(label, direct, *(_line_view(line) for line in others))


def _model_lines(answer: Answer) -> list[str]:
    """What a language model left out, and how long it took; the notes of the answer say the rest."""
    made = answer.generation
    if made is None:
        return []
    first = f", first checked sentence after {made.first_sentence / 1000:.1f} s" if made.first_sentence is not None else ""
    left = "; ".join(f"{count} because {REASONS.get(reason, reason)}" for reason, count in Counter(made.dropped).most_common())
    return [
        "",
        f"Note: {made.model}: {made.kept} sentences shown, {made.repaired} mended, {len(made.dropped)} left out{first}.",
        *([f"Note: {made.unneeded} more passed the check and rest on what the answer does not quote."] if made.unneeded else []),
        *([f"Note: Left out: {left}."] if left else []),
    ]


def _line_view(line: str) -> RenderableType:
    """One line below the direct answer, dressed by how it begins; a line of an unknown form stays as it is."""
    text = Text(visible(line))
    text.highlight_regex(_ADDRESS, lambda address: Style(link=address, underline=True))
    if line.startswith(" " * _SOURCE_INDENT):
        text = text[_SOURCE_INDENT:]
        text.stylize_before("dim")
        return Padding(text, (0, 0, 0, _SOURCE_INDENT), expand=False)
    if _NUMBERED.match(line):
        text.highlight_regex(r"^\[\d+\]", "bold cyan")
    elif line.startswith('- "'):
        text.stylize_before("dim")
    elif line.startswith("Note: "):
        text.stylize_before("italic")
    return text


def source_view(source: Source) -> RenderableType:
    """A document held: its id, which options take, then what it is and of when."""
    inspected = f"inspected {spoken(source.inspected)}, " if source.inspected else ""
    about = f"{source.inspection} · {source.kind}, {source.text} · {inspected}published {spoken(source.published, source.published_sure)}"
    lines = Group(Text(visible(source.title)), Text(visible(about), style="dim"))
    return Group(Text(source.id, style="bold"), Padding(lines, (0, 0, 0, _SOURCE_INDENT), expand=False))


def hit_lines(rank: int, hit: Hit) -> tuple[str, str]:
    """A passage found: where it stands, then its text."""
    passage = hit.passage
    citation = cite(rank, hit.source, passage, Span(passage.start, passage.end))
    return f"{rank}. {reference(citation)}", passage.text


def hit_view(rank: int, hit: Hit) -> RenderableType:
    """A passage found, for a terminal."""
    where, words = hit_lines(rank, hit)
    head = Text(visible(where), style="cyan")
    head.highlight_regex(_ADDRESS, lambda address: Style(link=address, underline=True))
    return Group(head, Padding(Text(visible(words)), (0, 0, 1, _SOURCE_INDENT), expand=False))


def check_view(check: Check, is_first: bool) -> Text:
    """One finding of the doctor, below the name of its group where it is the first of it."""
    text = Text(f"\n{check.group}\n" if is_first else "", style="bold")
    text.append(f"  {check.state:<8}", style=_STATE_COLOURS[check.state]).append(f" {check.name}: {visible(check.found)}", style="not bold")
    if check.remedy:
        text.append(f"\n           → {visible(check.remedy)}", style="not bold")
    return text


def count_view(checks: Sequence[Check]) -> Text:
    """How many findings need care."""
    errors, warnings = (sum(check.state == state for check in checks) for state in ("error", "warning"))
    if not errors and not warnings:
        return Text("\nEverything is in order.", style="green")
    return Text(f"\n{errors} to mend, {warnings} to look at.", style="red" if errors else "yellow")
