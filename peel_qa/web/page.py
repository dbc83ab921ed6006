"""The Ask view, in Gradio: a question box with filters, examples, the answer with its sources, and the conversation so far."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from peel_qa.errors import QuestionError
from peel_qa.service.desk import SEATS, WAITING, Desk
from peel_qa.service.links import fields_of
from peel_qa.service.request import read_request
from peel_qa.web.ask_parts import KINDS, choices, chosen, examples, filters_from, heading_html
from peel_qa.web.conversation import Turns, View, converse, resume
from peel_qa.web.frame import TITLE
from peel_qa.web.render import message_html

SESSIONS_KEPT = 500
"""Conversations held in memory; the longest unused goes first."""
_STATE_SECONDS = 3600
_BOX_CHARACTERS = 4_000
"""What the box takes, in characters: more than a question may have, so that a long one is told so, and less than the guard takes."""

Step = tuple[Any, ...]
_HEADING_FOR_READERS = '<h1 class="visually-hidden">Answers from the inspection reports</h1>'
_ASKED, _FOLLOW_UP = "Your question", "Ask a follow-up question"


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that a question reads and an answer changes."""

    question: gr.Textbox
    narrowing: list[Any]
    turns: gr.State
    shown: list[Any]


def build_page(desk: Desk) -> gr.Blocks:
    """The view over one desk.

    All HTML goes through `gr.Markdown`, as whole blocks on one line: `gr.HTML` evaluates its templates in the
    browser, which would need `unsafe-eval` in the content security policy. Its sanitiser is the second line of
    defence; the first is that `render` and its neighbours escape everything in Python.
    """
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        turns = gr.State((), time_to_live=_STATE_SECONDS)
        heading = _html(heading_html(desk.engine.documents), "heading")
        question, button, narrowing, message = _question_box(desk)
        suggestions, buttons = _examples()
        answer = _html("", "answer")
        fresh = gr.Button("New conversation", elem_id="fresh", visible=False)
        earlier = _html("", "earlier")
        parts = _Parts(question, narrowing, turns, [answer, earlier, message, question, turns, heading, suggestions, fresh])
        _wire(page, desk, parts, [button.click, question.submit], buttons, fresh)
    page.state_session_capacity = SESSIONS_KEPT
    page.queue(api_open=False, max_size=WAITING, default_concurrency_limit=SEATS)
    return page


def _wire(page: gr.Blocks, desk: Desk, parts: _Parts, asked: list[Any], buttons: list[gr.Button], fresh: gr.Button) -> None:
    options: dict[str, Any] = {"outputs": parts.shown, "show_progress": "hidden", "api_visibility": "private"}
    asking = {"fn": _asking(desk), "concurrency_id": "ask", **options}
    gr.on(asked, inputs=[parts.question, parts.turns, *parts.narrowing], **asking)
    for button in buttons:
        button.click(inputs=[button, parts.turns, *parts.narrowing], **asking)
    fresh.click(lambda: _new_conversation(heading_html(desk.engine.documents)), **options)
    page.load(_resuming(desk), concurrency_id="ask", **{**options, "outputs": [*parts.shown, *parts.narrowing]})


def _question_box(desk: Desk) -> tuple[gr.Textbox, gr.Button, list[Any], gr.Markdown]:
    """The box, its button, the filters, and the place for a kind line about a question that cannot be taken."""
    with gr.Column(elem_id="ask"):
        question = gr.Textbox(
            label=_ASKED,
            info=f"Up to {desk.engine.settings.question_characters} characters. Please leave out names and personal details.",
            lines=1,
            max_lines=8,
            max_length=_BOX_CHARACTERS,
            elem_id="question",
            html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off", lang="en-GB"),
        )
        button = gr.Button("Ask", variant="primary", elem_id="ask-button")
        message = _html("", "message")
        return question, button, _filters(desk), message


