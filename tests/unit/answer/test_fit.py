"""Which candidates can answer at all."""

from __future__ import annotations

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.answer.fit import fitting
from peel_qa.search.question import understand


@pytest.mark.parametrize("text", ["Why did it close the desk in 1999?", "How many desks are there?", "Is there a desk?", "Who closed it?"])
def test_where_nothing_was_found_nothing_fits(library: Library, text: str) -> None:
    assert fitting(understand(text), [], library) == []
