"""Documents of our own, from plain text to lines of JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.documents import rows

TEXT = """@@ Eastmoor Police | report | PEEL 2023-25
## Calls
The force answered 91 percent of calls.
It has 40 call handlers.
? how many calls get answered
= 91 percent
? Why did it miss every call?
≠ answered 91 percent of calls
? how many get lost
! how many calls are lost
## Custody
There are 12 cells.
? how many cells
= 12
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_passage_has_its_questions(tmp_path: Path) -> None:
    calls, custody = rows(_write(tmp_path, TEXT))
    assert (calls["force"], calls["document"], calls["title"], calls["heading"]) == ("Eastmoor Police", "report", "PEEL 2023-25", "Calls")
    assert calls["passage"] == "The force answered 91 percent of calls.\nIt has 40 call handlers."
    assert [(a["answer"], a.get("contradicts")) for a in calls["asked"]] == [
        ("91 percent", False),
        ("answered 91 percent of calls", True),
        (None, None),
    ]
    assert custody["asked"][0]["answer"] == "12"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TEXT.replace("= 12", "= 13"), r"a\.txt:14: the answer does not stand in the passage: '13'"),
        (TEXT.replace("= 12", "13"), r"a\.txt:14: neither a question"),
        (TEXT.partition("\n")[2], r"a\.txt:1: a passage before the line of its document"),
    ],
)
def test_a_line_out_of_place_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        list(rows(_write(tmp_path, text)))
