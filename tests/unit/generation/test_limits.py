from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.generation.form import leaks, misshapen
from peel_qa.generation.limits import Breaker, Budget, KeptReplies
from peel_qa.generation.phrases import usable_phrases
from peel_qa.generation.prompt import instructions, version


def test_a_breaker_opens_after_three_failures_and_lets_one_try_after_its_rest() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(2):
        breaker.note(False)
    assert breaker.may_ask()
    breaker.note(False)
    assert not breaker.may_ask()
    now[0] = 31
    assert breaker.may_ask()
    assert not breaker.may_ask()
    breaker.note(True)
    assert breaker.may_ask()


def test_success_between_failures_keeps_a_breaker_closed() -> None:
    breaker = Breaker()
    for is_well in (False, False, True, False, False):
        breaker.note(is_well)
    assert breaker.may_ask()


def test_a_budget_is_never_passed_by_many_at_once(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "usage.sqlite", 1000, 0.0, 0.0, 0.0)
    taken: list[bool] = []
    threads = [threading.Thread(target=lambda: taken.append(budget.take(50, 50))) for _ in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(True) == 10
    budget.give_back(0, 50)
    assert budget.spent_today()[0] == 950


def test_a_budget_of_money_counts_both_prices(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "usage.sqlite", 0, 1.0, 100.0, 1000.0)
    assert budget.cost(1000, 500) == pytest.approx(0.6)
    assert budget.take(1000, 500)
    assert not budget.take(1000, 500)
    assert budget.take(1000, 300)


def test_a_budget_whose_file_cannot_be_written_counts_as_spent(tmp_path: Path) -> None:
    assert not Budget(tmp_path / "none" / "usage.sqlite", 1000, 0.0, 0.0, 0.0).take(1, 1)
    assert Budget(tmp_path / "none" / "usage.sqlite", 0, 0.0, 0.0, 0.0).take(1, 1)


def test_kept_replies_forget_the_longest_unused() -> None:
    kept = KeptReplies(2)
    kept.keep("a", "1")
    kept.keep("b", "2")
    assert kept.get("a") == "1"
    kept.keep("c", "3")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("1", None, "3")
    none = KeptReplies(0)
    none.keep("a", "1")
    assert none.get("a") is None


def test_phrases_to_search_for_bring_nothing_of_their_own() -> None:
    reply = (
        "1. supervision of investigations\n- crime in Kent\nreports of 2019\nwhat Jane Doe said\n"
        "https://evil.example\n\nvictims' updates\nmore\nand more"
    )
    assert usable_phrases(reply, "Why are investigations badly supervised?") == [
        "supervision of investigations",
        "victims' updates",
        "more",
    ]


@given(st.text(max_size=300))
def test_the_form_of_any_text_is_judged_and_nothing_with_an_address_passes(text: str) -> None:
    misshapen(text)
    assert misshapen(f"{text} https://evil.example/x")
    assert misshapen(f"![{text}](//evil.example)")
    assert misshapen(f"<img src={text}>")


def test_instructions_that_come_back_are_seen() -> None:
    line = next(line for line in instructions().splitlines() if line.startswith("1."))
    assert leaks(f"They told me: {line[3:]}", instructions(), [])
    assert not leaks("The force records crime well.", instructions(), [])
    assert version()
