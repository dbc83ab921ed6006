"""Documents come, change, move and go in any order: the index is always the one that a build from scratch gives."""

from __future__ import annotations

import pytest
from changing_corpus import Corpus
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test


@pytest.mark.slow
def test_any_order_of_changes_gives_the_index_of_the_last_state() -> None:
    run_state_machine_as_test(Corpus, settings=hypothesis_settings(max_examples=15, stateful_step_count=10, deadline=None))
