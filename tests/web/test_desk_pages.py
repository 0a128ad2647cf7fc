"""The way through a document on the desk, without loading the page anew; find in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.doubtful_document import stored

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = ("tea? and milk", "salt and bread", "tea with salt\nno tea", "oil and fish", "wool")


@pytest.fixture(scope="module")
def way(server_data):
    return stored(server_data, *WORDS, *(f"page {number}" for number in range(6, 31)))


@pytest.fixture
def page(open_page, way):
    page = open_page(way, viewport={"width": 1280, "height": 800})
    page.evaluate("window.same = true")
    yield page
    assert page.evaluate("window.same") is True, "the desk was loaded anew"


def title(page, number):
    expect(page.locator("#page-title")).to_have_text(f"Page {number}")


def test_links_field_and_rail_show_other_pages(page):
    page.get_by_role("link", name="Next").click()
    title(page, 2)
    assert "page=2" in page.url
    page.locator(".rail").get_by_role("link", name="Page 4").click()
    title(page, 4)
    page.get_by_label("Page", exact=True).fill("28")
    page.get_by_label("Page", exact=True).press("Enter")
    title(page, 28)
    expect(page.get_by_label("Page", exact=True)).to_be_focused()
    page.get_by_role("link", name="Previous").press("Enter")
    title(page, 27)
    expect(page.get_by_role("link", name="Previous")).to_be_focused()
    expect(page.locator("#announce")).to_have_text("Page 27")


def test_the_buttons_of_the_browser_lead_back(page):
    for number in (2, 3):
        page.get_by_role("link", name="Next").click()
        title(page, number)
    page.go_back()
    title(page, 2)
    page.go_back()
    title(page, 1)
    page.go_forward()
    title(page, 2)


def test_page_down_and_up_turn_the_pages(page):
    page.keyboard.press("PageDown")
    title(page, 2)
    page.keyboard.press("PageDown")
    title(page, 3)
    page.keyboard.press("PageUp")
    title(page, 2)


def test_clicks_one_after_the_other_show_the_last_one(page):
    for number in (2, 5, 3):
        page.locator(".rail li").nth(number - 1).locator("a").click()
    title(page, 3)
    page.wait_for_timeout(500)
    title(page, 3)


def test_a_thumbnail_stays_under_the_mouse(page):
    link = page.locator(".rail li").nth(4).locator("a")
    link.scroll_into_view_if_needed()
    before = link.bounding_box()
    link.click()
    title(page, 5)
    after = page.locator(".rail [aria-current]").bounding_box()
    assert after["y"] == pytest.approx(before["y"], abs=2)


def test_the_picture_of_the_next_page_is_fetched_ahead(page):
    with page.expect_request(lambda request: "/pages/3/image" in request.url):
        page.get_by_role("link", name="Next").click()


def test_an_edit_is_sent_before_the_page_is_left(page):
    page.keyboard.press("n")
    page.locator("#line-text:focus").wait_for()
    page.keyboard.type("Tea")
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Next").click()
    title(page, 2)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".text")).to_contain_text("Tea and milk")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(page.locator("#saved")).to_have_text("Undone")


def find(page, words):
    page.get_by_label("Find on the pages").fill(words)
    page.keyboard.press("Enter")


def test_find_filters_the_rail_and_g_goes_from_match_to_match(page):
    find(page, "tea")
    expect(page.locator(".rail li")).to_have_count(2)
    page.locator("#found").wait_for()
    page.get_by_role("button", name="Next match").click()
    expect(page.locator("mark.at")).to_have_text("tea")
    expect(page.locator("#sheet .here")).to_be_attached()
    page.keyboard.press("g")
    title(page, 3)
    expect(page.locator("#announce")).to_have_text("1 of 2 on this page")
    page.keyboard.press("g")
    expect(page.locator("#announce")).to_have_text("2 of 2 on this page")
    page.keyboard.press("g")
    expect(page.locator("#announce")).to_have_text("No match after this one")
    page.keyboard.press("G")
    page.keyboard.press("G")
    title(page, 1)
    page.get_by_role("link", name="End the search").click()
    expect(page.locator(".rail li")).to_have_count(21)
    expect(page.get_by_label("Find on the pages")).to_have_value("")


def test_a_slash_leads_to_the_field_and_nothing_found_is_told(page):
    page.keyboard.press("/")
    expect(page.get_by_label("Find on the pages")).to_be_focused()
    find(page, "<b>no</b> such word")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Nothing matches")).to_be_hidden()


def test_one_dialog_lists_all_keys_and_turns_letters_off(page):
    page.get_by_role("button", name="Keys").click()
    dialog = page.get_by_role("dialog", name="Keys")
    for words in ("next, previous page", "larger, smaller", "next, previous match", "save the line and go on"):
        expect(dialog).to_contain_text(words)
    page.get_by_label("Letters and signs are keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Text of the line")).to_be_hidden()
    page.keyboard.press("PageDown")
    title(page, 2)


def test_without_a_server_the_page_stays(page):
    page.context.set_offline(True)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("alert")).to_contain_text("The connection was lost")
    title(page, 1)
    page.context.set_offline(False)
    page.get_by_role("link", name="Next").click()
    title(page, 2)
