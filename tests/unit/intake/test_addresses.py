from __future__ import annotations

import pytest

from peel_qa.errors import FetchError
from peel_qa.intake.addresses import Policy, host_of, listed_hosts

HMICFRS = "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/fenmarch-2023-25/"
policy = Policy(listed_hosts())


def test_an_official_address_may_be_fetched_and_loses_its_fragment() -> None:
    assert policy.check(f"{HMICFRS}#summary") == HMICFRS
    assert policy.check("https://HMICFRS.justiceinspectorates.gov.uk") == "https://HMICFRS.justiceinspectorates.gov.uk/"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("file:///etc/passwd", "not an http or https address"),
        ("ftp://hmicfrs.justiceinspectorates.gov.uk/a", "not an http or https address"),
        ("gopher://x/", "not an http or https address"),
        ("https:///report", "not an http or https address"),
        ("https://example.com/report", "not on the list"),
        ("https://hmicfrs.justiceinspectorates.gov.uk.evil.example/", "not on the list"),
        ("https://hmicfrs.justiceinspectorates.gov.uk:8443/", "not on the list"),
        ("https://user@hmicfrs.justiceinspectorates.gov.uk/", "holds a user name"),
        ("https://hmicfrs.justiceinspectorates.gov.uk@evil.example/", "holds a user name"),
        ("https://hmicfrs.justiceinspectorates.gov.uk:99999/", "not on the list"),
        ("https://[::1", "is no address"),
        ("https://hmicfrs.justiceinspectorates.gov.uk/a b", "is no address"),
        ("https://hmicfrs.justiceinspectorates.gov.uk/\r\nX: y", "is no address"),
        (f"https://hmicfrs.justiceinspectorates.gov.uk/{'a' * 3000}", "is no address"),
        ("http://127.0.0.1/", "not on the list"),
        ("http://2130706433/", "not on the list"),
        ("http://localhost/", "not on the list"),
    ],
)
def test_any_other_is_refused_in_one_line(url: str, problem: str) -> None:
    with pytest.raises(FetchError) as caught:
        policy.check(url)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(FetchError) as caught:
        policy.check("https://me:secret@hmicfrs.justiceinspectorates.gov.uk/")
    assert "secret" not in str(caught.value)


def test_a_redirect_to_plain_http_is_refused() -> None:
    with pytest.raises(FetchError, match="from https to http"):
        policy.follow(HMICFRS, "http://hmicfrs.justiceinspectorates.gov.uk/other/")


@pytest.mark.parametrize(
    "location", ["//evil.example/x", "https://evil.example/", "javascript:alert(1)", "data:text/plain,x", "file:///etc/passwd"]
)
def test_a_redirect_elsewhere_is_refused(location: str) -> None:
    with pytest.raises(FetchError, match="redirects to"):
        policy.follow(HMICFRS, location)


@pytest.mark.parametrize("location", ["/other/", "other/", "?page=2", "\\\\evil.example"])
def test_a_redirect_on_the_same_host_is_followed(location: str) -> None:
    assert policy.follow(HMICFRS, location).startswith("https://hmicfrs.justiceinspectorates.gov.uk/")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.example/", "a.example"),
        ("http://a.example:80/", "a.example"),
        ("http://a.example:81/", "a.example:81"),
        ("https://a.example.", "a.example"),
        ("http://a:b", ""),
    ],
)
def test_hosts_have_their_port_where_it_is_unusual(url: str, host: str) -> None:
    assert host_of(url) == host
