"""What a reverse proxy in front means for a request: its path, its scheme, and whose address it comes from."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from peel_qa.settings import Settings

# A proxy may set these; so may anybody. Gradio would build the page's addresses from them.
_FORWARDED = (b"x-forwarded-", b"forwarded", b"x-original-", b"x-direct-url", b"x-gradio-", b"x-real-ip")


class Front:
    """The public side of the page. What a request claims about itself is believed only from the proxies that were named."""

    def __init__(self, public_address: str = "", prefix: str = "", proxies: tuple[str, ...] = ()) -> None:
        """Name the public address, the path that every address begins with ("" at the root), and the proxies' IP addresses."""
        address = urlsplit(public_address)
        self.prefix = prefix
        self.name = address.hostname or ""
        self._netloc = address.netloc.lower()
        self._scheme = address.scheme
        self._proxies = frozenset(proxies)

    @classmethod
    def of(cls, settings: Settings) -> Front:
        """The front that the settings describe."""
        return cls(settings.public_address, settings.prefix, settings.proxies)

    def seen(self, scope: Scope) -> Scope:
        """The request as the application is to see it: without prefix and forwarded headers, with its true client."""
        headers = Headers(scope=scope)
        kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_FORWARDED)]
        path = self.stripped(scope["path"])
        seen = {**scope, "headers": kept, "path": path, "raw_path": path.encode(), "root_path": ""}
        if self._scheme and headers.get("host", "").lower() == self._netloc:
            seen["scheme"] = self._scheme
        client = scope.get("client")
        if client and client[0] in self._proxies and (address := self._forwarded(headers)):
            seen["client"] = (address, client[1])
        return seen

    def stripped(self, path: str) -> str:
        """A path without the prefix; a proxy may have taken it away already."""
        return path.removeprefix(self.prefix) if self.prefix and path.startswith(f"{self.prefix}/") else path

    def _forwarded(self, headers: Headers) -> str:
        """The nearest address that is none of the proxies': the one that the outermost of them saw itself."""
        chain = [part.strip() for value in headers.getlist("x-forwarded-for") for part in value.split(",")]
        for address in reversed(chain):
            if address not in self._proxies:
                return address if is_address(address) else ""
        return ""


def is_address(name: str) -> bool:
    """Whether a name is a bare IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
