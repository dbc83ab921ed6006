"""What a terminal shows: the words of the answer, all of them, and nothing that steers the terminal."""

from __future__ import annotations

import io
import re
import typing
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from peel_qa.doctor.record import Check
from peel_qa.engine import PeelQA
from peel_qa.index.progress import Silent
from peel_qa.records import Answer, Source, Status
from peel_qa.terminal import (
    STATUS_LABELS,
    Bars,
    answer_view,
    check_view,
    console_for,
    count_view,
    hit_view,
    is_terminal,
    progress_bars,
    source_view,
    waiting,
)

ESCAPE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


SOURCE = Source("a-report", "A title", "HMICFRS", "report", "Northmoor Police", "2023-06-01", edition="PEEL 2023", inspected="2023-02")


def shown(view: RenderableType, width: int = 100) -> str:
    """What a colour terminal receives."""
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=width, color_system="truecolor", markup=False, emoji=False, highlight=False).print(view)
    return out.getvalue()


def words(text: str) -> list[str]:
    """The words of a text without colours; addresses that were broken at the edge are joined by leaving all spaces out."""
    return list("".join(ESCAPE.sub("", text).split()))


@pytest.mark.parametrize(
    "question", ["How many of the 66 serious cases were badly supervised?", "Who won the football?", "Who is the chief constable?"]
)
@pytest.mark.parametrize("width", [40, 100])
def test_an_answer_in_a_terminal_has_every_word_of_the_answer(qa: PeelQA, question: str, width: int) -> None:
    answer = qa.ask(question)
    view = shown(answer_view(answer), width)
    assert words(view) == words(STATUS_LABELS[answer.status] + str(answer))


def test_the_direct_answer_is_bold_and_a_refusal_looks_otherwise() -> None:
    answered = shown(answer_view(Answer("?", "20%, nearly.", "answered")))
    refused = shown(answer_view(Answer("?", "20%, nearly.", "not_in_corpus")))
    assert "\x1b[1m20%, nearly.\x1b[0m" in answered
    assert "\x1b[1m20%, nearly." not in refused
    assert "No answer" in refused
    assert "No answer" not in answered


def test_every_status_has_a_label() -> None:
    assert set(STATUS_LABELS) == set(typing.get_args(Status))


@pytest.mark.parametrize("line", ["[bold]not markup[/bold]", ":smile:", "[link=https://evil.example]x[/link]", "    [/]", '[1] "[/x]"'])
def test_text_is_never_read_as_markup(line: str) -> None:
    view = shown(answer_view(Answer("?", f"first\n{line}", "answered")))
    assert words(line)
    assert "".join(words(line)) in "".join(words(view))


def test_a_console_prints_text_as_it_is() -> None:
    out = io.StringIO()
    console_for(out).print("[bold]x[/bold] :smile: 7")
    assert out.getvalue() == "[bold]x[/bold] :smile: 7\n"


def test_control_characters_are_left_out() -> None:
    hostile = "a\x1b[2Jb\x07c\x9bd"
    for view in (
        answer_view(Answer("?", f"{hostile}\n[1] {hostile}", "answered")),
        source_view(replace(SOURCE, title=hostile)),
        check_view(Check("g", "n", "error", hostile, hostile), True),
    ):
        text = ESCAPE.sub("", shown(view))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


def test_addresses_can_be_followed() -> None:
    assert "\x1b]8;" in shown(answer_view(Answer("?", "x\n    HMICFRS · https://hmicfrs.example/a", "answered")))


def test_a_passage_shows_its_place_and_its_text(qa: PeelQA) -> None:
    (hit,) = qa.search("custody", 1)
    view = "".join(words(shown(hit_view(1, hit))))
    assert "".join(words(hit.passage.text)) in view
    assert "".join(words(hit.source.title)) in view


def test_a_document_shows_its_whole_id_and_its_dates_however_narrow_the_terminal() -> None:
    view = ESCAPE.sub("", shown(source_view(SOURCE), width=24))
    assert view.splitlines()[0] == "a-report"
    assert words(view) == words("a-report A title PEEL 2023 · report, original · inspected February 2023, published 1 June 2023")


def test_checks_show_state_and_remedy_and_are_counted() -> None:
    error, fine = Check("Index", "files", "error", "gone", "Build it"), Check("Index", "corpus", "ok", "there")
    assert "error" in str(check_view(error, is_first=True))
    assert "→ Build it" in str(check_view(error, is_first=True))
    assert "Index" not in str(check_view(error, is_first=False))
    assert "1 to mend, 0 to look at" in str(count_view([error, fine]))
    assert "in order" in str(count_view([fine]))


def test_bars_show_phase_and_steps() -> None:
    out = io.StringIO()
    bars = Bars(Console(file=out, force_terminal=True, width=100), "Beginning")
    bars.phase("Embedding", 7)
    bars.advance(3)
    Console(file=out, width=100).print(bars.bars.get_renderable())
    assert "Embedding" in out.getvalue()
    assert "3/7" in out.getvalue()


def test_nothing_moves_where_nobody_looks(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with progress_bars() as progress:
        assert isinstance(progress, Silent)
        progress.phase("Embedding", 3)
        progress.advance(3)
    with waiting("Loading"):
        pass
    assert capsys.readouterr() == ("", "")
    with (tmp_path / "file").open("w") as file:
        assert not is_terminal(file)
    assert not is_terminal(file)
    assert not is_terminal(None)
