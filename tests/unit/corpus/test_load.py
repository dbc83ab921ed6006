"""Every usable document is read, and every unusable one is one clear line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from peel_qa.corpus.load import Corpus, corpus_files, fingerprint_of, load_corpus, read_text
from peel_qa.errors import CorpusError, DocumentError

FRONT = """\
---
id: {id}
title: PEEL 2023
publisher: HMICFRS
kind: report
force: Northmoor Police
published: 2023-06-01
edition: PEEL 2023
---
"""
TABLE = """\
[{id}]
file = "{file}"
title = "PEEL 2023"
publisher = "HMICFRS"
kind = "report"
force = "Northmoor Police"
published = "2023-06-01"
edition = "PEEL 2023"
"""


def markdown(name: str = "good", body: str = "Text of it.\n") -> str:
    return FRONT.format(id=name) + body


def table(name: str, file: str | None = None) -> str:
    return TABLE.format(id=name, file=file if file is not None else f"{name}.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good document, which has to be read whatever stands beside it."""
    (tmp_path / "good.md").write_text(markdown(), encoding="utf-8")
    return tmp_path


def load(*folders: Path, max_bytes: int = 1_000_000) -> Corpus:
    return load_corpus(folders, max_bytes)


def names(corpus: Corpus) -> list[str]:
    return [document.id for document in corpus.documents]


def the_problem(folder: Path, max_bytes: int = 1_000_000) -> DocumentError:
    """The one problem of a folder whose good document is read all the same."""
    corpus = load(folder, max_bytes=max_bytes)
    assert "good" in names(corpus)
    assert len(corpus.problems) == 1, [str(problem) for problem in corpus.problems]
    problem = corpus.problems[0]
    assert len(str(problem).splitlines()) == 1
    assert problem.remedy
    assert len(str(problem)) < 600
    return problem


@pytest.mark.parametrize(
    ("raw", "told", "line"),
    [
        (markdown("bad").encode() + b"\nbad \xe9\n", "is not UTF-8 (byte 0xe9)", 12),
        (markdown("bad").encode() + b"nul \0 here", "NUL", 11),
        (markdown("bad").encode("utf-16"), "UTF-16", 1),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF", 1),
        (b"PK\x03\x04...", "Word or zip", 1),
        (b"", "is empty", 1),
        (b" \n\n\t\n", "is empty", 1),
        (b"# A title\n\nText.\n", "no front matter", 1),
        (b"---\nid: x\n", "not closed", 1),
        (markdown("bad").replace("kind: report", "kind: [report").encode(), "not YAML", 6),
        (markdown("bad").replace("kind:", "knid:").encode(), "unknown key 'knid'", 5),
        (markdown("bad").replace("kind: report\n", "").encode(), "key 'kind' is missing", 1),
        (markdown("bad").replace("2023-06-01", "2023-06-31").encode(), "published is '2023-06-31'", 7),
        (markdown("bad", "").encode(), "has no text", 10),
        (markdown("bad", "# Only\n\n## headings\n").encode(), "only headings", 10),
        (markdown("bad", "\nText.\n\n## Head {page=x}\n").encode(), "page of a heading", 13),
        (markdown("bad", "> " * 3000 + "x\n").encode(), "nested too deep", 10),
        (markdown("good").encode(), "id 'good' is taken by good.md", 2),
    ],
)  # fmt: skip
def test_a_markdown_file_that_cannot_be_used_is_one_line(folder: Path, raw: bytes, told: str, line: int) -> None:
    path = folder / "later.md"
    path.write_bytes(raw)
    problem = the_problem(folder)
    assert told in str(problem)
    assert (problem.path, problem.line) == (path, line)
    assert str(problem).startswith(f"{path}:{line}: ")


def test_a_giant_is_not_read(folder: Path) -> None:
    path = folder / "giant.md"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert "has 100,000,000 bytes, more than the 1,000,000 allowed" in str(the_problem(folder))


def test_the_limit_itself_is_allowed(folder: Path) -> None:
    raw = markdown("edge", "x" * 100).encode()
    (folder / "edge.md").write_bytes(raw)
    assert names(load(folder, max_bytes=len(raw))) == ["edge", "good"]
    assert "more than" in str(the_problem(folder, max_bytes=len(raw) - 1))


def test_a_folder_a_pipe_and_links_that_lead_nowhere_are_named(folder: Path) -> None:
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "gone.md").symlink_to("nothing.md")
    (folder / "ring").symlink_to(folder, target_is_directory=True)
    corpus = load(folder)
    assert names(corpus) == ["good"]
    told = sorted(str(problem) for problem in corpus.problems)
    assert [line.partition(str(folder) + "/")[2].split(". ")[0] for line in told] == [
        "folder.md: is a folder",
        "gone.md: is a link to nothing",
        "loop.md: is a link to nothing",
        "pipe.md: is not a file",
    ]
    assert fingerprint_of([folder]) == corpus.fingerprint


