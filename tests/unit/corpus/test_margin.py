from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus.margin import unwrap

WRAPPED = """\
Responding to the public

The force monitors its volume of unresourced incidents. Its deployment principles guidance helps
managers address demand pressures as they arise. This includes making relevant use of diary
appointments. In the year ending 31 March 2021, there were 1,530 investigations, down from 2,822.
There is no inappropriate pressure on controllers to downgrade incidents, and any grading changes
are suitably documented.

The force isn’t answering non-emergency calls swiftly enough and it doesn’t know how many of these
Calls are abandoned

Although the force answers its emergency calls promptly, force data shows that it only answers
around half of its non-emergency calls within its own 30-second target. This data also shows that
almost 20 percent of non-emergency calls are terminated by the caller before being answered, by
West Mercia residents:
- those who wait; and
- those who do not wait for long.
"""


def test_lines_broken_at_the_margin_become_paragraphs() -> None:
    assert [line.split()[0] + " … " + line.split()[-1] for line in unwrap(WRAPPED.splitlines())] == [
        "Responding … public",
        "The … documented.",
        "The … abandoned",
        "Although … residents:",
        "- … and",
        "- … long.",
    ]
    assert " ".join(unwrap(WRAPPED.splitlines())).split() == WRAPPED.split()


def test_a_text_with_whole_paragraphs_as_lines_stays_as_it_is() -> None:
    lines = ["A heading", "A sentence that ends at the end of its line, as each one of them does.", "", "Another heading"] * 20
    assert unwrap(lines) == [line for line in lines if line]


@given(st.lists(st.text(alphabet="ab .\t-1", max_size=60).map(str.strip), max_size=40))
def test_nothing_but_line_ends_is_lost(lines: list[str]) -> None:
    assert " ".join(unwrap(lines)).split() == " ".join(lines).split()
