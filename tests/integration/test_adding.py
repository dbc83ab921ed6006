"""Adding documents from the command line: twenty mixed files in one command, and answers from what was added."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterator
from pathlib import Path

import bad_server
import documents
import pytest
from bad_server import BadServer
from typer.testing import CliRunner, Result

from peel_qa.cli.entry import app
from peel_qa.engine import PeelQA
from peel_qa.index.embedding import Embedder
from peel_qa.settings import Settings


def run(*arguments: object, stdin: str = "") -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def markdown(number: int) -> str:
    body = f"Fenmarch Constabulary held {number + 40} meetings about matter {number}. It said that matter number {number} was settled.\n"
    values = {"id": f"note-{number}", "title": f"Note {number}", "publisher": "HMICFRS", "kind": "report", "force": documents.FORCE}
    front = "".join(
        f"{key}: {json.dumps(value)}\n" for key, value in (values | {"edition": "PEEL 2023-25", "published": "2024-05-01"}).items()
    )
    return f"---\n{front}---\n\n# Note {number}\n\n## Matter {number}\n\n{body}"


def news(number: int) -> str:
    return (
        documents.NEWS.replace("14 more sergeants", f"{number} more sergeants")
        .replace("supervise better", f"supervise better, part {number}")
        .replace("told/", f"told-{number}/")
        .replace("2024-03-08", f"2024-03-{number:02}")
        .replace("victims wait too long", f"Fenmarch Constabulary has {number} tasks and victims wait too long")
    )


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of twenty files, five of them broken."""
    folder = tmp_path_factory.mktemp("twenty")
    (folder / "sub").mkdir()
    documents.write_pdf(folder / "01-report.pdf")
    (folder / "02-page.html").write_text(documents.PAGE, encoding="utf-8")
    documents.write_word(folder / "03-report.docx")
    (folder / "04-news.html").write_text(news(11), encoding="utf-8")
    (folder / "05-news.html").write_text(news(12), encoding="utf-8")
    (folder / "06-news.htm").write_text(news(13), encoding="utf-8")
    (folder / "07-note.md").write_text(markdown(7), encoding="utf-8")
    (folder / "08-note.md").write_text(markdown(8), encoding="utf-8")
    (folder / "sub" / "09-note.md").write_text(markdown(9), encoding="utf-8")
    (folder / "sub" / "10-copy.md").write_text(markdown(9), encoding="utf-8")
    text = documents.TEXT.replace("PEEL 2023-25", "PEEL 2018/19").replace("2024", "2019")
    (folder / "11-report.txt").write_text(text, encoding="utf-8")
    (folder / "12-windows.txt").write_bytes(text.encode("utf-16"))
    documents.write_zip(folder / "13-two.zip", {"a.md": markdown(21).encode(), "b/c.md": markdown(22).encode()})
    documents.write_scan(folder / "14-partly.pdf", pictures=(2,), pages=3)
    (folder / "15-undated.txt").write_text("Fenmarch Constabulary was visited.\n\nFenmarch Constabulary did well.\n", encoding="utf-8")
    (folder / "16-half.pdf").write_bytes((folder / "01-report.pdf").read_bytes()[:3000])
    documents.write_pdf(folder / "17-locked.pdf", password="secret")
    (folder / "18-empty.pdf").write_bytes(b"")
    documents.write_scan(folder / "19-scan.pdf")
    (folder / "20-bomb.zip").write_bytes(documents.bomb(60_000_000))
    assert sum(path.is_file() for path in folder.rglob("*")) == 20
    return folder


