"""The whole of `peel-qa eval` over real corpora, with the real model and the real store."""

from __future__ import annotations

import importlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from chromium import CHROMIUM
from small_corpora import write_small_corpus

from peel_qa.corpus.load import load_corpus
from peel_qa.engine import PeelQA
from peel_qa.errors import EvaluationError
from peel_qa.evaluation import command
from peel_qa.evaluation.beir import measure_beir, write_corpus
from peel_qa.evaluation.cases import Type, read_cases
from peel_qa.evaluation.command import _opened, run
from peel_qa.evaluation.options import PLAIN_LLAMAINDEX, WITHOUT_READER, Options
from peel_qa.evaluation.plain_llamaindex import NAME, PlainLlamaIndex
from peel_qa.evaluation.proof import prove
from peel_qa.evaluation.runner import ask_all
from peel_qa.evaluation.systems import OurSystem
from peel_qa.evaluation.targets import find_targets
from peel_qa.index.build import build_index
from peel_qa.index.embedding import Embedder
from peel_qa.index.progress import Silent
from peel_qa.records import ANSWERING, Status
from peel_qa.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT.parent / "shared" / "evals" / "sample-cases.jsonl"
REPORT = "peel-2023-northmoor"


def line(name: str, question: str, must: str, **changes: Any) -> dict[str, Any]:
    values = {
        "id": name,
        "question": question,
        "asker": "public",
        "type": "number",
        "must": [[must]],
        "must_not": [],
        "source": [REPORT],
        "evidence": "",
        "answerable": True,
    }
    return values | changes


LINES = [
    line(
        "right",
        "How many of the 40 investigations had an investigation plan?",
        r"\b26\b",
        evidence="Only 26 of the 40 had an investigation plan",
        edition="PEEL 2023",
        voice="inspectorate",
        status="answered",
    ),
    line("wrong", "What percent of emergency calls were answered within 10 seconds?", "no such words", evidence="answered 91.4 percent"),
    line("secret", "Who praised the officers?", "no such words either", split="test", type="who"),
    line("moved", "What is the national standard for emergency calls?", "90", evidence="words that stand in no document"),
]


@pytest.fixture
def evals(tmp_path: Path) -> Path:
    folder = tmp_path / "evals"
    (folder / "cases").mkdir(parents=True)
    (folder / "cases" / "a.jsonl").write_text("\n".join(json.dumps(values) for values in LINES), encoding="utf-8")
    (folder / "gates.toml").write_text('tolerance = 0.01\n[small]\n"recall@10" = 1.0\nquote_fidelity = 1.0\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all indexes of these tests: each corpus has its own below it, equal texts are embedded once."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture
def settings(index: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(command.Embedder, "of", lambda settings: embedder)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return Settings(index=index)


@pytest.fixture
def options(evals: Path, small_corpus: Path, tmp_path: Path) -> Options:
    cases = (evals / "cases" / "a.jsonl",)
    return Options(cases=cases, corpora=(("small", small_corpus),), reports=tmp_path / "reports", evals=evals)


def figures_of(folder: Path, number: int = 0) -> dict[str, Any]:
    report = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))["reports"][number]
    return {metric: figure["mean"] for metric, figure in report["groups"][0]["figures"].items()}


def test_a_measurement_writes_four_reports_and_prints_its_figures(
    settings: Settings, options: Options, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings, options) == 0
    names = {path.name for path in (tmp_path / "reports").iterdir()}
    assert names == {"evaluation.json", "evaluation-junit.xml", "evaluation.md", "evaluation.html"}
    figures = figures_of(tmp_path / "reports")
    assert figures["recall@10"] == 1.0
    assert figures["quote_fidelity"] == 1.0
    assert figures["evidence_located"] == pytest.approx(2 / 3)
    printed = capsys.readouterr().out
    assert "small: 4 cases" in printed
    assert "Stated evidence is not in the documents: moved" in printed
    assert "secret" not in printed
    assert "Who praised" not in printed


