"""A visitor's whole way behind a real nginx: another port, a path prefix, a rewritten host."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest

from tests.support import processes
from tests.web import nginx
from tests.web.conftest import PASSWORD, sign_up
from tests.web.files import picture, upload

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Site:
    """``address`` is where a visitor finds the service; ``folder`` has the logs."""

    address: str
    folder: object


# As run-as-a-service.md shows it; and the least that a proxy may do: it removes a prefix and passes on no host.
PREFIXED = "location /ocr/ {{ proxy_pass {upstream}/; proxy_http_version 1.1; proxy_buffering off; }}"


@pytest.fixture(scope="module", params=["shipped", "prefix and rewritten host"])
def site(request, serve, tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("nginx"), processes.free_port()
    nginx.program()
    address = f"https://{nginx.NAME}:{port}"
    settings = {"ONLINEOCR_HOSTS": nginx.NAME, "ONLINEOCR_PROXIES": "1", "ONLINEOCR_HTTPS": "true"}
    if request.param != "shipped":
        address += "/ocr"
        settings = {"ONLINEOCR_PUBLIC_URL": address}
    with serve(tmp_path_factory.mktemp("service"), **settings) as upstream:
        text = nginx.site(folder, upstream, port)
        if request.param != "shipped":
            text = re.sub(r"    location / \{.*?\n    \}\n", PREFIXED.format(upstream=upstream), text, flags=re.DOTALL)
        with nginx.nginx(folder, text, port):
            yield Site(address, folder)


@pytest.fixture
def visit(chromium, site):
    """Opens a page of the site; in the end, no request has failed and no page has complained."""
    context = chromium.new_context(ignore_https_errors=True)
    wrong = []
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and wrong.append(f"{answer.status} {answer.url}"))

    def open_(path: str):
        page.goto(site.address + path)
        return page

    yield open_
    context.close()
    assert wrong == []


def read_one(page, text: str) -> None:
    page.set_input_files("#file", upload("note.png", picture(text)))
    page.wait_for_url("**/documents/**")
    page.locator(".text", has_text=text).wait_for()


FETCH = "address => fetch(address).then(async answer => [answer.status, await answer.text()])"
EVENTS = """address => new Promise((done, fail) => {
    const source = new EventSource(address), seen = [];
    source.onerror = () => { source.close(); fail(new Error("the stream broke")); };
    for (const kind of ["status", "page"]) source.addEventListener(kind, (event) => {
        seen.push(kind);
        if (JSON.parse(event.data).status === "succeeded" && kind === "status") { source.close(); done(seen); }
    });
})"""


def test_a_visitor_signs_up_reads_and_finds_it_again(visit, site):
    page = visit("/accounts/signup/")
    name = sign_up(page)
    page.get_by_role("link", name="onlineocr").first.click()
    read_one(page, "Invoice 4711")
    identity = page.url.rstrip("/").rpartition("/")[2]
    assert page.url == f"{site.address}/documents/{identity}/"
    assert "page" in page.evaluate(EVENTS, f"{site.address}/api/v1/documents/{identity}/events")

    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in").first.click()
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_role("link", name="note.png").first.click()
    page.get_by_text("Invoice 4711").first.wait_for()


def test_the_links_of_the_api_lead_back(visit, site):
    page = visit("/accounts/signup/")
    sign_up(page)
    for text in ("first", "second"):
        page.goto(f"{site.address}/")
        read_one(page, text)
    _, body = page.evaluate(FETCH, f"{site.address}/api/history/?page_size=1")
    answer = json.loads(body)
    for link in (answer["next"], answer["results"][0]["image"]):
        assert link.startswith(f"{site.address}/api/")
        assert page.evaluate(FETCH, link)[0] == 200
    assert page.evaluate(FETCH, answer["results"][0]["document"])[0] == 200


def test_the_reference_and_the_admin_pages_are_whole(visit, site):
    page = visit("/docs/")
    page.get_by_text("/api/ocr/").first.wait_for()
    page.goto(f"{site.address}/admin/")
    page.get_by_role("button", name="Log in").wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"


def test_a_visitor_without_an_account_reads(visit, site):
    page = visit("/")
    read_one(page, "No account")
    page.reload()
    page.get_by_text("No account").first.wait_for()
    page.get_by_text("More", exact=True).click()
    page.get_by_text("Delete this document").click()
    page.get_by_role("button", name="Delete for good").click()
    page.wait_for_url(f"{site.address}/")
