"""The id of a new document, from what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from peel_qa.data import read_table
from peel_qa.facts.forces import Force, forces

_LONGEST = 60
_REPORT = re.compile(r".*\binspection of\b(?!.*\b(?:revisit|review|cause of concern|response)\b).*", re.IGNORECASE)
_PEEL = re.compile(r"PEEL (20\d\d(?:[/-]\d\d)?)")


def id_of(values: Mapping[str, str]) -> str:
    """An id such as "peel-2021-22-west-mercia", "news-2022-04-13-shropshire-star" or "report-2023-10-31-…"."""
    title, force = values.get("title", ""), values.get("force", "")
    edition = _PEEL.fullmatch(values.get("edition", ""))
    if values.get("kind") == "report" and edition:
        pillars = [pillar for pillar in read_table("peel_qa.intake", "proposal.toml")["pillars"] if pillar in title.lower()]
        if pillars[1:] == [] and (pillars or _REPORT.fullmatch(title)):
            return "-".join(["peel", edition[1].replace("/", "-"), *pillars, slug(_short(force))])
    if values.get("kind") == "news":
        return "-".join(["news", values.get("published", ""), slug(values.get("publisher", ""))])
    return "-".join(["report", values.get("published", ""), slug(title)])


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, as an id has them; cut between words where it is long."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    joined = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
    return joined if len(joined) <= _LONGEST else joined[: _LONGEST + 1].rpartition("-")[0] or joined[:_LONGEST]


def _short(force: str) -> str:
    known = next((each for each in forces() if each.name == force), None)
    return known.slug if known and known.slug else Force(force, "").short
