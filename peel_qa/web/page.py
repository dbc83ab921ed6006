"""The page itself, in Gradio: a question box, examples, the answer with its sources, and the conversation so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from peel_qa.web.conversation import SEATS, Desk, Turns
from peel_qa.web.furniture import TITLE, documents_html, example_questions, footer_html, heading_html
from peel_qa.web.render import message_html

SESSIONS_KEPT = 500
"""Conversations held in memory; the longest unused goes first."""
_STATE_SECONDS = 3600
_QUEUE = 32
"""Questions that may wait; a further one is turned away."""
_BOX_CHARACTERS = 4_000
"""What the box takes, in characters: more than a question may have, so that a long one is told so, and less than the guard takes."""

Step = tuple[Any, ...]


def build_page(desk: Desk) -> gr.Blocks:
    """The page over one engine.

    All HTML goes through `gr.Markdown`, as whole blocks on one line: `gr.HTML` evaluates its templates in the
    browser, which would need `unsafe-eval` in the content security policy. Its sanitiser is the second line of
    defence; the first is that `render` and its neighbours escape everything in Python.
    """
    documents = desk.engine.documents
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        turns = gr.State((), time_to_live=_STATE_SECONDS)
        _html(heading_html(documents), "heading")
        question, ask, message = _question_box(desk.engine.settings.question_characters)
        examples, buttons = _examples()
        answer = _html("", "answer")
        fresh = gr.Button("New conversation", elem_id="fresh", visible=False)
        earlier = _html("", "earlier")
        _html(documents_html(documents), "documents")
        _html(footer_html(), "footer")

        outputs = [answer, earlier, message, question, turns, examples, fresh]
        options: dict[str, Any] = {"outputs": outputs, "show_progress": "hidden", "api_visibility": "private"}
        gr.on([ask.click, question.submit], _asking(desk), inputs=[question, turns], concurrency_id="ask", **options)
        for button in buttons:
            button.click(_asking(desk), inputs=[button, turns], concurrency_id="ask", **options)
        fresh.click(_new_conversation, **options)
    page.state_session_capacity = SESSIONS_KEPT
    page.queue(api_open=False, max_size=_QUEUE, default_concurrency_limit=SEATS)
    return page


def _question_box(limit: int) -> tuple[gr.Textbox, gr.Button, gr.Markdown]:
    """The box, its button, and the place for a kind line about a question that cannot be taken."""
    with gr.Column(elem_id="ask"):
        question = gr.Textbox(
            label="Your question",
            info=f"Up to {limit} characters. Press Enter to ask.",
            lines=1,
            max_lines=8,
            max_length=_BOX_CHARACTERS,
            elem_id="question",
            html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off", lang="en-GB"),
        )
        return question, gr.Button("Ask", variant="primary", elem_id="ask-button"), _html("", "message")


def _examples() -> tuple[gr.Column, list[gr.Button]]:
    """The example questions as buttons, and the column that holds them."""
    with gr.Column(elem_id="examples") as column:
        _html("<h2>For example</h2>", "examples-heading")
        return column, [gr.Button(text, elem_classes=["example"], size="sm") for text in example_questions()]


def _html(html: str, name: str) -> gr.Markdown:
    # No delimiters: "£5 and $6" is no formula.
    return gr.Markdown(html, elem_id=name, elem_classes=["html"], latex_delimiters=[])


def _asking(desk: Desk) -> Callable[[str | None, Turns], Iterator[Step]]:
    """The handler of a question: the box is emptied once it has its answer, and kept where there is none."""

    def ask(question: str | None, turns: Turns) -> Iterator[Step]:
        for view in desk.converse(question or "", turns):
            has_answer = bool(view.answer)
            box = "" if view.turns != turns else gr.skip()
            yield (
                view.answer,
                view.earlier,
                message_html(view.message),
                box,
                view.turns,
                gr.update(visible=not has_answer),
                gr.update(visible=has_answer),
            )

    return ask


def _new_conversation() -> Step:
    return "", "", "", "", (), gr.update(visible=True), gr.update(visible=False)
