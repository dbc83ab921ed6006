"""Reports for programs: JSON with everything, JUnit XML for a build server."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any
from xml.etree import ElementTree

from peel_qa.evaluation.confidence_curve import curve_of
from peel_qa.evaluation.gates import Verdict
from peel_qa.evaluation.generated import Generated, generated_of
from peel_qa.evaluation.measured import Measured
from peel_qa.evaluation.metrics import METRICS, Outcome
from peel_qa.evaluation.report import Report
from peel_qa.text import visible

FORMAT = 1


def to_json(results: Sequence[Measured], verdict: Verdict | None) -> str:
    """Every figure and every case; all that differs from run to run stands under `speed`, `model` and `judge`."""
    references = [measured.reference for measured in results if measured.reference is not None]
    reports = [*(measured.ours for measured in results), *references]
    content = {
        "format": FORMAT,
        "metrics": METRICS,
        "reports": [_report(report, _score if report in references else _case) for report in reports],
        "differences": {measured.ours.corpus: dict(measured.differences) for measured in results},
        "confidence": {measured.ours.corpus: asdict(curve_of(measured.ours.outcomes)) for measured in results},
        "gates": asdict(verdict) if verdict else None,
        "model": {name: asdict(sums) for name, sums in _generated(results).items()},
        "judge": {measured.ours.corpus: asdict(measured.opinions) for measured in results if measured.opinions},
        "speed": [_speed(report) for report in reports],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _generated(results: Sequence[Measured]) -> dict[str, Generated]:
    """What a language model did, by corpus, where one was asked."""
    sums = {measured.ours.corpus: generated_of(measured.ours.outcomes) for measured in results}
    return {name: one for name, one in sums.items() if one is not None}


def _report(report: Report, write: Callable[[Outcome], dict[str, Any]]) -> dict[str, Any]:
    return {
        "corpus": report.corpus,
        "system": report.system,
        "corpus_fingerprint": report.corpus_fingerprint,
        "cases_fingerprint": report.cases_fingerprint,
        "is_complete": report.is_complete,
        "words": report.words,
        "groups": [{name: value for name, value in asdict(group).items() if name != "latency"} for group in report.groups],
        "missing_evidence": [{"id": name, "excerpt": excerpt} for name, excerpt in report.missing],
        "cases": [write(outcome) for outcome in report.outcomes],
    }


def _case(outcome: Outcome) -> dict[str, Any]:
    answer = {name: value for name, value in outcome.answer.to_dict().items() if name not in ("milliseconds", "generation")}
    case = {name: value for name, value in asdict(outcome.case).items() if value not in ("", ())}
    return _score(outcome) | {"case": case, "answer": answer}


def _score(outcome: Outcome) -> dict[str, Any]:
    """An outcome without its words: of the reference pipeline, whose answers are pages long."""
    return {
        "id": outcome.case.id,
        "is_correct": outcome.is_correct,
        "reasons": list(outcome.reasons),
        "evidence_rank": outcome.rank,
        "scores": outcome.scores,
    }


def _speed(report: Report) -> dict[str, Any]:
    times = {outcome.case.id: round(outcome.answer.milliseconds, 1) for outcome in report.outcomes}
    groups = [{"by": group.by, "name": group.name, **asdict(group.latency)} for group in report.groups]
    return {"corpus": report.corpus, "system": report.system, "groups": groups, "milliseconds": times}


def to_junit(results: Sequence[Measured], verdict: Verdict | None = None) -> str:
    """One suite a corpus, one test a case, and one suite for the gates; a failing case of the test split is told without its words."""
    root = ElementTree.Element("testsuites", name="peel-qa eval")
    for measured in results:
        report = measured.ours
        failures = sum(not outcome.is_correct for outcome in report.outcomes)
        seconds = f"{sum(outcome.answer.milliseconds for outcome in report.outcomes) / 1000:.4f}"
        told = {"name": report.corpus, "tests": str(len(report.outcomes)), "failures": str(failures), "time": seconds}
        suite = ElementTree.SubElement(root, "testsuite", told)
        for outcome in report.outcomes:
            _test(suite, report.corpus, outcome)
    if verdict is not None:
        _gates(root, verdict)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _gates(root: ElementTree.Element, verdict: Verdict) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name="gates", tests="1", failures=str(int(not verdict.is_passed)))
    test = ElementTree.SubElement(suite, "testcase", classname="gates", name="no figure fell")
    if not verdict.is_passed:
        failure = ElementTree.SubElement(test, "failure", message=f"{len(verdict.fallen)} fell")
        failure.text = "\n".join(verdict.fallen)


def _test(suite: ElementTree.Element, corpus: str, outcome: Outcome) -> None:
    case = outcome.case
    seconds = f"{outcome.answer.milliseconds / 1000:.4f}"
    test = ElementTree.SubElement(suite, "testcase", classname=f"{corpus}.{case.type}", name=case.id, time=seconds)
    if outcome.is_correct:
        return
    if case.split == "test":
        ElementTree.SubElement(test, "failure", message="wrong (a case of the test split)")
        return
    failure = ElementTree.SubElement(test, "failure", message=visible(outcome.reasons[0]))
    failure.text = visible(f"{case.question}\n\n{outcome.answer.text}\n\n" + "\n".join(outcome.reasons))
