"""A paper as HTML: one file with its style, which prints on A4; or its body alone, for a page that has a style of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

from peel_qa.briefing.records import Paper
from peel_qa.briefing.render import citing
from peel_qa.records import Citation
from peel_qa.text import visible

_TEMPLATES = ("paper.html", "body.html")


def html(paper: Paper) -> str:
    """The whole file."""
    return _environment().get_template("paper.html").render(paper=paper, style=_read("paper.css"), level=1, lead=None)


def body_html(paper: Paper, level: int = 1, lead: Callable[[Citation], str] | None = None) -> str:
    """The paper alone, its title a heading of `level`; `lead` gives the address at which a citation is read in its place."""
    return _environment().get_template("body.html").render(paper=paper, level=level, lead=lead)


@cache
def _environment() -> Environment:
    loader = DictLoader({name: _read(name) for name in _TEMPLATES})
    made = Environment(loader=loader, autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["citing"] = citing
    made.filters["seen"] = lambda text: " ".join(visible(text).split())
    return made


def _read(name: str) -> str:
    return files("peel_qa.briefing.render").joinpath(name).read_text(encoding="utf-8")
