"""Fetching, against a server on this machine that misbehaves."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import bad_server
import pytest
from bad_server import BODY, ETAG, BadServer

from peel_qa.errors import FetchError
from peel_qa.intake.addresses import Policy, is_public
from peel_qa.intake.download import Downloader, Pace

MOST = 100_000


class Clock:
    """Time that passes only where somebody waits, or as told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server.serve() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def downloader(server: BadServer, clock: Clock, tmp_path: Path) -> Iterator[Downloader]:
    """One that may fetch from this machine, as the product never may."""
    policy = Policy(frozenset({server.host}), is_allowed=lambda address: True)
    pace = Pace(read_s=0.5, clock=clock, sleep=clock.sleep)
    with Downloader(policy, tmp_path / "transfers", MOST, pace) as made:
        yield made


def test_a_document_is_fetched_with_what_its_server_says(downloader: Downloader, server: BadServer) -> None:
    download = downloader.fetch(server.url("/good"))
    assert download.path.read_bytes() == BODY
    assert (download.content_type, download.etag, download.is_unchanged) == ("text/plain", ETAG, False)
    assert server.asked[-1].headers["user-agent"] == "peel-qa"
    assert server.asked[-1].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("path", "problem", "requests"),
    [
        ("/missing", "is not there (status 404)", 1),
        ("/gone", "is not there any more (status 410)", 1),
        ("/forbidden", "is not given to programs (status 403)", 1),
        ("/password", "asks for a password (status 401)", 1),
        ("/teapot", "is not given (status 418)", 1),
        ("/private/report", "robots.txt", 0),
        ("/to-private", "robots.txt", 1),
        ("/too-large", "larger than the 100,000 bytes", 1),
        ("/never-ends", "larger than the 100,000 bytes", 1),
        ("/packed-bomb", "larger than the 100,000 bytes", 1),
        ("/odd-encoding", "encoding that was not asked for (br)", 1),
        ("/loop", "redirects more than 5 times", 6),
        ("/nowhere", "without saying where", 1),
        ("/to-file", "not an http or https address", 1),
        ("/to-other-host", "not on the list", 1),
        ("/to-metadata", "not on the list", 1),
        ("/broken", "in 4 attempts (its server answers with status 500)", 4),
        ("/silent", "in 4 attempts", 4),
        ("/resets", "in 4 attempts", 4),
        ("/garbage", "in 4 attempts", 4),
        ("/endless-headers", "in 4 attempts", 4),
        ("/closes", "in 4 attempts", 4),
        ("/packed-badly", "in 4 attempts (its packed body is damaged", 4),
        ("/chunks-lie", "in 4 attempts", 4),
    ],
)
def test_a_bad_answer_costs_one_clear_line(downloader: Downloader, server: BadServer, path: str, problem: str, requests: int) -> None:
    with pytest.raises(FetchError) as caught:
        downloader.fetch(server.url(path))
    assert problem in str(caught.value)
    assert str(caught.value).startswith(server.url(path))
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    assert len(server.paths()) == requests


def test_a_slow_answer_ends_when_its_time_is_over(server: BadServer, tmp_path: Path) -> None:
    pace = Pace(read_s=5.0, whole_s=0.3, between_s=0.0)
    policy = Policy(frozenset({server.host}), is_allowed=lambda address: True)
    with Downloader(policy, tmp_path, MOST, pace) as downloader, pytest.raises(FetchError, match=r"takes more than 0\.3 seconds"):
        downloader.fetch(server.url("/drips"))


def test_a_busy_server_is_waited_for_as_long_as_it_asks(downloader: Downloader, server: BadServer, clock: Clock) -> None:
    assert downloader.fetch(server.url("/busy")).path.read_bytes() == BODY
    assert [wait for wait in clock.waited if wait >= 7] == [7.0, 7.0]


def test_waits_grow(downloader: Downloader, server: BadServer, clock: Clock) -> None:
    with pytest.raises(FetchError):
        downloader.fetch(server.url("/closes"))
    first, second, third = (wait for wait in clock.waited if wait > 1)
    assert first < second < third


def test_redirects_are_followed(downloader: Downloader, server: BadServer) -> None:
    download = downloader.fetch(server.url("/chain"))
    assert (download.url, download.path.read_bytes()) == (server.url("/good"), BODY)


