"""Folders, the pointer, the seal and the manifest, without a build."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stub_embedder import StubEmbedder

from peel_qa.errors import IndexBusy, IndexDamaged, IndexMismatch
from peel_qa.index.build import is_current
from peel_qa.index.layout import IndexFolder
from peel_qa.index.manifest import Manifest, Recipe
from peel_qa.index.seal import checksums, require_same, seal, sealed
from peel_qa.settings import Settings, default_corpus


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(Settings(corpus=(tmp_path / "corpus",), index=tmp_path / "index"))


def publish(folder: IndexFolder, text: str) -> Path:
    building = folder.start_version()
    (building / "inner").mkdir()
    (building / "inner" / "file.txt").write_text(text, encoding="utf-8")
    (building / "manifest.json").write_text("{}", encoding="utf-8")
    return folder.publish(building, seal(building))


def test_nothing_is_current_before_the_first_version(folder: IndexFolder) -> None:
    assert folder.current() is None


def test_the_newest_version_is_current_and_the_one_before_stays(folder: IndexFolder) -> None:
    versions = [publish(folder, str(n)) for n in range(4)]
    assert folder.current() == versions[-1]
    assert sorted(folder.versions.iterdir()) == sorted(versions[-2:])


def test_what_a_killed_build_left_goes_with_the_next(folder: IndexFolder) -> None:
    first = publish(folder, "1")
    (folder.start_version() / "half").write_text("x", encoding="utf-8")
    orphan = folder.versions / "1a-2b"  # renamed, but killed before the pointer was
    orphan.mkdir()
    second = publish(folder, "2")
    assert sorted(folder.versions.iterdir()) == sorted([first, second])


@pytest.mark.parametrize("name", ["", "\n", "no such", "../versions", "0a-1b", "/etc", "é" * 99, "\0"])
def test_a_pointer_that_names_no_version_is_damage(folder: IndexFolder, name: str) -> None:
    publish(folder, "1")
    folder.pointer.write_text(name, encoding="utf-8")
    with pytest.raises(IndexDamaged, match=r"names no version that is there.*Run `peel-qa index`"):
        folder.current()


def test_a_pointer_that_is_no_text_is_damage(folder: IndexFolder) -> None:
    publish(folder, "1")
    folder.pointer.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(IndexDamaged):
        folder.current()


def test_a_second_builder_waits_and_is_told_or_gives_up(folder: IndexFolder) -> None:
    waited: list[str] = []
    with (
        folder.building(0),
        pytest.raises(IndexBusy, match="Another process is building"),
        folder.building(0.01, lambda: waited.append("told")),
    ):
        raise AssertionError("two builders at once")
    assert waited == ["told"]
    with folder.building(0):
        pass


def test_corpora_do_not_share_a_folder(tmp_path: Path) -> None:
    roots = {IndexFolder(Settings(corpus=(tmp_path / name / "corpus",), index=tmp_path)).root for name in "abc"}
    roots.add(IndexFolder(Settings(corpus=default_corpus(), index=tmp_path)).root)
    assert len(roots) == 4
    assert tmp_path / "default" in roots


@pytest.mark.parametrize("change", ["delete", "cut", "flip", "add", "list"])
def test_a_seal_finds_every_change(folder: IndexFolder, change: str) -> None:
    version = publish(folder, "the text")
    require_same(version, sealed(version), checksums(version))
    inner = version / "inner" / "file.txt"
    match change:
        case "delete":
            inner.unlink()
        case "cut":
            os.truncate(inner, 3)
        case "flip":
            inner.write_text("the texu", encoding="utf-8")
        case "add":
            (version / "inner" / "more.txt").write_text("", encoding="utf-8")
        case "list":
            (version / "checksums.json").write_text("{}", encoding="utf-8")
    with pytest.raises(IndexDamaged, match=r"(file\.txt|more\.txt|checksums\.json) (is missing|was changed|is not part of the index)"):
        require_same(version, sealed(version), checksums(version))


@given(
    st.dictionaries(st.text("abc", min_size=1), st.text("01", min_size=1)),
    st.dictionaries(st.text("abc", min_size=1), st.text("01", min_size=1)),
)
def test_only_the_same_files_pass(wanted: dict[str, str], here: dict[str, str]) -> None:
    if wanted == here:
        require_same(Path("version"), wanted, here)
    else:
        with pytest.raises(IndexDamaged):
            require_same(Path("version"), wanted, here)


OTHER: dict[str, object] = {
    "format": 1,
    "embedding_model": "another",
    "model_fingerprint": "0" * 16,
    "embedding_backend": "onnx-int8",
    "passage_tokens": 64,
    "max_document_bytes": 1_000,
    "splitter": 1,
    "keyword": {"method": "lucene", "k1": 9.9, "b": 0.6, "stemmer": "english", "stopwords": "stopwords.txt/1", "words": 1},
    "store": {"space": "l2", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32},
    "chroma": "0.4.24",
}


def test_every_value_of_the_recipe_is_tried_here() -> None:
    assert OTHER.keys() == {field.name for field in dataclasses.fields(Recipe)}


@pytest.mark.parametrize("name", OTHER)
def test_an_index_of_another_recipe_is_refused_with_both_values_and_the_remedy(tmp_path: Path, name: str) -> None:
    wanted = Recipe.of(Settings(corpus=(tmp_path,)), StubEmbedder())
    manifest = Manifest(wanted, "f", "r", 48, {}, 0, 0)
    manifest.require(wanted)
    with pytest.raises(IndexMismatch) as caught:
        manifest.require(dataclasses.replace(wanted, **{name: OTHER[name]}))  # type: ignore[arg-type]
    error = caught.value
    assert error.field.split(".")[0] == name
    assert repr(error.built) in str(error)
    assert repr(error.wanted) in str(error)
    assert "Run `peel-qa index`" in str(error)
    assert error.built != error.wanted


def test_a_nested_value_is_named_to_its_end(tmp_path: Path) -> None:
    wanted = Recipe.of(Settings(corpus=(tmp_path,)), StubEmbedder())
    with pytest.raises(IndexMismatch, match=r"with keyword\.k1 = 1\.2, the settings in force say 9\.9"):
        Manifest(wanted, "f", "r", 48, {}, 0, 0).require(dataclasses.replace(wanted, keyword={**wanted.keyword, "k1": 9.9}))


def test_an_index_of_another_format_is_no_error_but_not_current(tmp_path: Path) -> None:
    mine = Settings(corpus=(tmp_path,), index=tmp_path / "index")
    here = IndexFolder(mine)
    building = here.start_version()
    (building / "manifest.json").write_text('{"recipe": {"format": 1}, "what": "ever"}', encoding="utf-8")
    here.publish(building, seal(building))
    assert not is_current(mine, Recipe.of(mine, StubEmbedder()))


def test_what_killed_builds_left_is_tidied_away_but_not_the_version_before(folder: IndexFolder) -> None:
    folder.versions.mkdir(parents=True)
    for name in ("1a-aa", "1b-bb", "1c-cc", "1d-dd", ".building-1e"):
        (folder.versions / name).mkdir()
    folder.tidy("1d-dd")
    assert sorted(path.name for path in folder.versions.iterdir()) == ["1c-cc", "1d-dd"]
    folder.tidy("1c-cc")
    assert sorted(path.name for path in folder.versions.iterdir()) == ["1c-cc", "1d-dd"]


def test_a_manifest_of_another_format_says_so_and_is_not_read(folder: IndexFolder) -> None:
    building = folder.start_version()
    (building / "manifest.json").write_text('{"recipe": {"format": 1}, "what": "ever"}', encoding="utf-8")
    version = folder.publish(building, seal(building))
    with pytest.raises(IndexMismatch, match="format = 1"):
        Manifest.read(version)


@given(st.integers(0, 10**6), st.integers(0, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_any_flipped_bit_of_a_manifest_is_damage(folder: IndexFolder, place: int, bit: int) -> None:
    version = folder.current()
    if version is None:
        building = folder.start_version()
        Manifest(Recipe.of(Settings(corpus=(Path("c"),)), StubEmbedder()), "f", "r", 48, {"d": "0"}, 3, 9).write(building)
        version = folder.publish(building, seal(building))
    path = version / "manifest.json"
    good = path.read_bytes()
    raw = bytearray(good)
    raw[place % len(raw)] ^= 1 << bit
    path.write_bytes(raw)
    try:
        with pytest.raises(IndexDamaged, match=r"manifest\.json was changed"):
            Manifest.read(version)
    finally:
        path.write_bytes(good)


def test_versions_begun_in_one_moment_do_not_collide(folder: IndexFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: moment)
    first, second = publish(folder, "1"), publish(folder, "2")
    assert first != second
    assert folder.current() == second
    assert first.name.rpartition("-")[2] == hashlib.sha256((first / "checksums.json").read_bytes()).hexdigest()[:32]
