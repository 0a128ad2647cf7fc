"""The service below a path prefix, by its setting and by a proxy's header."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver, set_script_prefix

from onlineocr.addresses import OWN_SEGMENTS
from onlineocr.ops.proxy import forwarded_prefix


@pytest.fixture(autouse=True)
def _no_prefix_after_the_test():
    yield
    set_script_prefix("/")


@pytest.fixture(params=["setting", "header"])
def below(request, settings, client):
    """``below(path)``: the answer to a GET of /ocr + path, as a proxy that removes the prefix passes it on."""
    if request.param == "setting":
        settings.PUBLIC_URL, settings.PUBLIC_ORIGIN = "https://example.org/ocr", "https://example.org"
        settings.PATH_PREFIX = "/ocr"
        return client.get
    settings.TRUSTED_PROXIES = 1
    return lambda path, **more: client.get(path, headers={"X-Forwarded-Prefix": "/ocr"}, **more)


ADDRESS = re.compile(r"""(?:href|src|action|data-upload|data-me|data-page|data-login)="(/[^"]*)\"""")


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/signup/", "/docs/", "/nothing"])
def test_every_address_of_a_page_lies_below_the_prefix(below, db, path):
    found = ADDRESS.findall(below(path).content.decode())
    assert len(found) > 2
    assert [address for address in found if not address.startswith("/ocr/")] == []


def test_static_files_are_served_at_the_addresses_that_pages_name(below, db, client):
    style = re.search(r'href="(/ocr/static/[^"]+style[^"]*)"', below("/").content.decode())[1]
    for address in (style, style.removeprefix("/ocr")):
        answer = below(address)
        assert b"body" in answer.getvalue()
        answer.close()


def test_a_proxy_may_leave_the_prefix_in_the_path(below, db):
    assert b"/ocr/static/" in below("/ocr/accounts/login/").content


def test_cookies_belong_to_the_prefix(below, db):
    assert {cookie["path"] for cookie in below("/accounts/login/").cookies.values()} == {"/ocr"}


def test_redirects_stay_below_the_prefix(below, db):
    assert below("/history/")["Location"] == "/ocr/accounts/login/?next=/ocr/history/"
    assert below("/api/history")["Location"] == "/ocr/api/history/"
    assert below("/favicon.ico")["Location"].startswith("/ocr/static/")


def test_an_error_points_to_its_explanation(below, db):
    assert below("/api/nothing/").json()["type"] == "/ocr/docs/errors/#not_found"


def test_the_api_description_names_the_prefix(below, db):
    assert below("/api/schema/?format=json").json()["servers"] == [{"url": "/ocr"}]


def test_links_of_the_api_carry_it(below, db, alice, client, document):
    client.force_login(alice)
    for name in ("one", "two"):
        document(alice, name)
    answer = below("/api/history/?page_size=1").json()
    assert re.fullmatch(r"https?://[^/]+/ocr/api/history/\?page=2&page_size=1", answer["next"])
    assert "/ocr/api/v1/documents/" in answer["results"][0]["image"]
    assert answer["results"][0]["document"].startswith("/ocr/api/v1/documents/")


def test_the_admin_pages_lie_below_it(below, client, charlie):
    client.force_login(charlie)
    found = ADDRESS.findall(below("/admin/").content.decode())
    assert [address for address in found if not f"{address}/".startswith("/ocr/")] == []


def test_without_a_trusted_proxy_the_header_changes_nothing(client, db):
    assert b"/ocr/static" not in client.get("/", headers={"X-Forwarded-Prefix": "/ocr"}).content


@pytest.mark.parametrize(
    ("header", "prefix"),
    [
        ("/ocr", "/ocr"),
        ("/ocr/", "/ocr"),
        ("/a, /b", "/a/b"),
        ("/", ""),
        ("", ""),
        ("ocr", ""),
        ("//evil.example", ""),
        ("/../x", ""),
        ("/a b", ""),
        ("/<script>", ""),
        ("https://evil.example/", ""),
    ],
)
def test_it_takes_only_a_plain_prefix(header, prefix):
    assert forwarded_prefix(header) == prefix


def test_no_prefix_can_hide_an_address_of_the_service():
    firsts = {str(pattern.pattern).split("/")[0] for pattern in get_resolver().url_patterns}
    inner = [one for pattern in get_resolver().url_patterns[-2:] for one in pattern.url_patterns]
    assert (firsts | {str(pattern.pattern).split("/")[0] for pattern in inner}) - {""} <= OWN_SEGMENTS
