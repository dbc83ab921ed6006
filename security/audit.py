"""Pinned versions against the advisories kept here: `make audit`. No network; advisories.toml is brought up to date by hand.

1 where an advisory reaches a version and is not accepted, an acceptance is over or fits nothing, or a package is not pinned.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
OLDEST_DAYS = 120
"""Days after which the list of advisories is too old to say anything."""


def pinned(text: str) -> dict[str, str]:
    """Package and version of each line `name==version`.

    Raises:
        ValueError: for a line that pins nothing.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        plain = line.split("#")[0].split(";")[0].strip()
        if plain:
            name, is_pin, number = plain.partition("==")
            if not is_pin or not number.strip():
                raise ValueError(f"{plain!r} pins no version")
            found[canonicalize_name(name.strip())] = number.strip()
    return found


def findings(pins: Mapping[str, str], advisories: Mapping[str, Any], accepted: Mapping[str, Any], today: date) -> list[str]:
    """What is wrong with a set of pinned versions, each in one line."""
    found = []
    days = (today - advisories["as_of"]).days
    if days > OLDEST_DAYS:
        found.append(f"advisories.toml is of {advisories['as_of']}, {days} days old: bring it up to date")
    excuses = {each["id"]: each for each in accepted["accepted"]}
    reached = {}
    for advisory in advisories["advisory"]:
        number = pins.get(canonicalize_name(advisory["package"]))
        if number is not None and SpecifierSet(advisory["affected"]).contains(number, prereleases=True):
            reached[advisory["id"]] = f"{advisory['package']} {number}: {advisory['id']}, {advisory['summary']}"
    found += [text for name, text in reached.items() if name not in excuses]
    for name, excuse in excuses.items():
        if name not in reached:
            found.append(f"{name} is accepted and reaches nothing any more: take it out of accepted.toml")
        elif today > excuse["until"]:
            found.append(f"{name} was accepted until {excuse['until']}: look at it again ({excuse['reason']})")
        elif len(excuse["reason"]) < 20 or not excuse["since"] <= excuse["until"]:
            found.append(f"{name} is accepted without a reason or with days that cannot be")
    return found


def unpinned(root: str, pins: Mapping[str, str], extras: tuple[str, ...] = ("", "dev", "mcp", "judge")) -> list[str]:
    """Packages that an installed one needs, directly or by others, and that are not pinned or are installed in another version."""
    wrong, seen, waiting = [], set[str](), [(root, extras)]
    while waiting:
        name, wanted = waiting.pop()
        for text in _needs(name):
            requirement = Requirement(text)
            if requirement.marker is not None and not any(requirement.marker.evaluate({"extra": extra}) for extra in wanted):
                continue
            other = canonicalize_name(requirement.name)
            if other == canonicalize_name(root):  # an extra that takes in other extras of the project itself
                waiting.append((root, tuple(requirement.extras)) if not set(requirement.extras) <= set(extras) else ("", ()))
                extras = (*extras, *requirement.extras)
                continue
            if other in seen:
                continue
            seen.add(other)
            waiting.append((other, ("", *requirement.extras)))
            installed = _installed(other)
            if installed and pins.get(other, "").split("+")[0] != installed.split("+")[0]:
                wrong.append(f"{other} {installed} is installed, and pinned is {pins.get(other) or 'no version'}")
    return sorted(wrong)


def _needs(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def read(name: str) -> dict[str, Any]:
    """A list of this folder."""
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def main() -> int:
    """Say what is wrong; 1 where anything is."""
    pins = pinned((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    advisories, accepted = read("advisories.toml"), read("accepted.toml")
    wrong = findings(pins, advisories, accepted, date.today()) + unpinned("peel-qa", pins)
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        known = f"{len(advisories['advisory'])} advisories of {advisories['as_of']}"
        print(f"{len(pins)} pinned packages, {known}, {len(accepted['accepted'])} accepted.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
