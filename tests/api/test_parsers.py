from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/api/ocr/", "/api/register/", "/api/v1/documents/"])
@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_it_refuses_json_that_is_nested_without_end(api, path, content_type):
    response = api.generic("POST", path, "[" * 100_000, content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert "nested too deeply" in response.json()["detail"]


FORM = "multipart/form-data; boundary=right"


def test_it_refuses_a_form_without_a_part(alice, as_user):
    body = "--right\r\nemail=a@example.org\r\n--right--\r\n"
    response = as_user(alice).generic("PATCH", "/api/v1/me", body, content_type=FORM)
    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert "boundary" in response.json()["detail"]


def test_it_takes_a_form_without_fields(alice, as_user):
    assert as_user(alice).generic("PATCH", "/api/v1/me", "--right--\r\n", content_type=FORM).status_code == 200
