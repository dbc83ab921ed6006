"""Confirming what a document is: by a person, who sees each value with where it was read, or by rule for scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peel_qa.intake.add import Candidate
from peel_qa.text import visible, words

CORRECTABLE = (
    *("id", "title", "publisher", "kind", "force", "edition", "about", "inspected"),
    *("published", "published_sure", "signed", "url", "licence", "text"),
)
"""Keys that a person may correct."""
_SHOWN = ("title", "publisher", "kind", "force", "edition", "about", "inspected", "published", "signed", "url", "licence")
_WIDTH = 72


def take_proposed(candidate: Candidate) -> Mapping[str, str] | str:
    """The values proposed that are more than a guess; the reason where a needed one is not."""
    lacking = candidate.doubtful
    if lacking:
        guesses = [
            f"{key} (perhaps {candidate.value(key)!r}, from {candidate.proposals[key].origin})" for key in lacking if candidate.value(key)
        ]
        unknown = [key for key in lacking if not candidate.value(key)]
        return f"it is not certain: {', '.join([*guesses, *unknown])}. Add it without --yes, or give {_examples(lacking)}"
    return {key: proposal.value for key, proposal in candidate.proposals.items() if proposal.sure != "guess"}


def _examples(keys: list[str]) -> str:
    return " ".join(f"--set {key}=…" for key in keys)


class Asker:
    """Shows each candidate to a person, and asks."""

    def __init__(self, show: Callable[[str], None], ask: Callable[[str], str]) -> None:
        """`show` writes a line for the person; `ask` shows a prompt and returns the answer."""
        self._show = show
        self._ask = ask

    def __call__(self, candidate: Candidate) -> Mapping[str, str] | str:
        """The values as the person wants them; the reason where the document is left out."""
        corrected: dict[str, str] = {}
        while True:
            self._show(self._view(candidate, corrected))
            try:
                said = self._ask("Add it? [y]es, [n]o, or correct a value as key=value: ").strip()
            except EOFError:
                return "by you"
            if said.lower() in ("n", "no"):
                return "by you"
            if said.lower() in ("y", "yes", ""):
                values = {key: proposal.value for key, proposal in candidate.proposals.items()} | corrected
                return {key: value for key, value in values.items() if value}
            key, is_pair, value = said.partition("=")
            if is_pair and key.strip() in CORRECTABLE:
                corrected[key.strip()] = value.strip()
            else:
                self._show(f"  Keys: {', '.join(CORRECTABLE)}")

    def _view(self, candidate: Candidate, corrected: Mapping[str, str]) -> str:
        pages = f", {candidate.read.pages} pages" if candidate.read.pages else ""
        lines = [
            f"\n{visible(candidate.name)} ({candidate.read.form}{pages}, {len(words(candidate.read.markdown)):,} words): {candidate.place}"
        ]
        lines += [f"  note: {note}" for note in candidate.read.notes]
        for key in _SHOWN:
            proposal = candidate.proposals.get(key)
            if key in corrected:
                lines.append(f"  {key:<10} {corrected[key]:<{_WIDTH}} given")
            elif proposal is not None:
                lines.append(f"  {key:<10} {visible(proposal.value):<{_WIDTH}} {proposal.sure}, from {visible(proposal.origin)}")
            elif key in candidate.doubtful:
                lines.append(f"  {key:<10} {'not found, and needed':<{_WIDTH}}")
        return "\n".join(lines)
