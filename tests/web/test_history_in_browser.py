"""The history in a browser: found, filtered, chosen and deleted; by keys, and without scripts."""

from __future__ import annotations

import zipfile

import pytest

from tests.web.conftest import sign_up
from tests.web.doubtful_document import stored_for
from tests.web.test_accessibility import assert_sound
from tests.web.test_axe import check

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = {"phone": 360, "desk": 1280}


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def history(request, open_page, server_data):
    """Opens the history of somebody who has three documents."""

    def open_(**options):
        page = open_page("/accounts/signup/", viewport={"width": request.param, "height": 800}, **options)
        name = sign_up(page)
        for pages in (["tea? and milk"], ["salt and bread", "a cup of tea"], ["marmalade"]):
            stored_for(server_data, name, *pages)
        page.goto("/history/")
        page.locator(".row-of-history").nth(2).wait_for()
        return page

    return open_


def chosen(page):
    return [box.is_checked() for box in page.locator("input[name=document]").all()]


def test_it_finds_a_word_and_leads_to_its_place(history):
    page = history()
    assert_sound(page)
    assert page.locator(".row-of-history .thumb img").first.evaluate("image => image.decode().then(() => true)")
    assert "1 doubtful word" in page.locator(".items").inner_text()
    page.get_by_label("Words on the pages").fill("tea")
    page.keyboard.press("Enter")
    page.get_by_text("Found on 2 pages of 2 documents").wait_for()
    assert_sound(page)
    for crop in page.locator(".crop").all():
        crop.locator("img").evaluate("image => image.decode()")
        box, mark = crop.bounding_box(), crop.locator(".lines rect").first.bounding_box()
        assert box["x"] <= mark["x"] < mark["x"] + mark["width"] <= box["x"] + box["width"]
        assert box["y"] <= mark["y"] < mark["y"] + mark["height"] <= box["y"] + box["height"]
    page.get_by_role("link", name="Page 2").click()
    page.locator("#page-2 mark").wait_for()
    assert page.locator("#page-2 mark").inner_text() == "tea"


def test_nothing_moves_while_the_pictures_come(history):
    page = history()
    page.get_by_label("Words on the pages").fill("tea")
    page.route("**/image?**", lambda _: None)  # no picture comes
    page.keyboard.press("Enter")
    page.locator(".crop").first.wait_for()
    before = [crop.bounding_box() for crop in page.locator(".crop").all()]
    page.unroute("**/image?**")
    page.reload()
    page.locator(".crop img").last.evaluate("image => image.decode()")
    assert [crop.bounding_box() for crop in page.locator(".crop").all()] == before


def test_several_are_chosen_by_keys_and_deleted(history):
    page = history()
    boxes = page.locator("input[name=document]")
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    assert page.locator("#chosen").inner_text() == "1 chosen"
    boxes.nth(2).focus()
    page.keyboard.press("Shift+Space")
    assert chosen(page) == [True] * 3
    assert page.get_by_label("All on this page").is_checked()
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    assert chosen(page) == [True, False, True]
    page.get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Delete 2 documents?").wait_for()
    assert_sound(page)
    page.get_by_role("button", name="Delete 2 documents for good").press("Enter")
    page.get_by_text("2 documents were deleted.").wait_for()
    assert page.locator(".row-of-history").count() == 1


def test_a_range_is_chosen_by_mouse_and_all_at_once(history):
    page = history()
    picks = page.locator(".pick")
    picks.nth(0).click()
    picks.nth(2).click(modifiers=["Shift"])
    assert chosen(page) == [True] * 3
    picks.nth(0).click(modifiers=["Shift"])
    assert chosen(page) == [False] * 3
    page.get_by_label("All on this page").check()
    assert chosen(page) == [True] * 3
    page.get_by_label("All on this page").uncheck()
    assert chosen(page) == [False] * 3


def test_it_downloads_a_zip_more_than_once(history, tmp_path):
    page = history()
    page.get_by_label("All on this page").check()
    for form in ("txt", "docx"):
        page.get_by_label("Kind of file").select_option(form)
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download").click()
        coming.value.save_as(tmp_path / form)
        names = zipfile.ZipFile(tmp_path / form).namelist()
        assert sorted(names) == [f"scan (2).{form}", f"scan (3).{form}", f"scan.{form}"]
    page.get_by_role("button", name="Delete").click()  # the page still does the other deeds
    page.get_by_role("heading", name="Delete 3 documents?").wait_for()


def test_it_works_without_scripts(history):
    page = history(java_script_enabled=False)
    page.get_by_text("Filters and order").click()
    page.get_by_role("link", name="Oldest first").click()
    page.get_by_text("Filters and order").click()
    page.get_by_role("link", name="PDF", exact=True).click()
    page.get_by_role("link", name="Without the filter: PDF").click()
    page.get_by_label("Words on the pages").fill("marmalade")
    page.get_by_role("button", name="Search").click()
    assert "box=" in page.locator(".crop img").get_attribute("src")
    page.get_by_role("checkbox", name="Choose").check()
    page.get_by_role("button", name="Read again").click()
    page.get_by_role("button", name="Read it again").click()
    assert "1 document will be read again." in page.locator("main").inner_text()
    page.goto("/history/")
    page.get_by_role("checkbox", name="Choose").first.check()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="for good").click()
    assert "was deleted" in page.locator("main").inner_text()
    assert page.evaluate("1") == 1
    assert page.locator(".row-of-history").count() == 2


def test_axe_finds_nothing_in_any_state(history, request):
    dark = request.node.callspec.params["history"] == WIDTHS["desk"]
    page = history(color_scheme="dark" if dark else "light")
    check(page)
    page.get_by_text("Filters and order").click()
    page.locator("input[name=document]").first.check()
    check(page)
    for query in (
        "?q=tea",
        "?q=coffee&status=failed",
        "?status=nonsense",
        "?status=succeeded,partial&needs_review=false",
    ):
        page.goto(f"/history/{query}")
        check(page)
    page.goto("/history/")
    for deed in ("Delete", "Read again"):
        page.locator("input[name=document]").first.check()
        page.get_by_role("button", name=deed).click()
        page.locator(".card").wait_for()
        check(page)
        page.get_by_role("link", name="Back to the history").click()