def test_a_packed_body_is_unpacked(downloader: Downloader, server: BadServer) -> None:
    assert downloader.fetch(server.url("/packed")).path.read_bytes() == BODY


def test_a_transfer_that_broke_off_goes_on_where_it_was(downloader: Downloader, server: BadServer) -> None:
    assert downloader.fetch(server.url("/breaks-off")).path.read_bytes() == BODY
    again = server.asked[-1].headers
    assert (again["range"], again["if-range"]) == ("bytes=5000-", ETAG)


def test_a_transfer_goes_on_in_another_process(server: BadServer, clock: Clock, tmp_path: Path) -> None:
    policy = Policy(frozenset({server.host}), is_allowed=lambda address: True)
    server.routes["/later"] = bad_server.sends(bad_server.response(BODY[:5000], length=len(BODY), ETag=ETAG))
    with Downloader(policy, tmp_path, MOST, Pace(clock=clock, sleep=clock.sleep)) as first, pytest.raises(FetchError):
        first.fetch(server.url("/later"))
    server.routes["/later"] = bad_server.breaks_off_once
    with Downloader(policy, tmp_path, MOST, Pace(clock=clock, sleep=clock.sleep)) as second:
        assert second.fetch(server.url("/later")).path.read_bytes() == BODY
    assert server.asked[-1].headers["range"] == "bytes=5000-"


def test_a_document_that_changed_meanwhile_is_taken_whole(downloader: Downloader, server: BadServer) -> None:
    assert downloader.fetch(server.url("/changes")).path.read_bytes() == b"new " * 100


def test_a_part_that_does_not_fit_is_not_glued_on(downloader: Downloader, server: BadServer) -> None:
    assert downloader.fetch(server.url("/wrong-part")).path.read_bytes() == BODY


def test_what_is_held_is_not_transferred_again(downloader: Downloader, server: BadServer) -> None:
    assert downloader.fetch(server.url("/unchanged"), etag=ETAG).is_unchanged
    assert not downloader.fetch(server.url("/unchanged"), etag='"v0"').is_unchanged


def test_requests_to_one_host_keep_their_distance(downloader: Downloader, server: BadServer, clock: Clock) -> None:
    downloader.fetch(server.url("/good"))
    downloader.fetch(server.url("/good"))
    assert clock.waited == [1.0]


def test_a_host_without_robots_lets_everything_be_fetched(downloader: Downloader, server: BadServer) -> None:
    server.routes["/robots.txt"] = bad_server.sends(bad_server.response(b"", "404 Not Found"))
    assert downloader.fetch(server.url("/private/report")).path.read_bytes() == BODY


def test_a_host_whose_robots_fails_is_not_fetched_from(downloader: Downloader, server: BadServer) -> None:
    server.routes["/robots.txt"] = bad_server.sends(bad_server.response(b"", "503 Busy"))
    with pytest.raises(FetchError, match=r"status 503 to robots\.txt"):
        downloader.fetch(server.url("/good"))
    assert server.paths() == []


def test_a_delay_that_robots_asks_for_is_kept(downloader: Downloader, server: BadServer, clock: Clock) -> None:
    server.routes["/robots.txt"] = bad_server.sends(bad_server.response(b"User-agent: *\nCrawl-delay: 4\n"))
    downloader.fetch(server.url("/good"))
    downloader.fetch(server.url("/good"))
    assert clock.waited == [4.0]


