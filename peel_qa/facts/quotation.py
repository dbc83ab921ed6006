"""Which characters of a paragraph stand in a quotation."""

from __future__ import annotations

import re

_DOUBLE = '“"'
_SINGLE = "‘'"
_SINGLE_END = re.compile(r"[’'](?!\w)")


def quoted(text: str, was_open: bool) -> tuple[list[bool], bool]:
    """For each character whether it is quoted, marks included, and whether the quotation is still open at the end.

    As newspapers print them: each paragraph of a long quotation begins with a mark, only the last one ends with one. `was_open` says that
    the paragraph before left one open; it goes on without a mark of its own only where this paragraph closes it.
    """
    closing = "”" if was_open and text[:1] not in _DOUBLE and _closes_first(text) else ""
    mask = []
    for place, character in enumerate(text):
        if closing:
            mask.append(True)
            if _is_end(text, place, closing):
                closing = ""
        else:
            closing = _opened(text, place, character)
            mask.append(bool(closing))
    return mask, bool(closing)


def _closes_first(text: str) -> bool:
    opens, closes = text.find("“"), text.find("”")
    return closes >= 0 and not 0 <= opens < closes


def _opened(text: str, place: int, character: str) -> str:
    """The mark that closes a quotation which begins here; "" where none does."""
    if character in _DOUBLE:
        return "”"
    return "’" if character in _SINGLE and _is_single_start(text, place) else ""


def _is_single_start(text: str, place: int) -> bool:
    """Whether a single mark opens a speech: behind a colon or comma, and closed, if at all, behind the end of a sentence or clause."""
    is_led_to = place == 0 or text[max(0, place - 2) : place] in (": ", ", ")
    if not is_led_to or not text[place + 1 : place + 2].isalnum():
        return False
    end = _SINGLE_END.search(text, place + 1)
    return end is None or text[end.start() - 1] in ".,!?…"


def _is_end(text: str, place: int, closing: str) -> bool:
    if closing == "”":
        return text[place] in '”"'
    return _SINGLE_END.match(text, place) is not None and text[place - 1] in ".,!?…"
