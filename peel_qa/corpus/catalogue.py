"""What each document is: front matter of Markdown files and `sources.toml` beside texts, checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from peel_qa.corpus.files import read_text
from peel_qa.dates import is_iso
from peel_qa.errors import DocumentError
from peel_qa.records import Source
from peel_qa.text import visible

_FRONT = re.compile(r"---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST_FRONT = 20_000
"""Characters of front matter, at most."""
_LONGEST_CATALOGUE = 5_000_000
"""Bytes of a sources.toml, at most."""
_INSPECTED = re.compile(r"\s*\(inspected (?P<date>\d{4}(?:-\d{2})?)\)")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,127}")
_URL = re.compile(r"https?://[^\s<>\"'`]+")
_ALIASES = {"inspected_until": "inspected"}
_REQUIRED = ("id", "title", "publisher", "kind", "force", "published")
_CHOICES = {"kind": ("report", "news"), "text": ("original", "digest"), "published_sure": ("true", "false")}
_DATES = ("published", "inspected")
RECORD_KEYS = ("signed", "raw", "raw_sha256", "text_sha256", "received", "read_from")
"""What `peel-qa add` notes of a document beside what it is: who signed it, its raw file, and where its values were read."""
_KEYS = frozenset(f.name for f in fields(Source)) | frozenset(_ALIASES) | frozenset(RECORD_KEYS)


class _Strings(yaml.BaseLoader):
    """YAML whose values are all text ("2022-04" and "no" too), and whose keys stand once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping; refuses a key that stands twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {name!r} stands twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def split_front_matter(path: Path, text: str) -> tuple[dict[str, Any], str, int]:
    """The front matter of a Markdown file, the text behind it, and the line on which that text begins.

    Raises:
        DocumentError: where there is none, or it is not YAML; names the line.
    """
    match = _FRONT.match(text)
    if match is None:
        problem = "front matter is not closed" if text.startswith("---") else "no front matter"
        raise DocumentError(path, problem, "Begin the file with `---`, its keys, and `---`; see corpus/README.md", 1)
    if len(match["yaml"]) > _LONGEST_FRONT:
        raise DocumentError(path, "front matter is too long", f"Keep it below {_LONGEST_FRONT:,} characters", 1)
    values = _yaml(path, match["yaml"])
    return values, text[match.end() :], text.count("\n", 0, match.end()) + 1


def _yaml(path: Path, text: str) -> dict[str, Any]:
    try:
        values = yaml.load(text, Loader=_Strings)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 2
        raise DocumentError(path, f"front matter holds the character {error.character:#06x}", "Remove it", line) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it breaks off"
        raise DocumentError(path, f"front matter is not YAML ({problem})", "Correct that line", mark.line + 2 if mark else 1) from error
    except RecursionError:
        raise DocumentError(path, "front matter is nested too deep", "Write `key: value` lines", 1) from None
    if not isinstance(values, dict):
        raise DocumentError(path, "front matter is not a list of keys and values", "Write `key: value` lines", 2)
    return values


def read_sources(path: Path) -> dict[str, dict[str, Any]]:
    """The tables of a `sources.toml`, by document id.

    Raises:
        DocumentError: if it is not TOML, or an entry is not a table; names the line.
    """
    text = read_text(path, _LONGEST_CATALOGUE)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise DocumentError(path, f"is not TOML ({error})", "Correct that line", int(line[1]) if line else None) from error
    except RecursionError:
        raise DocumentError(path, "is nested too deep", "Write one table for each text") from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise DocumentError(path, f"{name!r} is not a table", "Write it below a line `[name]`", line_of(text, name))
    return {name: {"id": name, **table} for name, table in tables.items()}


def make_source(path: Path, values: dict[str, Any], text: str = "", file: str = "") -> Source:
    """A checked Source from catalogue values; `text` is searched for the line of a wrong key.

    Raises:
        DocumentError: for an unknown key, a missing one, or a value that cannot be; names key and line.
    """
    name = str(values.get("id", ""))

    def wrong(key: str, problem: str, remedy: str) -> DocumentError:
        return DocumentError(path, problem, remedy, line_of(text, key, name) or line_of(text, name) or (1 if text else None))

    for key, value in values.items():
        if key not in _KEYS:
            raise wrong(str(key), f"unknown key {str(key)[:80]!r}", f"Known keys: {', '.join(sorted(_KEYS))}")
        if isinstance(value, (dict, list)) or value is None:
            raise wrong(key, f"key {key!r} needs a single value", "Write one value behind the key")
        if isinstance(value, bool) and key != "published_sure":
            raise wrong(key, f"{key} is {str(value).lower()}", "Write its words in quotes")
    clean = {_ALIASES.get(key, key): _plain(value) for key, value in values.items() if key not in RECORD_KEYS}
    for key in _REQUIRED:
        if not clean.get(key):
            raise wrong(key, f"key {key!r} is missing", "Add it")
    problem = _problem(clean)
    if problem is not None:
        raise wrong(*problem)
    _take_out_inspection(clean)
    return Source(**{**clean, "published_sure": clean.get("published_sure", "true") == "true", "file": file or path.name})  # type: ignore[arg-type]


def _take_out_inspection(clean: dict[str, str]) -> None:
    """A label such as "PEEL 2023-25 (inspected 2024)" says when the inspection was: the date moves to its own key."""
    for key in ("about", "edition"):
        match = _INSPECTED.search(clean.get(key, ""))
        label = clean[key].replace(match[0], "").strip() if match else ""
        if match and label and is_iso(match["date"]):
            clean[key] = label
            clean["inspected"] = clean.get("inspected") or match["date"]


def _plain(value: object) -> str:
    """A value on one line, without what cannot be seen."""
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(visible(str(value)).split())
    return "" if text in ("~", "null") else text


def _problem(clean: dict[str, str]) -> tuple[str, str, str] | None:
    """Key, problem and remedy of the first value that cannot be."""
    for key, choices in _CHOICES.items():
        if key in clean and clean[key] not in choices:
            return key, f"{key} is {clean[key][:80]!r}", f"Use one of: {', '.join(choices)}"
    for key in _DATES:
        if clean.get(key) and not is_iso(clean[key]):
            return key, f"{key} is {clean[key][:80]!r}", "Write a date as 2022-04-13, 2022-04 or 2022"
    if not _ID.fullmatch(clean["id"]):
        return "id", f"id is {clean['id'][:80]!r}", "Use lower-case letters, digits, '.', '_' and '-'"
    if clean.get("url") and not _URL.fullmatch(clean["url"]):
        return "url", f"url is {clean['url'][:80]!r}", "Write the whole address, from https:// on, or leave it out"
    if not (clean.get("edition") or clean.get("about")):
        return "edition", "neither 'edition' nor 'about' is given", "Say which inspection it is or is about"
    return None


def line_of(text: str, key: str, table: str = "") -> int | None:
    """Line on which a key stands, counted from 1: below the line `[table]` where there is one, else anywhere; or such a line itself."""
    if not key:
        return None
    begin, end = 0, len(text)
    header = re.search(rf"^[ \t]*\[[ \t]*[\"']?{re.escape(table)}[\"']?[ \t]*\]", text, re.MULTILINE) if table else None
    if header:
        begin = header.end()
        following = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, begin)
        end = following.start() if following else end
    found = re.compile(rf"^[ \t]*\[?[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[\]:=]", re.MULTILINE).search(text, begin, end)
    return text.count("\n", 0, found.start()) + 1 if found else None
