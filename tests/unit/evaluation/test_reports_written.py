from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any, get_args
from xml.etree import ElementTree

import pytest
from rich.console import Console

from peel_qa.evaluation.files import to_json, to_junit
from peel_qa.evaluation.gates import Verdict
from peel_qa.evaluation.judge import Opinion, Opinions
from peel_qa.evaluation.measured import Measured
from peel_qa.evaluation.metrics import METRICS
from peel_qa.evaluation.page import to_html
from peel_qa.evaluation.render import SHOWN_FAILURES, markdown, show
from peel_qa.evaluation.tables import percent
from peel_qa.records import Citation, Status

Make = Callable[..., Any]
SHUT = Verdict(("digests: correct is 0.5000, the gate is 0.9000",), ("originals: not measured",))
HOSTILE = '<script>alert(1)</script> & "quoted" [bold]x[/bold] | pipe'


@pytest.fixture
def measured(make_outcome: Make, make_report: Make) -> Measured:
    wrong = make_outcome("d2", 0.0, question=HOSTILE, type="who", ideal="A good <answer>", history=("Earlier?",), status="answered")
    citation = Citation(1, "r1", "T", "P", "report", "PEEL 2023", "2023", ("A", "B"), 4, "", "<q>", 0, 3, "inspectorate", False)
    wrong = replace(wrong, rank=2, answer=replace(wrong.answer, text="No <b>\x0bidea</b>", citations=(citation,)))
    secret = make_outcome("t1", 0.0, split="test", question="A secret question", must=(("hidden words",),))
    return Measured(make_report(make_outcome("d1", 1.0), wrong, secret, missing=((wrong.case, "e"), (secret.case, "f"))))


@pytest.fixture
def compared(measured: Measured, make_outcome: Make, make_report: Make) -> Measured:
    return replace(measured, reference=replace(measured.ours, system="plain LlamaIndex"))


def shown(*results: Measured, verdict: Verdict | None = None) -> str:
    file = io.StringIO()
    show(Console(file=file, width=120, highlight=False), results, verdict)
    return file.getvalue()


def test_percentages() -> None:
    assert (percent(0.87349), percent(1.0), percent(0.0), percent(None)) == ("87.3%", "100.0%", "0.0%", "–")


def test_the_terminal_shows_figures_failures_and_what_is_missing(measured: Measured) -> None:
    text = shown(measured)
    assert "digests: 3 cases · corpus c0 · cases k0" in text
    assert "33.3%" in text
    assert "type: who" in text
    assert f"d2 (who) {HOSTILE} — no match for: <d2>" in text
    assert "Stated evidence is not in the documents: d2, 1 of the test split" in text


def test_the_terminal_and_the_summary_never_tell_a_case_of_the_test_split(measured: Measured) -> None:
    for text in (shown(measured, verdict=SHUT), markdown([measured], SHUT)):
        assert "split: test" in text
        assert "t1" not in text
        assert "secret" not in text
        assert "hidden words" not in text


def test_the_terminal_shows_so_many_failures_and_counts_the_rest(make_outcome: Make, make_report: Make) -> None:
    text = shown(Measured(make_report(*[make_outcome(f"d{n}", 0.0) for n in range(SHOWN_FAILURES + 5)])))
    assert "… and 5 more" in text
    assert f"d{SHOWN_FAILURES - 1} (number)" in text
    assert f"d{SHOWN_FAILURES} (number)" not in text


def test_a_stopped_run_says_so(make_outcome: Make, make_report: Make) -> None:
    assert "Stopped at the first wrong case" in shown(Measured(make_report(make_outcome("d", 0.0), is_complete=False)))


def test_the_verdict_is_shown_in_words(measured: Measured) -> None:
    assert "Gates: nothing fell." in shown(measured, verdict=Verdict((), ()))
    text = shown(measured, verdict=SHUT)
    assert "Gates: 1 fell." in text
    assert SHUT.fallen[0] in text
    assert f"note: {SHUT.notes[0]}" in text


def test_a_comparison_is_a_column(compared: Measured) -> None:
    assert "plain LlamaIndex" in shown(compared)
    assert "| plain LlamaIndex |" in markdown([compared], None)
    assert "An answer of plain LlamaIndex took" in to_html([compared], None)


def test_a_comparison_stands_in_every_table(make_outcome: Make, make_report: Make) -> None:
    ours = [make_outcome("d1", 1.0), make_outcome("d2", 1.0, type="who")]
    plain = [make_outcome("d1", 0.0), make_outcome("d2", 1.0, type="who")]
    both = Measured(make_report(*ours), make_report(*plain, system="plain LlamaIndex"))
    lines = markdown([both, both], None).splitlines()
    at = lines.index("| type: number | 1 | 100.0% | – | – | – | – | – | 0 |")
    assert lines[at + 1] == "|   plain LlamaIndex | 1 | 0.0% | – | – | – | – | – | 0 |"
    assert "| measure | digests (2) | digests (2) | digests, plain LlamaIndex | digests, plain LlamaIndex |" in lines
    assert "| correct | 100.0% | 100.0% | 50.0% | 50.0% |" in lines


