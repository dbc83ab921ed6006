"""What each document is: front matter of Markdown files and `sources.toml` beside texts, checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from peel_qa.errors import DocumentError
from peel_qa.records import Source

_FRONT = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,127}")
_ALIASES = {"inspected_until": "inspected"}
_REQUIRED = ("id", "title", "publisher", "kind", "force", "published")
_CHOICES = {"kind": ("report", "news"), "text": ("original", "digest")}
_KEYS = frozenset(f.name for f in fields(Source)) | frozenset(_ALIASES)


def split_front_matter(path: Path, text: str) -> tuple[dict[str, Any], str, int]:
    """The front matter of a Markdown file, the text behind it, and the line on which the front matter begins.

    Raises:
        DocumentError: where there is none, or it is not YAML; names the line.
    """
    match = _FRONT.match(text)
    if match is None:
        raise DocumentError(path, "no front matter", "Begin the file with `---`, its keys, and `---`; see corpus/README.md", 1)
    try:
        values = yaml.safe_load(match["yaml"])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise DocumentError(path, f"front matter is not YAML ({getattr(error, 'problem', error)})", "Correct that line", line) from error
    if not isinstance(values, dict):
        raise DocumentError(path, "front matter is not a list of keys and values", "Write `key: value` lines", 2)
    return values, text[match.end() :], 2


def read_sources(path: Path) -> dict[str, dict[str, Any]]:
    """The tables of a `sources.toml`, by document id.

    Raises:
        DocumentError: if it is not TOML, or an entry is not a table; names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(path, f"cannot be read ({error})", "Save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise DocumentError(path, f"is not TOML ({error})", "Correct that line", int(line[1]) if line else None) from error
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise DocumentError(path, f"{name!r} is not a table", f"Write it below a line `[{name}]`", line_of(text, name))
    return {name: {"id": name, **table} for name, table in tables.items()}


def make_source(path: Path, values: dict[str, Any], text: str = "", file: str = "") -> Source:
    """A checked Source from catalogue values; `text` is searched for the line of a wrong key.

    Raises:
        DocumentError: for an unknown key, a missing one, or a value that cannot be; names key and line.
    """

    def wrong(key: str, problem: str, remedy: str) -> DocumentError:
        return DocumentError(path, problem, remedy, line_of(text, key))

    for key, value in values.items():
        if key not in _KEYS:
            raise wrong(key, f"unknown key {key!r}", f"Known keys: {', '.join(sorted(_KEYS))}")
        if isinstance(value, (dict, list)) or value is None:
            raise wrong(key, f"key {key!r} needs a single value", "Write one value behind the colon")
    for key in _REQUIRED:
        if not str(values.get(key, "")).strip():
            raise wrong(str(values.get("id", "")), f"key {key!r} is missing", "Add it")
    clean = {_ALIASES.get(key, key): value if isinstance(value, bool) else str(value).strip() for key, value in values.items()}
    for key, choices in _CHOICES.items():
        if key in clean and clean[key] not in choices:
            raise wrong(key, f"{key} is {clean[key]!r}", f"Use one of: {', '.join(choices)}")
    for key in ("published", "inspected"):
        if clean.get(key) and not _DATE.fullmatch(str(clean[key])):
            raise wrong(key, f"{key} is {clean[key]!r}", "Write a date as 2022-04-13, 2022-04 or 2022")
    if not _ID.fullmatch(str(clean["id"])):
        raise wrong("id", f"id is {clean['id']!r}", "Use lower-case letters, digits, '.', '_' and '-'")
    if not isinstance(clean.get("published_sure", True), bool):
        raise wrong("published_sure", f"published_sure is {clean['published_sure']!r}", "Write true or false")
    if not (clean.get("edition") or clean.get("about")):
        raise wrong(str(clean["id"]), "neither 'edition' nor 'about' is given", "Say which inspection it is or is about")
    return Source(**{**clean, "file": file or path.name})  # type: ignore[arg-type]


def line_of(text: str, key: str) -> int | None:
    """Line on which a key (or table of that name) stands, counted from 1."""
    if not key:
        return None
    match = re.search(rf"^\s*\[?[\"']?{re.escape(key)}[\"']?\s*[\]:=]", text, re.MULTILINE)
    return text.count("\n", 0, match.start() + len(match.group()) - len(match.group().lstrip())) + 1 if match else None
