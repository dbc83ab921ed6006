"""Mending slips of the keyboard: a word that is in no dictionary becomes the nearest word that the documents use."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_SHORTEST = 4
_PLACE = re.compile(r"\b(?:in|at|near|around|round) (?P<word>[a-z]{4,})\b")
_DOER = re.compile(r"(?P<stem>[a-z]{3,})ers?")
_LIKENESS = 0.8
"""Likeness (Ratcliff/Obershelp, 0 to 1) that a correction needs."""


class Speller:
    """Corrects words against those of the documents; a name is never changed, and a word of the dictionary only into one of ours."""

    def __init__(self, known: Iterable[str], dictionary: Collection[str] = (), own: Collection[str] = ()) -> None:
        """Take the documents' words (lower case), further words that are right as they are, and the words that questions are read by.

        A word of the dictionary that no document holds, and that has two letters of one of `own` swapped, is that word: "garde".
        """
        self._known = {word for word in known if word.isalpha()}
        self._dictionary = {*dictionary, *own}
        self._own = frozenset(own)
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= _SHORTEST:
                self._by_letter.setdefault(word[0], []).append(word)

    def correct(self, text: str) -> str:
        """The text with unknown words mended; capitalised words behind the first are names and stay."""
        return _TOKEN.sub(lambda match: self._mend(match[0], is_first=match.start() == 0), text)

    def places(self, text: str) -> tuple[str, ...]:
        """Words behind "in" or "at" that the documents hold and no dictionary does: "how many burglaries were there in crossmere"."""
        found = (match["word"] for match in _PLACE.finditer(text))
        return tuple(word for word in found if word in self._known and word not in self._dictionary)

    def strange(self, text: str) -> list[str]:
        """Words written small that the documents hold and no dictionary does, which may be names: "llanfeddyn"."""
        words = re.findall(r"(?<![\w’'])[a-z]{5,}(?![\w’'])", text)
        return [word for word in dict.fromkeys(words) if word in self._known and word not in self._dictionary]

    def _mend(self, word: str, is_first: bool) -> str:
        low = word.lower()
        is_name = not word.islower() and not is_first
        if is_name or len(low) < _SHORTEST or "'" in low:
            return word
        if self._is_word(low):
            return self._meant(low) or word
        if swapped := _swapped(low) & self._known:
            return min(swapped)
        near = (known for known in self._by_letter.get(low[0], ()) if abs(len(known) - len(low)) <= 2)
        best, likeness = "", _LIKENESS
        for known in near:
            matcher = SequenceMatcher(None, low, known, autojunk=False)
            if matcher.real_quick_ratio() >= likeness and matcher.quick_ratio() >= likeness and (ratio := matcher.ratio()) > likeness:
                best, likeness = known, ratio
        return best or word

    def _meant(self, word: str) -> str:
        """The word of ours that a word which no document holds has two letters of swapped; "" where it may be right: "he buys"."""
        if word in self._known or word in self._own or word.endswith("s"):
            return ""
        return min(_swapped(word) & self._own & self._known, default="")

    def _is_word(self, word: str) -> bool:
        """Whether a word is right as it is: known, several of what is known, or who does what a known word says ("leavers")."""
        doer = _DOER.fullmatch(word)
        forms = [word, *([word[:-1]] if re.search("[^s]s$", word) else []), *((doer["stem"], f"{doer['stem']}e") if doer else ())]
        return any(form in self._known or form in self._dictionary for form in forms)


def _swapped(word: str) -> set[str]:
    """The words in which two neighbouring letters behind the first have changed places, the commonest slip: "cheif"."""
    return {word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(1, len(word) - 1)}
