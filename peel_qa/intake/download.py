"""Fetching one address into a file: redirects, size and time limited, broken transfers resumed, failures tried again with growing waits."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from peel_qa.errors import FetchError
from peel_qa.intake.addresses import Policy, Resolve, resolve
from peel_qa.intake.connection import TRANSIENT, Forbidden, pool_for
from peel_qa.intake.partial import Partial
from peel_qa.intake.robots import Robots

AGENT = "peel-qa"
_ACCEPT = "application/pdf, text/html, application/vnd.openxmlformats-officedocument.wordprocessingml.document, text/plain;q=0.8, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_ATTEMPTS = 4
_LONGEST_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds: of one read, of one whole document, and between two requests to one host; and the clock that they go by."""

    read_s: float = 30.0
    whole_s: float = 300.0
    between_s: float = 1.0
    first_wait_s: float = 1.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Download:
    """What came: the file, and what its server said. `is_unchanged` says that it is as the one held, and there is no file."""

    path: Path
    url: str
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False


class Transient(Exception):
    """A failure that may be gone the next time. `after_s` is what the server asks to wait, in seconds."""

    def __init__(self, problem: str, after_s: float = 0.0) -> None:
        """Keep both."""
        super().__init__(problem)
        self.after_s = after_s


class Downloader:
    """Fetches documents, one after the other. Use it as a context; it keeps connections."""

    def __init__(self, policy: Policy, folder: Path, max_bytes: int, pace: Pace | None = None, look_up: Resolve = resolve) -> None:
        """`folder` keeps what was transferred so far, also when the process ends; `max_bytes` is the largest document."""
        self._policy = policy
        self._folder = folder
        self._max_bytes = max_bytes
        self._pace = pace or Pace()
        self._pool = pool_for(policy, look_up)
        self._robots = Robots(AGENT, self._page)
        self._last: dict[str, float] = {}

    def fetch(self, url: str, etag: str = "", last_modified: str = "") -> Download:
        """The document of an address; `etag` and `last_modified` are those of the copy held, which is not transferred again.

        Raises:
            FetchError: if it cannot be had; says why.
        """
        checked = self._policy.check(url)
        self._folder.mkdir(parents=True, exist_ok=True)
        attempts = Retrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=self._wait,
            retry=retry_if_exception_type(Transient),
            sleep=self._pace.sleep,
            reraise=True,
        )
        deadline = self._pace.clock() + self._pace.whole_s
        try:
            return attempts(self._attempt, checked, etag, last_modified, deadline)
        except Transient as error:
            raise FetchError(url, f"could not be fetched in {_ATTEMPTS} attempts ({error})", "Try again later") from error
        except FetchError as error:
            if error.url == url:
                raise
            raise FetchError(url, f"leads to {error.problem}", error.remedy) from error
        except Forbidden as error:
            raise FetchError(url, str(error), "Only the public internet is fetched from") from error

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: growing, or as long as the server asks, within reason."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.after_s if isinstance(error, Transient) else 0.0
        grown = wait_exponential_jitter(self._pace.first_wait_s, _LONGEST_WAIT_S / 2, 2, self._pace.first_wait_s)(state)
        return min(max(asked, grown), _LONGEST_WAIT_S)

    def _attempt(self, url: str, etag: str, last_modified: str, deadline: float) -> Download:
        partial = Partial(self._folder, url)
        asked = partial.headers() if partial.size else _conditions(etag, last_modified)
        with self._followed(url, asked, deadline) as (final, response):
            headers = _lower(response.headers)
            if response.status == 304 and not partial.size:
                return Download(Path(), final, is_unchanged=True)
            if response.status == 416 and partial.size:
                partial.drop()
                raise Transient("the part that was there did not fit any more")
            _require_success(url, response.status, headers)
            if response.status == 206 and not partial.is_continued_by(headers):
                partial.drop()
                raise Transient("its server sent another part than was asked for")
            self._receive(url, response, headers, partial, deadline)
            path = partial.finish()
            return Download(path, final, headers.get("content-type", ""), headers.get("etag", ""), headers.get("last-modified", ""))

    @contextmanager
    def _followed(self, url: str, headers: dict[str, str], deadline: float) -> Iterator[tuple[str, Any]]:
        """The response behind all redirects, each of which is checked as the address itself was."""
        for _ in range(_MOST_REDIRECTS + 1):
            if not self._robots.allows(url):
                raise FetchError(url, "robots.txt of its host asks not to fetch it", "Save it by hand, and add the file")
            self._keep_pace(url, deadline)
            with self._requested(url, headers) as response:
                location = _lower(response.headers).get("location", "")
                if response.status not in _REDIRECTS:
                    yield url, response
                    return
            if not location:
                raise FetchError(
                    url, f"redirects (status {response.status}) without saying where", "Give the address of the document itself"
                )
            url = self._policy.follow(url, location)
        raise FetchError(url, f"redirects more than {_MOST_REDIRECTS} times", "Give the address of the document itself")

    @contextmanager
    def _requested(self, url: str, headers: dict[str, str]) -> Iterator[Any]:
        sent = {"User-Agent": AGENT, "Accept": _ACCEPT, "Accept-Encoding": "identity", **headers}
        times = {"connect": self._pace.read_s, "read": self._pace.read_s, "write": self._pace.read_s, "pool": self._pace.read_s}
        try:
            with self._pool.stream("GET", url, headers=list(sent.items()), extensions={"timeout": times}) as response:
                yield response
        except TRANSIENT as error:
            raise Transient(_reason(error)) from error

    def _receive(self, url: str, response: Any, headers: dict[str, str], partial: Partial, deadline: float) -> None:
        """Write the body, or the rest of it, counted as it comes."""
        coding = headers.get("content-encoding", "identity").lower()
        if coding not in ("identity", "gzip", "x-gzip"):
            raise FetchError(url, f"is sent in an encoding that was not asked for ({coding[:20]})", "Save it by hand, and add the file")
        claimed = headers.get("content-length", "")
        if claimed.isdecimal() and int(claimed) + (partial.size if response.status == 206 else 0) > self._max_bytes:
            raise self._too_large(url)
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if coding != "identity" else None
        with partial.open(response.status == 206, {} if unpacker else headers) as file:
            for block in response.iter_stream():
                if self._pace.clock() > deadline:
                    raise FetchError(url, f"takes more than {self._pace.whole_s:g} seconds", "Try again later; what came is kept")
                try:
                    plain = unpacker.decompress(block, self._max_bytes + 1) if unpacker else block
                except zlib.error as error:
                    raise Transient(f"its packed body is damaged ({error})") from error
                if file.tell() + len(plain) > self._max_bytes:
                    file.truncate(0)
                    raise self._too_large(url)
                file.write(plain)

    def _too_large(self, url: str) -> FetchError:
        return FetchError(
            url, f"is larger than the {self._max_bytes:,} bytes allowed", "Raise PEEL_QA_MAX_DOCUMENT_BYTES, or add a smaller copy"
        )

    def _keep_pace(self, url: str, deadline: float) -> None:
        host = url.split("/", 3)[2]
        due = self._last.get(host, float("-inf")) + max(self._pace.between_s, self._robots.delay_s(url))
        left = due - self._pace.clock()
        if left > 0:
            self._pace.sleep(left)
        if self._pace.clock() > deadline:
            raise Transient("the time for it was over")
        self._last[host] = self._pace.clock()

    def _page(self, url: str, most: int) -> tuple[int, bytes]:
        """Status and first bytes of a small page of a host, redirects followed: its robots.txt."""
        for _ in range(_MOST_REDIRECTS):
            with self._requested(url, {}) as response:
                location = _lower(response.headers).get("location", "")
                if response.status in _LATER:
                    raise Transient(f"its server answers with status {response.status} to robots.txt")
                if response.status not in _REDIRECTS or not location:
                    body = b""
                    for block in response.iter_stream():
                        body += block
                        if len(body) > most:
                            break
                    return response.status, body[:most]
            url = self._policy.follow(url, location)
        return 404, b""

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def __enter__(self) -> Downloader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _conditions(etag: str, last_modified: str) -> dict[str, str]:
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified if not etag else ""}
    return {name: value for name, value in asked.items() if value}


def _require_success(url: str, status: int, headers: dict[str, str]) -> None:
    if status in (200, 203, 206):
        return
    if status in _LATER:
        asked = headers.get("retry-after", "")
        raise Transient(f"its server answers with status {status}", float(asked) if asked.isdecimal() and len(asked) < 6 else 0.0)
    reasons = {401: "asks for a password", 403: "is not given to programs", 404: "is not there", 410: "is not there any more"}
    reason = reasons.get(status, "is not given")
    raise FetchError(url, f"{reason} (status {status})", "Open it in a browser, save it, and add the file")


def _lower(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1").strip() for name, value in headers}


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:150] or type(error).__name__
