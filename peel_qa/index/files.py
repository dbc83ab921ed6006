"""Large files of an index, read by position: what is asked for is read, and no more.

Small files are in memory, where nothing that happens to the published file can reach them. Large ones stay open and are read
with `pread`, through the same page cache that a mapping uses. They are not mapped: a mapped file that is cut short later ends the
process with SIGBUS, and a short read is an error that can be told.
"""

from __future__ import annotations

import os
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from peel_qa.errors import IndexDamaged
from peel_qa.index.models import Vectors

IN_MEMORY = 64_000_000
"""Bytes up to which a file is held in memory."""
_REMEMBERED = 20_000
"""Records that are remembered once they were read."""
Record = TypeVar("Record")


class Source(Protocol):
    """Bytes by position."""

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end` (exclusive)."""


class InMemory:
    """The bytes of a small file."""

    def __init__(self, path: Path) -> None:
        """Read the file."""
        self._raw = path.read_bytes()

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end` (exclusive)."""
        return self._raw[start:end]


class OnDisk:
    """A large file, open as long as this lives; threads may share it."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self._path = path
        self._handle = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._handle)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end` (exclusive).

        Raises:
            IndexDamaged: if the file has become shorter than it was.
        """
        raw = os.pread(self._handle, end - start, start)
        while len(raw) < end - start:  # one call gives at most 2 GB
            more = os.pread(self._handle, end - start - len(raw), start + len(raw))
            if not more:
                raise IndexDamaged(f"{self._path} was cut short", "Run `peel-qa index --rebuild`")
            raw += more
        return raw


def open_bytes(path: Path, in_memory: int | None = None) -> Source:
    """A file's bytes by position, in memory where there are few."""
    return InMemory(path) if path.stat().st_size <= (IN_MEMORY if in_memory is None else in_memory) else OnDisk(path)


class FileArray:
    """An array in an .npy file: slices and rows of it are read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Read the header.

        Raises:
            ValueError: if the file holds no array in C order, or is shorter than its header says.
        """
        with path.open("rb") as file:
            version = np.lib.format.read_magic(file)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            self.shape, is_fortran, self.dtype = read(file)
            self._begin = file.tell()
        self._row = int(self.dtype.itemsize * np.prod(self.shape[1:], dtype=np.int64))
        if is_fortran or self._begin + self._row * self.shape[0] != path.stat().st_size:
            raise ValueError(f"{path} is not as long as its header says")
        self._bytes = open_bytes(path, 0)

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        start, stop, _ = rows.indices(len(self))
        raw = self._bytes.read(self._begin + start * self._row, self._begin + max(start, stop) * self._row)
        return np.frombuffer(raw, dtype=self.dtype).reshape(-1, *self.shape[1:])


Array = NDArray[Any] | FileArray


def open_array(path: Path, in_memory: int | None = None) -> Array:
    """The array in an .npy file, in memory where it is small."""
    if path.stat().st_size > (IN_MEMORY if in_memory is None else in_memory):
        return FileArray(path)
    found: NDArray[Any] = np.load(path)
    return found


def rows_of(array: Array, numbers: Sequence[int] | NDArray[np.int64]) -> Vectors:
    """The rows of some numbers as float32, shape (n_numbers, dimension)."""
    if isinstance(array, FileArray):
        found = [array[number : number + 1] for number in map(int, numbers)]
        return np.concatenate(found).astype(np.float32) if found else np.zeros((0, *array.shape[1:]), dtype=np.float32)
    return np.asarray(array[np.asarray(numbers, dtype=np.int64)], dtype=np.float32)


class ArrayWriter:
    """Writes an .npy file of known shape batch by batch."""

    def __init__(self, path: Path, rows: int, dimension: int, dtype: str) -> None:
        """Begin the file with its header."""
        self._file = path.open("wb")
        self._dtype, self._left = dtype, rows
        header = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": (rows, dimension)}
        np.lib.format.write_array_header_1_0(self._file, header)

    def append(self, vectors: Vectors) -> None:
        """Write further rows."""
        self._left -= len(vectors)
        self._file.write(np.ascontiguousarray(vectors, dtype=self._dtype).tobytes())

    def __enter__(self) -> ArrayWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the file.

        Raises:
            ValueError: if other than the promised number of rows were written, and nothing else went wrong before.
        """
        self._file.close()
        if kind is None and self._left:
            raise ValueError(f"{self._left} rows are missing")


class Records(Sequence[Record], Generic[Record]):
    """The records of a file of JSON lines, each read when it is asked for and remembered for a while; threads may share them."""

    def __init__(self, path: Path, starts: NDArray[np.int64], read: Callable[[bytes], Record]) -> None:
        """Take the byte at which each line begins, and with which the file ends, shape (n_records + 1,)."""
        self._bytes = open_bytes(path)
        self._starts = starts
        self._read = read
        self._known: OrderedDict[int, Record] = OrderedDict()

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> Record: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Record]: ...

    def __getitem__(self, number: int | slice) -> Record | Sequence[Record]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        number = int(number)
        if number < 0:
            number += len(self)
        if not 0 <= number < len(self):
            raise IndexError(number)
        known = self._known.get(number)
        if known is None:
            known = self._read(self._bytes.read(int(self._starts[number]), int(self._starts[number + 1])))
            self._known[number] = known
            if len(self._known) > _REMEMBERED:
                self._forget()
        return known

    def _forget(self) -> None:
        with suppress(KeyError):  # another thread was quicker
            self._known.popitem(last=False)

    def __iter__(self) -> Iterator[Record]:
        return (self[number] for number in range(len(self)))


class Named(Mapping[str, Record], Generic[Record]):
    """Records by name."""

    def __init__(self, names: Sequence[str], records: Records[Record]) -> None:
        """Take the name of each record, in order."""
        self._numbers = {name: number for number, name in enumerate(names)}
        self._records = records

    def __getitem__(self, name: str) -> Record:
        return self._records[self._numbers[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)


class Numbers(Mapping[str, int]):
    """The number of each id: 32 bytes an id, where a dictionary takes 200."""

    def __init__(self, ids: NDArray[np.bytes_]) -> None:
        """Take the ids in order, shape (n_ids,)."""
        self._ids = ids
        self._order = np.argsort(ids, kind="stable").astype(np.int32)

    def __getitem__(self, name: str) -> int:
        wanted = np.bytes_(name.encode("ascii", "replace"))
        place = int(np.searchsorted(self._ids, wanted, sorter=self._order))
        if place == len(self._ids) or self._ids[self._order[place]] != wanted:
            raise KeyError(name)
        return int(self._order[place])

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return (name.decode() for name in self._ids.tolist())
