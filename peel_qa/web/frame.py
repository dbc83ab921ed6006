"""What stands round every view: head, skip link, emergency line, name and navigation, footer."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from peel_qa.web.marks import plain

TITLE = "Ask the police inspection reports"
DESCRIPTION = "Answers from police inspection reports: quoted, dated, attributed and checked against their source."
VIEWS = {"": "Ask", "grades": "Grades", "briefings": "Briefings", "documents": "Documents", "about": "About"}
"""The views by their address, in the order of the navigation."""
STYLES = ("base", "frame", "ask", "choices", "answer", "sources", "reader", "documents", "grades", "board", "briefings", "about", "print")
"""The style sheets, served as one, in this order."""
SCRIPTS = ("announce", "reader", "tools")
"""The scripts, served as one."""
_HERE = Path(__file__).parent
_MARK = (
    '<svg class="sign" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M7 3h13l5 5v21H7z" fill="none" '
    'stroke="currentColor" stroke-width="2.4" stroke-linejoin="round"/><path d="m11.5 17.5 3.4 3.4 6.4-7.4" fill="none" '
    'stroke="currentColor" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


def read_asset(name: str) -> str:
    """The text of a file of the page: style, script or icon."""
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


def style_sheet() -> str:
    """The whole style of the page."""
    return "\n".join(read_asset(f"{name}.css") for name in STYLES)


def script() -> str:
    """The whole script of the page; every part of it is an addition, and all views work without."""
    return "\n".join(read_asset(f"{name}.js") for name in SCRIPTS)


@cache
def edition() -> str:
    """A short name of the style and script in force, so that a browser may keep them until they change."""
    return hashlib.sha256((style_sheet() + script()).encode()).hexdigest()[:12]


def head_html(title: str, up: str = "") -> str:
    """The contents of a head; `up` leads from the view to the page's root."""
    named = f"{plain(title)} · {TITLE}" if title else TITLE
    return (
        f'<title>{named}</title><meta name="description" content="{DESCRIPTION}" />'
        '<meta name="color-scheme" content="light dark" />'
        f'<link rel="icon" href="{up}favicon.ico" type="image/svg+xml" />'
        f'<link rel="stylesheet" href="{up}page.css?{edition()}" /><script src="{up}page.js?{edition()}" defer></script>'
    )


def header_html(current: str, up: str = "") -> str:
    """Skip link, emergency line, name and navigation; `current` is the address of the view that is shown."""
    links = "".join(f'<li><a href="{up}{address or "./"}"{_is_here(address, current)}>{name}</a></li>' for address, name in VIEWS.items())
    return (
        '<a class="skip" href="#main">Skip to the content</a>'
        '<header class="site"><div class="emergency-line"><p class="inner"><strong>In an emergency call 999.</strong> '
        "Otherwise, to reach the police, call 101.</p></div>"
        f'<div class="banner"><div class="inner"><a class="name" href="{up}./">{_MARK}<span>{TITLE}</span></a>'
        f'<nav aria-label="Views"><ul>{links}</ul></nav></div></div></header>'
    )


def footer_html(up: str = "") -> str:
    """Whose page this is not, the licence, and the pages that need no script."""
    return (
        '<footer class="site"><div class="inner"><p>Not the police, not HMICFRS, and endorsed by neither. It can be wrong: '
        "check the quote, then the original.</p><p>Contains public sector information licensed under the "
        '<a href="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/" rel="noopener noreferrer">'
        "Open Government Licence v3.0</a>. Newspaper articles belong to their publishers.</p>"
        f'<ul><li><a href="{up}plain">Plain page without scripts</a></li><li><a href="{up}about#accessibility">Accessibility</a></li>'
        f'<li><a href="{up}about#privacy">Privacy</a></li><li><a href="{up}about#contact">Contact</a></li></ul></div></footer>'
    )


def page_html(title: str, current: str, body: str, up: str = "") -> str:
    """A whole view that the server writes itself; `body` is HTML of ours."""
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8" />'
        f'<meta name="viewport" content="width=device-width, initial-scale=1" />{head_html(title, up)}</head>'
        f'<body class="view">{header_html(current, up)}<main id="main" class="html inner" tabindex="-1">{body}</main>'
        f"{footer_html(up)}</body></html>"
    )


def _is_here(address: str, current: str) -> str:
    return ' aria-current="page"' if address == current else ""
