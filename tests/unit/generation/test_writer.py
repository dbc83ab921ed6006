"""Answers in a language model's words, end to end: a real server on loopback, LlamaIndex's own client, the digests."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from given_answers import Given, new_lines, reworded
from model_server import CANARY, ModelServer

from peel_qa.answer.evidence import Library
from peel_qa.evaluation.generated import has_strange_number
from peel_qa.generation.writer import Writer
from peel_qa.records import Answer

Write = Callable[..., Writer]
QUICK = 6
"""Questions for behaviours that fail alike whatever is asked."""


def is_ours(answer: Answer, own: Answer) -> bool:
    """Whether an answer is our own one, with a note why."""
    assert answer.generation is not None
    notes = [note for note in answer.caveats if note not in own.caveats]
    told = len(notes) == 1 and answer.generation.reason in notes[0] and bool(answer.generation.reason)
    return told and (answer.claims, answer.citations, answer.status) == (own.claims, own.citations, own.status)


def test_honest_sentences_are_shown_with_quotes_that_stand_in_the_documents(
    given: list[Given], server: ModelServer, write: Write, library: Library
) -> None:
    writer, kept, dropped, outcomes = write(server), 0, 0, Counter[str]()
    for one in given:
        answer = reworded(writer, one)
        made = answer.generation
        assert made is not None
        kept, dropped = kept + made.kept + made.unneeded, dropped + len(made.dropped)
        outcomes[made.outcome] += 1
        assert all(library.text(c.document, c.start, c.end) == c.quote for c in answer.citations)
        numbers = {c.number for c in answer.citations}
        assert all(
            set(claim.citations) <= numbers and claim.citations for claim in answer.claims if claim.text in new_lines(answer, one.own)
        )
        assert not has_strange_number(answer) or has_strange_number(one.own)
        assert not made.is_shown or "Reworded by a language model (scripted)" in answer.text
        assert all(
            c.document == d.document and c.start <= d.start and d.end <= c.end
            for c, d in zip(answer.citations, one.own.citations, strict=True)
        )  # no citation beside ours
    assert kept / (kept + dropped) >= 0.95
    assert outcomes.total() == outcomes["reworded"] + outcomes["nothing_new"]  # where all that it says stands in our own lines already
    assert outcomes["reworded"] >= 0.9 * len(given)


@pytest.mark.parametrize(
    ("behaviour", "outcomes"),
    [
        ("refusal", {"refused"}),
        ("leak", {"babble"}),
        ("invented", {"unsupported"}),
        ("obedient", {"unsupported", "contradiction"}),
        ("beacon", {"unsupported", "babble"}),  # a picture for each of many sentences is longer than any reply may be
        ("verdict", {"contradiction"}),
        ("prompt_html", {"unsupported"}),
        ("one_true", {"unsupported"}),
    ],
)
def test_what_does_not_keep_to_the_documents_is_replaced_by_our_own_answer(
    behaviour: str, outcomes: set[str], given: list[Given], server: ModelServer, write: Write
) -> None:
    writer, server.behaviour = write(server), behaviour
    for one in given:
        writer.breaker.note(True)
        answer = reworded(writer, one)
        assert answer.generation is not None
        assert answer.generation.outcome in outcomes
        assert is_ours(answer, one.own)
        assert CANARY not in answer.text


@pytest.mark.parametrize("behaviour", ["chatter", "thoughts"])
def test_talk_round_an_answer_is_left_out(behaviour: str, given: list[Given], server: ModelServer, write: Write) -> None:
    writer, server.behaviour = write(server), behaviour
    answers = [reworded(writer, one) for one in given[:QUICK]]
    outcomes = [answer.generation.outcome for answer in answers if answer.generation]
    assert len(outcomes) == len(answers)
    assert set(outcomes) <= {"reworded", "nothing_new"}  # our own lines may say already all that the model has to say
    assert outcomes.count("reworded") >= 0.8 * len(outcomes)
    assert all("Sure!" not in answer.text and CANARY not in answer.text and "hope this helps" not in answer.text for answer in answers)


@pytest.mark.parametrize("behaviour", ["dangling", "uncited"])
def test_wrong_citations_are_mended_by_the_right_ones(behaviour: str, given: list[Given], server: ModelServer, write: Write) -> None:
    writer, server.behaviour = write(server), behaviour
    for one in given[:QUICK]:
        made = reworded(writer, one).generation
        assert made is not None
        assert made.repaired > 0
        assert made.repaired == made.kept + made.unneeded if made.is_shown else made.outcome == "nothing_new"


@pytest.mark.parametrize(
    ("behaviour", "outcomes"),
    [
        ("401", {"key"}),
        ("403", {"key"}),
        ("404", {"refused"}),
        ("429", {"overloaded"}),
        ("500", {"overloaded"}),
        ("503", {"overloaded"}),
        ("closed", {"unreachable"}),
        ("garbage", {"broken"}),
        ("not_json", {"broken", "empty"}),
        ("empty", {"empty"}),
        ("endless", {"babble", "late"}),
    ],
)
def test_a_server_that_fails_costs_nothing_but_the_rewording(
    behaviour: str, outcomes: set[str], given: list[Given], server: ModelServer, write: Write
) -> None:
    writer, server.behaviour = write(server, llm_retries=0), behaviour
    for one in given:
        writer.breaker.note(True)
        answer = reworded(writer, one)
        assert answer.generation is not None
        assert answer.generation.outcome in outcomes
        assert is_ours(answer, one.own)


@pytest.mark.parametrize("behaviour", ["stalled", "slow"])
def test_a_model_that_is_late_is_given_up_at_the_deadline(behaviour: str, given: list[Given], server: ModelServer, write: Write) -> None:
    writer, server.behaviour, server.pieces = write(server, llm_seconds=1.0), behaviour, (1,)
    reworded(write(server, llm_seconds=1.0), given[0])  # what is read once, such as the tokenizer, is read
    for one in given[1:QUICK]:
        writer.breaker.note(True)
        answer = reworded(writer, one)
        assert answer.generation is not None
        assert answer.generation.outcome == "late"
        assert is_ours(answer, one.own)


def test_half_an_answer_is_read_as_far_as_its_sentences_are_whole(given: list[Given], server: ModelServer, write: Write) -> None:
    writer, server.behaviour = write(server), "half"
    for one in given[:QUICK]:
        answer = reworded(writer, one)
        assert answer.generation is not None
        assert answer.generation.is_shown or is_ours(answer, one.own)


def test_a_refusal_is_never_sent_to_a_model(given: list[Given], server: ModelServer, write: Write) -> None:
    writer = write(server)
    for status in ("not_in_corpus", "other_force", "clarify", "out_of_scope", "false_premise"):
        own = replace(given[0].own, status=status)
        assert writer.reword(own, "?", given[0].passages) == own
    assert server.asked == []


def test_a_failure_is_tried_again_and_the_answer_comes(given: list[Given], server: ModelServer, write: Write) -> None:
    writer, server.failures_first = write(server, llm_retries=2), 2
    answer = reworded(writer, given[0])
    assert answer.generation is not None
    assert answer.generation.is_shown
    assert len(server.asked) == 3


def test_a_model_that_keeps_failing_is_left_alone(given: list[Given], server: ModelServer, write: Write) -> None:
    writer, server.behaviour = write(server, llm_retries=0), "500"
    outcomes = [answer.generation.outcome for one in given[:5] if (answer := reworded(writer, one)).generation]
    assert outcomes == ["overloaded"] * 3 + ["resting"] * 2
    assert len(server.asked) == 3


def test_the_budget_of_a_day_ends_the_rewording(given: list[Given], server: ModelServer, write: Write) -> None:
    writer = write(server, llm_tokens_a_day=6000, llm_price_read=1.0, llm_price_written=2.0)
    answers = [reworded(writer, one) for one in given[:8]]
    outcomes = [answer.generation.outcome for answer in answers if answer.generation]
    assert outcomes[0] == "reworded"
    assert outcomes[-1] == "budget"
    tokens, cost = writer.budget.spent_today()
    assert 0 < tokens <= 6000
    assert cost == pytest.approx(sum(answer.generation.cost for answer in answers if answer.generation))


def test_the_same_question_is_asked_once_and_its_reply_checked_again(given: list[Given], server: ModelServer, write: Write) -> None:
    writer = write(server)
    first, again = reworded(writer, given[0]), reworded(writer, given[0])
    assert len(server.asked) == 1
    assert again.claims == first.claims
    assert again.generation is not None
    assert again.generation.is_cached
    assert again.generation.tokens_written == 0


def test_no_more_questions_than_allowed_are_asked_at_once(given: list[Given], server: ModelServer, write: Write) -> None:
    writer, server.behaviour = write(server, llm_at_once=1, llm_seconds=4.0, llm_retries=0), "stalled"
    outcomes: list[str] = []

    def ask(one: Given) -> None:
        made = reworded(writer, one).generation
        outcomes.append(made.outcome if made else "")

    threads = [threading.Thread(target=ask, args=(one,)) for one in given[:3]]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["busy", "busy", "late"]


def test_sentences_are_told_one_by_one_once_they_are_checked(given: list[Given], server: ModelServer, write: Write) -> None:
    told: list[Answer] = []
    answer = reworded(write(server), given[0], on_sentence=told.append)
    made = answer.generation
    assert made is not None
    assert [len(so_far.claims) for so_far in told] == sorted(len(so_far.claims) for so_far in told)
    assert all(so_far.is_writing for so_far in told)
    assert not answer.is_writing
    assert made.first_sentence is not None
    assert made.first_sentence <= made.milliseconds


def test_a_key_is_sent_and_told_nowhere(given: list[Given], server: ModelServer, write: Write, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-secret-1\n")
    writer, server.behaviour = write(server, llm_key_file=tmp_path / "key", llm_retries=0), "401"
    answer = reworded(writer, given[0])
    assert server.asked[0].headers["authorization"] == "Bearer sk-secret-1"
    assert "sk-secret" not in f"{answer} {answer.to_dict()}"


def test_the_prompt_fits_the_window_and_holds_no_more_than_it_says(given: list[Given], server: ModelServer, write: Write) -> None:
    writer = write(server, llm_window=1600, llm_reply_tokens=200)
    made = reworded(writer, given[0]).generation
    assert made is not None
    assert 0 < made.tokens_read < 1600 * 0.9 - 200 or made.outcome == "window"
    assert [message["role"] for message in server.asked[0].messages] == ["system", "user"]