def test_the_same_corpus_and_code_give_the_same_figures_to_the_last_digit(settings: Settings, options: Options, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        again = settings.model_copy(update={"index": tmp_path / name / "index"})
        run(again, replace(options, reports=tmp_path / name))
        content = json.loads((tmp_path / name / "evaluation.json").read_text(encoding="utf-8"))
        del content["speed"]
        written.append(content)
    assert written[0] == written[1]


def test_reports_go_where_they_are_sent_and_nowhere_else(
    settings: Settings, options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    run(settings, replace(options, reports=None, json_out=tmp_path / "deep" / "figures.json", sample=1))
    assert (tmp_path / "deep" / "figures.json").is_file()
    assert not (tmp_path / "reports").exists()
    assert summary.read_text().startswith("before\n# Evaluation")


def test_a_report_that_cannot_be_written_is_told(settings: Settings, options: Options, small_corpus: Path) -> None:
    document = next(small_corpus.glob("*.md"))
    with pytest.raises(EvaluationError, match="cannot be written"):
        run(settings, replace(options, json_out=document / "figures.json", sample=1))


def test_the_gate_lets_through_what_reaches_it_and_shuts_on_what_fell(
    settings: Settings, options: Options, evals: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gated = replace(options, gate=True)
    assert run(settings, replace(gated, update_baseline=True)) == 0
    assert run(settings, gated) == 0
    assert "Gates: nothing fell." in capsys.readouterr().out
    baseline = json.loads((evals / "baseline.json").read_text())
    (entry,) = baseline["corpora"]["small"].values()
    entry["figures"]["correct"] += 0.2
    (evals / "baseline.json").write_text(json.dumps(baseline))
    assert run(settings, gated) == 1
    assert "small: correct is" in capsys.readouterr().out
    (evals / "gates.toml").write_text("[small]\nevidence_located = 1.0\n")
    assert run(settings, gated) == 1
    assert "small: evidence_located is 0.6667, the gate is 1.0000" in capsys.readouterr().out


def test_the_baseline_is_also_kept_for_a_machine_without_further_cases(
    settings: Settings, options: Options, evals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    further = tmp_path / "further.jsonl"
    further.write_text(json.dumps(line("further", "How many grades are there?", "three")), encoding="utf-8")
    run(settings, replace(options, cases=(*options.cases, further), update_baseline=True))
    entries = json.loads((evals / "baseline.json").read_text())["corpora"]["small"].values()
    assert sorted(entry["cases"] for entry in entries) == [4, 5]
    capsys.readouterr()
    run(settings, replace(options, gate=True))
    assert "no baseline" not in capsys.readouterr().out


@pytest.mark.parametrize("narrowed", [{"split": "dev"}, {"types": ("who",)}, {"sample": 1}, {"fail_fast": True}])
@pytest.mark.parametrize("asked", [{"gate": True}, {"update_baseline": True}])
def test_gates_and_baseline_are_about_all_cases(
    settings: Settings, options: Options, narrowed: dict[str, Any], asked: dict[str, Any]
) -> None:
    with pytest.raises(EvaluationError, match="only some were asked for"):
        run(settings, replace(options, **narrowed, **asked))


def test_an_unknown_comparison_is_told(settings: Settings, options: Options) -> None:
    with pytest.raises(EvaluationError, match="'rag'"):
        run(settings, replace(options, compare="rag"))


def test_fail_fast_stops_at_the_first_wrong_case_of_the_dev_split(
    settings: Settings, options: Options, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings, replace(options, fail_fast=True)) == 1
    content = json.loads((tmp_path / "reports" / "evaluation.json").read_text(encoding="utf-8"))
    assert [case["id"] for case in content["reports"][0]["cases"]] == ["right", "wrong"]
    assert "Stopped at the first wrong case" in capsys.readouterr().out
    assert run(settings, replace(options, fail_fast=True, split="test")) == 0


def test_the_reference_pipeline_is_measured_beside_ours(settings: Settings, options: Options, tmp_path: Path) -> None:
    assert run(settings, replace(options, compare=PLAIN_LLAMAINDEX)) == 0
    content = json.loads((tmp_path / "reports" / "evaluation.json").read_text(encoding="utf-8"))
    assert [report["system"] for report in content["reports"]] == ["peel_qa", NAME]
    assert figures_of(tmp_path / "reports", 1)["recall@10"] == 1.0


def test_our_answers_without_the_reader_are_measured_beside_those_with_it(
    settings: Settings, options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, really = list[str](), PeelQA.__init__

    def seen(self: PeelQA, given: Settings, *others: Any, **named: Any) -> None:
        opened.append(given.reader)
        really(self, given, *others, **named)

    monkeypatch.setattr(PeelQA, "__init__", seen)
    assert run(settings, replace(options, compare=WITHOUT_READER)) == 0
    assert opened == [settings.reader, "off"]
    content = json.loads((tmp_path / "reports" / "evaluation.json").read_text(encoding="utf-8"))
    assert [report["system"] for report in content["reports"]] == ["peel_qa", "peel_qa without the reader"]


@pytest.mark.slow
def test_the_reference_pipeline_s_chunks_are_the_documents_own_words(qa: PeelQA) -> None:
    plain = PlainLlamaIndex(qa.index.documents, qa.embedder)
    answer = plain.ask("How many areas for improvement are there?", ())
    assert len(answer.citations) == 3
    assert all(citation.verified for citation in answer.citations)
    places = plain.find("How many areas for improvement are there?", (), 5)
    assert len(set(places)) == 5
    assert [(c.document, c.start) for c in answer.citations] == [(place.document, place.start) for place in places[:3]]


def test_a_follow_up_is_searched_with_the_question_before_it(qa: PeelQA) -> None:
    system = OurSystem(qa)
    history = ("How was West Mercia Police graded for preventing crime in PEEL 2021/22?",)
    alone, together = (system.find("And why?", earlier, 5) for earlier in ((), history))
    assert alone != together


@pytest.fixture
def suites(tmp_path: Path, evals: Path) -> Path:
    """A folder of two suites: the small corpus of Northmoor, and the same under another force's name."""
    for name, force in (("northmoor", "Northmoor Police"), ("fenland", "Fenland Police")):
        folder = tmp_path / "suites" / name
        write_small_corpus(folder / "corpus")
        for path in (folder / "corpus").glob("*.md"):
            path.write_text(path.read_text(encoding="utf-8").replace("Northmoor Police", force), encoding="utf-8")
        lines = [json.dumps(values) for values in LINES[:2]]
        (folder / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "suites"


def test_suites_are_measured_each_at_home_and_gated_by_name(
    settings: Settings, options: Options, suites: Path, evals: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = replace(options, cases=(), corpora=(), suites=(suites,), gate=True)
    (evals / "gates.toml").write_text('[fenland]\ncorrect = 0.5\n[northmoor]\n"recall@10" = 1.0\ncorrect = 0.6\n', encoding="utf-8")
    assert run(settings, asked) == 1
    printed = capsys.readouterr().out
    assert "fenland: 2 cases" in printed
    assert "Gates: 1 fell.\n  northmoor: correct is 0.5000, the gate is 0.6000\n" in printed
    content = json.loads((options.reports or suites).joinpath("evaluation.json").read_text(encoding="utf-8"))
    assert [report["corpus"] for report in content["reports"]] == ["fenland", "northmoor"]
    for report, force in zip(content["reports"], ("Fenland", "Northmoor"), strict=True):
        right = report["cases"][0]
        assert right["is_correct"], right["reasons"]
        assert {citation["title"] for citation in right["answer"]["citations"]} == {f"PEEL 2023: an inspection of {force} Police"}


@pytest.mark.slow
def test_several_corpora_at_a_time_give_the_same_figures_to_the_last_digit(
    settings: Settings, options: Options, suites: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Counted(Silent):
        def __init__(self) -> None:
            self.phases: dict[str, int] = {}
            self.steps = 0

        def phase(self, name: str, total: int) -> None:
            self.phases[name] = total

        def advance(self, steps: int) -> None:
            self.steps += steps

    written, printed = [], []
    for jobs in (1, 2):
        asked = replace(options, suites=(suites,), gate=True, jobs=jobs, compare=WITHOUT_READER, reports=tmp_path / str(jobs))
        progress = Counted()
        assert run(settings, asked, progress) == 0
        content = json.loads((tmp_path / str(jobs) / "evaluation.json").read_text(encoding="utf-8"))
        del content["speed"]
        written.append(content)
        printed.append(capsys.readouterr().out.split("Gates:")[1].split("Written:")[0])
    assert written[0] == written[1]
    assert printed[0] == printed[1]
    assert list(dict.fromkeys(report["corpus"] for report in written[1]["reports"])) == ["small", "fenland", "northmoor"]
    assert progress.phases["Asking 3 corpora"] == progress.steps == 2 * (len(LINES) + 2 + 2)


def test_differences_to_the_baseline_are_told_case_by_case(
    settings: Settings, options: Options, evals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(settings, replace(options, update_baseline=True))
    baseline = json.loads((evals / "baseline.json").read_text())
    kept = baseline["outcomes"]["small"]
    assert sorted(kept) == ["moved", "right", "secret", "wrong"]
    kept["right"] = kept["right"].replace("right", "wrong", 1)
    kept["secret"] = kept["secret"].replace("wrong", "right", 1)
    del kept["moved"]
    (evals / "baseline.json").write_text(json.dumps(baseline))
    capsys.readouterr()
    run(settings, options)
    assert "Against the baseline: fixed: 1 (right); broken: 1 (1 of the test split); new: 1." in capsys.readouterr().out
    content = json.loads((tmp_path / "reports" / "evaluation.json").read_text(encoding="utf-8"))
    assert content["differences"]["small"] == {"right": "fixed", "wrong": "same", "secret": "broken", "moved": "new"}


def test_the_check_tells_cases_that_are_wrong_and_asks_nothing(
    settings: Settings, options: Options, evals: Path, suites: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "Embedder", None)  # no model is needed
    checked = replace(options, is_check=True)
    assert run(settings, checked) == 1
    printed = capsys.readouterr().out
    assert "a.jsonl:4: moved: its excerpt is not in the original: 'words that stand in no document'\n" in printed
    assert "small: 4 cases, 2 problems. 4 without an `ideal` answer. 4 without a `wrong` answer." in printed
    assert not (options.reports or evals).exists()
    assert run(settings, replace(checked, cases=(), corpora=(), suites=(suites,))) == 0
    assert "fenland: 2 cases, every one is in order." in capsys.readouterr().out


def test_a_judge_is_asked_and_gates_nothing(
    settings: Settings, options: Options, evals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Harsh:
        def __init__(self, name: str, url: str) -> None:
            self.name = f"{name} at {url}"

        def complete(self, prompt: str) -> str:
            return '{"right": false, "reason": "harsh"}'

    monkeypatch.setattr("peel_qa.evaluation.judge_model.ChatModel", Harsh)
    assert run(settings, replace(options, gate=True, judge="small", judge_url="here")) == 0
    printed = capsys.readouterr().out
    assert "Judge (advisory, in no gate), model small at here, prompt " in printed
    assert "Gates: nothing fell." in printed
    content = json.loads((tmp_path / "reports" / "evaluation.json").read_text(encoding="utf-8"))
    assert set(content["judge"]["small"]["by_case"]) == {"right", "wrong", "secret", "moved"}


def test_a_judge_s_url_without_a_model_is_told(settings: Settings, options: Options) -> None:
    with pytest.raises(EvaluationError, match="no model"):
        run(settings, replace(options, judge_url="http://127.0.0.1/v1"))


BEIR_DOCUMENTS = [
    ("A1", "Cats", "Cats sleep for most of the day. # no heading\n- purr | loudly <b>often</b> &amp; *softly*"),
    ("B/2", "", "Dogs bark at the postman."),
    ("c3", "Rain", "Rain falls on the hills in autumn."),
    ("d4", "A title alone", ""),
    ("q2", "Tax", "The tax on windows was repealed in 1851."),
]


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": name, "title": title, "text": text} for name, title, text in BEIR_DOCUMENTS]
    queries = [("q1", "how long do cats sleep"), ("q2", "when was the tax on windows repealed"), ("q3", "noisy dogs"), ("q4", "unjudged")]
    (folder / "corpus.jsonl").write_text("\n".join(json.dumps(document) for document in documents))
    (folder / "queries.jsonl").write_text("\n".join(json.dumps({"_id": name, "text": text}) for name, text in queries))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tA1\t2\nq2\tq2\t1\nq3\tB/2\t1\nq3\tc3\t0\n")
    return folder


def test_a_beir_folder_is_measured_and_its_index_kept(
    settings: Settings, beir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = Options(beir=beir, json_out=tmp_path / "beir.json")
    assert run(settings, asked) == 0
    figures = json.loads((tmp_path / "beir.json").read_text())
    # q2's one relevant document has the query's own id, which BEIR leaves out: two of three are found.
    assert (figures["documents"], figures["queries"]) == (5, 3)
    assert figures["recall"] == figures["mrr"] == figures["ndcg"] == pytest.approx(2 / 3)
    assert "nDCG@10" in capsys.readouterr().out
    versions = set(settings.index.glob("*/versions/*"))
    assert run(settings, asked) == 0
    assert set(settings.index.glob("*/versions/*")) == versions


def test_beir_documents_become_ours_word_for_word(beir: Path, tmp_path: Path, open_corpus: Callable[[Path], PeelQA]) -> None:
    folder, names = write_corpus(beir / "corpus.jsonl", tmp_path / "beir")
    texts = {names[name]: document.text for name, document in open_corpus(folder).index.documents.items()}
    assert texts == {name: " ".join(text.split()) or title for name, title, text in BEIR_DOCUMENTS}


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("corpus.jsonl", None, "is not there"),
        ("queries.jsonl", None, "cannot be read"),
        ("qrels/test.tsv", None, "cannot be read"),
        ("corpus.jsonl", '{"_id": "1"}', r"corpus\.jsonl:1: has no 'text'"),
        ("corpus.jsonl", "{", r"corpus\.jsonl:1: is not a JSON object"),
        ("queries.jsonl", "5", r"queries\.jsonl:1: is not a JSON object"),
        ("queries.jsonl", '{"_id": "q9", "text": "x"}', "query 'q1' is judged but not in"),
        ("qrels/test.tsv", "q1 A1 1", r"test\.tsv:1: is not `query, document, score`"),
        ("qrels/test.tsv", "q1\tA1\t0", "no query has a relevant document"),
    ],
)
def test_a_beir_folder_that_cannot_be_used_is_told(
    settings: Settings, embedder: Embedder, beir: Path, file: str, content: str | None, told: str
) -> None:
    path = beir / file
    path.unlink()
    if content is not None:
        path.write_text(content)
    with pytest.raises(EvaluationError, match=told):
        measure_beir(settings, beir, embedder)


@pytest.mark.browser
def test_the_page_filters_its_cases_in_a_browser(settings: Settings, options: Options, tmp_path: Path) -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    run(settings, options)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto((tmp_path / "reports" / "evaluation.html").as_uri())
        assert page.inner_text("#count") == "4 of 4 answers shown"
        page.select_option("select[name=outcome]", "right")
        page.fill("input[name=search]", "INVESTIGATION plan")
        assert page.inner_text("#count") == "1 of 4 answers shown"
        assert page.locator("details.case:visible").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator(".bars h3").inner_text() == "Correct, by type"
        before = page.locator(".bars .bar").all_inner_texts()
        page.select_option(".bars select[name=measure]", "recall@10")
        page.select_option(".bars select[name=by]", "split")
        assert page.locator(".bars h3").inner_text() == "Recall@10, by split"
        assert [" ".join(text.split()) for text in page.locator(".bars .bar").all_inner_texts()] == ["dev 100.0% of 2"]
        page.select_option(".bars select[name=by]", "type")
        page.select_option(".bars select[name=measure]", "correct")
        assert page.locator(".bars .bar").all_inner_texts() == before
        browser.close()
    assert problems == []


@pytest.mark.untraced
def test_every_case_is_proved() -> None:
    """Every case here, by every corpus here: those of the repository, the sample, and those of suites."""
    targets = find_targets(Settings(), (), (), (), ROOT / "evals")
    groups = [[target for target in targets if not target.is_suite], *([target] for target in targets if target.is_suite)]
    for group in groups:
        held = [{document.id: document for document in load_corpus(target.settings.corpus).documents} for target in group]
        assert prove(group[0].cases, held).problems == ()


def test_every_case_of_the_repository_can_be_proved() -> None:
    """None is without a good answer, a wrong one, and an excerpt of the digest."""
    cases = read_cases(sorted((ROOT / "evals" / "cases").glob("*.jsonl")))
    held = {document.id: document for document in load_corpus([ROOT / "corpus"]).documents}
    unproved = [told for told in prove(cases, [held]).unproved if "original" not in told]
    assert unproved == []


def test_the_example_of_the_readme_is_a_case_and_proved(tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", (ROOT / "evals" / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    (tmp_path / "example.jsonl").write_text(json.dumps(json.loads(example)), encoding="utf-8")
    targets = find_targets(Settings(), (tmp_path / "example.jsonl",), (), (), ROOT / "evals")
    held = [{document.id: document for document in load_corpus(target.settings.corpus).documents} for target in targets]
    proof = prove(targets[0].cases, held)
    assert proof.problems == ()
    assert [told for told in proof.unproved if "original" not in told] == []


def test_the_repository_s_cases_are_of_every_kind() -> None:
    cases = read_cases(sorted((ROOT / "evals" / "cases").glob("*.jsonl")))
    assert len(cases) >= 300
    assert {case.type for case in cases} == set(get_args(Type))
    assert {case.asker for case in cases} == {"public", "staff"}
    assert {case.split for case in cases} == {"dev", "test"}
    assert sum(not case.answerable for case in cases) >= 70
    assert {case.status for case in cases} >= set(get_args(Status)) - ANSWERING
    assert {source for case in cases for source in case.source} == {path.stem for path in (ROOT / "corpus").glob("*-*.md")}


@pytest.mark.parametrize("name", ["calibrate", "measure_recall", "run"])
def test_what_the_benchmarks_take_from_the_evaluation_is_there(name: str) -> None:
    assert importlib.import_module(f"benchmarks.{name}").main


@pytest.mark.originals
@pytest.mark.slow
def test_ours_beats_the_reference_pipeline_on_the_sample_cases(originals_qa: PeelQA) -> None:
    if not SAMPLE.is_file():
        pytest.skip("the sample cases (../shared/evals) are not on this machine")
    cases = read_cases([SAMPLE])
    systems = [OurSystem(originals_qa), PlainLlamaIndex(originals_qa.index.documents, originals_qa.embedder)]
    ours, plain = ([o.scores["recall@5"] for o in ask_all(system, cases).outcomes] for system in systems)
    assert sum(value or 0 for value in ours) > sum(value or 0 for value in plain)


def test_an_index_of_another_recipe_is_built_anew(tmp_path: Path, embedder: Embedder) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    shutil.copy(ROOT / "corpus" / "news-2024-05-14-kidderminster-shuttle.md", corpus)
    settings = Settings(corpus=(corpus,), index=tmp_path / "index")
    build_index(settings, embedder)
    other = settings.model_copy(update={"passage_tokens": 100})
    with _opened(other, embedder, Silent()) as qa:
        assert qa.index.manifest.recipe.passage_tokens == 100
