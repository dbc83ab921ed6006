"""Taking original texts: checked, whole, listed; what is wrong is said of each."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus import fetch
from peel_qa.corpus.fetch import Fetched, fetch_originals, write_whole
from peel_qa.corpus.load import load_corpus
from peel_qa.errors import CorpusError, DocumentError

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "corpus"
REPORT, NEWS = "peel-2023-northmoor", "news-2023-06-02-northmoor-gazette"
MOST = 1_000_000
TEXT = "Northmoor Police\n\nThe force answers its calls quickly. It should answer its letters too.\n"
ENTRY = f"""
[{REPORT}]
file = "report.txt"
title = "Another title"
publisher = "HMICFRS"
kind = "report"
force = "Northmoor Police"
edition = "PEEL 2023"
published = 2023-06-09
licence = "Open Government Licence v3.0"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the text of the report and an entry for it."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "report.txt").write_text(TEXT, encoding="utf-8")
    (folder / "sources.toml").write_text(ENTRY, encoding="utf-8")
    return folder


def states(outcomes: list[Fetched]) -> dict[str, str]:
    return {outcome.id: outcome.state for outcome in outcomes}


def test_a_text_is_copied_byte_for_byte_and_replaces_the_digest(folder: Path, small_corpus: Path) -> None:
    assert states(fetch_originals(folder, small_corpus, MOST)) == {REPORT: "copied", NEWS: "not in the folder"}
    originals = small_corpus / "originals"
    assert (originals / f"{REPORT}.txt").read_bytes() == (folder / "report.txt").read_bytes()
    corpus = load_corpus([small_corpus, originals])
    assert corpus.problems == ()
    assert {document.id: document.source.file for document in corpus.documents} == {REPORT: f"{REPORT}.txt", NEWS: f"{NEWS}.md"}


def test_dates_of_a_known_document_are_those_of_the_catalogue(folder: Path, small_corpus: Path) -> None:
    fetch_originals(folder, small_corpus, MOST)
    taken = load_corpus([small_corpus / "originals"]).documents[0].source
    held = next(document.source for document in load_corpus([small_corpus]).documents if document.id == REPORT)
    assert (taken.published, taken.published_sure, taken.inspected, taken.title) == (
        held.published,
        held.published_sure,
        held.inspected,
        held.title,
    )
    assert taken.licence == "Open Government Licence v3.0"


def test_a_second_time_changes_nothing_and_a_new_text_is_taken(folder: Path, small_corpus: Path) -> None:
    fetch_originals(folder, small_corpus, MOST)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (small_corpus / "originals").iterdir()}
    assert states(fetch_originals(folder, small_corpus, MOST))[REPORT] == "already there"
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (small_corpus / "originals").iterdir()} == before
    (folder / "report.txt").write_text(f"{TEXT}\nThe force replied.\n", encoding="utf-8")
    assert states(fetch_originals(folder, small_corpus, MOST))[REPORT] == "changed"
    assert (small_corpus / "originals" / f"{REPORT}.txt").read_bytes() == (folder / "report.txt").read_bytes()


def test_texts_named_after_documents_need_no_list(tmp_path: Path, small_corpus: Path) -> None:
    folder = tmp_path / "named"
    folder.mkdir()
    (folder / f"{NEWS}.txt").write_text("The Gazette wrote that the force was praised.\n", encoding="utf-8")
    (folder / "notes.txt").write_text("Not a document.\n", encoding="utf-8")
    assert states(fetch_originals(folder, small_corpus, MOST)) == {NEWS: "copied", REPORT: "not in the folder"}
    assert not (small_corpus / "originals" / "notes.txt").exists()


def test_an_unknown_document_is_taken_with_a_note(folder: Path, small_corpus: Path) -> None:
    (folder / "sources.toml").write_text(ENTRY.replace(REPORT, "peel-2024-northmoor"), encoding="utf-8")
    outcome = fetch_originals(folder, small_corpus, MOST)[0]
    assert (outcome.id, outcome.state) == ("peel-2024-northmoor", "copied")
    assert "not in the catalogue" in outcome.note
    source = load_corpus([small_corpus / "originals"]).documents[0].source
    assert (source.title, source.published) == ("Another title", "2023-06-09")


