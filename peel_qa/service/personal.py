"""Personal details in what people type: found by their form, and masked before anything is answered, kept or sent on.

The forms are the four of GOV.UK Chat's check: e-mail address, payment card, telephone number, National Insurance number.
Names and addresses have no form; the page asks people to leave those out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MASK = "[…]"
"""What stands in place of a personal detail."""
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])", re.IGNORECASE)
_INSURANCE = re.compile(r"(?<!\w)[a-ceghj-prstw-z][a-ceghj-nprstw-z](?:[ -]?\d\d){3}[ -]?[a-d](?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d£$€.,])(?:\d[ -]?){12,18}\d(?![\d%])")
_PHONE = re.compile(r"(?<![\w£$€.,/-])(?:\+\d{1,3}[ ()-]{0,3}(?:\(0\)[ -]?)?|\(?0)(?:\d[ ()-]{0,2}){8,11}\d(?!\w)")
_KINDS = (
    ("an e-mail address", _EMAIL),
    ("a National Insurance number", _INSURANCE),
    ("a card number", _CARD),
    ("a telephone number", _PHONE),
)


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with every personal detail masked, and the kinds that were found, each once."""
    found: list[str] = []

    def masked(kind: str, match: re.Match[str]) -> str:
        if kind == "a card number" and not _is_card(match[0]):
            return match[0]
        found.append(kind)
        return MASK

    for kind, pattern in _KINDS:
        text = pattern.sub(lambda match, kind=kind: masked(kind, match), text)  # type: ignore[misc]
    return text, tuple(dict.fromkeys(found))


def note(kinds: Sequence[str]) -> str:
    """A gentle line for whoever typed such a thing; "" where nobody did."""
    if not kinds:
        return ""
    named = " and ".join(filter(None, [", ".join(kinds[:-1]), kinds[-1]]))
    return f"Your question seemed to hold {named}. It was left out, and not kept. Please leave personal details out of questions."


def _is_card(text: str) -> bool:
    """Whether the digits carry the check digit of payment cards.

    Source: the Luhn algorithm, ISO/IEC 7812-1, annex B.
    """
    digits = [int(character) for character in reversed(text) if character.isdecimal()]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(digits)]
    return len(digits) >= 13 and len(set(digits)) > 1 and sum(doubled) % 10 == 0
