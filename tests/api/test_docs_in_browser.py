from __future__ import annotations

import os
import re
import shutil

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def visit(live_server):
    """``visit("/docs/", look)``: what ``look(page)`` finds there, the complaints of the console, the hosts asked."""
    playwright = pytest.importorskip("playwright.sync_api")

    def go(path: str, look):
        complaints, hosts = [], set()
        with playwright.sync_playwright() as machine:
            browser = machine.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"))
            page = browser.new_page()
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
            page.goto(live_server.url + path)
            found = look(page)
            browser.close()
        return found, complaints, hosts

    if not (shutil.which("chromium") or shutil.which("google-chrome") or os.environ.get("CI")):
        pytest.skip("no Chromium on this machine")
    return go


def _operations(page) -> list[str]:
    page.wait_for_selector(".opblock-summary-path")
    return page.locator(".opblock-summary-path").all_text_contents()


def test_the_reference_works_offline_under_its_policy(visit, live_server):
    paths, complaints, hosts = visit("/docs/try/", _operations)
    shown = {path.replace("\u200b", "") for path in paths}
    assert {"/api/register/", "/api/token_obtain_pair/", "/api/token_refresh/"} <= shown
    assert complaints == []
    assert {host for host in hosts if host} == {live_server.url.split("/")[2]}


def test_the_browsable_api_works_under_its_policy(visit):
    heading, complaints, _ = visit("/api/register/", lambda page: page.locator("h1").first.text_content())
    assert heading.strip() == "Register"
    assert [text for text in complaints if "405" not in text] == []


def test_the_pages_of_the_api_work_under_their_policy(visit, alice, password):
    def look(page):
        page.goto(page.url.replace("/api/register/", "/api-auth/login/?next=/api/history/"))
        page.fill("[name=username]", "alice")
        page.fill("[name=password]", password)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/api/history/")
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/api/history/")
        return page.get_by_role("link", name="log in").count()

    links, complaints, _ = visit("/api/register/", look)
    assert links == 1
    assert [text for text in complaints if not re.search("40[15]|ViewTransition opt-in", text)] == []