@pytest.fixture(scope="module")
def added(twenty: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The corpus that one command made of them, and what it said."""
    corpus = tmp_path_factory.mktemp("corpus")
    return corpus, run("--corpus", corpus, "add", "--yes", twenty)


def test_each_of_twenty_files_has_the_right_outcome(added: tuple[Path, Result], twenty: Path) -> None:
    _, result = added
    *lines, total = result.stdout.splitlines()
    said = {name.removeprefix(f"{twenty}/"): rest for name, _, rest in (line.partition(": ") for line in lines)}
    assert {name: rest.partition(" (")[0] for name, rest in said.items() if not rest.startswith("not ")} == {
        "01-report.pdf": "added as peel-2023-25-fenmarch",
        "02-page.html": "new version as peel-2023-25-fenmarch",
        "03-report.docx": "added as peel-2021-22-fenmarch",
        "04-news.html": "added as news-2024-03-11-fenmarch-gazette",
        "05-news.html": "added as news-2024-03-12-fenmarch-gazette",
        "06-news.htm": "added as news-2024-03-13-fenmarch-gazette",
        "07-note.md": "added as note-7",
        "08-note.md": "added as note-8",
        "sub/09-note.md": "added as note-9",
        "sub/10-copy.md": "already there as note-9",
        "11-report.txt": "added as peel-2018-19-fenmarch",
        "12-windows.txt": "already there as peel-2018-19-fenmarch",
        "13-two.zip/a.md": "added as note-21",
        "13-two.zip/b/c.md": "added as note-22",
        "14-partly.pdf": "added as report-2024-03-07-letters-to-fenmarch-constabulary",
    }
    assert "page 2 is only a picture without text" in said["14-partly.pdf"]
    refused = {name: rest for name, rest in said.items() if rest.startswith("not ")}
    assert set(refused) == {
        *("15-undated.txt", "16-half.pdf", "17-locked.pdf", "18-empty.pdf", "19-scan.pdf", "20-bomb.zip/bomb.txt"),
    }
    assert "published" in refused["15-undated.txt"]
    assert "--set" in refused["15-undated.txt"]
    assert "is broken" in refused["16-half.pdf"]
    assert "needs a password" in refused["17-locked.pdf"]
    assert "is empty" in refused["18-empty.pdf"]
    assert "only pictures" in refused["19-scan.pdf"]
    assert "unpacks to more than" in refused["20-bomb.zip/bomb.txt"]
    assert total.startswith("12 added, 1 new version, ")
    assert (result.exit_code, result.stderr) == (1, "")


def test_a_second_run_adds_nothing(added: tuple[Path, Result], twenty: Path) -> None:
    corpus, _ = added
    before = {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    result = run("--corpus", corpus, "add", "--yes", twenty / "03-report.docx", twenty / "07-note.md", twenty / "13-two.zip")
    assert result.exit_code == 0
    assert result.stdout.count("already there") == 5  # four lines and the sum
    assert {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()} == before


@pytest.fixture(scope="module")
def answering(added: tuple[Path, Result], embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeelQA]:
    with PeelQA.open(Settings(corpus=(added[0],), index=tmp_path_factory.mktemp("index")), embedder=embedder) as qa:
        assert qa.report is not None
        assert qa.report.problems == ()
        yield qa


@pytest.mark.parametrize(
    ("question", "said", "document"),
    [
        ("What grade did Fenmarch get for investigating crime in PEEL 2023-25?", "adequate", "peel-2023-25-fenmarch"),
        ("How many days did Fenmarch Constabulary take to answer a letter in 2021?", "19 days", "peel-2021-22-fenmarch"),
        ("How many meetings did Fenmarch Constabulary hold about matter 22?", "62 meetings", "note-22"),
        ("How many of the 52 files at Fenmarch had an investigation plan in PEEL 2018/19?", "31 of the 52", "peel-2018-19-fenmarch"),
    ],
)
def test_what_was_added_answers(answering: PeelQA, question: str, said: str, document: str) -> None:
    answer = answering.ask(question)
    assert answer.status == "answered", str(answer)
    assert said in str(answer).lower() if said == "adequate" else said in str(answer)
    assert document in {citation.document for citation in answer.citations}
    assert all(citation.verified for citation in answer.citations)


def test_another_force_is_not_answered_from_what_was_added(answering: PeelQA) -> None:
    assert answering.ask("How did Kent Police do at investigating crime?").status == "other_force"


def test_adding_one_document_embeds_only_it(answering: PeelQA, added: tuple[Path, Result], embedder: Embedder, tmp_path: Path) -> None:
    corpus, _ = added
    (tmp_path / "one-more.md").write_text(markdown(33), encoding="utf-8")
    assert run("--corpus", corpus, "add", "-y", tmp_path / "one-more.md").exit_code == 0
    with PeelQA.open(answering.settings, embedder=embedder) as qa:
        assert qa.report is not None
        assert 0 < qa.report.embedded <= 6
        assert "73 meetings" in str(qa.ask("How many meetings did Fenmarch Constabulary hold about matter 33?"))
    assert run("--corpus", corpus, "remove", "--yes", "note-33").stdout == "note-33: removed\n"


def test_nobody_to_confirm_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(markdown(1), encoding="utf-8")
    result = run("--corpus", tmp_path / "corpus", "add", tmp_path / "a.md")
    assert result.exit_code == 0
    assert "left out: nobody is here to confirm what it is. Run it in a terminal, or with --yes" in result.stdout
    assert not list((tmp_path / "corpus").glob("*.md"))


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("no-such-file.pdf", "is not there"),
        ("www.gov.uk/report", "Write the whole address: https://www.gov.uk/report"),
        ("https://example.com/report", "the host example.com is not on the list"),
        ("ftp://example.com/report", "is not an http or https address"),
        ("/dev/zero", "is no file"),
        ("", "is a folder without files"),
    ],
)
def test_what_cannot_be_added_costs_one_line(tmp_path: Path, named: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    result = run("--corpus", tmp_path / "corpus", "add", "--yes", named or tmp_path / "empty")
    assert result.exit_code == 1
    line, total = result.stdout.splitlines()
    assert said in line
    assert total == "1 not usable."


def test_names_that_are_no_text_or_steer_a_terminal_do_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number, name in enumerate((b"caf\xe9.md", b"red\x1b[31m.md", b"two\nlines.md", b"-dash.md")):
        (folder / os.fsdecode(name)).write_text(markdown(number), encoding="utf-8")
    (folder / os.fsdecode(b"bad\xff\x1b[2J.pdf")).write_bytes(b"%PDF-nothing")
    result = run("--corpus", tmp_path / "corpus", "add", "--yes", folder)
    assert "\x1b" not in result.stdout
    assert len(list((tmp_path / "corpus").glob("*.md"))) == 4
    assert "4 added" in result.stdout
    assert "1 not usable" in result.stdout


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is no file" in run("--corpus", tmp_path / "corpus", "add", "--yes", tmp_path / "pipe.txt").stdout


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_QA_MAX_DOCUMENT_BYTES", "2000")
    (tmp_path / "big.txt").write_text("word " * 1000, encoding="utf-8")
    line = run("--corpus", tmp_path / "corpus", "add", "--yes", tmp_path / "big.txt").stdout.splitlines()[0]
    assert line.endswith("not usable: has 5,000 bytes, more than the 2,000 allowed. Split it, or raise PEEL_QA_MAX_DOCUMENT_BYTES")


@pytest.mark.parametrize("pair", ["force", "colour=red", "raw=x"])
def test_a_value_that_no_document_has_is_bad_usage(tmp_path: Path, pair: str) -> None:
    result = run("--corpus", tmp_path / "corpus", "add", "--set", pair, tmp_path / "a.pdf")
    assert result.exit_code == 2
    assert "KEY=VALUE" in result.stderr


def test_outcomes_as_json(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(markdown(1), encoding="utf-8")
    result = run("--corpus", tmp_path / "corpus", "add", "--yes", "--json", tmp_path / "a.md")
    assert json.loads(result.stdout) == [{"name": str(tmp_path / "a.md"), "state": "added", "id": "note-1", "note": ""}]


def test_only_added_documents_are_removed(small_corpus: Path) -> None:
    result = run("--corpus", small_corpus, "remove", "--yes", "peel-2023-northmoor")
    assert result.exit_code == 1
    assert "is no document that was added" in result.stderr
    assert str(small_corpus / "peel-2023-northmoor.md") in result.stderr


def test_an_export_is_added_again(added: tuple[Path, Result], tmp_path: Path) -> None:
    corpus, _ = added
    assert run("--corpus", corpus, "export", tmp_path / "all.zip", "note-7", "peel-2021-22-fenmarch").exit_code == 0
    result = run("--corpus", tmp_path / "corpus", "add", "--yes", tmp_path / "all.zip")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("2 added.")


class TestFetching:
    @pytest.fixture
    def server(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[BadServer]:
        """A server on this machine that the command may fetch from, as it otherwise never may."""
        from peel_qa.intake import addresses, download

        monkeypatch.setattr(addresses, "Policy", functools.partial(addresses.Policy, is_allowed=lambda address: True))
        monkeypatch.setattr(download, "Pace", functools.partial(download.Pace, between_s=0.0, sleep=lambda seconds: None))
        with bad_server.serve() as running:
            page = bad_server.response(documents.PAGE.encode(), Content_Type="text/html", ETag='"p1"')
            running.routes["/peel-reports/fenmarch-2023-25/"] = bad_server.sends(page)
            yield running

    def test_an_address_is_added_with_its_raw_file(self, server: BadServer, tmp_path: Path) -> None:
        url = server.url("/peel-reports/fenmarch-2023-25/")
        result = run("--corpus", tmp_path, "add", "--yes", "--host", server.host, url)
        assert result.exit_code == 0, result.stdout
        assert "fenmarch-2023-25: added as peel-2023-25-fenmarch" in result.stdout
        (described,) = (tmp_path / "raw").glob("*.json")
        origin = json.loads(described.read_text(encoding="utf-8"))
        assert (origin["url"], origin["etag"], origin["content_type"]) == (url, '"p1"', "text/html")
        assert described.with_suffix(".html").read_bytes() == documents.PAGE.encode()
        assert list((tmp_path / "raw" / ".transfers").iterdir()) == []

    def test_the_catalogue_is_fetched_and_stands_in_for_the_digests(self, server: BadServer, tmp_path: Path) -> None:
        from small_corpora import write_document

        url = server.url("/peel-reports/fenmarch-2023-25/")
        corpus = tmp_path / "corpus"
        write_document(corpus, "the-digest", "# T\n\nOurs.\n", force=documents.FORCE, url=url, published="2024-03-07", text="digest")
        write_document(corpus, "gone", "# T\n\nOurs.\n", force=documents.FORCE, url=server.url("/gone"), text="digest")
        folders = ("--corpus", corpus, "--corpus", tmp_path / "added")
        result = run(*folders, "fetch")
        assert result.exit_code == 1
        assert "/gone: not usable: is not there any more (status 410)" in result.stdout
        assert "added as the-digest" in result.stdout
        again = run(*folders, "fetch", "the-digest")
        assert "already there as the-digest" in again.stdout

    def test_a_login_page_does_not_replace_a_document(self, server: BadServer, tmp_path: Path) -> None:
        from small_corpora import write_document

        page = b"<html><body><p>Please accept our terms to go on. This page is for readers who have paid for it.</p></body></html>"
        server.routes["/wall"] = bad_server.sends(bad_server.response(page, Content_Type="text/html"))
        write_document(tmp_path / "corpus", "the-digest", "# T\n\nOurs.\n", force=documents.FORCE, url=server.url("/wall"), text="digest")
        result = run("--corpus", tmp_path / "corpus", "--corpus", tmp_path / "added", "fetch")
        assert f"does not name {documents.FORCE}" in result.stdout
        assert not list((tmp_path / "added").glob("*.md"))
