"""Links of the service at its public address, and below the prefix of the request."""

from __future__ import annotations

import pytest
from django.urls import set_script_prefix

from onlineocr.http import links


@pytest.fixture(autouse=True)
def _no_prefix_for_others():
    yield
    set_script_prefix("/")


@pytest.mark.parametrize(
    ("origin", "path", "link"),
    [
        ("", "/a/", "http://nas:9999/a/"),
        ("", "", "http://nas:9999/here?x=1"),
        ("https://ocr.example.org", "/a/", "https://ocr.example.org/a/"),
        ("https://ocr.example.org:8443", "/a/?b=c", "https://ocr.example.org:8443/a/?b=c"),
        ("https://ocr.example.org", "", "https://ocr.example.org/here?x=1"),
    ],
)
def test_a_link_begins_where_the_service_is_reached(rf, settings, origin, path, link):
    settings.PUBLIC_ORIGIN = origin
    assert links.absolute(rf.get("/here?x=1", headers={"host": "nas:9999"}), path) == link


@pytest.mark.parametrize(("prefix", "path"), [("/", "/static/a.css"), ("/ocr/", "/ocr/static/a.css")])
def test_a_path_stands_below_the_prefix(prefix, path):
    set_script_prefix(prefix)
    assert links.below_prefix("/static/a.css") == path
