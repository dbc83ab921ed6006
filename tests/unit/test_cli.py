"""The command line in this process: usage, exit codes, one-line errors, and what each command writes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from peel_qa.cli.entry import app
from peel_qa.engine import PeelQA
from peel_qa.index.embedding import Embedder

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    "ask",
    "search",
    "documents",
    "index",
    "add",
    "fetch",
    "remove",
    "export",
    "brief",
    "changes",
    "press",
    "tracker",
    "serve",
    "mcp",
    "feedback",
    "eval",
    "doctor",
)
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "gradio",
    "llama_index",
    "pydantic_settings",
    "numpy",
    "rich",
    "nltk",
    "tiktoken",
    "httpcore",
    "pdfplumber",
    "trafilatura",
    "docx",
)


def run(*arguments: object, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def one_line(result: Result) -> str:
    """The error of a run: exactly one line, and nothing on standard output."""
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("peel-qa: ")
    return line


@pytest.fixture
def held(qa: PeelQA) -> tuple[object, ...]:
    """Options that name an index that is built already."""
    return ("--corpus", *qa.settings.corpus, "--index", qa.settings.index)


@pytest.fixture
def loaded_model(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands use the model that is loaded already."""
    monkeypatch.setattr("peel_qa.index.embedding.Embedder.of", lambda settings: embedder)


def test_help_names_every_command_and_each_command_explains_itself() -> None:
    overview = run("--help")
    assert overview.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in overview.stdout
        page = run(name, "--help")
        assert page.exit_code == 0
        assert f"Usage: peel-qa {name}" in page.stdout or f"{name} [OPTIONS]" in page.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from peel_qa.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert ended.stdout.endswith("heavy: []\n")
    assert ended.stderr == ""


def test_version_is_the_installed_one() -> None:
    assert run("--version").stdout == f"peel-qa {version('peel-qa')}\n"


