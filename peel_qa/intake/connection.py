"""Connections that go only where they may: the name is looked up once, its addresses are checked, and one of them is connected to.

A name that stands for another machine by the time of the connection (DNS rebinding) so leads nowhere: nothing looks it up again.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

import httpcore

from peel_qa.intake.addresses import Policy, Resolve, resolve


class Forbidden(Exception):
    """A name that stands for a machine that may not be connected to."""


class PinnedBackend(httpcore.SyncBackend):
    """Connects to addresses that were checked; TLS still proves the name."""

    def __init__(self, policy: Policy, look_up: Resolve = resolve) -> None:
        """Check addresses by `policy`; `look_up` says which addresses a name stands for."""
        self._policy = policy
        self._look_up = look_up

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the name that takes one; all of them must be allowed."""
        try:
            addresses = [ipaddress.ip_address(address.partition("%")[0]) for address in self._look_up(host, port)]
        except (OSError, UnicodeError, ValueError) as unknown:
            raise httpcore.ConnectError(f"the name {host} is not known ({unknown})") from unknown
        for address in addresses:
            if not self._policy.is_allowed(address):
                raise Forbidden(f"{host} stands for {address}, which is not on the public internet")
        last: Exception = httpcore.ConnectError(f"the name {host} stands for no address")
        for address in addresses:
            try:
                return super().connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                last = failure
        raise last


def pool_for(policy: Policy, look_up: Resolve = resolve) -> httpcore.ConnectionPool:
    """A pool of such connections: HTTP/1.1, certificates verified, no proxy."""
    return httpcore.ConnectionPool(network_backend=PinnedBackend(policy, look_up), max_connections=4, retries=0)


TRANSIENT = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)
"""Errors of a connection that may be gone the next time."""
