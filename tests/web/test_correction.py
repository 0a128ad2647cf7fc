"""Correction on the desk in a real browser, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.doubtful_document import stored

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = ("tea? and milk\nsalt and bread?\nwool and iron", "cloth? and wine", "oil and fish?")


@pytest.fixture
def desk(open_page, server_data):
    """``desk("tea? and milk", ...)``: the desk of a document with these pages; a word with ``?`` is doubtful."""

    def open_desk(*pages, **options):
        page = open_page(stored(server_data, *(pages or PAGES)), **options)
        page.locator("#document").wait_for()
        return page

    return open_desk


@pytest.fixture
def page(desk):
    return desk()


def begin(page):
    """Go to the first doubtful word."""
    page.keyboard.press("n")
    expect(field(page)).to_be_focused()


def selected(page):
    """What is selected in the field."""
    return page.locator("#line-text").evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")


def field(page):
    return page.get_by_label("Text of the line")


def state(page, text):
    expect(page.locator("#saved")).to_contain_text(text)


def text_of(page, number=1):
    """The page's text as the server has it now."""
    return page.evaluate(
        """async (number) => {
          const { api, token } = document.getElementById("document").dataset;
          const answer = await fetch(`${api}pages/${number}/`, { headers: { "X-Document-Token": token } });
          return (await answer.json()).text;
        }""",
        number,
    )


def test_n_opens_the_line_of_the_first_doubtful_word(page):
    page.keyboard.press("n")
    expect(field(page)).to_have_value("tea and milk")
    expect(field(page)).to_be_focused()
    assert selected(page) == "tea"
    assert page.locator(".text .now").text_content() == "tea"
    assert page.locator("#editor .crop img").is_visible()


def test_enter_saves_and_goes_on(page):
    begin(page)
    page.keyboard.type("Tea")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("salt and bread")
    assert selected(page) == "bread"
    assert page.locator(".text").text_content().startswith("Tea and milk")
    state(page, "Saved")
    assert text_of(page) == "Tea and milk\nsalt and bread\nwool and iron"
    expect(page.locator(".doubts")).to_have_text("1 doubtful here, 3 in all")


def test_several_edits_are_one_request(page):
    sent = []
    page.on("request", lambda request: request.method == "PATCH" and sent.append(request.post_data_json))
    begin(page)
    page.keyboard.type("Tea")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    state(page, "Saved")
    assert [len(one["edits"]) for one in sent] == [2]
    assert sent[0]["edits"][1] == {"block": 0, "line": 1, "confirmed": True}


def test_ctrl_enter_confirms_and_goes_over_pages(page):
    begin(page)
    for line in ("salt and bread", "cloth and wine", "oil and fish"):
        page.keyboard.press("Control+Enter")
        expect(field(page)).to_have_value(line)
    assert "page=3" in page.url
    page.keyboard.press("Control+Enter")
    state(page, "No doubtful word is left")
    expect(page.locator(".doubts")).to_have_text("No doubtful words")
    page.go_back()
    expect(page.locator("#page-title")).to_have_text("Page 2")


def test_p_goes_back_over_pages(page):
    page.goto(f"{page.url}&page=3")
    page.keyboard.press("n")
    expect(field(page)).to_have_value("oil and fish")
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_have_value("cloth and wine")
    page.keyboard.press("Escape")
    expect(field(page)).to_be_hidden()
    page.keyboard.press("p")
    expect(field(page)).to_have_value("cloth and wine")


def test_escape_leaves_the_line_as_it_was(page):
    begin(page)
    page.keyboard.type("coffee")
    page.keyboard.press("Escape")
    expect(field(page)).to_be_hidden()
    assert page.locator(".text").text_content().startswith("tea and milk")
    page.keyboard.press("n")
    expect(field(page)).to_have_value("tea and milk")