def test_entries_of_earlier_texts_stay_and_those_of_vanished_ones_go(folder: Path, tmp_path: Path, small_corpus: Path) -> None:
    fetch_originals(folder, small_corpus, MOST)
    second = tmp_path / "second"
    second.mkdir()
    (second / f"{NEWS}.txt").write_text("The Gazette wrote that the force was praised.\n", encoding="utf-8")
    fetch_originals(second, small_corpus, MOST)
    originals = small_corpus / "originals"
    assert sorted(tomllib.loads((originals / "sources.toml").read_text(encoding="utf-8"))) == [NEWS, REPORT]
    (originals / f"{REPORT}.txt").unlink()
    fetch_originals(second, small_corpus, MOST)
    assert sorted(tomllib.loads((originals / "sources.toml").read_text(encoding="utf-8"))) == [NEWS]
    assert load_corpus([originals]).problems == ()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"caf\xe9\n", "not UTF-8"),
        (b"a\0b", "NUL"),
        (b" \n", "is empty"),
        (b"x" * (MOST + 1), "bytes, more than"),
        (b"\xe2\x80\x8b\n", "no text"),
        (b"<!DOCTYPE html><p>The force answers.</p>\n", "web page"),
    ],
    ids=["latin", "binary", "empty", "large", "invisible", "web page"],
)
def test_a_text_that_the_index_could_not_use_is_not_taken(folder: Path, small_corpus: Path, raw: bytes, said: str) -> None:
    (folder / "report.txt").write_bytes(raw)
    outcome = fetch_originals(folder, small_corpus, MOST)[0]
    assert (outcome.id, outcome.state) == (REPORT, "not usable")
    assert said in outcome.note
    assert list((small_corpus / "originals").iterdir()) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ENTRY.replace("report.txt", "gone.txt"), "not there"),
        (ENTRY.replace("report.txt", "../texts/../outside.txt"), "no .txt file of this folder"),
        (ENTRY.replace("report.txt", "report.pdf"), "no .txt file of this folder"),
        (ENTRY.replace('file = "report.txt"\n', ""), "no .txt file of this folder"),
        (ENTRY.replace(REPORT, '"../escape"'), "id is '../escape'"),
        (ENTRY.replace(REPORT, "new").replace("2023-06-09", '"June"'), "published is 'June'"),
        (ENTRY.replace(REPORT, "new").replace("publisher", "author"), "unknown key 'author'"),
    ],
)
def test_an_entry_that_cannot_be_used_is_not_taken(folder: Path, small_corpus: Path, entry: str, said: str) -> None:
    (folder.parent / "outside.txt").write_text(TEXT, encoding="utf-8")
    (folder / "sources.toml").write_text(entry, encoding="utf-8")
    outcome = fetch_originals(folder, small_corpus, MOST)[0]
    assert outcome.state == "not usable"
    assert said in outcome.note
    assert list((small_corpus / "originals").iterdir()) == []


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, small_corpus: Path) -> None:
    secret = folder.parent / "secret.txt"
    secret.write_text(TEXT, encoding="utf-8")
    (folder / "report.txt").unlink()
    (folder / "report.txt").symlink_to(secret)
    assert states(fetch_originals(folder, small_corpus, MOST))[REPORT] == "not usable"


def test_one_unusable_text_does_not_stop_the_others(folder: Path, small_corpus: Path) -> None:
    (folder / "bad.txt").write_bytes(b"\xff")
    second = ENTRY.replace(REPORT, NEWS).replace("report.txt", "bad.txt")
    (folder / "sources.toml").write_text(second + ENTRY, encoding="utf-8")
    assert states(fetch_originals(folder, small_corpus, MOST)) == {NEWS: "not usable", REPORT: "copied"}


def test_nothing_to_take_is_an_error_with_its_remedy(tmp_path: Path, small_corpus: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match=r"Save the texts there as <id>\.txt"):
        fetch_originals(tmp_path / "empty", small_corpus, MOST)
    with pytest.raises(CorpusError, match="does not exist"):
        fetch_originals(tmp_path / "nowhere", small_corpus, MOST)


def test_a_list_that_cannot_be_read_stops_before_anything_is_written(folder: Path, small_corpus: Path) -> None:
    originals = small_corpus / "originals"
    originals.mkdir()
    (originals / "sources.toml").write_text("not toml", encoding="utf-8")
    with pytest.raises(DocumentError, match="is not TOML"):
        fetch_originals(folder, small_corpus, MOST)
    assert [path.name for path in originals.iterdir()] == ["sources.toml"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_leaves_the_old_text_whole_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"old")

    def crash(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(*{"fsync": (os, "fsync", crash), "replace": (Path, "replace", crash)}[step])
    with pytest.raises(OSError, match="the disk is full"):
        write_whole(path, b"new text")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_crash_between_text_and_list_is_mended_by_the_next_run(folder: Path, small_corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really_write: Callable[[Path, bytes], None] = write_whole

    def crash_at_list(path: Path, raw: bytes) -> None:
        if path.name == "sources.toml":
            raise OSError("killed")
        really_write(path, raw)

    monkeypatch.setattr(fetch, "write_whole", crash_at_list)
    with pytest.raises(OSError, match="killed"):
        fetch_originals(folder, small_corpus, MOST)
    assert len(load_corpus([small_corpus, small_corpus / "originals"]).documents) == 2
    monkeypatch.undo()
    fetch_originals(folder, small_corpus, MOST)
    mended = load_corpus([small_corpus, small_corpus / "originals"])
    assert mended.problems == ()
    assert f"{REPORT}.txt" in {document.source.file for document in mended.documents}


@given(
    st.dictionaries(st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True), st.booleans() | st.text(st.characters(exclude_categories=["Cs"]))),
    st.from_regex(r"[a-z0-9][a-z0-9._-]{0,9}", fullmatch=True),
)
def test_a_written_entry_reads_back_as_it_was(values: dict[str, str | bool], name: str) -> None:
    values.pop("id", None)
    assert tomllib.loads(fetch._table(name, values)) == {name: values}


@pytest.mark.originals
@pytest.mark.skipif(not SHARED.is_dir(), reason="the original texts (../shared/corpus) are not on this machine")
def test_the_original_texts_replace_all_digests(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in (ROOT / "corpus").glob("*.md"):
        (corpus / path.name).write_bytes(path.read_bytes())
    assert set(states(fetch_originals(SHARED, corpus, 20_000_000)).values()) == {"copied"}
    both = load_corpus([corpus, corpus / "originals"])
    assert both.problems == ()
    assert {document.source.text for document in both.documents} == {"original"}
    dates = {d.id: (d.source.published, d.source.published_sure, d.source.inspected) for d in load_corpus([corpus]).documents}
    assert {d.id: (d.source.published, d.source.published_sure, d.source.inspected) for d in both.documents} == dates
