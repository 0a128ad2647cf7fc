"""The words on the desk's picture: boxes, the word under the mouse and at the caret, text selected on the picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.doubtful_document import stored

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROWS = "\n".join(["tea? and milk", *(f"salt and bread {number}" for number in range(40)), "wool and iron"])


@pytest.fixture(scope="module")
def way(server_data):
    return stored(server_data, ROWS, "oil and fish")


@pytest.fixture
def desk(open_page, way):
    def open_desk(**options):
        page = open_page(way, **({"viewport": {"width": 1280, "height": 800}} | options))
        page.locator("#scan[data-words]").wait_for(state="attached")
        return page

    return open_desk


@pytest.fixture
def page(desk):
    return desk()


def at(page, number):
    """The middle of word ``number`` on the picture, in pixels of the screen."""
    return page.evaluate(
        """async (number) => {
          const { api, token } = document.getElementById("document").dataset;
          const answer = await fetch(`${api}pages/1/`, { headers: { "X-Document-Token": token } });
          const { blocks, width, height } = await answer.json();
          const word = blocks.flatMap((block) => block.lines.flatMap((line) => line.words))[number];
          const sheet = document.getElementById("sheet").getBoundingClientRect();
          const [left, top, right, bottom] = word.box;
          const [x, y] = [(left + right) / 2 / width, (top + bottom) / 2 / height];
          return [sheet.left + x * sheet.width, sheet.top + y * sheet.height];
        }""",
        number,
    )


def drag(page, start, end):
    page.mouse.move(*at(page, start))
    page.mouse.down()
    page.mouse.move(*at(page, end), steps=5)
    page.mouse.up()


def test_each_word_has_a_box_in_one_of_three_steps(page):
    counts = page.evaluate(
        """() => ["d0", "d1", "d2"].map((name) =>
          (document.querySelector(`#sheet .boxes path.${name}`)?.getAttribute("d").match(/M/g) ?? []).length)"""
    )
    assert counts == [165, 0, 1]


def test_the_mouse_on_the_picture_marks_the_word_in_the_text(page):
    page.mouse.move(*at(page, 1))
    expect(page.locator(".text .here")).to_have_text("and")
    expect(page.locator("#sheet .here")).to_be_attached()
    page.mouse.move(5, 5)
    expect(page.locator(".here")).to_have_count(0)


def test_the_mouse_on_the_text_brings_the_box_into_view(page):
    for _ in range(3):
        page.keyboard.press("+")
    last = page.locator(".text [data-w='165']")
    last.scroll_into_view_if_needed()
    last.hover()
    expect(page.locator(".text .here")).to_have_text("iron")
    page.wait_for_timeout(600)
    mark, pane = (page.locator(name).bounding_box() for name in ("#sheet .here path", "#view"))
    assert pane["y"] <= mark["y"] <= pane["y"] + pane["height"]
    assert pane["x"] <= mark["x"] <= pane["x"] + pane["width"]


def test_a_click_in_the_text_marks_its_word_until_the_next(page):
    page.locator(".text [data-w='2']").click()
    page.mouse.move(5, 5)
    expect(page.locator(".text .here")).to_have_text("milk")
    page.mouse.click(*at(page, 0))
    page.mouse.move(5, 5)
    expect(page.locator(".text .here")).to_have_text("tea")


def test_text_is_selected_on_the_picture(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    drag(page, 1, 4)
    assert page.evaluate("getSelection().toString()") == "and milk\nsalt and"
    expect(page.locator("#sheet .picked")).to_be_attached()
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "and milk\nsalt and"
    drag(page, 4, 1)
    assert page.evaluate("getSelection().toString()") == "and milk\nsalt and"
    assert page.locator("#sheet").bounding_box()["y"] == page.locator("#view").bounding_box()["y"], "it did not move"


def test_a_selection_of_the_text_is_shown_on_the_picture(page):
    page.locator(".text [data-w='1']").drag_to(page.locator(".text [data-w='5']"))
    expect(page.locator("#sheet .picked")).to_be_attached()
    page.mouse.click(*at(page, 3))
    expect(page.locator("#sheet .picked")).not_to_be_attached()


def test_a_double_click_on_the_picture_corrects_the_word(page):
    page.mouse.dblclick(*at(page, 2))
    expect(page.get_by_label("Text of the line")).to_have_value("tea and milk")
    selected = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert page.locator("#line-text").evaluate(selected) == "milk"


def test_the_boxes_can_be_hidden_for_all_pages(page):
    page.get_by_role("button", name="Boxes").click()
    expect(page.locator("#sheet .boxes")).to_be_hidden()
    page.reload()
    expect(page.locator("#sheet .boxes")).to_be_hidden()
    page.keyboard.press("b")
    expect(page.locator("#sheet .boxes")).to_be_visible()


def test_a_finger_that_rests_selects_and_a_tap_extends(desk):
    page = desk(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Picture", exact=True).tap()
    page.wait_for_timeout(200)
    client = page.context.new_cdp_session(page)
    x, y = at(page, 1)
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(600)
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.get_by_role("button", name="Copy the selection").wait_for()
    page.touchscreen.tap(*at(page, 2))
    page.wait_for_timeout(100)
    page.get_by_role("button", name="Copy the selection").tap()
    page.locator("#announce", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "and milk"