def test_ctrl_z_takes_a_saved_line_back(page):
    begin(page)
    page.keyboard.type("Tea")
    page.keyboard.press("Enter")
    state(page, "Saved")
    page.keyboard.press("Control+z")
    state(page, "Undone")
    expect(field(page)).to_have_value("tea and milk")
    assert page.locator(".text").text_content().startswith("tea and milk")
    assert text_of(page).startswith("tea and milk")


def test_ctrl_z_takes_back_what_was_not_sent(page):
    begin(page)
    page.keyboard.type("Tea")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+z")
    expect(field(page)).to_have_value("tea and milk")
    state(page, "Undone")
    assert text_of(page).startswith("tea and milk")


def test_an_empty_line_is_deleted(page):
    begin(page)
    field(page).fill("")
    page.keyboard.press("Enter")
    state(page, "Saved")
    assert text_of(page) == "salt and bread\nwool and iron"
    expect(page.locator(".text .block")).to_have_text("salt and bread\nwool and iron", use_inner_text=False)


def test_a_capital_n_goes_by_doubt(page):
    page.keyboard.press("N")
    expect(field(page)).to_have_value("tea and milk")
    page.keyboard.press("Escape")
    page.keyboard.press("N")
    expect(field(page)).to_have_value("salt and bread")


@pytest.mark.parametrize(("key", "left"), [("Enter", "My tea and milk"), ("Escape", "Their tea and milk")])
def test_a_conflict_shows_both_readings(page, key, left):
    begin(page)
    page.evaluate(
        """async () => {
          const { api, token } = document.getElementById("document").dataset;
          const edits = [{ block: 0, line: 0, text: "Their tea and milk" }];
          await fetch(`${api}pages/1/`, { method: "PATCH", body: JSON.stringify({ revision: 1, edits }),
            headers: { "X-Document-Token": token, "Content-Type": "application/json" } });
        }"""
    )
    field(page).fill("My tea and milk")
    page.keyboard.press("Enter")
    expect(page.locator("#conflict")).to_contain_text("Their tea and milk")
    expect(page.locator("#conflict")).to_contain_text("My tea and milk")
    state(page, "Not saved")
    page.keyboard.press(key)
    expect(field(page)).to_have_value("salt and bread")
    state(page, "Saved" if key == "Enter" else "Kept as it is")
    assert text_of(page).startswith(left)


def test_an_edit_waits_while_the_server_is_away(page):
    begin(page)
    page.context.set_offline(True)
    page.keyboard.type("Tea")
    page.keyboard.press("Enter")
    state(page, "Not saved yet")
    page.context.set_offline(False)
    state(page, "Saved")
    assert text_of(page).startswith("Tea")


def test_the_question_mark_lists_the_keys(page):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_keys_in_fields_are_letters(page):
    page.locator("#goto").fill("n")
    page.locator("#goto").press("p")
    expect(field(page)).to_be_hidden()


def test_r_and_a_drag_read_a_part_again(page):
    page.keyboard.press("r")
    box = page.locator("#sheet").bounding_box()
    page.mouse.move(box["x"] + 15, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] * 0.45, steps=4)
    page.mouse.up()
    expect(page.locator("#saved")).to_have_text("Read again", timeout=60_000)
    assert text_of(page).startswith("tea and milk")
    expect(page.locator(".doubts")).not_to_have_text("2 doubtful here, 4 in all")


def test_a_bracket_turns_the_page(page):
    page.keyboard.press("]")
    expect(page.locator("#saved")).to_have_text("Read again", timeout=60_000)
    size = page.locator("#sheet img").evaluate(
        "image => [image.getAttribute('width'), image.getAttribute('height')].map(Number)"
    )
    assert size[0] < size[1], "the drawn page is wider than high"


def test_a_double_click_opens_a_word(page):
    page.locator(".text [data-w]", has_text="wool").dblclick()
    expect(field(page)).to_have_value("wool and iron")
    assert selected(page) == "wool"


def test_a_phone_has_buttons_for_all(desk):
    page = desk(viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    page.get_by_role("link", name="Correct").tap()
    expect(field(page)).to_have_value("tea and milk")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="It is right").tap()
    expect(field(page)).to_have_value("salt and bread")