def test_an_unreadable_file_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "locked.md"
    path.write_text(markdown("locked"), encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything: refuse as the system would
        real = Path.open

        def refusing(self: Path, *arguments: object, **named: object) -> object:
            if self == path:
                raise PermissionError(13, "Permission denied", str(path))
            return real(self, *arguments, **named)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", refusing)
    assert "cannot be read (Permission denied)" in str(the_problem(folder))


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_read(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text(markdown("secret"), encoding="utf-8")
    (folder / "secret.md").symlink_to(outside)
    assert "lies outside the corpus folder" in str(the_problem(folder))
    (folder / "secret.md").unlink()
    (folder / "..data").mkdir()
    shutil.copyfile(outside, folder / "..data" / "inner.md")
    (folder / "inner.md").symlink_to("..data/inner.md")
    assert names(load(folder)) == ["good", "secret"]


@pytest.mark.parametrize("form", ["\r\n", "\r", "\ufeff"])
def test_other_line_ends_and_a_byte_order_mark_are_read(folder: Path, form: str) -> None:
    text = markdown("other", "# Title\n\nOne.\n\nTwo.\n")
    text = form + text if form == "\ufeff" else text.replace("\n", form)
    (folder / "other.md").write_bytes(text.encode())
    corpus = load(folder)
    assert corpus.problems == ()
    assert corpus.documents[1].text == "Title\n\nOne.\n\nTwo."


def test_listed_texts_are_read_with_their_catalogue(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text("A heading\nText of it.\n", encoding="utf-8")
    (folder / "b.md").write_text("# Title\n\nText.\n", encoding="utf-8")
    (folder / "c.md").write_text(markdown("other-id"), encoding="utf-8")
    listing = table("one", "sub/a.txt") + table("two", "./b.md") + table("three", "c.md")
    (folder / "sources.toml").write_text(listing, encoding="utf-8")
    corpus = load(folder)
    assert corpus.problems == ()
    assert [(document.id, document.source.file) for document in corpus.documents] == [
        ("good", "good.md"), ("one", "sub/a.txt"), ("three", "c.md"), ("two", "b.md"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("listing", "told", "line"),
    [
        (table("one", "gone.txt"), "lists the file 'gone.txt', which is not there", 1),
        (table("one", "../a.txt"), "lies outside", 1),
        (table("one", "/etc/hostname"), "lies outside", 1),
        (table("one", "sub"), "which is not there", 1),
        (table("one", ""), "names no file", 1),
        (table("one", "a\\u0000b"), "names no file", 1),
        (table("one", "x" * 5000), "", 1),
        (table("one", "loop.txt"), "cannot be found", 1),
        (table("one").replace('file = "one.txt"\n', ""), "names no file", 1),
        (table("one").replace('file = "one.txt"', "file = 5"), "names no file", 1),
        (table("two", "a.txt") + "\n" + table("one").replace("kind", "knid"), "unknown key 'knid'", 14),
        (table("one").replace('kind = "report"\n', ""), "key 'kind' is missing", 1),
        (table("one").replace('"2023-06-01"', "2023"), "", None),
        (table("one").replace('"2023-06-01"', "true"), "published is true", 7),
        (table("two", "a.txt") + "\n" + table("good", "a.txt"), "id 'good' is taken", None),
        ("[one]\ntitle = \n", "is not TOML", 2),
        ("five = 5\n", "is not a table", 1),
        ("", "is empty", 1),
    ],
)  # fmt: skip
def test_a_broken_entry_is_one_line(folder: Path, listing: str, told: str, line: int | None) -> None:
    (folder / "sub").mkdir()
    (folder / "loop.txt").symlink_to("loop.txt")
    for name in ("a.txt", "one.txt"):
        (folder / name).write_text("Text of it.\n", encoding="utf-8")
    (folder / "sources.toml").write_text(listing, encoding="utf-8")
    corpus = load(folder)
    assert "good" in names(corpus)
    about = [problem for problem in corpus.problems if "that nothing describes" not in str(problem)]
    assert all(len(str(problem).splitlines()) == 1 and len(str(problem)) < 6000 for problem in about)
    if told == "" and line is None:
        assert about == []
    else:
        assert len(about) == 1
        assert told in str(about[0])
        assert about[0].line == line or line is None


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"<!DOCTYPE html>\n<html><body>Text</body></html>", "is a web page"),
        (b"caf\xe9", "is not UTF-8"),
        (b"", "is empty"),
        ("\u200b\u200b".encode(), "has no text"),
        (b"Page 1 of 3", "has no text"),
        (b"a\0b", "NUL"),
    ],
)
def test_a_listed_text_that_cannot_be_used_is_one_line(folder: Path, raw: bytes, told: str) -> None:
    (folder / "one.txt").write_bytes(raw)
    (folder / "sources.toml").write_text(table("one"), encoding="utf-8")
    problem = the_problem(folder)
    assert told in str(problem)
    assert (problem.path, problem.line) == (folder / "one.txt", 1)


def test_a_text_that_nothing_describes_is_named(folder: Path) -> None:
    (folder / "report.txt").write_text("Text.", encoding="utf-8")
    (folder / "README.txt").write_text("About this folder.", encoding="utf-8")
    assert "report.txt: is a text that nothing describes" in str(the_problem(folder))


def test_a_broken_list_is_named_once_and_not_once_for_each_text(folder: Path) -> None:
    (folder / "report.txt").write_text("Text.", encoding="utf-8")
    (folder / "sources.toml").write_text("[report\n", encoding="utf-8")
    problem = the_problem(folder)
    assert (problem.path.name, problem.line) == ("sources.toml", 1)


def test_read_me_hidden_and_original_files_are_no_documents(folder: Path) -> None:
    for name in ("README.md", "LICENSE.md", ".hidden.md", ".git/x.md", "originals/x.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("no front matter", encoding="utf-8")
    assert load(folder).problems == ()
    assert corpus_files([folder]) == [folder / "good.md"]


def test_a_later_folder_replaces_documents_of_an_earlier_one(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    later = tmp_path_factory.mktemp("later")
    (later / "x.md").write_text(markdown("good", "Newer text.\n"), encoding="utf-8")
    corpus = load(folder, later)
    assert [document.text for document in corpus.documents] == ["Newer text."]
    assert corpus.problems == ()


def test_a_folder_that_is_not_there_and_one_without_documents_are_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"does not exist\. Correct"):
        load(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="No usable document in"):
        load(tmp_path)
    (tmp_path / "bad.md").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"first problem: .*bad\.md:1: no front matter"):
        load(tmp_path)


def _edit(folder: Path) -> None:
    (folder / "good.md").write_text(markdown("good", "Other text.\n"), encoding="utf-8")


def _rename(folder: Path) -> None:
    (folder / "good.md").rename(folder / "other.md")


def _add(folder: Path) -> None:
    (folder / "new.txt").write_text("Text.", encoding="utf-8")


def _list(folder: Path) -> None:
    (folder / "sources.toml").write_text("", encoding="utf-8")


@pytest.mark.parametrize("change", [_edit, _rename, _add, _list])
def test_the_fingerprint_changes_with_the_files(folder: Path, change: Callable[[Path], None]) -> None:
    before = fingerprint_of([folder])
    change(folder)
    assert fingerprint_of([folder]) != before


def test_the_fingerprint_is_that_of_what_was_read_and_stays(folder: Path) -> None:
    corpus = load(folder)
    (folder / "good.md").touch()
    (folder / "notes.pdf").write_bytes(b"%PDF")
    assert load(folder) == corpus
    assert corpus.fingerprint == fingerprint_of([folder])
    assert fingerprint_of([folder, folder]) != corpus.fingerprint


def test_the_fingerprint_changes_with_the_code_that_reads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from peel_qa.corpus import files

    covered = {path.name for path in files._reading_code()}
    assert {"layout.toml", "plain.py", "markdown.py", "structure.py", "text.py"} <= covered
    before = fingerprint_of([folder])
    changed = folder / "code.py"
    changed.write_text("# other code", encoding="utf-8")
    monkeypatch.setattr(files, "_reading_code", lambda: [changed])
    files._reader.cache_clear()
    try:
        assert fingerprint_of([folder]) != before
    finally:
        monkeypatch.undo()
        files._reader.cache_clear()
    assert fingerprint_of([folder]) == before


def test_a_file_that_changes_while_it_is_read_is_read_again_next_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from peel_qa.corpus import load as module

    real = module.read_text

    def meddling(path: Path, max_bytes: int) -> str:
        text = real(path, max_bytes)
        _edit(folder)
        return text

    monkeypatch.setattr(module, "read_text", meddling)
    corpus = load(folder)
    assert corpus.documents[0].text == "Text of it."
    assert corpus.fingerprint != fingerprint_of([folder])


def test_a_file_grown_since_its_size_was_asked_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "grows.md"
    path.write_bytes(b"x" * 2000)
    small = os.stat_result((0o100644, 0, 0, 1, 0, 0, 10, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda self, **_: small)
    with pytest.raises(DocumentError, match="more than the 1,000 allowed"):
        read_text(path, 1000)