def test_without_a_command_the_help_is_shown_as_bad_usage() -> None:
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Commands:" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["aks"], "Did you mean 'ask'?"),
        (["ask", "--nonsense", "x"], "--nonsense"),
        (["ask", "-k", "0", "x"], "greater than or equal to 1"),
        (["ask", "-k", "many", "x"], "integer"),
        (["ask", "--kind", "rumour", "x"], "'report', 'news'"),
        (["ask", "--jsonl", "x"], "--jsonl"),
        (["ask", "--jsonl", "--json"], "--jsonl"),
        (["ask", "--corpus", "", "x"], "empty"),
        (["serve", "--port", "70000"], "65535"),
        (["index", "extra"], "extra"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_usage_is_one_line_and_exits_2(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    line = one_line(result)
    assert said in line
    assert "--help`" in line


@pytest.mark.parametrize("before", [True, False])
def test_an_error_of_ours_is_one_line_with_its_remedy_and_exits_1(before: bool, tmp_path: Path) -> None:
    places = ["--corpus", tmp_path / "nowhere", "--index", tmp_path / "index"]
    result = run(*places, "index") if before else run("index", *places)
    assert result.exit_code == 1
    assert one_line(result) == f"peel-qa: The corpus folder {tmp_path / 'nowhere'} does not exist. Correct --corpus or PEEL_QA_CORPUS"


def test_options_behind_the_command_come_before_those_in_front(tmp_path: Path) -> None:
    result = run("--corpus", tmp_path / "first", "index", "--corpus", tmp_path / "second", "--index", tmp_path / "index")
    assert "second" in one_line(result)


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_QA_TOP_K", "lots")
    result = run("ask", "x")
    assert result.exit_code == 1
    assert "PEEL_QA_TOP_K = 'lots'" in one_line(result)


def test_a_file_that_cannot_be_written_is_one_line(small_corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("index", "--corpus", small_corpus, "--index", tmp_path / "file")
    assert result.exit_code == 1
    assert str(tmp_path / "file") in one_line(result)


def test_control_characters_of_an_argument_do_not_reach_the_terminal(tmp_path: Path) -> None:
    result = run("index", "--corpus", f"{tmp_path}/\x1b[31mred\x07", "--index", tmp_path)
    assert "\x1b" not in one_line(result)
    assert "\x07" not in result.stderr


def test_a_missing_package_is_named_with_the_remedy(held: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "peel_qa.web.server", None)  # as if it could not be imported
    monkeypatch.setattr("peel_qa.cli.options.opened", lambda settings: (_ for _ in ()).throw(ModuleNotFoundError(name="gradio")))
    result = run("serve", *held)
    assert result.exit_code == 1
    assert one_line(result) == "peel-qa: The package gradio is not installed. Run `make install`"


@pytest.mark.usefixtures("loaded_model")
class TestAsk:
    QUESTION = "How many non-emergency calls do callers end before an answer?"

    def test_writes_what_the_engine_answers(self, qa: PeelQA, held: tuple[object, ...]) -> None:
        result = run("ask", *held, self.QUESTION)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == f"{qa.ask(self.QUESTION)}\n"

    def test_joins_the_words_of_a_question(self, held: tuple[object, ...]) -> None:
        assert run("ask", *held, *self.QUESTION.split()).stdout == run("ask", *held, self.QUESTION).stdout

    def test_reads_the_question_from_standard_input(self, held: tuple[object, ...]) -> None:
        assert run("ask", *held, stdin=f"{self.QUESTION}\n").stdout == run("ask", *held, self.QUESTION).stdout

    def test_json_is_the_answer_as_the_contract_writes_it(self, qa: PeelQA, held: tuple[object, ...]) -> None:
        answer = json.loads(run("ask", *held, "--json", self.QUESTION).stdout)
        wanted = {"question": self.QUESTION, **qa.ask(self.QUESTION).to_dict()}
        answer.pop("milliseconds")
        wanted.pop("milliseconds")
        assert answer == json.loads(json.dumps(wanted))

    def test_k_reaches_the_settings(self, held: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[int] = []
        really_open = PeelQA.open

        def watched(settings: object, **others: object) -> PeelQA:
            opened.append(settings.top_k)  # type: ignore[attr-defined]
            return really_open(settings, **others)  # type: ignore[arg-type]

        monkeypatch.setattr(PeelQA, "open", watched)
        assert run("ask", *held, "--k", "3", self.QUESTION).exit_code == 0
        assert opened == [3]

    @pytest.mark.parametrize(
        ("stdin", "said"),
        [
            ("", "empty"),
            (" \n", "empty"),
            (b"\xff\xfe", "not UTF-8"),
            (b"x" * 70_000, "too long"),
            ("why " * 200, "more than the 500 allowed"),
        ],
        ids=["nothing", "blank", "not UTF-8", "endless", "long"],
    )
    def test_a_question_that_cannot_be_read_is_one_line(self, held: tuple[object, ...], stdin: str | bytes, said: str) -> None:
        result = run("ask", *held, stdin=stdin)
        assert result.exit_code == 1
        assert said in one_line(result)

    @pytest.mark.parametrize("option", [("--edition", "2015"), ("--kind", "news"), ("--document", "peel-2015-effectiveness-west-mercia")])
    def test_filters_narrow_what_is_quoted(self, qa: PeelQA, held: tuple[object, ...], option: tuple[str, str]) -> None:
        answer = json.loads(run("ask", *held, "--json", *option, "What did inspectors say about investigations?").stdout)
        shown = {citation["document"] for citation in answer["citations"] + answer["nearest"]}
        admitted = {
            "--edition": {d.id for d in qa.documents if "2015" in d.source.edition},
            "--kind": {d.id for d in qa.documents if d.source.kind == "news"},
            "--document": {"peel-2015-effectiveness-west-mercia"},
        }[option[0]]
        assert shown
        assert shown <= admitted

    @pytest.mark.parametrize("option", [("--edition", "1066"), ("--force", "Northmoor Police"), ("--document", "nothing")])
    def test_filters_that_let_nothing_pass_are_an_error_not_a_refusal(self, held: tuple[object, ...], option: tuple[str, str]) -> None:
        result = run("ask", *held, *option, "x")
        assert result.exit_code == 1
        assert "`peel-qa documents`" in one_line(result)

    def test_batch_answers_good_lines_and_names_bad_ones(self, held: tuple[object, ...]) -> None:
        lines = [json.dumps({"id": 1, "question": self.QUESTION}), "nonsense", json.dumps({"id": "b", "question": ""})]
        result = run("ask", *held, "--jsonl", stdin="\n".join(lines))
        assert (result.exit_code, result.stderr) == (0, "")
        first, second, third = map(json.loads, result.stdout.splitlines())
        assert list(first)[:5] == ["id", "answer", "status", "abstained", "citations"]
        assert first["id"] == 1
        assert second["id"] is None
        assert "not JSON" in second["error"]
        assert third == {"id": "b", "error": "The question is empty. Write a question"}


@pytest.mark.usefixtures("loaded_model")
class TestSearch:
    def test_writes_passages_best_first(self, qa: PeelQA, held: tuple[object, ...]) -> None:
        found = json.loads(run("search", *held, "--json", "-k", "3", "custody records").stdout)
        hits = qa.search("custody records", 3)
        assert [hit["passage"] for hit in found] == [hit.passage.id for hit in hits]
        assert [hit["text"] for hit in found] == [hit.passage.text for hit in hits]
        assert [hit["rank"] for hit in found] == [1, 2, 3]

    def test_shows_where_each_stands(self, qa: PeelQA, held: tuple[object, ...]) -> None:
        shown = run("search", *held, "-k", "2", "custody records").stdout
        for rank, hit in enumerate(qa.search("custody records", 2), start=1):
            assert f"{rank}. {hit.source.publisher}" in shown
            assert hit.passage.text in shown


@pytest.mark.usefixtures("loaded_model")
class TestIndex:
    def test_says_what_it_did_then_that_nothing_is_to_do_then_builds_anew_when_told(self, small_corpus: Path, tmp_path: Path) -> None:
        places = ("--corpus", small_corpus, "--index", tmp_path / "index")
        first, second, third = run("index", *places), run("index", *places), run("index", "--rebuild", *places)
        assert first.stdout.startswith("Indexed 2 documents, ")
        assert "(0 texts embedded)" not in first.stdout
        assert second.stdout.startswith("The index is up to date: 2 documents, ")
        assert third.stdout.startswith("Indexed 2 documents, ")
        assert "(0 texts embedded)" in third.stdout
        assert [result.exit_code for result in (first, second, third)] == [0, 0, 0]
        assert first.stderr + second.stderr + third.stderr == ""

    def test_names_documents_it_cannot_use_every_time_and_indexes_the_others(self, small_corpus: Path, tmp_path: Path) -> None:
        (small_corpus / "broken.md").write_text("no front matter", encoding="utf-8")
        for outcome in ("Indexed 2 documents", "The index is up to date: 2 documents"):
            result = run("index", "--corpus", small_corpus, "--index", tmp_path / "index")
            assert result.exit_code == 1
            assert result.stdout.startswith(outcome)
            assert "1 problem" in result.stdout
            (line,) = result.stderr.splitlines()
            assert f"{small_corpus / 'broken.md'}:1: no front matter" in line

    def test_a_question_names_them_too_when_it_builds(self, small_corpus: Path, tmp_path: Path) -> None:
        (small_corpus / "broken.md").write_text("no front matter", encoding="utf-8")
        result = run("ask", "--corpus", small_corpus, "--index", tmp_path / "index", "Who is the chief constable?")
        assert result.exit_code == 0
        assert "no front matter" in result.stderr
        assert result.stdout

    def test_a_question_after_the_settings_changed_says_how_to_mend_it(
        self, small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        places = ("--corpus", small_corpus, "--index", tmp_path / "index")
        assert run("index", *places).exit_code == 0
        monkeypatch.setenv("PEEL_QA_PASSAGE_TOKENS", "100")
        result = run("ask", *places, "x")
        assert result.exit_code == 1
        line = one_line(result)
        assert "160" in line
        assert "100" in line
        assert "`peel-qa index`" in line


def test_documents_lists_what_is_held_with_dates(qa: PeelQA, held: tuple[object, ...]) -> None:
    head, *rows = run("documents", *held).stdout.splitlines()
    assert head.split("\t")[0] == "Published"
    assert [row.split("\t")[5] for row in rows] == [document.id for document in qa.documents]
    listed = json.loads(run("documents", *held, "--json").stdout)
    assert [entry["published"] for entry in listed] == [document.source.published for document in qa.documents]


def test_serve_opens_the_engine_and_hands_it_over(held: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[int, str, int]] = []
    monkeypatch.setattr("peel_qa.web.server.serve", lambda engine, host, port: served.append((len(engine.documents), host, port)))
    assert run("serve", *held, "--host", "::1", "--port", "0").exit_code == 0
    assert served == [(5, "::1", 0)]


@pytest.mark.parametrize("status", [0, 1])
def test_eval_hands_its_options_over_and_ends_as_it_says(status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from peel_qa.evaluation.options import Options

    taken: list[Options] = []

    def measure(settings: object, options: Options, progress: object) -> int:
        taken.append(options)
        return status

    monkeypatch.setattr("peel_qa.evaluation.command.run", measure)
    corpora = ("--corpus", f"mine={tmp_path / 'a'}", "--corpus", tmp_path / "b")
    further = ("--suite", tmp_path / "c", "--judge", "small", "--judge-url", "http://127.0.0.1/v1", "--check")
    narrowing = ("--split", "dev", "--type", "who")
    result = run("eval", "cases.jsonl", *corpora, *further, *narrowing, "--gate", "--json", "out.json", "--no-reports", "--jobs", "3")
    assert result.exit_code == status
    (options,) = taken
    assert options.cases == (Path("cases.jsonl"),)
    assert options.corpora == (("mine", tmp_path / "a"), ("b", tmp_path / "b"))
    assert options.suites == (tmp_path / "c",)
    assert options.jobs == 3
    assert (options.judge, options.judge_url, options.is_check) == ("small", "http://127.0.0.1/v1", True)
    assert (options.split, options.types, options.gate, options.json_out, options.reports) == (
        "dev",
        ("who",),
        True,
        Path("out.json"),
        None,
    )


def test_eval_takes_the_corpus_that_is_named_before_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taken: list[tuple[tuple[str, Path], ...]] = []
    monkeypatch.setattr("peel_qa.evaluation.command.run", lambda settings, options, progress: taken.append(options.corpora))
    assert run("--corpus", tmp_path / "mine", "eval").exit_code == 0
    assert taken == [(("mine", tmp_path / "mine"),)]


class TestFetch:
    def test_a_host_that_stands_for_this_machine_is_not_fetched_from(self, tmp_path: Path, write_document: Callable[..., Path]) -> None:
        write_document(tmp_path / "corpus", "a", "# T\n\nA sentence.\n", url="http://127.0.0.1:9/report")
        result = run("fetch", "--corpus", tmp_path / "corpus")
        assert result.exit_code == 1
        line, total = result.stdout.splitlines()
        assert line.startswith("http://127.0.0.1:9/report: not usable: 127.0.0.1 stands for 127.0.0.1, which is not on the public internet")
        assert total == "1 not usable."

    def test_a_document_that_is_not_held_is_bad_usage(self, small_corpus: Path) -> None:
        result = run("fetch", "--corpus", small_corpus, "no-such-document")
        assert result.exit_code == 2
        assert "no-such-document" in one_line(result)

    def test_says_what_happened_to_each_and_exits_1_where_one_is_not_usable(
        self, small_corpus: Path, tmp_path: Path, write_document: Callable[..., Path]
    ) -> None:
        folder = tmp_path / "texts"
        folder.mkdir()
        (folder / "peel-2023-northmoor.txt").write_text("Northmoor Police answered the calls that it had.\n", encoding="utf-8")
        result = run("fetch", "--corpus", small_corpus, "--from", folder)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.splitlines() == ["peel-2023-northmoor: copied", "news-2023-06-02-northmoor-gazette: not in the folder"]
        (folder / "news-2023-06-02-northmoor-gazette.txt").write_bytes(b"\xff")
        result = run("fetch", "--corpus", small_corpus, "--from", folder)
        assert result.exit_code == 1
        assert "peel-2023-northmoor: already there" in result.stdout
        assert "news-2023-06-02-northmoor-gazette: not usable" in result.stdout
