"""Questions that nobody should ask, at the engine and at the programming interface: each is answered or refused, and nothing else happens.

Four ways, from quick to whole: what reads a question (so that the number is large), the engine over a small corpus with a stand-in for the
model, the page's interface over the same, and the engine with the real model and reader over the repository's corpus. What was asked is
written down order by order: a run that is broken off goes on where it was, as long as the code is the same.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from benchmarks.reliability.fuzz_ways import THREADS, Seen, ask_engine, ask_interface, opened
from benchmarks.reliability.ledger import Ledger
from benchmarks.reliability.outcome import SHOWN, Outcome, is_over

SIZE = 200_000
_SHARES = {"parser": 0.6, "engine": 0.25, "interface": 0.148, "whole": 0.002}
_WORKERS = 2
_CHUNK = 250
_CHUNK_WHOLE = 1_000
"""Large, so that as few processes as possible embed the corpus with the real model."""
Order = tuple[str, range, int]


def measure(size: int = SIZE, seed: int = 1, workers: int = _WORKERS) -> Outcome:
    """Ask so many; a failure is an exception, a traceback, foreign markup, an error in the log, or a quote that is not in its document."""
    orders = [order for way, share in _SHARES.items() for order in _orders(way, max(1, round(size * share)), seed)]
    random.Random(seed).shuffle(orders)  # so that a run that ends early has asked in every way
    ledger = Ledger("fuzz", f"{size} from seed {seed}")
    _ask_all([order for order in orders if _name(order) not in ledger.lines], ledger, workers)
    seen, by_way = Seen(), Counter[str]()
    for name, (record, _) in ledger.lines.items():
        some = Seen.of(record)
        seen.add(some)
        by_way[name.split()[0]] += some.tried
        if some.lines > some.tried:
            seen.reasons.append(f"{name}: {some.lines} lines logged of {some.tried} questions")
    outcome = _outcome(seen, by_way, seed, sum(seconds for _, seconds in ledger.lines.values()), ledger.parts)
    if len(ledger.lines) == len(orders):
        ledger.close()
    return outcome


def _ask_all(orders: list[Order], ledger: Ledger, workers: int) -> None:
    """Ask what was not asked yet, and write down each order as it is done."""
    began = time.perf_counter()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_ask_some, order): order for order in orders}
        for done in as_completed(waiting):
            ledger.add(_name(waiting[done]), done.result().record())
            if is_over(began):
                pool.shutdown(cancel_futures=True)
                break


def _outcome(seen: Seen, by_way: Counter[str], seed: int, seconds: float, parts: int) -> Outcome:
    return Outcome(
        "fuzz",
        "T16, T22",
        "Whatever is asked, there is an answer or a refusal in words; no traceback, no foreign markup, at most one line of the log, "
        "and every quote stands in its document character for character.",
        seen.tried,
        len(seen.reasons),
        seed,
        seconds,
        tuple(seen.reasons[:SHOWN]),
        {
            "of what reads a question": by_way["parser"],
            "of the engine, with a stand-in for the model": by_way["engine"],
            "of the page's interface, over the same": by_way["interface"],
            "of the engine with the real model and reader": by_way["whole"],
            "quotes compared": seen.quotes,
            "lines logged": seen.lines,
            "longest answer (s)": round(seen.longest, 2),
            "threads at once": THREADS,
            "runs that it was asked in": parts,
            **{f"ended as {end}": count for end, count in seen.ends.most_common()},
        },
    )


def _orders(way: str, size: int, seed: int) -> Iterator[Order]:
    chunk = _CHUNK_WHOLE if way == "whole" else _CHUNK
    return ((way, range(first, min(first + chunk, size)), seed) for first in range(0, size, chunk))


def _name(order: Order) -> str:
    way, numbers, _ = order
    return f"{way} {numbers.start}-{numbers.stop}"


def _ask_some(order: Order) -> Seen:
    """One order, in a worker's process, which keeps its engine for the next."""
    way, numbers, seed = order
    engine = opened("whole" if way == "whole" else "light")
    return ask_interface(engine, numbers, seed) if way == "interface" else ask_engine(engine, way, numbers, seed)
