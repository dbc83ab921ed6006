"""Readers: each has its own copy, none writes, none is refused while versions come and go, and each sees one version whole."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from small_corpora import write_document, write_small_corpus
from stub_embedder import StubEmbedder

from peel_qa.errors import IndexDamaged, IndexMissing
from peel_qa.index import reader
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.index.reader import SearchIndex, open_current
from peel_qa.settings import Settings

BODY = "# Title\n\n## Calls\n\nThe force answered {} of 100 calls. It should answer more.\n"
OTHER_PROCESS = (
    "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
    "from stub_embedder import StubEmbedder; from peel_qa.settings import Settings; from peel_qa.engine import PeelQA\n"
    "qa = PeelQA.open(Settings(corpus=(Path(sys.argv[2]),), index=Path(sys.argv[3])), embedder=StubEmbedder())\n"
    "print([hit.passage.id for hit in qa.search('Who supervises investigations?', 5)], flush=True); input()"
)


@pytest.fixture
def settings(small_corpus: Path, tmp_path: Path) -> Settings:
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index")
    build_index(settings, StubEmbedder())
    return settings


def state_of(folder: Path) -> dict[str, tuple[str, int]]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in paths}


def test_a_second_process_answers_the_same_and_nothing_is_written(settings: Settings) -> None:
    from peel_qa.engine import PeelQA

    before = state_of(settings.index)
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        support = Path(__file__).resolve().parents[1] / "support"
        run = [sys.executable, "-c", OTHER_PROCESS, str(support), str(settings.corpus[0]), str(settings.index)]
        with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            theirs = other.stdout.readline().strip()  # both are open now
            mine = [hit.passage.id for hit in qa.search("Who supervises investigations?", 5)]
            other.communicate("\n", timeout=60)
        assert theirs == str(mine)
    assert state_of(settings.index) == before


def test_a_version_that_is_removed_goes_on_answering_where_it_is_open(settings: Settings) -> None:
    index = open_current(IndexFolder(settings))  # Chroma was not asked yet
    for _ in range(3):
        build_index(settings, StubEmbedder(), rebuild=True)
    assert not index.version.exists()
    for number, passage in enumerate(index.passages):
        assert index.store.nearest(index.passage_vectors[number], 1)[0][0] == passage.id
    assert index.keyword.scores(["victim"]).max() > 0
    index.close()


def test_a_reader_whose_version_goes_while_it_opens_takes_the_newer_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = SearchIndex._load
    opened: list[Path] = []

    def overtaken(self: SearchIndex, version: Path) -> None:
        opened.append(version)
        if len(opened) == 1:
            for _ in range(2):
                build_index(settings, StubEmbedder(), rebuild=True)
            assert not version.exists()
        real(self, version)

    monkeypatch.setattr(SearchIndex, "_load", overtaken)
    index = open_current(IndexFolder(settings))
    assert index.version == IndexFolder(settings).current() == opened[1] != opened[0]
    index.close()


def test_damage_is_not_retried(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    version = IndexFolder(settings).current()
    assert version is not None
    (version / "passages.jsonl").unlink()
    tries: list[Path] = []
    real = SearchIndex.__init__

    def counted(self: SearchIndex, folder: Path, *arguments: Any) -> None:
        tries.append(folder)
        real(self, folder, *arguments)

    monkeypatch.setattr(reader.SearchIndex, "__init__", counted)
    with pytest.raises(IndexDamaged, match=r"passages\.jsonl is missing"):
        open_current(IndexFolder(settings))
    assert len(tries) == 1


def test_no_index_is_said_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"There is no index in .*Run `peel-qa index`"):
        open_current(IndexFolder(Settings(corpus=(tmp_path,), index=tmp_path / "index")))


@pytest.mark.slow
def test_readers_never_fail_while_versions_are_swapped(tmp_path: Path) -> None:
    """Four readers open, ask and close without a pause while two corpora take turns; each index holds one of them whole."""
    corpus = write_small_corpus(tmp_path / "corpus")
    settings = Settings(corpus=(corpus,), index=tmp_path / "index")
    folder, done, reads = IndexFolder(settings), threading.Event(), list[str]()
    write_document(corpus, "changing", BODY.format(90))
    build_index(settings, StubEmbedder())

    def read() -> int:
        embedder, count = StubEmbedder(), 0
        while not done.is_set() or not count:
            index = open_current(folder)
            text = index.documents["changing"].text
            number = text.split(" of 100")[0].split()[-1]
            assert index.source(index.passages[0]).id in index.documents
            found, _ = index.store.nearest(embedder.embed_question(f"answered {number} of 100 calls"), 1, ["changing"])[0]
            assert number in index.passages[index.numbers[found]].text  # passages, vectors and documents are of one version
            reads.append(number)
            index.close()
            count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for swap in range(12):
                write_document(corpus, "changing", BODY.format(90 + swap % 2))
                build_index(settings, StubEmbedder())
        finally:
            done.set()
        assert all(reader.result() > 0 for reader in readers)
    assert set(reads) == {"90", "91"}
    assert len(list(folder.versions.iterdir())) == 2
