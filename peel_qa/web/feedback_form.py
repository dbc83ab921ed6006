"""The form for feedback on an answer: useful or not, a comment, and the question only where the person agrees."""

from __future__ import annotations

from peel_qa.records import Answer
from peel_qa.service.feedback import COMMENT_CHARACTERS
from peel_qa.service.request import Request
from peel_qa.web.marks import plain


def feedback_html(request: Request, answer: Answer) -> str:
    """The form below an answer on a page without scripts."""
    return form_html(request.question, answer.status)


def form_html(question: str, status: str) -> str:
    """The form; with an empty question it is the pattern that the script fills in."""
    return (
        '<form class="feedback" method="post" action="feedback"><h3>Was this answer useful?</h3>'
        f'<input type="hidden" name="question" value="{plain(question)}" /><input type="hidden" name="status" value="{plain(status)}" />'
        '<fieldset><legend class="visually-hidden">Was this answer useful?</legend>'
        '<label class="choice"><input type="radio" name="verdict" value="up" required /> Yes</label>'
        '<label class="choice"><input type="radio" name="verdict" value="down" /> No</label></fieldset>'
        '<div class="feedback-more"><label>What was right or wrong with it? (optional) '
        f'<textarea name="comment" rows="2" maxlength="{COMMENT_CHARACTERS}"></textarea></label>'
        '<p class="hint">Please write no names or other personal details.</p>'
        '<label class="choice"><input type="checkbox" name="consent" value="yes" /> Keep my question with this feedback</label>'
        '<button class="button">Send feedback</button></div><p class="thanks" role="status"></p></form>'
    )
