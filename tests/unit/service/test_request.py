"""A request is made of whatever comes in; what cannot be written down is replaced, and then every link to it can be written."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from peel_qa.service.links import answer_link
from peel_qa.service.request import read_request

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@given(ANY_TEXT.filter(str.strip), st.lists(ANY_TEXT, max_size=3), ANY_TEXT)
def test_half_characters_are_replaced_one_for_one(question: str, history: list[str], edition: str) -> None:
    request = read_request(question, history, {"edition": edition, "documents": [edition]})
    for text in (request.question, *request.history, request.filters.edition, *request.filters.documents):
        text.encode("utf-8")
    if not request.personal:
        assert len(request.question) == len(question)
    answer_link(request, "abc").encode("ascii")


def test_a_question_out_of_json_can_be_linked_to() -> None:
    values = json.loads('{"question": "How \\ud800 many?", "history": ["\\udfff"], "filters": {"force": "\\ud9ab"}}')
    assert read_request(**values).question == "How \N{REPLACEMENT CHARACTER} many?"
