"""Tiny documents of an invented force, written as files."""

from __future__ import annotations

import json
from pathlib import Path

REPORT = """\
# PEEL 2023: an inspection of Northmoor Police

## Overall summary {page=1}

### Our judgments {page=2}

| Area | Grade |
| --- | --- |
| Preventing crime | Good |
| Investigating crime | Requires improvement |
| Supporting victims | Outstanding |

Northmoor Police answered 91.4 percent of emergency calls within 10 seconds. The national standard is 90 percent.

## Investigating crime {page=7}

### The force does not supervise enough of its investigations well

We reviewed 40 investigations. Only 26 of the 40 had an investigation plan. The force should make sure that supervisors review every plan.

### Areas for improvement

- The force should keep victims informed at each stage.
- The force should train more detectives by March 2024.

## Supporting victims {page=12}

Chief Constable Ada Quill said that victims came first. The force offers every victim a named contact.
"""

NEWS = """\
# Northmoor Police praised for helping victims

Inspectors rated Northmoor Police outstanding at supporting victims. They found weak supervision of investigations.

Commissioner Tom Vale said: "I am proud of our officers, and there is more to do."
"""


def write_document(folder: Path, name: str, body: str, **front: object) -> Path:
    """Write one Markdown document of id `name`; `front` adds to its front matter or replaces it. Returns the file's path."""
    values = {
        "id": name,
        "title": f"PEEL 2023: an inspection of Northmoor Police, {name}",
        "publisher": "HMICFRS",
        "kind": "report",
        "force": "Northmoor Police",
        "published": "2023-06-01",
        **front,
    }
    if not {"edition", "about"} & values.keys():
        values["edition" if values["kind"] == "report" else "about"] = "PEEL 2023"
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())  # JSON is YAML
    path = folder / f"{name}.md"
    path.write_text(f"---\n{lines}---\n\n{body}", encoding="utf-8")
    return path


def write_small_corpus(folder: Path) -> Path:
    """A report with a table of grades, and a news item about it. Returns the folder."""
    write_document(folder, "peel-2023-northmoor", REPORT, title="PEEL 2023: an inspection of Northmoor Police", inspected="2023-02")
    write_document(
        folder,
        "news-2023-06-02-northmoor-gazette",
        NEWS,
        title="Northmoor Police praised for helping victims",
        publisher="Northmoor Gazette",
        kind="news",
        published="2023-06-02",
    )
    return folder
