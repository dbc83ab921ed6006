"""The quick form of `make models`: a few cases of what is published, the gates with an honest model, and the page as the results say."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from given_answers import Given
from model_server import LYING, ModelServer

from benchmarks.models.behaviours import BEHAVIOURS, HONEST, UNANSWERABLE, falsehoods_in, measure_one
from benchmarks.models.comparison import lowered
from benchmarks.models.failures import FAILURES, timed
from benchmarks.models.page import END, PAGE, START, read_results, tables
from peel_qa.answer.evidence import Library
from peel_qa.engine import PeelQA
from peel_qa.evaluation.cases import read_cases
from peel_qa.evaluation.metrics import mismatches
from peel_qa.generation.reworded import reworded
from peel_qa.generation.verify import Checked
from peel_qa.generation.writer import Writer
from peel_qa.records import Generation

ROOT = Path(__file__).resolve().parents[3]
CASES = 20
NAMED = (
    "honest", "figure", "neighbour", "edition", "speaker", "quote", "dangling", "points", "negated", "unanswerable", "obedient", "beacon",
    "image", "markup", "prompt_html", "leak", "slow", "stalled", "half", "garbage", "401", "429", "500", "closed", "endless",
)  # fmt: skip
"""Every behaviour that must be measured."""


def test_every_behaviour_is_measured_and_published_over_thirty_cases() -> None:
    assert set(NAMED) <= {*BEHAVIOURS, *FAILURES}
    results = read_results()
    for part, names in (("behaviours", BEHAVIOURS), ("failures", FAILURES)):
        cases: dict[str, int] = {}
        false: dict[str, int] = {}
        for measured in results[part].values():
            for row in measured["rows"]:
                cases[row["behaviour"]] = cases.get(row["behaviour"], 0) + row["cases"]
                assert row["false_shown"] == []
                is_asked = row["behaviour"] != "unanswerable"  # what is refused is refused before the model, which is asked of few
                assert not row["false"] or not is_asked or row["offered"] >= row["cases"]  # its sentences were looked at
                false[row["behaviour"]] = false.get(row["behaviour"], 0) + row["false"]
        assert set(names) <= cases.keys()
        assert min(cases[name] for name in names) >= 30
        assert part == "failures" or min(false[name] for name in LYING) >= 30


def test_no_figure_was_lower_with_an_honest_model_where_it_was_measured() -> None:
    for measured in read_results()["comparison"].values():
        for row in measured["rows"]:
            assert lowered(row) == []
            assert row["unsupported"] == 0
            assert row["passed"] >= 0.95 * row["sentences"]


def test_the_page_shows_the_results() -> None:
    assert f"{START}\n\n{tables(read_results())}\n{END}" in PAGE.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("behaviour", [name for name in BEHAVIOURS if name not in (*HONEST, UNANSWERABLE)])
def test_nothing_false_is_shown_though_all_that_passes_is(
    behaviour: str, given: list[Given], server: ModelServer, write: Callable[..., Writer]
) -> None:
    row = measure_one(behaviour, "digests", given[:4], server, write(server, llm_retries=0, llm_kept_replies=0))
    assert row.cases == 4
    assert row.false_shown == []


def test_what_is_false_is_found_where_it_is_shown(given: list[Given]) -> None:
    own = given[0].own
    shown = own.claims[0].__class__("A false sentence (2015).", (1,))
    answer = own.__class__(own.question, own.text, own.status, (*own.claims, shown), own.citations)
    assert falsehoods_in(answer, own, ["A false sentence."]) == ["A false sentence (2015)."]


def test_processor_time_behind_a_moment_is_counted() -> None:
    done = timed(lambda: sum(i * i for i in range(3_000_000)), 0.0)
    assert 0 < done.behind <= done.seconds + 1


@pytest.mark.slow
def test_an_honest_model_changes_no_status_no_quote_and_no_right_answer(
    qa: PeelQA, server: ModelServer, write: Callable[..., Writer], library: Library
) -> None:
    cases = [case for case in read_cases([ROOT / "evals/cases/report-2021-22-dev.jsonl"]) if not case.history and case.answerable]
    writer, worded = write(server), 0
    for case in random.Random(3).sample(cases, CASES):
        own = qa.ask(case.question)
        answer = writer.reword(own, own.question, [])
        worded += answer.generation is not None and answer.generation.is_shown
        assert answer.status == own.status
        assert mismatches(case, own.text) or not mismatches(case, answer.text)
        assert [(c.number, c.document) for c in answer.citations] == [(c.number, c.document) for c in own.citations]
        assert all(library.text(c.document, c.start, c.end) == c.quote for c in answer.citations)
    assert worded >= CASES // 2


def test_a_sentence_that_names_somebody_more_does_not_lead(given: list[Given], library: Library) -> None:
    generation = Generation("m", "1", "reworded")
    one = next(one for one in given if len(one.own.claims) == 1 and "Campion" not in one.own.text and "Yes" not in one.own.direct[:4])
    places = tuple((c.document, c.start, c.end) for c in one.own.citations)
    told = one.own.claims[0].text
    named = reworded(one.own, [Checked(f"John Campion said: {told}", places)], generation, library)
    assert named.claims[0] == one.own.claims[0]
