"""The guard of conftest.py: nothing leaves this machine, loopback works."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "example.invalid", "2001:db8::1", b"example.invalid"])
def test_names_of_elsewhere_are_not_looked_up(host: str, egress: list[str]) -> None:
    for look_up in (socket.gethostbyname, lambda name: socket.getaddrinfo(name, 443), lambda name: socket.create_connection((name, 443))):
        with pytest.raises(OSError, match="may not leave this machine"):
            look_up(host)
    assert len(egress) == 3
    egress.clear()


def test_addresses_of_elsewhere_are_not_reached(egress: list[str]) -> None:
    with socket.socket() as stream, pytest.raises(OSError, match="may not leave"):
        stream.connect(("192.0.2.1", 443))
    with socket.socket() as stream, pytest.raises(OSError, match="may not leave"):
        stream.connect_ex(("192.0.2.1", 443))
    with socket.socket(type=socket.SOCK_DGRAM) as datagram, pytest.raises(OSError, match="may not leave"):
        datagram.sendto(b"x", ("192.0.2.1", 53))
    assert len(egress) == 3
    egress.clear()


def test_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(("localhost", server.getsockname()[1])) as client:
        accepted, _ = server.accept()
        client.sendall(b"hello")
        assert accepted.recv(5) == b"hello"
        accepted.close()
