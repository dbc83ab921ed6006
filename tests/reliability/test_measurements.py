"""Each measurement of `make reliability` in a small size: nothing may fail, and something must have been tried."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.reliability import changes, damage, egress, exact, full_disk, fuzz, fuzz_ways, kills, quotes, swaps
from benchmarks.reliability.ledger import Ledger
from benchmarks.reliability.outcome import Outcome, upper_bound
from peel_qa.engine import PeelQA

SEED = 20_261_126
ROOT = Path(__file__).resolve().parents[2]


def kept(outcome: Outcome, least: int) -> None:
    """The promise was kept, over as many attempts as were meant."""
    assert outcome.reasons == ()
    assert outcome.failed == 0
    assert outcome.tried >= least


def can_unshare(*what: str) -> bool:
    try:
        return subprocess.run(["unshare", *what, "--map-root-user", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_t1_builds_killed_in_every_phase() -> None:
    outcome = kills.measure(8, SEED)
    kept(outcome, 8)
    assert len([name for name in outcome.figures if name.startswith("kills in phase")]) >= 6


@pytest.mark.slow
def test_t3_some_files_damaged_in_every_form_and_opened_in_processes_that_may_die() -> None:
    # In a process of its own: it forks, and the process of the other tests holds Chroma and its threads.
    code = f"from benchmarks.reliability import damage; o = damage.measure(20, {SEED}); print(o.tried, o.failed, *o.reasons, sep='\\n')"
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])
    run = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=True)
    tried, failed, *reasons = run.stdout.splitlines()
    assert reasons == []
    assert int(failed) == 0
    assert int(tried) >= len(damage.FORMS)


@pytest.mark.slow
def test_t6_swaps_under_eight_readers() -> None:
    outcome = swaps.measure(3, SEED)
    kept(outcome, 8)
    assert outcome.figures["versions published"] == 3
    assert outcome.figures["reads asked of the page"]
    assert outcome.figures["reads opened afresh"]


@pytest.mark.slow
def test_t21_any_history_of_changes() -> None:
    kept(changes.measure(3, SEED), 3)


def test_t4_the_store_finds_what_comparing_with_every_passage_finds(qa: PeelQA) -> None:
    found = exact.compare(qa, 60, SEED)
    assert found["reasons"] == []
    assert found["recall"] >= 0.99
    assert found["tried"] > 200


@pytest.mark.slow
def test_t11_a_disk_that_fills_up_during_a_build() -> None:
    if not can_unshare("--mount"):
        pytest.skip("no mount namespace on this machine (unshare --mount)")
    outcome = full_disk.measure(5, SEED)
    kept(outcome, 5)
    assert outcome.figures.get("builds that ended in a line of ours"), "the disk was never full"


@pytest.mark.slow
def test_t13_nothing_leaves_where_there_is_no_network() -> None:
    if not can_unshare("--net"):
        pytest.skip("no network namespace on this machine (unshare --net)")
    kept(egress.measure(3, SEED), 20)


@pytest.mark.slow
def test_t16_questions_that_nobody_should_ask() -> None:
    """In this process and its own threads; the long form uses several processes."""
    engine = fuzz_ways.opened("light")
    seen = fuzz_ways.ask_engine(engine, "engine", range(120), SEED)
    seen.add(fuzz_ways.ask_engine(engine, "parser", range(300), SEED))
    seen.add(fuzz_ways.ask_interface(engine, range(80), SEED))
    assert seen.reasons == []
    assert seen.tried == 500
    assert seen.lines <= seen.tried
    assert seen.quotes > 25
    assert {"answered", "not_in_corpus", "HTTP 200", "HTTP 422"} <= set(seen.ends)


def test_a_follow_up_to_long_questions_is_not_refused_for_their_length(small_qa: PeelQA) -> None:
    """Found by fuzzing: the questions before it, joined, were longer than one question may be."""
    history = [
        "How many investigations had a plan, " + "of those that supervisors looked at, " * 11,
        "And those of burglary, " + "or of fraud, " * 30,
    ]
    assert all(400 < len(question) <= small_qa.settings.question_characters for question in history)
    assert small_qa.ask("And of theft?", history).text
    seen = fuzz_ways.ask_engine(fuzz_ways.opened("light"), "engine", range(20_030, 20_031), 1)
    assert seen.reasons == []


@pytest.mark.slow
def test_t22_quotes_of_documents_made_to_mislead(qa: PeelQA) -> None:
    kept(quotes.measure(2, SEED), 100)
    compared, reasons = quotes.compare(qa)
    assert (reasons, compared > 1_000) == ([], True)


@pytest.mark.parametrize(
    ("failed", "tried", "bound"), [(0, 300, 0.00994), (0, 1, 0.95), (1, 300, 0.01572), (3, 3, 1.0), (0, 0, 1.0), (5, 100, 0.1023)]
)
def test_the_upper_bound_is_that_of_clopper_and_pearson(failed: int, tried: int, bound: float) -> None:
    assert upper_bound(failed, tried) == pytest.approx(bound, abs=5e-5)


def test_the_page_of_results_is_what_was_measured(tmp_path: Path) -> None:
    from benchmarks.reliability.page import END, PAGE, START, read_results, table

    text = PAGE.read_text(encoding="utf-8")
    assert text.split(START)[1].split(END)[0].strip() == table(read_results()).strip()


def test_a_run_that_was_broken_off_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Ledger("x", "ten", tmp_path)
    first.add("one", {"tried": 3})
    with first.path.open("a", encoding="utf-8") as file:
        file.write('{"piece": "two", "rec')  # killed in the middle of a line
    again = Ledger("x", "ten", tmp_path)
    assert (again.parts, {name: record for name, (record, _) in again.lines.items()}) == (2, {"one": {"tried": 3}})
    again.add("two", {"tried": 4})
    assert list(Ledger("x", "ten", tmp_path).lines) == ["one", "two"]
    assert not Ledger("x", "another size", tmp_path).lines
    Ledger("x", "ten", tmp_path).add("one", {})
    monkeypatch.setattr("benchmarks.reliability.ledger.code_digest", lambda: "other code")
    assert not Ledger("x", "ten", tmp_path).lines


def test_fuzzing_in_parts_adds_up_to_fuzzing_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(orders: list[fuzz.Order], ledger: Ledger, workers: int) -> None:
        for order in orders[:2]:  # each run is broken off after two orders
            asked.append(fuzz._name(order))
            seen = fuzz_ways.Seen(len(order[1]), Counter(read=len(order[1])), quotes=1)
            ledger.add(asked[-1], seen.record())

    monkeypatch.setattr(fuzz, "_ask_all", ask)
    monkeypatch.setattr(fuzz, "Ledger", lambda name, about: Ledger(name, about, tmp_path))
    outcomes = [fuzz.measure(2_000, SEED) for _ in range(5)]
    assert [outcome.tried for outcome in outcomes] == sorted({outcome.tried for outcome in outcomes})
    assert outcomes[-1].tried == 2_000
    assert len(asked) == len(set(asked)) == outcomes[-1].figures["quotes compared"] == 10
    assert outcomes[-1].figures["ended as read"] == 2_000
    assert outcomes[-1].figures["runs that it was asked in"] == 5
    assert not list(tmp_path.iterdir()), "a finished run leaves nothing behind"