def _filters(desk: Desk) -> list[Any]:
    """Radio buttons and a box to tick, folded away; no list that drops down, which screen readers cannot follow in Gradio."""
    offered = choices(desk.engine.documents)
    with gr.Accordion("Narrow the search", open=False, elem_id="filters"):
        return [
            gr.Radio([("All inspections", ""), *((name, name) for name in offered.editions)], value="", label="Inspection"),
            gr.Radio([(label, value) for value, label in KINDS.items()], value="", label="Who writes"),
            gr.Radio([("All forces", ""), *((f, f) for f in offered.forces)], value="", label="Force", visible=len(offered.forces) > 1),
            gr.Checkbox(value=False, label="Newest inspection only"),
        ]


def _examples() -> tuple[gr.Column, list[gr.Button]]:
    """The example questions as buttons, and the column that holds them."""
    with gr.Column(elem_id="examples") as column:
        _html("<h2>For example</h2>", "examples-heading")
        buttons = [gr.Button(text, elem_classes=["example", f"kind-{kind}"], size="sm") for kind, text in examples()]
        return column, buttons


def _html(html: str, name: str) -> gr.Markdown:
    # No delimiters: "£5 and $6" is no formula.
    return gr.Markdown(html, elem_id=name, elem_classes=["html"], latex_delimiters=[])


def _asking(desk: Desk) -> Callable[..., AsyncIterator[Step]]:
    """The handler of a question: the box is emptied once it has its answer, and kept where there is none."""

    async def ask(
        question: str | None, turns: Turns, edition: str, kind: str, force: str, newest: bool, request: gr.Request
    ) -> AsyncIterator[Step]:
        async for view in converse(desk, question or "", filters_from(edition, kind, force, newest), turns, address_of(request)):
            yield _step(view, "" if view.turns != turns else gr.skip())

    return ask


def _resuming(desk: Desk) -> Callable[..., AsyncIterator[Step]]:
    """The handler of a freshly opened page: a question in its address is asked, with the filters set as they were."""
    untouched = (gr.skip(),) * 4
    built_over = desk.fingerprint

    async def load(request: gr.Request) -> AsyncIterator[Step]:
        fields = fields_of(request.query_params.multi_items() if request else [])
        if not fields["question"].strip():
            yield (gr.skip(),) * 8 + untouched if desk.fingerprint == built_over else _brought_up(desk)
            return
        try:
            wanted = read_request(**fields, limit=desk.engine.settings.question_characters)
        except QuestionError as error:
            yield _step(View("", "", f"{error}.", ()), fields["question"][:_BOX_CHARACTERS]) + untouched
            return
        narrowed = chosen(wanted, desk.engine.documents)
        async for view in resume(desk, wanted, address_of(request)):
            yield _step(view, wanted.question if view.message else "") + narrowed

    return load


def _brought_up(desk: Desk) -> Step:
    """Heading and filters of the documents held now, where the page was built over others."""
    documents = desk.engine.documents
    offered = choices(documents)
    editions = gr.update(choices=[("All inspections", ""), *((name, name) for name in offered.editions)])
    forces = gr.update(choices=[("All forces", ""), *((name, name) for name in offered.forces)], visible=len(offered.forces) > 1)
    skip = gr.skip()
    return skip, skip, skip, skip, skip, heading_html(documents), skip, skip, editions, skip, forces, skip


def address_of(request: gr.Request | None) -> str:
    """The address that a question comes from, as the guard established it."""
    client = request.client if request else None
    return str(client.host) if client else ""


def _step(view: View, box: Any) -> Step:
    has_answer = bool(view.answer)
    label = gr.update(label=_FOLLOW_UP if view.turns else _ASKED)
    question = label if not isinstance(box, str) else gr.update(value=box, label=_FOLLOW_UP if view.turns else _ASKED)
    return (
        view.answer,
        view.earlier,
        message_html(view.message),
        question,
        view.turns,
        _HEADING_FOR_READERS if has_answer else gr.skip(),
        gr.update(visible=not has_answer),
        gr.update(visible=has_answer),
    )


def _new_conversation(heading: str) -> Step:
    box = gr.update(value="", label=_ASKED)
    return "", "", "", box, (), heading, gr.update(visible=True), gr.update(visible=False)
