from __future__ import annotations

import contextlib
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.fetch import InvalidAddress, Url


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/A?b=c#d", "https://example.org/A?b=c"),
        ("http://example.org.:8080/", "http://example.org:8080/"),
        ("https://bücher.example/ä ö".replace(" ", "%20"), "https://xn--bcher-kva.example/%C3%A4%20%C3%B6"),
        ("https://a_b.example.org/{x}|y", "https://a_b.example.org/%7Bx%7D%7Cy"),
        ("http://192.0.2.1/", "http://192.0.2.1/"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("https://１２７.０.０.１/", "https://127.0.0.1/"),
    ],
)
def test_it_reads(text, whole):
    assert str(Url.parse(text)) == whole


@pytest.mark.parametrize(
    "text",
    [
        "", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)",
        "https://", "https:///path", "https://user@example.org/", "https://user:pw@example.org/", "https://@example.org",
        "https://example.org:0/", "https://example.org:65536/", "https://example.org:x/", "https://example.org:-1/",
        "https://exa mple.org/", "https://example.org/a b", "https://example.org/\r\nX: y", "https://example.org\\@b/",
        "https://example.org/\x00", "https://-a.example/", "https://a..b/", "https://%31%32%37.0.0.1/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://127.0.0.1.1/", "http://1/", "http://0x/", "http://127.0.0.0x1/", "http://256.1.1.1/", "http://1.2.3.08/",
        "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1/", "http://[v1.x]/", "http://[127.0.0.1]/",
        "https://" + "a" * 64 + ".example/", "https://" + "a." * 130 + "example/", "https://e.org/" + "a" * 2048,
    ],
)  # fmt: skip
def test_it_refuses(text):
    with pytest.raises(InvalidAddress):
        Url.parse(text)


@given(st.text(), st.sampled_from(["", "https://", "http://[", "https://a:"]))
def test_whatever_comes_is_read_or_refused(text, start):
    with contextlib.suppress(InvalidAddress):
        read = Url.parse(start + text)
        assert str(Url.parse(str(read))) == str(read)
        assert str(read).isascii()
        assert urlsplit(str(read)).hostname == read.host


@pytest.mark.parametrize(
    ("location", "whole"),
    [
        ("/b", "https://example.org/b"),
        ("?c", "https://example.org/a/b?c"),
        ("//other.example/", "https://other.example/"),
        ("http://other.example", "http://other.example/"),
    ],
)
def test_it_follows_a_relative_address(location, whole):
    assert str(Url.parse("https://example.org/a/b").join(location)) == whole
