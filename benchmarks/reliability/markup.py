"""What may stand in the HTML of an answer, and what stands in it that may not."""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser

_NAMES = """
a abbr article aside b blockquote body br button caption circle cite code col colgroup dd details dialog div dl dt em fieldset
figcaption figure footer form g h1 h2 h3 h4 h5 h6 head header hr html i input label legend li line link main mark meta nav ol
optgroup option p path pre rect script section small span strong summary sup svg table tbody td template text textarea tfoot
th thead time title tr ul use
"""
ELEMENTS = frozenset(_NAMES.split())
"""Elements that our own pages are made of; scripts and links among them only with addresses of our own."""
_LOADING = ("src", "srcset", "data", "action", "formaction", "poster", "background", "xlink:href")


def foreign_markup(html: str, links: Collection[str] = ()) -> list[str]:
    """Elements, attributes and addresses that are none of ours; `links` are the addresses that citations and our own pages give."""
    reader = _Reader(links)
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, links: Collection[str]) -> None:
        super().__init__()
        self.links = links
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.found.append(f"<{tag}>")
        named = {name: value or "" for name, value in attributes}
        if tag == "script" and "src" not in named:
            self.found.append("<script> without an address")
        for name, value in named.items():
            if name.startswith("on") or (name == "style" and "url" in value.lower()) or name == "srcdoc":
                self.found.append(f"{tag} {name}={value[:60]!r}")
            elif name in _LOADING and not _is_own(value):
                self.found.append(f"{tag} {name}={value[:80]!r}")
            elif name == "href" and not _is_own(value) and value not in self.links:
                self.found.append(f"{tag} href={value[:80]!r}")


def _is_own(address: str) -> bool:
    """Whether an address is relative: it names no scheme and no host."""
    plain = address.strip().replace("\\", "/")
    return ":" not in plain.split("/")[0].split("?")[0].split("#")[0] and not plain.startswith("//")
