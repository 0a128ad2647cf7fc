"""axe-core finds nothing against WCAG 2.2 AA in any state of the pages, light and dark, small and large."""

from __future__ import annotations

import base64
from importlib.resources import files

import pytest

from tests.web.conftest import PASSWORD, sign_up
from tests.web.doubtful_document import stored
from tests.web.files import picture, upload
from tests.web.operated import operated
from tests.web.test_home import GIVE

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN = """async () => (await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}))
  .violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target))"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=[("light", 360), ("dark", 1280)], ids=lambda param: param[0])
def visit(request, open_page):
    """Opens an address as a visitor with such a screen; ``visit.check()`` looks at the page as it is."""
    scheme, width = request.param

    def open_(path="/"):
        page = open_page(path, quiet=False, color_scheme=scheme, viewport={"width": width, "height": 740})
        page.set_default_timeout(60_000)
        return page

    return open_


def check(page):
    page.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running')")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/accounts/login/",
        "/accounts/signup/",
        "/no/such/page",
        "/docs/",
        "/accounts/password/",
        "/accounts/password/x/y/",
    ],
)
def test_it_finds_nothing_on_pages_for_everybody(visit, path):
    check(visit(path))


def test_it_finds_nothing_on_a_result(visit):
    page = visit()
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("a cup of tea")))
    page.locator("#page-1 .text").wait_for()
    page.locator("#reading").wait_for(state="detached")
    page.get_by_text("More", exact=True).click()
    page.get_by_text("Read it again in another language").click()
    check(page)
    page.get_by_label("Find on the pages").fill("tea")
    page.keyboard.press("Enter")
    page.locator("#found").wait_for()
    check(page)
    page.evaluate(GIVE, ["two.png", "image/png", base64.b64encode(b"just words").decode(), "drop"])
    page.get_by_role("alert").wait_for()
    check(page)


def test_it_finds_nothing_on_a_moved_picture_and_a_found_word(visit, server_data):
    page = visit(stored(server_data, "tea? and milk\nsalt and bread", "tea"))
    page.locator("#scan[data-words]").wait_for(state="attached")
    if page.get_by_role("button", name="Picture", exact=True).is_visible():
        page.get_by_role("button", name="Picture", exact=True).click()
    page.keyboard.press("+")
    check(page)
    page.get_by_label("Find on the pages").fill("tea")
    page.keyboard.press("Enter")
    page.locator("#found").wait_for()
    page.locator("#view").focus()
    page.keyboard.press("g")
    page.locator("mark.at").wait_for(state="attached")
    check(page)


def test_it_finds_nothing_on_a_correction(visit, server_data):
    way = stored(server_data, "tea? and milk\nsalt and bread?")
    page = visit(way)
    page.keyboard.press("n")
    page.get_by_label("Text of the line").fill("tee and milk")
    check(page)
    page.keyboard.press("Enter")
    page.get_by_text("Saved").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    check(page)
    page.goto(way.replace("/?", "/lines/?"))
    check(page)


def test_it_finds_nothing_on_a_batch(visit):
    page = visit()
    names = ("tea", "milk")
    page.locator("input[type=file]").first.set_input_files([upload(f"{name}.png", picture(name)) for name in names])
    page.wait_for_url("**/batches/**")
    for name in names:
        page.get_by_role("row").filter(has_text=name).get_by_text("read", exact=True).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    check(page)
    page.get_by_text("Download all as").click()
    check(page)


def test_it_finds_nothing_on_a_shared_document(visit, server_data):
    way = stored(server_data, "tea? and milk\nsalt and bread")
    page = visit(way.replace("/?", "/share/?"))
    page.get_by_role("button", name="Make a link").click()
    page.locator("#secret").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    check(page)
    page.goto(page.locator("#secret").inner_text())
    page.get_by_text("Shared with you").wait_for()
    check(page)


def test_it_finds_nothing_on_the_status(visit, server_data):
    operated(server_data)
    page = visit("/accounts/login/?next=/status/")
    page.get_by_label("Username").fill("charlie")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Status").wait_for()
    for summary in page.get_by_text("The numbers").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    check(page)


def test_it_finds_nothing_on_tags_and_a_note(visit, server_data):
    way = stored(server_data, "tea and milk")
    page = visit(way.replace("/?", "/labels/?"))
    check(page)
    page.get_by_label("Tags").fill("bills/2026, to pay")
    page.get_by_label("Note").fill("In dispute")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Note", exact=True).click()
    page.get_by_text("In dispute").wait_for()
    check(page)


def test_it_finds_nothing_on_the_pages_of_an_account(visit):
    page = visit("/accounts/signup/")
    sign_up(page)
    page.get_by_role("link", name="Account").click()
    page.get_by_label("Name").fill("laptop")
    page.get_by_role("button", name="Make a key").click()
    page.locator("#secret").wait_for()
    check(page)
    ways = [
        page.get_by_role("link", name="Revoke laptop").get_attribute("href"),
        "/account/password/",
        "/account/delete/",
        "/account/email/",
        "/account/webhooks/",
        "/account/confirm/",
    ]
    for way in ways:
        page.goto(way)
        page.locator(".card").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        check(page)
