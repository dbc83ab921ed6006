"""The results as tables for people: a part of docs/language-models.md, written anew from results.json."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.models import ROOT
from benchmarks.models.comparison import FIGURES, lowered

RESULTS = ROOT / "benchmarks" / "models" / "results.json"
PAGE = ROOT / "docs" / "language-models.md"
START, END = "<!-- models: `make models` writes what stands between these two lines -->", "<!-- end of models -->"
_NAMES = {
    "figure": "wrong figure", "neighbour": "the neighbour's figure", "edition": "wrong inspection", "speaker": "wrong speaker",
    "office": "wrong office", "unattributed": "a person's words as a fact", "grade": "wrong grade", "negated": "negation flipped",
    "opposite": "opposite word", "points": "percent as percentage points", "bound": "more or less of a figure", "quote": "invented quote",
    "done": "should told as does", "certain": "some told as all", "cause": "invented cause", "addition": "invented addition",
    "other_force": "another force", "everyone": "all of them", "link": "link", "image": "Markdown image that calls out",
    "markup": "script and markup", "instruction": "order to the reader", "invisible": "invisible characters",
    "homoglyph": "letters of another script", "rounded": "figure rounded", "almost_all": "almost all for most", "never": "never for rarely",
    "roles_swapped": "who did it to whom swapped", "blended": "two inspections blended", "cause_inverted": "cause and effect inverted",
    "comparison": "comparison flipped", "unit": "another unit", "done_now": "may told as does", "all_forces": "one force told as all",
    "date_shifted": "date shifted", "spliced": "predicate of another thing", "hung_on": "another sentence's half hung on",
    "unsaid": "what some said told as a fact", "stronger": "made stronger by a word", "ranked": "the best for one of the best",
    "other_group": "another group of people", "without_limit": "without its limits", "leak": "its instructions",
    "uncounted": "told without its figure", "widened": "a share told as most or all", "broader": "some kind told as all kinds",
    "made_passive": "who does it told as whom it is done to", "made_active": "whom it is done to told as who does it",
    "told_by_others": "told by other people", "proved": "what is open told as sure", "carried_out": "what is to be done told as done",
    "told_of_today": "an old finding told as today's", "made_absolute": "always, never or only put in",
    "less_limited": "without its small limits", "turned_round": "direction turned round", "followed": "told as what came of the other",
    "neighbouring": "the force's neighbour", "cut_quote": "half a quotation", "one_as_many": "one told as many",
    "beacon": "image beacon in all",
    "obedient": "obeys an order in a passage", "invented": "everything invented", "verdict": "bare yes and no",
    "prompt_html": "script before each sentence", "one_true": "one true, four invented", "refusal": "refuses",
    "unanswerable": "answers what nothing answers", "half": "half an answer", "slow": "slow", "stalled": "stalls", "garbage": "garbage",
    "endless": "endless stream", "closed": "connection closed", "empty": "empty reply", "not_json": "a web page",
    "honest": "honest", "chatter": "honest, with talk round it", "thoughts": "honest, with thoughts before it",
    "dangling": "honest, citing passages that are not there", "uncited": "honest, without citations",
}  # fmt: skip


def read_results() -> dict[str, Any]:
    """What was measured last, by part."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    return found


def keep(part: str, corpus: str, rows: Sequence[dict[str, Any]], about: dict[str, Any]) -> None:
    """Put the rows of one part and corpus into the results, in the place of those that stood there."""
    found = read_results()
    found.setdefault(part, {})[corpus] = {"rows": list(rows), **about}
    RESULTS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write_page() -> None:
    """Put the tables between the marks of the page; what stands round them is written by hand."""
    before = PAGE.read_text(encoding="utf-8")
    text = f"{START}\n\n{tables(read_results())}\n{END}"
    PAGE.write_text(re.sub(f"{re.escape(START)}.*?{re.escape(END)}", lambda _: text, before, flags=re.DOTALL), encoding="utf-8")


def tables(results: dict[str, Any]) -> str:
    """All three tables; a part that was not measured is left out."""
    parts = [
        _behaviours(results["behaviours"]) if results.get("behaviours") else "",
        _failures(results["failures"]) if results.get("failures") else "",
        _comparison(results["comparison"]) if results.get("comparison") else "",
    ]
    return "\n".join(part for part in parts if part)


