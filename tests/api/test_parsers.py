from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/api/ocr/", "/api/register/", "/api/v1/documents/"])
@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_it_refuses_json_that_is_nested_without_end(api, path, content_type):
    response = api.generic("POST", path, "[" * 100_000, content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert "nested too deeply" in response.json()["detail"]
