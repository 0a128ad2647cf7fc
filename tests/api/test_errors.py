from __future__ import annotations

import re
from pathlib import Path

import pytest

from onlineocr.http.problems import OCR_STATUS, TABLE
from onlineocr.ocr import errors

pytestmark = pytest.mark.urls("tests.api.probe")
MEMBERS = {"type", "title", "status", "detail", "code", "errors", "request_id"}
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"


def check(response, status: int, code: str) -> dict:
    """A whole problem document, with the status line's status; returns it."""
    body = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(body) == MEMBERS
    assert body["request_id"] == response.headers["X-Request-Id"]
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("engine", 503, "engine_missing"),
        ("options", 422, "invalid_option"),
        ("encrypted", 422, "pdf_encrypted"),
        ("nested", 400, "invalid"),
        ("missing", 404, "not_found"),
        ("suspicious", 400, "malformed"),
        ("own", 409, "conflict"),
        ("queue", 429, "queue_full"),
        ("locked", 503, "unavailable"),
        ("db_full", 507, "disk_full"),
        ("disk", 507, "disk_full"),
    ],
)
def test_it_answers_with_a_problem(api, name, status, code):
    body = check(api.get(f"/api/fault/{name}/"), status, code)
    assert "secret" not in str(body)


def test_a_fault_of_the_program_is_500_and_tells_nothing(client):
    client.raise_request_exception = False
    body = check(client.get("/api/fault/bug/"), 500, "server_error")
    assert "secret" not in str(body)


def test_it_names_each_option(api):
    body = api.get("/api/fault/options/").json()
    assert body["errors"] == [
        {"field": "dpi", "detail": "is not a number"},
        {"field": "pages", "detail": "is empty"},
    ]


def test_it_names_nested_fields_by_their_path_with_one_entry_for_each_fault(api):
    body = api.get("/api/fault/nested/").json()
    assert body["errors"] == [
        {"field": "items.1.name", "detail": "Too long."},
        {"field": "items.1.name", "detail": "Too odd."},
        {"field": "", "detail": "Bad."},
    ]


@pytest.mark.parametrize(("name", "seconds"), [("queue", "3"), ("locked", "5"), ("engine", "5"), ("busy", "5")])
def test_it_says_when_to_try_again(api, name, seconds):
    assert api.get(f"/api/fault/{name}/").headers["Retry-After"] == seconds


@pytest.mark.parametrize(
    "path", ["/api/nothing/", "/api/", "/api/nothing", "/api/%00/", "/api/../api/x/", "/api//", "/api/x%0Ay"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
@pytest.mark.parametrize("debug", [True, False])
def test_an_unknown_address_is_404(client, settings, path, method, debug):
    settings.DEBUG = debug
    check(getattr(client, method)(path), 404, "not_found")


def test_a_missing_slash_is_mended_for_get(client):
    response = client.get("/api/schema?format=json")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/schema/?format=json")


def test_a_missing_slash_is_named_for_post(client):
    body = check(client.post("/api/register"), 404, "not_found")
    assert "/api/register/" in body["detail"]


def test_a_wrong_method_is_405(api):
    response = api.put("/api/open/")
    check(response, 405, "method_not_allowed")
    assert "GET" in response.headers["Allow"]


def test_an_unknown_form_of_answer_is_406(api):
    check(api.get("/api/open/", HTTP_ACCEPT="application/x-unheard-of"), 406, "not_acceptable")


def test_an_unknown_form_of_body_is_415(api):
    check(api.post("/api/register/", b"x", content_type="application/x-unheard-of"), 415, "unsupported_media_type")


def test_broken_json_is_400(api, db):
    check(api.post("/api/register/", b"{", content_type="application/json"), 400, "malformed")


def test_a_broken_multipart_body_is_400(api, db):
    body = check(api.post("/api/register/", b"x", content_type="multipart/form-data"), 400, "malformed")
    assert "boundary" in body["detail"]


def test_too_many_fields_are_400(api, db):
    body = "&".join(f"f{n}=1" for n in range(300))
    check(api.post("/api/register/", body, content_type="application/x-www-form-urlencoded"), 400, "malformed")


def test_a_person_with_a_browser_gets_the_same_in_a_page(api):
    response = api.get("/api/probe/", HTTP_ACCEPT="text/html,application/xhtml+xml,*/*;q=0.8")
    assert response.status_code == 401
    assert response.headers["Content-Type"].startswith("text/html")
    assert "not_signed_in" in response.content.decode()


@pytest.mark.parametrize("debug", [True, False])
def test_a_wrong_host_is_400_and_names_the_setting(client, settings, debug):
    settings.DEBUG = debug
    body = check(client.get("/api/open/", headers={"host": "evil.example"}), 400, "malformed")
    assert "ONLINEOCR_HOSTS" in body["detail"]


def test_outside_the_api_errors_are_pages(client):
    assert client.get("/nothing-here").headers["Content-Type"].startswith("text/html")


# --- the table --------------------------------------------------------------------------------------------------


def test_the_table_has_every_error_of_the_library():
    assert set(OCR_STATUS) == {cls.code for cls in errors.tree()}


def test_no_file_and_no_option_is_ever_a_5xx():
    for cls in [*errors.tree(errors.InputError), *errors.tree(errors.OptionError), *errors.tree(errors.LimitError)]:
        assert 400 <= TABLE[cls.code].status < 500


def test_every_code_is_written_as_codes_are():
    assert all(re.fullmatch(r"[a-z0-9_]+", code) and row.code == code for code, row in TABLE.items())


def test_the_reference_page_has_every_code_and_no_other():
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE.read_text(), re.MULTILINE)
    assert dict(rows) == {code: str(row.status) for code, row in TABLE.items()}


def test_the_type_of_a_problem_leads_to_its_explanation(client):
    page = client.get("/docs/errors/").content.decode()
    assert all(f'id="{code}"' in page for code in TABLE)
    assert TABLE["conflict"].type == "/docs/errors/#conflict"


def test_every_error_has_a_remedy():
    assert [code for code, row in TABLE.items() if not row.remedy.endswith(".")] == []
