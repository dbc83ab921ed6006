"""Which addresses may be fetched from: http(s), hosts of the list, machines of the public internet."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from peel_qa.data import read_table
from peel_qa.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def listed_hosts() -> frozenset[str]:
    """The hosts that documents may be fetched from without being asked."""
    return frozenset(entry["name"] for entry in read_table("peel_qa.intake", "hosts.toml")["host"] if entry.get("fetch"))


def host_of(url: str) -> str:
    """The host of an address as the list names it: with the port where it is not the usual one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".").lower()
    return host if port in (None, _PORTS.get(parts.scheme)) else f"{host}:{port}"


def is_public(address: Address) -> bool:
    """Whether an address is of the public internet; one that hides another (mapped, 6to4, Teredo, NAT64) is as that one is."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            hidden.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and not is_public(inner) for inner in hidden):
            return False
        if address.ipv4_mapped is not None or address in _NAT64:
            return True
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be fetched. `hosts` are allowed by name; `is_allowed` decides on the addresses that a name stands for."""

    hosts: frozenset[str]
    is_allowed: Callable[[Address], bool] = is_public

    def check(self, url: str) -> str:
        """The address as it is asked for: without its fragment, its host in ASCII.

        Raises:
            FetchError: if it may not be fetched.
        """
        if len(url) > _LONGEST or any(character <= " " or character == "\x7f" for character in url):
            raise FetchError(url, "is no address", "Write it whole, from https:// on, without spaces")
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").encode("idna").decode() if not (parts.hostname or "").isascii() else parts.hostname or ""
        except (ValueError, UnicodeError):
            raise FetchError(url, "is no address", "Write it whole, from https:// on") from None
        if parts.scheme not in _PORTS or not host:
            raise FetchError(url, "is not an http or https address", "Only documents on the web are fetched; name a file by its path")
        if parts.username is not None or parts.password is not None:
            raise FetchError(f"{parts.scheme}://{host}{parts.path}", "holds a user name or a password", "Leave it out")
        if host_of(url) not in self.hosts:
            remedy = f"If you trust it, allow it with --host {host_of(url)} or PEEL_QA_FETCH_HOSTS"
            raise FetchError(url, f"the host {host_of(url)} is not on the list", remedy)
        return urlunsplit((parts.scheme, parts.netloc if parts.netloc.isascii() else host, parts.path or "/", parts.query, ""))

    def follow(self, url: str, location: str) -> str:
        """Where a redirect leads.

        Raises:
            FetchError: if it may not be followed.
        """
        target = urljoin(url, location.strip())
        if url.startswith("https:") and target.startswith("http:"):
            raise FetchError(url, "redirects from https to http", "Give the address of the document itself")
        try:
            return self.check(target)
        except FetchError as error:
            raise FetchError(url, f"redirects to {target[:200]}, which {_said(error, target)}", error.remedy) from error


def _said(error: FetchError, target: str) -> str:
    return error.problem.removeprefix(f"{target[:200]}: ").replace("the host", "has a host:", 1)


Resolve = Callable[[str, int], Iterable[str]]


def resolve(host: str, port: int) -> list[str]:
    """The addresses that a name stands for now."""
    return list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