class TestPrivateAddresses:
    """The product's own policy, which lets nothing but the public internet be connected to."""

    @pytest.fixture
    def connected(self, server: BadServer) -> Callable[[], bool]:
        return lambda: bool(server.asked)

    def strict(self, server: BadServer, folder: Path, look_up: Callable[[str, int], list[str]], host: str) -> Downloader:
        return Downloader(Policy(frozenset({host})), folder, MOST, Pace(between_s=0.0, sleep=lambda seconds: None), look_up)

    @pytest.mark.parametrize("addresses", [["127.0.0.1"], ["203.0.113.9", "127.0.0.1"], ["::1"], ["10.0.0.8"], ["169.254.169.254"]])
    def test_a_name_that_stands_for_this_machine_or_its_network_is_refused(
        self, server: BadServer, connected: Callable[[], bool], tmp_path: Path, addresses: list[str]
    ) -> None:
        host = f"reports.example:{server.port}"
        downloader = self.strict(server, tmp_path, lambda name, port: addresses, host)
        with downloader, pytest.raises(FetchError, match="not on the public internet"):
            downloader.fetch(f"http://{host}/good")
        assert not connected()

    def test_a_name_that_changes_its_address_is_looked_up_once_for_each_connection(self, server: BadServer, tmp_path: Path) -> None:
        """Rebinding: the address that was checked is the one that is connected to."""
        asked: list[str] = []

        def look_up(name: str, port: int) -> list[str]:
            asked.append(name)
            return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

        host = f"reports.example:{server.port}"
        policy = Policy(frozenset({host}), is_allowed=lambda address: str(address) == "127.0.0.1")
        downloader = Downloader(policy, tmp_path, MOST, Pace(between_s=0.0, sleep=lambda seconds: None), look_up)
        with downloader, pytest.raises(FetchError, match=r"127\.0\.0\.2, which is not on the public internet"):
            downloader.fetch(f"http://{host}/good")
        assert server.paths() == []
        assert [each.path for each in server.asked] == ["/robots.txt"]
        assert server.asked[0].headers["host"] == host

    def test_a_name_that_nobody_knows_is_said_to_be_unknown(self, tmp_path: Path) -> None:
        def look_up(name: str, port: int) -> list[str]:
            raise OSError("Name or service not known")

        downloader = Downloader(Policy(frozenset({"no.example"})), tmp_path, MOST, Pace(sleep=lambda seconds: None), look_up)
        with downloader, pytest.raises(FetchError, match=r"the name no\.example is not known"):
            downloader.fetch("http://no.example/good")

    def test_the_next_address_of_a_name_is_tried_where_the_first_takes_no_connection(self, server: BadServer, tmp_path: Path) -> None:
        host = f"reports.example:{server.port}"
        policy = Policy(frozenset({host}), is_allowed=lambda address: True)
        pace = Pace(between_s=0.0, sleep=lambda seconds: None)
        with Downloader(policy, tmp_path, MOST, pace, lambda name, port: ["127.0.0.9", "127.0.0.1"]) as downloader:
            assert downloader.fetch(f"http://{host}/good").path.read_bytes() == BODY

    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255"),
            *("224.0.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
            *("2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "fec0::1", "2001:db8::1"),
        ],
    )
    def test_private_and_special_addresses_are_not_public(self, address: str) -> None:
        assert not is_public(ipaddress.ip_address(address))

    @pytest.mark.parametrize("address", ["8.8.8.8", "151.101.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
    def test_public_addresses_are(self, address: str) -> None:
        assert is_public(ipaddress.ip_address(address))


class TestTls:
    """A certificate proves the name of the address, though the connection goes to an address that was looked up before."""

    @pytest.fixture
    def secure(self, tmp_path: Path) -> Iterator[tuple[int, Path]]:
        """Port of a TLS server on this machine, and its own certificate, which names reports.example."""
        certificate, key = self_signed("reports.example", tmp_path)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        listening = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
                    secured.recv(65536)
                    secured.sendall(bad_server.response(BODY))

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], certificate
        listening.close()

    def fetch(self, port: int, name: str, folder: Path) -> bytes:
        host = f"{name}:{port}"
        policy = Policy(frozenset({host}), is_allowed=lambda address: True)
        pace = Pace(read_s=2.0, between_s=0.0, sleep=lambda seconds: None)
        with Downloader(policy, folder, MOST, pace, lambda name, port: ["127.0.0.1"]) as downloader:
            return downloader.fetch(f"https://{host}/good").path.read_bytes()

    def test_one_that_nobody_vouches_for_is_refused(self, secure: tuple[int, Path], tmp_path: Path) -> None:
        with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
            self.fetch(secure[0], "reports.example", tmp_path)

    def test_one_of_another_name_is_refused(self, secure: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        trust(secure[1], monkeypatch)
        with pytest.raises(FetchError, match="Hostname mismatch"):
            self.fetch(secure[0], "other.example", tmp_path)

    def test_one_that_is_trusted_for_the_name_is_taken(
        self, secure: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        trust(secure[1], monkeypatch)
        assert self.fetch(secure[0], "reports.example", tmp_path) == BODY


def trust(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this certificate taken for that of an authority."""
    import certifi

    monkeypatch.setattr(certifi, "where", lambda: str(certificate))


def self_signed(name: str, folder: Path) -> tuple[Path, Path]:
    """Files of a certificate that names `name`, and of its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return folder / "certificate.pem", folder / "key.pem"