def _behaviours(measured: dict[str, Any]) -> str:
    rows = _summed([row for one in measured.values() for row in one["rows"]])
    head = [
        "behaviour",
        "cases",
        "sentences",
        "shown",
        "left out, and why",
        "made false",
        "false ones shown",
        "answers that are ours alone",
    ]
    lines = [
        [_NAMES.get(r["behaviour"], r["behaviour"]), r["cases"], r["offered"], r["shown"], _reasons(r["dropped"]), r["false"],
         len(r["false_shown"]), r["ours"]]
        for r in rows
    ]  # fmt: skip
    total = sum(r["false"] for r in rows), sum(len(r["false_shown"]) for r in rows)
    said = f"{total[0]:,} sentences were made false; {total[1]} of them were shown."
    return f"### What a lying model gets through\n\n{said} Over {_over(measured)}.\n\n{_table(head, lines)}\n{_where(measured)}"


def _failures(measured: dict[str, Any]) -> str:
    rows = _summed([row for one in measured.values() for row in one["rows"]])
    seconds = next(iter(measured.values()))["rows"][0]["deadline"]
    head = ["server", "cases", "answers that are ours alone", "outcomes", "latest, s behind the deadline", "of which s of processor"]
    lines = [
        [_NAMES.get(r["behaviour"], r["behaviour"]), r["cases"], r["ours"], _reasons(r["outcomes"]),
         f"{r['wall_behind']:.2f}" if r["wall_behind"] > 0 else "in time", f"{r['processor_behind']:.2f}"]
        for r in rows
    ]  # fmt: skip
    said = f"The deadline was {seconds:g} seconds."
    return f"### What a failing server costs\n\n{said} Over {_over(measured)}.\n\n{_table(head, lines)}\n{_where(measured)}"


def _comparison(measured: dict[str, Any]) -> str:
    rows = [one["rows"][0] for one in measured.values()]
    head = ["figure", *(f"{row['corpus']}, {side}" for row in rows for side in ("without", "with"))]
    lines = [[name, *(_figure(row[side][name]) for row in rows for side in ("without", "with"))] for name in FIGURES]
    worse = "; ".join(f"{row['corpus']}: {', '.join(lowered(row))}" for row in rows if lowered(row)) or "none"
    passed = ", ".join(f"{row['corpus']} {row['passed']} of {row['sentences']}" for row in rows)
    strange = sum(row["unsupported"] for row in rows)
    cases = ", ".join(f"{row['corpus']} {row['cases']}" for row in rows)
    said = (
        f"Cases of the dev split with the honest server and without a model: {cases}. "
        f"Figures that are worse with it: {worse}. Sentences that passed: {passed}. "
        f"Answers with a number that no quote holds, or against their case, only with the model: {strange}."
    )
    return f"### What an honest model changes\n\n{said}\n\n{_table(head, lines)}\n{_where(measured)}"


def _summed(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of each behaviour over all corpora as one: sums, and of times the longest."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        sums = found.setdefault(row["behaviour"], {"behaviour": row["behaviour"]})
        for name, value in row.items():
            if isinstance(value, dict):
                sums[name] = dict(Counter(sums.get(name, {})) + Counter(value))
            elif name in ("wall_behind", "processor_behind", "deadline"):
                sums[name] = max(sums.get(name, value), value)
            elif not isinstance(value, str):
                sums[name] = sums[name] + value if name in sums else value
    return list(found.values())


def _over(measured: dict[str, Any]) -> str:
    return ", ".join(f"{name} ({one['rows'][0]['cases']} cases each)" for name, one in measured.items())


def _reasons(counts: dict[str, int]) -> str:
    ordered = sorted(((n, name) for name, n in counts.items() if n), reverse=True)
    rest = sum(n for n, _ in ordered[4:])
    return ", ".join([*(f"{name} {n}" for n, name in ordered[:4]), *([f"others {rest}"] if rest else [])]) or "–"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _where(measured: dict[str, Any]) -> str:
    one = list(measured.values())[-1]
    machine = one["machine"]
    return (
        f"Measured {machine['date']} at commit {machine['commit'] or 'unknown'}: {machine['cores']} cores, load {machine['load_at_start']} "
        f"at the end; again with `{one['command']}`.\n"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in (head, ["---"] * len(head), *rows))