def test_markdown_is_tables_with_one_width(compared: Measured) -> None:
    lines = markdown([compared], SHUT).splitlines()
    assert f"- {SHUT.fallen[0]}" in lines
    tables = "\n".join(line if line.startswith("|") else "" for line in lines).split("\n\n")
    for table in filter(None, (table.strip() for table in tables)):
        assert len({line.count(" | ") for line in table.splitlines()}) == 1


def test_json_holds_every_figure_and_every_case(compared: Measured) -> None:
    content = json.loads(to_json([compared], SHUT))
    ours, reference = content["reports"]
    assert [case["id"] for case in ours["cases"]] == ["d1", "d2", "t1"]
    assert ours["cases"][1]["case"]["question"] == HOSTILE
    assert ours["cases"][1]["answer"]["citations"][0]["quote"] == "<q>"
    assert ours["groups"][0]["figures"]["correct"]["n"] == 3
    assert ours["groups"][0]["figures"]["voice"]["mean"] is None
    assert ours["missing_evidence"][0] == {"id": "d2", "excerpt": "e"}
    assert (reference["system"], "answer" in reference["cases"][0]) == ("plain LlamaIndex", False)
    assert content["gates"]["fallen"] == list(SHUT.fallen)


def test_json_holds_times_apart_so_that_the_rest_is_the_same_each_time(measured: Measured) -> None:
    slower = replace(measured.ours, outcomes=tuple(replace(o, answer=replace(o.answer, milliseconds=99.0)) for o in measured.ours.outcomes))
    one, two = (json.loads(to_json([Measured(report)], None)) for report in (measured.ours, slower))
    assert one.pop("speed") != two.pop("speed")
    assert one == two


def test_junit_is_xml_that_a_build_server_reads(measured: Measured) -> None:
    root = ElementTree.fromstring(to_junit([measured]))
    (suite,) = root.findall("testsuite")
    assert suite.attrib == {"name": "digests", "tests": "3", "failures": "2", "time": "0.0000"}
    right, wrong, secret = suite.findall("testcase")
    assert (right.attrib["name"], right.attrib["classname"], len(right)) == ("d1", "digests.number", 0)
    assert HOSTILE in (wrong[0].text or "")
    assert secret[0].attrib["message"] == "wrong (a case of the test split)"
    assert secret[0].text is None


@pytest.mark.parametrize(("verdict", "failures"), [(SHUT, 1), (Verdict((), ()), 0)])
def test_junit_has_a_test_for_the_gates(measured: Measured, verdict: Verdict, failures: int) -> None:
    suite = ElementTree.fromstring(to_junit([measured], verdict)).findall("testsuite")[-1]
    assert (suite.attrib["name"], suite.attrib["failures"]) == ("gates", str(failures))
    assert [failure.text for failure in suite.iter("failure")] == ([SHUT.fallen[0]] if failures else [])


@pytest.fixture
def changed(measured: Measured) -> Measured:
    return replace(measured, differences={"d1": "fixed", "d2": "changed", "t1": "broken"})


def test_differences_are_told_case_by_case_but_for_the_test_split(changed: Measured) -> None:
    told = "Against the baseline: fixed: 1 (d1); broken: 1 (1 of the test split); changed: 1 (d2)."
    assert told in shown(changed)
    assert told in markdown([changed], None)
    assert json.loads(to_json([changed], None))["differences"] == {"digests": {"d1": "fixed", "d2": "changed", "t1": "broken"}}


def test_no_difference_is_told_too(measured: Measured) -> None:
    same = replace(measured, differences=dict.fromkeys(("d1", "d2", "t1"), "same"))
    assert "Against the baseline: every answer is the same." in shown(same)
    assert "Against the baseline" not in shown(measured)


@pytest.fixture
def judged(measured: Measured) -> Measured:
    by_case = {"d1": Opinion(True, "fits"), "d2": Opinion(True, "<close> enough"), "t1": Opinion(None, "not understood: secret")}
    return replace(measured, opinions=Opinions("small", "abc123", by_case, agreeing=1, stopped="The judge is gone"))


def test_a_judge_is_shown_as_what_it_is_and_moves_no_figure(judged: Measured, measured: Measured) -> None:
    told = (
        "Judge (advisory, in no gate), model small, prompt abc123: 2 of 2 answers right, 1 as measured here; "
        "1 replies not understood. It was stopped: The judge is gone"
    )
    for text in (shown(judged), markdown([judged], None)):
        assert told in text
        assert "secret" not in text
    with_judge, without = (json.loads(to_json([each], None)) for each in (judged, measured))
    assert with_judge.pop("judge")["digests"]["by_case"]["d2"] == {"is_right": True, "reason": "<close> enough"}
    assert without.pop("judge") == {}
    assert with_judge == without
    page = Page(to_html([judged], None))
    assert "right: <close> enough" in page.texts
    assert [case["data-judge"] for case in page.cases] == ["agrees", "disagrees", "disagrees"]


