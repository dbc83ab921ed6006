"""What a language model had to do with an answer, folded away below it."""

from __future__ import annotations

from collections import Counter

from peel_qa.generation.verify import REASONS
from peel_qa.records import Generation
from peel_qa.web.marks import plain


def model_html(generation: Generation | None) -> str:
    """Model, prompt, sentences kept, mended and left out, with the reasons; nothing where no model was asked."""
    if generation is None:
        return ""
    items = "".join(f"<li>{plain(line)}</li>" for line in model_lines(generation))
    return f'<details class="model"><summary>About the language model</summary><ul>{items}</ul></details>'


def model_lines(generation: Generation) -> list[str]:
    """The same as plain lines."""
    lines = [f"Model: {generation.model}; prompt version {generation.prompt}."]
    if generation.reason:
        lines.append(f"Its words are not shown, because {generation.reason}.")
    lines.append(f"Sentences shown: {generation.kept}; mended: {generation.repaired}; left out: {len(generation.dropped)}.")
    lines += [f"Left out {count}: {REASONS.get(reason, reason)}." for reason, count in Counter(generation.dropped).most_common()]
    if generation.unneeded:
        lines.append(f"Right, but not needed, since the answer does not quote what they rest on: {generation.unneeded}.")
    if generation.first_sentence is not None:
        lines.append(
            f"First checked sentence after {generation.first_sentence / 1000:.1f} s, all after {generation.milliseconds / 1000:.1f} s."
        )
    return lines
