"""Large files read by position: the same as in memory, whatever is asked for, and an error where a file was cut short."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peel_qa.errors import IndexDamaged
from peel_qa.index import files
from peel_qa.index.files import ArrayWriter, FileArray, Named, Numbers, Records, open_array, open_bytes, rows_of

ARRAY = np.arange(60, dtype=np.float32).reshape(20, 3)


@given(st.none() | st.integers(-25, 25), st.none() | st.integers(-25, 25))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_slice_of_a_file_is_the_slice(tmp_path: Path, start: int | None, stop: int | None) -> None:
    path = tmp_path / "a.npy"
    if not path.exists():
        np.save(path, ARRAY)
    assert np.array_equal(FileArray(path)[start:stop], ARRAY[start:stop])


@given(st.lists(st.integers(0, 19), max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_of_a_file_are_the_rows(tmp_path: Path, numbers: list[int]) -> None:
    path = tmp_path / "a.npy"
    if not path.exists():
        np.save(path, ARRAY.astype(np.float16))
    from_file, from_memory = rows_of(FileArray(path), numbers), rows_of(ARRAY, numbers)
    assert from_file.dtype == from_memory.dtype == np.float32
    assert np.array_equal(from_file, from_memory)


def test_only_large_files_stay_on_the_disk(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ARRAY)
    assert isinstance(open_array(tmp_path / "a.npy"), np.ndarray)
    assert isinstance(open_array(tmp_path / "a.npy", in_memory=100), FileArray)


def test_a_file_that_is_cut_short_is_an_error_and_no_end_of_the_process(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ARRAY)
    array, raw = FileArray(tmp_path / "a.npy"), open_bytes(tmp_path / "a.npy", in_memory=0)
    os.truncate(tmp_path / "a.npy", 200)
    assert np.array_equal(array[:2], ARRAY[:2])
    with pytest.raises(IndexDamaged, match=r"a\.npy was cut short"):
        array[18:]
    with pytest.raises(IndexDamaged):
        raw.read(150, 250)
    with pytest.raises(ValueError, match="not as long as its header says"):
        FileArray(tmp_path / "a.npy")


def test_what_was_opened_stays_readable_when_its_version_is_removed(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ARRAY)
    array = FileArray(tmp_path / "a.npy")
    (tmp_path / "a.npy").unlink()
    with ThreadPoolExecutor(8) as pool:
        assert all(np.array_equal(found, ARRAY[5:9]) for found in pool.map(lambda _: array[5:9], range(64)))


@given(st.lists(st.integers(0, 5), max_size=8), st.sampled_from(["<f4", "<f2"]))
def test_what_is_written_in_batches_is_what_numpy_writes(sizes: list[int], dtype: str) -> None:
    batches = [np.random.default_rng(n).standard_normal((size, 4)).astype(np.float32) for n, size in enumerate(sizes)]
    whole = np.concatenate([np.zeros((0, 4), dtype=np.float32), *batches]).astype(dtype)
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours.npy", Path(folder) / "theirs.npy"
        with ArrayWriter(ours, len(whole), 4, dtype) as writer:
            for batch in batches:
                writer.append(batch)
        np.save(theirs, whole)
        assert ours.read_bytes() == theirs.read_bytes()


def test_fewer_rows_than_promised_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 rows are missing"), ArrayWriter(tmp_path / "a.npy", 3, 4, "<f4") as writer:
        writer.append(np.zeros((2, 4), dtype=np.float32))


def test_another_failure_is_not_hidden_behind_missing_rows(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), ArrayWriter(tmp_path / "a.npy", 3, 4, "<f4"):
        raise OSError("full")


@pytest.fixture
def records(tmp_path: Path) -> Records[str]:
    lines = [f'"line {n} é"\n'.encode() for n in range(30)]
    (tmp_path / "r.jsonl").write_bytes(b"".join(lines))
    return Records(tmp_path / "r.jsonl", np.cumsum([0, *map(len, lines)]), lambda raw: raw.decode().strip().strip('"'))


def test_records_are_read_one_by_one_and_remembered(records: Records[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_REMEMBERED", 5)
    assert len(records) == 30
    assert list(records) == [f"line {n} é" for n in range(30)]
    assert records[-1] == "line 29 é"
    assert records[3:5] == ["line 3 é", "line 4 é"]
    assert len(records._known) <= 5
    assert records[29] is records[29]
    for number in (30, -31):
        with pytest.raises(IndexError):
            records[number]


def test_names_lead_to_records(records: Records[str]) -> None:
    named = Named([f"n{n}" for n in range(30)], records)
    assert named["n7"] == "line 7 é"
    assert "n30" not in named
    assert named.get("n30") is None
    assert list(named)[:2] == ["n0", "n1"]
    assert len(named) == 30


@given(st.lists(st.text("abcdef0123456789", min_size=1, max_size=24), unique=True, max_size=40), st.text(max_size=26))
def test_numbers_are_those_of_a_dictionary(names: list[str], other: str) -> None:
    wanted = {name: number for number, name in enumerate(names)}
    numbers = Numbers(np.array([name.encode() for name in names], dtype="S24"))
    assert dict(numbers) == wanted
    assert numbers.get(other) == wanted.get(other)
    assert (other in numbers) == (other in wanted)
