from __future__ import annotations

import re

from onlineocr.api.reference import prose


def test_it_shows_the_interactive_reference(client):
    response = client.get("/docs/try/")
    assert response.status_code == 200
    assert "swagger-ui" in response.content.decode()


def test_it_needs_nothing_from_elsewhere(client):
    page = client.get("/docs/try/").content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 4
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)


def test_all_that_it_needs_is_served_without_collecting_it_first(client):
    page = client.get("/docs/try/").content.decode()
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        response = client.get(address)
        assert response.status_code == 200, address
        assert b"".join(response) if response.streaming else response.content


def test_its_scripts_fit_the_policy(client):
    response = client.get("/docs/try/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    assert not re.findall(r"<script(?![^>]*src=)", response.content.decode())


def test_its_script_asks_this_server_for_the_schema(client):
    script = client.get("/docs/try/?script=").content.decode()
    assert "/api/schema/" in script


def test_no_other_page_may_write_styles(client):
    assert "unsafe" not in client.get("/healthz").headers["Content-Security-Policy"]


def test_every_answer_is_guarded(client):
    headers = client.get("/docs/try/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_that_name_no_icon_get_ours(client):
    response = client.get("/favicon.ico", follow=True)
    assert response.status_code == 200
    assert b"<svg" in b"".join(response)


def test_the_reference_has_every_call_and_error(client):
    page = client.get("/docs/").content.decode()
    schema = client.get("/api/schema/?format=json").json()
    calls = [call["operationId"] for path in schema["paths"].values() for call in path.values()]
    assert [name for name in calls if f'id="{name}"' not in page] == []
    assert "/docs/errors/" in page


def test_the_reference_shows_its_own_address(client):
    page = client.get("/docs/", headers={"Host": "localhost:8080"}).content.decode()
    assert "URL=http://localhost:8080\n" in page
    assert "127.0.0.1" not in page


def test_the_reference_has_no_inline_style_and_a_strict_policy(client):
    response = client.get("/docs/")
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "style=" not in response.content.decode()


def test_text_of_the_description_is_escaped():
    assert prose("a <b> and `<i>`\n\nnext") == "<p>a &lt;b&gt; and <code>&lt;i&gt;</code></p><p>next</p>"
