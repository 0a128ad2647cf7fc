"""Host names and public addresses, parsed from the text of a setting or a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr import addresses, env
from onlineocr.addresses import Host, Proxies, PublicUrl

NAME = "ONLINEOCR_TEST_ONLY"


@pytest.fixture(autouse=True)
def _no_trace(monkeypatch):
    monkeypatch.setattr(env, "_known", dict(env._known))


@pytest.fixture
def given_as(monkeypatch):
    """``given_as(addresses.hosts, "a, b")``: what the reader makes of this value."""

    def read(reader, raw):
        monkeypatch.setenv(NAME, raw)
        return reader(NAME, help="x")

    return read


@pytest.mark.parametrize(
    ("text", "name", "port"),
    [
        ("OCR.example.org", "ocr.example.org", None),
        ("ocr.example.org.", "ocr.example.org", None),
        ("ocr.example.org.:80", "ocr.example.org", 80),
        ("nas:", "nas", None),
        ("nas:1", "nas", 1),
        ("nas:65535", "nas", 65535),
        ("nas:00080", "nas", 80),
        ("my_ocr-1:9999", "my_ocr-1", 9999),
        ("[2001:DB8::1]:443", "[2001:db8::1]", 443),
        ("127.0.0.1", "127.0.0.1", None),
        ("a" * 254, "a" * 254, None),
    ],
)
def test_it_parses_a_host(text, name, port):
    assert Host.parse(text) == Host(name, port)


@pytest.mark.parametrize(
    "text",
    ["", ".", ".a", "-a", "a..b", "nas:0", "nas:65536", "nas:123456", "nas:-1", "nas:8 0", "nas:٣", "a" * 255, "[::g]",
     "[1.2.3.4]", "[::1", "::1", "[::1]x", "a/b", "a@b", "a b", "nas\n", "ä.example"],
)  # fmt: skip
def test_it_refuses_other_texts(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the address of version 6 has a text of its own
        Host.parse(text)


@given(st.from_regex(r"([a-z0-9][a-z0-9_-]{0,10}\.){0,3}[a-z]{1,5}", fullmatch=True), st.integers(1, 65535) | st.none())
def test_a_host_reads_back_as_it_is_written(name, port):
    assert Host.parse(str(Host(name, port))) == Host(name, port)


@pytest.mark.parametrize(
    ("raw", "origin", "prefix", "host", "secure"),
    [
        ("https://ocr.example.org", "https://ocr.example.org", "", "ocr.example.org", True),
        ("https://ocr.example.org:443/", "https://ocr.example.org", "", "ocr.example.org", True),
        ("http://ocr.example.org:80/ocr//", "http://ocr.example.org", "/ocr", "ocr.example.org", False),
        ("http://ocr.example.org:443", "http://ocr.example.org:443", "", "ocr.example.org", False),
        ("https://ocr.example.org:80/a/b", "https://ocr.example.org:80", "/a/b", "ocr.example.org", True),
        ("HTTPS://[2001:DB8::1]:8443/ocr", "https://[2001:db8::1]:8443", "/ocr", "[2001:db8::1]", True),
        ("https://Bücher.example/apis", "https://xn--bcher-kva.example", "/apis", "xn--bcher-kva.example", True),
    ],
)
def test_a_public_address_has_an_origin_and_a_prefix(given_as, raw, origin, prefix, host, secure):
    url = given_as(addresses.public_url, raw)
    assert (url.origin, url.prefix, url.host, url.secure, str(url)) == (origin, prefix, host, secure, origin + prefix)


def test_without_a_public_address_there_is_no_host(given_as):
    url = given_as(addresses.public_url, " ")
    assert url == PublicUrl("", "")
    assert (url.host, url.secure, str(url)) == ("", False, "")


@pytest.mark.parametrize("segment", sorted(addresses.OWN_SEGMENTS))
def test_a_prefix_may_not_begin_like_a_path_of_the_service(given_as, segment):
    with pytest.raises(env.EnvError, match=f"begins like the service's own /{segment};"):
        given_as(addresses.public_url, f"https://ocr.example.org/{segment}/x")
    assert given_as(addresses.public_url, f"https://ocr.example.org/x/{segment}").prefix == f"/x/{segment}"


def test_every_first_segment_of_our_own_paths_is_kept_from_prefixes():
    from tests.support import routes

    first = {address.split("/")[1] for address in routes.addresses()} - {""}
    assert first - addresses.OWN_SEGMENTS == set()


@pytest.mark.parametrize("path", ["/a b", "/ä", "/a//b", "/" + "a" * 65, "/a" * 9, "/%41"])
def test_a_prefix_that_is_not_plain_is_refused(given_as, path):
    with pytest.raises(env.EnvError, match="holds a path that is not plain"):
        given_as(addresses.public_url, f"https://ocr.example.org{path}")


@pytest.mark.parametrize("path", ["/" + "a" * 64, "/a" * 8, "/.well-known_~x"])
def test_a_prefix_at_its_limits_is_taken(given_as, path):
    assert given_as(addresses.public_url, f"https://ocr.example.org{path}").prefix == path


@pytest.mark.parametrize("end", ["?a=1", "/?a", "#top"])
def test_a_query_has_no_place_in_a_public_address(given_as, end):
    with pytest.raises(env.EnvError, match="holds a query or a fragment"):
        given_as(addresses.public_url, f"https://ocr.example.org/ocr{end}")


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("*", ["*"]),
        ("A.example b.example.", ["a.example", "b.example"]),
        (".example.org", [".example.org"]),
        ("::1,[::1]", ["[::1]", "[::1]"]),
        ("10.0.0.7", ["10.0.0.7"]),
    ],
)
def test_it_reads_host_names(given_as, raw, names):
    assert given_as(addresses.hosts, raw) == names


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        ("http://ocr.example.org:9999/x", "write the host name only: ocr.example.org"),
        ("*.example.org", "write .example.org for that name"),
        ("ocr.example.org/x/y", "holds a path; write ocr.example.org."),
        ("ocr.example.org:80", "holds a port; write ocr.example.org, which"),
        (".example.org:80", "holds a port; write .example.org, which"),
        ("example.org:", "holds a port; write example.org, which"),
        ("[::1]:9999", "holds a port; write [::1], which"),
        ("a..b", "'a..b', which is not a host name"),
    ],
)
def test_it_names_the_right_host_name(given_as, raw, remedy):
    with pytest.raises(env.EnvError) as caught:
        given_as(addresses.hosts, raw)
    assert remedy in str(caught.value)


def test_it_reads_origins_without_the_port_that_goes_without_saying(given_as):
    raw = "https://App.example.org:443, http://localhost:3000 http://[::1]:80 *"
    assert given_as(addresses.origins, raw) == ["https://app.example.org", "http://localhost:3000", "http://[::1]", "*"]


@pytest.mark.parametrize("end", ["/", "/x", "?a", "#b"])
def test_an_origin_with_more_than_a_host_is_refused_with_the_right_one(given_as, end):
    with pytest.raises(env.EnvError, match=r"write https://app\.example\.org\. Example"):
        given_as(addresses.origins, f"https://app.example.org{end}")


@pytest.mark.parametrize("raw", ["ws://a.example", "ftp://a.example", "null://a.example"])
def test_an_origin_has_a_scheme_of_the_web(given_as, raw):
    with pytest.raises(env.EnvError, match="write http:// or https://"):
        given_as(addresses.origins, raw)


@pytest.mark.parametrize("raw", ["https://alice@a.example", "https://alice:hunter2@a.example", "https://@a.example"])
def test_an_origin_has_no_user(given_as, raw):
    with pytest.raises(env.EnvError, match="holds a user name or a password"):
        given_as(addresses.origins, raw)


def test_it_reads_proxies(given_as):
    assert given_as(addresses.proxies, "") == Proxies()
    assert given_as(addresses.proxies, "0") == Proxies(0)
    assert given_as(addresses.proxies, "10") == Proxies(10)
    found = given_as(addresses.proxies, "172.18.0.0/16, ::1")
    assert (found.count, [str(network) for network in found.networks]) == (0, ["172.18.0.0/16", "::1/128"])


@pytest.mark.parametrize("raw", ["11", "٣", "-1", "1.5", "172.18.0.1/16", "proxy.example"])
def test_it_refuses_other_proxies(given_as, raw):
    with pytest.raises(env.EnvError, match=f"^{NAME}="):
        given_as(addresses.proxies, raw)
