"""An answer as plain text with its citations, for a note, an e-mail or a reader without HTML."""

from __future__ import annotations

from peel_qa.answer.cite import reference
from peel_qa.answer.compose import claim_line
from peel_qa.records import Answer, Claim
from peel_qa.text import visible
from peel_qa.web.marks import plain


def copy_text(answer: Answer, link: str = "") -> str:
    """Question, answer, quotes with their references, and caveats, as lines of text."""
    lines = [visible(answer.question), "", *(visible(claim_line(claim)) for claim in answer.claims or (Claim(answer.direct),))]
    for citation in answer.citations:
        lines += ["", f"[{citation.number}] “{visible(citation.quote)}”", f"    {visible(reference(citation))}"]
    if answer.nearest:
        lines += ["", "Nearest passages held (they do not answer the question):"]
        lines += [f"- “{visible(citation.quote)}” {visible(reference(citation))}" for citation in answer.nearest]
    lines += ["", *(f"Note: {visible(caveat)}" for caveat in answer.caveats)] if answer.caveats else []
    return "\n".join([*lines, *(["", link] if link else [])])


def copy_html(answer: Answer) -> str:
    """The same, kept out of sight in the page for the script that copies it; one line of HTML."""
    lines = "<br>".join(plain(line) for line in copy_text(answer).split("\n"))
    return f'<div class="copy-text">{lines}</div>'