@pytest.fixture
def sure(measured: Measured) -> Measured:
    outcomes = tuple(replace(o, answer=replace(o.answer, confidence=0.75)) for o in measured.ours.outcomes)
    return replace(measured, ours=replace(measured.ours, outcomes=outcomes))


def test_the_confidence_is_shown_as_a_table_and_as_a_picture(sure: Measured) -> None:
    told = "Confidence over 2 answers of the dev split: Brier score 0.312, mean distance from the share that is right 25.0%."
    assert told in shown(sure)
    assert "| 0.7 to 0.8 | 2 | 75.0% | 50.0% | 0.0 to 100.0% |" in markdown([sure], None)
    assert json.loads(to_json([sure], None))["confidence"]["digests"]["bins"][0]["n"] == 2
    html = to_html([sure], None)
    assert '<circle cx="150.0" cy="100.0"' in html
    assert "0.7 to 0.8" in Page(html).texts


def test_several_corpora_stand_side_by_side(measured: Measured, make_outcome: Make, make_report: Make) -> None:
    other = Measured(make_report(make_outcome("d1", 1.0), corpus="originals"))
    assert "| measure | digests (3) | originals (1) |" in markdown([measured, other], None)
    assert "| correct | 33.3% | 100.0% |" in markdown([measured, other], None)
    assert "All corpora" in shown(measured, other)
    assert "All corpora" in Page(to_html([measured, other], None)).texts
    assert "All corpora" not in shown(measured)


def test_a_terminal_of_80_columns_loses_nothing(make_outcome: Make, make_report: Make) -> None:
    longest = "news-2025-05-14-kidderminster-standard"
    outcomes = [
        make_outcome(f"{status}{n}", 1.0, status=status, type="unanswerable", source=(longest,), answerable=n > 50)
        for status in get_args(Status)
        for n in range(100)
    ]
    scored = [replace(o, scores=dict.fromkeys(METRICS, 1.0), answer=replace(o.answer, milliseconds=9999.0)) for o in outcomes]
    report = make_report(*scored)
    file = io.StringIO()
    both = Measured(report, replace(report, system="plain LlamaIndex"))
    show(Console(file=file, width=80, highlight=False), [Measured(report), both], None)
    assert "…" not in file.getvalue()
    for told in ("text: original", f"document: {longest}", "status: opinion_or_prediction"):
        assert told in file.getvalue()


class Page(HTMLParser):
    """What a browser would read: tags that are open at the end, attributes that point elsewhere, texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts = 0
        self.elsewhere: list[str] = []
        self.texts: list[str] = []
        self.cases: list[dict[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.elsewhere += [str(value) for name, value in attrs if name in ("src", "href")]
        if tag == "details" and dict(attrs).get("data-corpus"):
            self.cases.append(dict(attrs))
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_is_whole_self_contained_and_escapes_what_others_wrote(measured: Measured) -> None:
    page = Page(to_html([measured], SHUT))
    assert page.open == []
    assert page.elsewhere == []
    assert page.scripts == 1
    text = "".join(page.texts)
    told = (HOSTILE, "No <b>\x0bidea</b>", "no match for: <d2>", "yes|<b>", "A good <answer>", "Earlier?", "rank 2", SHUT.fallen[0])
    assert [words for words in told if words not in text] == []
    assert "[1] r1 · A › B, p. 4 · PEEL 2023 · inspectorate · not verified" in text


def test_every_case_can_be_filtered_by_its_kinds(measured: Measured) -> None:
    cases = Page(to_html([measured], None)).cases
    assert [(case["data-outcome"], case["data-split"], case["data-type"]) for case in cases] == [
        ("right", "dev", "number"),
        ("wrong", "dev", "who"),
        ("wrong", "test", "number"),
    ]


def test_every_case_can_be_filtered_by_its_difference(changed: Measured) -> None:
    html = to_html([changed], None)
    assert [case["data-difference"] for case in Page(html).cases] == ["fixed", "changed", "broken"]
    assert '<select name="difference"><option value="" selected>all</option><option value="fixed">' in html
    assert '<span class="badge broken">broken</span>' in html


def test_the_bars_carry_every_measure_by_every_kind(measured: Measured) -> None:
    (data,) = re.findall(r'data-figures="([^"]+)"', to_html([measured], None))
    figures = json.loads(unescape(data))
    assert list(figures) == ["split", "answerable", "type", "status", "asker", "text", "document"]
    assert figures["type"]["correct"] == [["number", 2, 50.0, 0.0, 100.0], ["who", 1, 0.0, 0.0, 0.0]]
    assert figures["type"]["voice"] == []
