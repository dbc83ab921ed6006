"""Transfers that broke off: their bytes so far, and what says whether the rest still belongs to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_RESUMABLE = ("etag", "last-modified")
"""Headers that say which version of a document a part belongs to."""


class Partial:
    """A transfer's bytes so far, with what says whether the rest still belongs to them."""

    def __init__(self, folder: Path, url: str) -> None:
        """Find what is there of an address."""
        name = hashlib.sha256(url.encode()).hexdigest()[:24]
        self._url = url
        self._path = folder / f"{name}.part"
        self._described = folder / f"{name}.json"
        self._state = self._read_state()

    @property
    def size(self) -> int:
        """Bytes that are there and can be gone on from."""
        return self._path.stat().st_size if self._state and self._path.is_file() else 0

    def headers(self) -> dict[str, str]:
        """What asks for the rest, and for the whole where it changed."""
        return {"Range": f"bytes={self.size}-", "If-Range": self._state.get("etag") or self._state.get("last-modified", "")}

    def is_continued_by(self, headers: dict[str, str]) -> bool:
        """Whether a part begins where this ends, and is of the same whole."""
        is_same = all(headers.get(key, self._state.get(key, "")) == self._state.get(key, "") for key in _RESUMABLE)
        return is_same and self.size > 0 and headers.get("content-range", "").startswith(f"bytes {self.size}-")

    @contextmanager
    def open(self, is_rest: bool, headers: dict[str, str]) -> Iterator[Any]:
        """The file to write to: behind what is there for the rest, else from the beginning."""
        if not is_rest:
            self.drop()
            strong = {key: headers[key] for key in _RESUMABLE if headers.get(key) and not headers[key].startswith("W/")}
            if strong:
                self._state = {"url": self._url, **strong}
                self._described.write_text(json.dumps(self._state), encoding="utf-8")
        with self._path.open("ab") as file:
            yield file

    def finish(self) -> Path:
        """The whole file, which nothing goes on from any more."""
        self._described.unlink(missing_ok=True)
        return self._path.replace(self._path.with_suffix(".done"))

    def drop(self) -> None:
        """Forget what is there."""
        self._state = {}
        self._path.unlink(missing_ok=True)
        self._described.unlink(missing_ok=True)

    def _read_state(self) -> dict[str, str]:
        try:
            state = json.loads(self._described.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) and state.get("url") == self._url else {}
