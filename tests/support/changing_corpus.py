"""Documents come, change, move and go in any order: the index is always the one that a build from scratch gives."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from small_corpora import write_document
from stub_embedder import StubEmbedder

from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.index.reader import open_current
from peel_qa.index.vectors import VectorCache
from peel_qa.settings import Settings

NAMES = st.sampled_from([f"report-{letter}" for letter in "abcd"])
SENTENCES = st.lists(st.integers(0, 30), min_size=1, max_size=6)


class Corpus(RuleBasedStateMachine):
    """Add, edit, duplicate, rename, remove, build, and hold the index against what the files say.

    `held` is what the files say: the sentences of each document by id; `files` says where each lies; `builds` counts
    the builds of all examples.
    """

    builds = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name)
        self.settings = Settings(corpus=(root / "corpus",), index=root / "index")
        self.embedder = StubEmbedder()
        self.held: dict[str, tuple[int, ...]] = {}
        self.files: dict[str, Path] = {}
        self.built: object = None
        self.ids: dict[tuple[str, tuple[int, ...]], list[str]] = {}

    @property
    def state(self) -> object:
        return dict(self.held), dict(self.files)

    @property
    def is_built(self) -> bool:
        return self.built == self.state

    def _write(self, name: str, sentences: tuple[int, ...]) -> None:
        body = "# Title\n\n## Calls\n\n" + " ".join(f"The force answered call number {n} in time." for n in sentences)
        path = write_document(self.settings.corpus[0], name, body + "\n", title="A title for all")
        if name in self.files and self.files[name] != path:
            path = path.rename(self.files[name])
        self.files[name] = path
        self.held[name] = sentences

    @rule(name=NAMES, sentences=SENTENCES)
    def add_or_edit(self, name: str, sentences: list[int]) -> None:
        self._write(name, tuple(sentences))

    @precondition(lambda self: self.held)
    @rule(data=st.data(), name=NAMES)
    def duplicate(self, data: st.DataObject, name: str) -> None:
        self._write(name, self.held[data.draw(st.sampled_from(sorted(self.held)))])

    @precondition(lambda self: self.held)
    @rule(data=st.data(), stem=st.text("xyz", min_size=1, max_size=3))
    def rename_the_file(self, data: st.DataObject, stem: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.held)))
        target = self.files[name].with_name(f"{name}-{stem}.md")
        self.files[name] = self.files[name].rename(target)

    @precondition(lambda self: len(self.held) > 1)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.held)))
        self.files.pop(name).unlink()
        del self.held[name]

    @precondition(lambda self: self.held)
    @rule()
    def build(self) -> None:
        report = build_index(self.settings, self.embedder)
        type(self).builds += 1
        assert report.is_new is not self.is_built
        assert report.problems == ()
        self.built = self.state

    @invariant()
    def the_index_holds_what_the_files_say_and_nothing_else(self) -> None:
        if not self.is_built:
            return
        index = open_current(IndexFolder(self.settings))
        try:
            index.verify()
            assert index.documents.keys() == self.held.keys() == {passage.document for passage in index.passages}
            for name, sentences in self.held.items():
                passages = [passage for passage in index.passages if passage.document == name]
                said = [
                    int(p.text[s.start - p.start : s.end - p.start].split("number ")[1].split()[0]) for p in passages for s in p.sentences
                ]
                assert tuple(said) == sentences
                ids = [passage.id for passage in passages]
                assert self.ids.setdefault((name, sentences), ids) == ids  # the same text in the same place keeps its ids
            gone = set(range(31)) - {n for sentences in self.held.values() for n in sentences}
            assert not any(f"number {n} in" in passage.text for n in gone for passage in index.passages)
            texts = [f"Calls\nThe force answered call number {n} in time." for n in sorted(gone)]
            assert VectorCache(IndexFolder(self.settings).vectors).embed(StubEmbedder(), texts)[1] == len(texts)
            VectorCache(IndexFolder(self.settings).vectors).prune(StubEmbedder(), [])  # what this look itself has added
        finally:
            index.close()

    def teardown(self) -> None:
        if self.held:
            grown = build_index(self.settings, self.embedder).version
            scratch = self.settings.model_copy(update={"index": Path(self.folder.name) / "scratch"})
            fresh = build_index(scratch, StubEmbedder()).version
            assert (grown / "manifest.json").read_bytes() == (fresh / "manifest.json").read_bytes()
        self.folder.cleanup()
