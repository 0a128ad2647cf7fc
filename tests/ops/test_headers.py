"""Every address answers with headers that say who may keep the answer and who may embed it."""

from __future__ import annotations

import re

import pytest

from onlineocr.documents import services
from onlineocr.documents.queue import claims
from tests.support.processes import picture
from tests.support.routes import addresses

ALWAYS = {
    "Content-Security-Policy": r"default-src '(self|none)'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NOT_KEPT = r"no-store|no-cache"
# Answers that are the same for everybody may be kept by everybody.
PUBLIC = {"/api/schema/", "/api/v1/capabilities"}


def check(response, path: str) -> None:
    for close in response._resource_closers:  # close() would end the test's connection to the database as well
        close()
    for name, expected in ALWAYS.items():
        assert re.search(expected, response.headers.get(name, "")), (path, response.status_code, name)
    control = response.headers.get("Cache-Control", "")
    if not (path in PUBLIC and response.status_code == 200):
        assert re.search(NOT_KEPT, control), (path, response.status_code, control)
        assert "public" not in control, path


@pytest.fixture
def read(alice, value):
    """A document of Alice's that was read, with its file."""
    document, _ = services.submit(upload=services.Upload([picture()], "scan.png"), owner=alice)
    claims.finish(claims.claim("w"), value())
    return document


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "options", "delete", "trace"])
def test_every_address_has_them_for_a_stranger(client, method):
    for path in addresses():
        check(getattr(client, method)(path), path)


@pytest.mark.django_db
def test_every_address_has_them_for_the_operator(client, charlie):
    client.force_login(charlie)
    for path in addresses():
        response = client.get(path, headers={"Accept": "text/html,*/*;q=0.5"})
        check(response, path)


@pytest.mark.parametrize(
    "part", ["", "original", "result", "result?format=txt", "result?format=docx", "pages/1/", "pages/1/image"]
)
def test_what_is_kept_of_a_document_has_them(transactional_db, as_user, alice, read, part):
    path = f"/api/v1/documents/{read.uid}/{part}"
    response = as_user(alice).get(path)
    assert response.status_code == 200
    check(response, path)
    assert "private" in response["Cache-Control"]


@pytest.mark.django_db
def test_refusals_before_any_view_have_them(client, settings):
    settings.QUEUE_PAGES, settings.MAX_BODY_BYTES = 0, 10
    full = client.post("/api/ocr/", b"x", content_type="image/png")
    large = client.post("/api/register/", b"x" * 11, content_type="application/json")
    strange = client.get("/", headers={"Host": "evil.example.com"})
    for response, status in ((full, 429), (large, 413), (strange, 400)):
        assert response.status_code == status
        check(response, response.request["PATH_INFO"])


def test_static_files_are_kept_by_everybody(client):
    response = client.get("/static/web/favicon.svg")
    for close in response._resource_closers:
        close()
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_script_has_no_headers_of_documents(client):
    script, picture = client.get("/static/web/js/page.js"), client.get("/static/web/favicon.svg")
    for response in (script, picture):
        assert response.getvalue()
        assert response["X-Content-Type-Options"] == "nosniff"
    assert not set(script.headers) & {"Content-Security-Policy", "X-Frame-Options", "Access-Control-Allow-Origin"}
    assert picture["Content-Security-Policy"]  # a picture can be opened as a document, and SVG has scripts


@pytest.mark.parametrize(("path", "inline"), [("/", False), ("/api/ocr/", False), ("/api-auth/login/", False)])
def test_no_page_of_ours_or_of_the_browsable_api_allows_inline_styles(client, db, path, inline):
    policy = client.get(path, headers={"Accept": "text/html"})["Content-Security-Policy"]
    assert ("unsafe-inline" in policy) is inline
