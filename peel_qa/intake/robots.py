"""What a host asks of programs in its robots.txt (RFC 9309), by Python's own parser."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

_MOST_BYTES = 512_000
"""As much of a robots.txt as is read; RFC 9309 asks for no more."""
_LONGEST_DELAY_S = 10.0

_NOTHING = ("User-agent: *", "Disallow: /")
Page = Callable[[str, int], tuple[int, bytes]]
"""Status and first bytes of a page."""


class Robots:
    """The robots.txt of every host met, each fetched once."""

    def __init__(self, agent: str, page: Page) -> None:
        """`page` fetches; what it raises is passed on, and the file is asked for again the next time."""
        self._agent = agent
        self._page = page
        self._known: dict[str, RobotFileParser] = {}

    def allows(self, url: str) -> bool:
        """Whether the host lets this program fetch an address; one whose server fails (5xx) does not, one that has no file does."""
        return self._of(url).can_fetch(self._agent, url)

    def delay_s(self, url: str) -> float:
        """Seconds that the host asks to wait between requests, within reason."""
        return min(float(self._of(url).crawl_delay(self._agent) or 0), _LONGEST_DELAY_S)

    def _of(self, url: str) -> RobotFileParser:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._known:
            parser = RobotFileParser()
            status, body = self._page(f"{root}/robots.txt", _MOST_BYTES)
            lines = body.decode("utf-8", "replace").splitlines() if status == 200 else []
            parser.parse(_NOTHING if status >= 500 else lines)
            self._known[root] = parser
        return self._known[root]
