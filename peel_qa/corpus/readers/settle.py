"""The parts of any reader, made alike: one title, headings from the second level down, no contents list, nothing of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from peel_qa.corpus.clean import without_site
from peel_qa.corpus.contents import key_of
from peel_qa.corpus.layout import is_one_of
from peel_qa.corpus.structure import Part
from peel_qa.records import Kind
from peel_qa.text import words

_DEEPEST = 6


def settle(parts: Sequence[Part], kind: Kind, title: str) -> list[Part]:
    """The parts of a document of a kind and a title, as they are kept."""
    kept = _without_site_parts(_without_contents(list(parts)), kind)
    kept = _with_one_title(kept, title)
    return _with_even_levels(kept)


def _without_contents(parts: list[Part]) -> list[Part]:
    """Parts without a contents list: items or lines below its heading that come again as headings."""
    for place, part in enumerate(parts):
        if is_one_of("contents", part.text.strip(" :")):
            later = {key_of(other.text) for other in parts[place + 1 :] if other.kind in ("heading", "finding")}
            end = place + 1
            while end < len(parts) and parts[end].kind in ("item", "paragraph") and key_of(parts[end].text) in later:
                end += 1
            return parts[:place] + parts[end:]
    return parts


def _without_site_parts(parts: list[Part], kind: Kind) -> list[Part]:
    texts = [part.text for part in parts]
    kept = without_site(texts, kind)
    result: list[Part] = []
    left = iter(kept)
    wanted = next(left, None)
    for part in parts:
        if wanted is not None and (part.text == wanted or (not result and part.text.endswith(wanted))):
            result.append(part if part.text == wanted else replace(part, text=wanted))
            wanted = next(left, None)
    return result


def _with_one_title(parts: list[Part], title: str) -> list[Part]:
    """Parts that begin with the title; what repeats it at the top, or holds a piece of it as a cover does, is left out."""
    wanted = words(title)
    opening = [place for place, part in enumerate(parts[:12]) if part.kind in ("title", "heading", "paragraph", "finding")]
    same = {place for place in opening if words(parts[place].text) == wanted}
    same |= {
        place for place in opening if parts[place].kind == "title" and f" {' '.join(words(parts[place].text))} " in f" {' '.join(wanted)} "
    }
    others = [
        replace(part, kind="heading", level=2) if part.kind == "title" and place > 0 and place not in opening else part
        for place, part in enumerate(parts)
        if place not in same
    ]
    return [Part("title", title, level=1), *others]


def _with_even_levels(parts: list[Part]) -> list[Part]:
    """Headings moved up so that the shallowest stand at the second level."""
    levels = [part.level for part in parts if part.kind == "heading"]
    shift = min(levels, default=2) - 2
    return [replace(part, level=max(2, min(_DEEPEST, part.level - shift))) if part.kind == "heading" else part for part in parts]
