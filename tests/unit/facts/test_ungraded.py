"""Areas without a grade are told apart: a chapter without one, and a part of a chapter that says so."""

from __future__ import annotations

from collections.abc import Callable

from peel_qa.facts.grades import read_grades
from peel_qa.facts.ungraded import read_ungraded
from peel_qa.records import Document

TEXT = """\
# PEEL 2018/19: an inspection of Northmoor Police

## Effectiveness {page=7}

### Investigating crime

Northmoor Police is good at investigating crime.

### Armed policing

We looked at armed policing in 2016. We do not grade it.

### Preventing crime

Teams meet residents often.
"""


def test_a_part_of_a_pillar_that_says_it_has_no_grade_is_ungraded(report: Callable[..., Document]) -> None:
    document = report(TEXT, markdown=True)
    found = read_ungraded(document, read_grades(document))
    assert [(fact.area, document.text[fact.start : fact.end]) for fact in found] == [("armed", "We do not grade it.")]
