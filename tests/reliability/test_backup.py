"""T7: everything comes back from a backup, on a machine that has nothing; a damaged or foreign archive changes nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from small_corpora import write_document, write_small_corpus
from stub_embedder import StubEmbedder

from peel_qa.backup import BackupReport, back_up, restore
from peel_qa.engine import PeelQA
from peel_qa.errors import BackupError, IndexDamaged, IndexMissing
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.service.feedback import Feedback, FeedbackBook
from peel_qa.settings import Settings

QUESTIONS = ["Who supervises investigations?", "How many emergency calls were answered in time?", "Who said that victims came first?"]
ENTRY = Feedback("2026-01-02", "up", "answered", "Good", "", "abc")


def settings_in(folder: Path) -> Settings:
    return Settings(corpus=(folder / "corpus", folder / "added"), index=folder / "index", feedback=folder / "feedback.sqlite", reader="off")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path / "here")
    write_small_corpus(settings.corpus[0])
    write_document(settings.corpus[1], "more", "# Title\n\n## Calls\n\nThe force answered 90 of 100 calls.\n")
    (settings.corpus[1] / "raw").mkdir()
    (settings.corpus[1] / "raw" / "more.pdf").write_bytes(b"%PDF the raw file")
    build_index(settings, StubEmbedder())
    FeedbackBook(settings.feedback).add(ENTRY)
    return settings


def answers(settings: Settings) -> list[object]:
    with PeelQA.open(settings, refresh=False, embedder=StubEmbedder()) as qa:
        hits = [[(hit.passage.id, round(hit.score, 6)) for hit in qa.search(question, 10)] for question in QUESTIONS]
        return [hits, [qa.ask(question).text for question in QUESTIONS], sorted(qa.index.documents)]


def test_everything_comes_back_on_a_machine_that_has_nothing(settings: Settings, tmp_path: Path) -> None:
    before = answers(settings)
    made = back_up(settings, tmp_path / "kept" / "backup.zip")
    shutil.rmtree(tmp_path / "here")
    elsewhere = settings_in(tmp_path / "elsewhere")
    put_back = restore(elsewhere, tmp_path / "kept" / "backup.zip")
    assert (put_back.files, put_back.version, put_back.aside) == (made.files, made.version, None)
    assert answers(elsewhere) == before
    assert list(FeedbackBook(elsewhere.feedback).entries()) == [ENTRY]
    assert (elsewhere.corpus[1] / "raw" / "more.pdf").read_bytes() == b"%PDF the raw file"
    embedder = StubEmbedder()
    with PeelQA.open(elsewhere, embedder=embedder) as qa:
        assert qa.report is None, "what was restored is up to date"
    assert build_index(elsewhere, embedder, rebuild=True).embedded == 0, "and every vector came back too"


def test_what_is_in_the_way_is_left_or_moved_aside(settings: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "backup.zip"
    back_up(settings, archive)
    before = answers(settings)
    mine = write_document(settings.corpus[0], "mine", "# Title\n\n## Calls\n\nWritten since.\n")
    build_index(settings, StubEmbedder())
    with pytest.raises(BackupError, match=r"mine\.md is in the way, and 0 more.*--replace"):
        restore(settings, archive)
    assert mine.is_file()
    report = restore(settings, archive, replace=True)
    assert not mine.exists()
    assert report.aside is not None
    assert [path.name for path in report.aside.iterdir()] == ["0000-mine.md"]
    assert answers(settings) == before
    assert restore(settings, archive).aside is None, "a second time there is nothing in the way"


def test_a_service_that_runs_takes_up_what_was_restored(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "backup.zip")
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        version = qa.index.version.name
        assert qa.renewed() is None
        write_document(settings.corpus[0], "mine", "# Title\n\n## Calls\n\nWritten since.\n")
        build_index(settings, StubEmbedder())
        newer = qa.renewed()
        assert newer is not None
        restore(settings, tmp_path / "backup.zip", replace=True)
        oldest = newer.renewed()
        assert oldest is not None
        assert oldest.index.version.name == version
        newer.close()
        oldest.close()


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(archive) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    with zipfile.ZipFile(archive, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    return archive


def first(members: dict[str, bytes], part: str) -> str:
    return next(name for name in members if part in name)


def relisted(members: dict[str, bytes], **change: object) -> None:
    members["backup.json"] = json.dumps(json.loads(members["backup.json"]) | change).encode()


def climbing(members: dict[str, bytes]) -> None:
    name, about = "corpus/../../outside.md", json.loads(members["backup.json"])
    about["files"][name] = about["files"][first(members, "more.md")]
    members[name] = members[first(members, "more.md")]
    members["backup.json"] = json.dumps(about).encode()


CHANGES: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a changed document": lambda m: m.update({first(m, "more.md"): b"other"}),
    "a changed index": lambda m: m.update({first(m, "passages.npy"): b""}),
    "a missing file": lambda m: m.pop(first(m, "manifest.json")) and None,
    "a file too many": lambda m: m.update({"corpus/0/stranger.md": b"x"}),
    "no list": lambda m: m.pop("backup.json") and None,
    "a list that is none": lambda m: m.update({"backup.json": b"[]"}),
    "another format": lambda m: relisted(m, format=99),
    "a name that climbs out": climbing,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_damaged_archive_is_refused_and_nothing_is_touched(settings: Settings, tmp_path: Path, name: str) -> None:
    archive = tmp_path / "backup.zip"
    back_up(settings, archive)
    elsewhere = settings_in(tmp_path / "elsewhere")
    with pytest.raises(BackupError) as told:
        restore(elsewhere, rewritten(archive, CHANGES[name]))
    assert "\n" not in str(told.value)
    assert not (tmp_path / "elsewhere").exists()
    assert not (tmp_path / "outside.md").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + b"x" * 100])
def test_what_is_no_archive_is_refused(settings: Settings, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup.zip").write_bytes(content)
    with pytest.raises(BackupError, match="is no backup"):
        restore(settings, tmp_path / "backup.zip")


def test_an_archive_cut_short_anywhere_is_refused(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "backup.zip")
    raw = (tmp_path / "backup.zip").read_bytes()
    for share in (1, 25, 50, 75, 99):
        (tmp_path / "cut.zip").write_bytes(raw[: len(raw) * share // 100])
        with pytest.raises(BackupError):
            restore(settings_in(tmp_path / "elsewhere"), tmp_path / "cut.zip")


def test_other_corpus_folders_are_named(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "backup.zip")
    with pytest.raises(BackupError, match="corpus folder number 1, the settings name 1"):
        restore(Settings(corpus=(tmp_path / "one",), index=tmp_path / "index"), tmp_path / "backup.zip")


def test_no_index_or_a_damaged_one_is_not_backed_up(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "backup.zip"
    report: BackupReport = back_up(settings, kept)
    good = kept.read_bytes()
    current = IndexFolder(settings).current()
    assert current is not None
    assert current.name == report.version
    (current / "passages.jsonl").write_bytes(b"")
    with pytest.raises(IndexDamaged):
        back_up(settings, kept)
    assert kept.read_bytes() == good, "the earlier backup stays"
    shutil.rmtree(settings.index)
    with pytest.raises(IndexMissing):
        back_up(settings, kept)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_feedback_is_copied_whole_while_it_is_written(settings: Settings, tmp_path: Path) -> None:
    with sqlite3.connect(settings.feedback) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM feedback")
        back_up(settings, tmp_path / "backup.zip")
        writer.rollback()
    elsewhere = settings_in(tmp_path / "elsewhere")
    restore(elsewhere, tmp_path / "backup.zip")
    assert list(FeedbackBook(elsewhere.feedback).entries()) == [ENTRY]
