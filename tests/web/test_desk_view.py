"""The picture on the desk, moved as a person moves it: by wheel, mouse, fingers, keys and buttons."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.doubtful_document import stored

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "\n".join(f"line {number} of tea and milk, salt and bread" for number in range(40)).replace("line 39", "last?")


@pytest.fixture(scope="module")
def way(server_data):
    return stored(server_data, LONG, "a page? of oil")


@pytest.fixture
def desk(open_page, way):
    def open_desk(**options):
        page = open_page(way, **({"viewport": {"width": 1280, "height": 800}} | options))
        page.locator("#sheet img").evaluate("image => image.decode()")
        return page

    return open_desk


@pytest.fixture
def page(desk):
    return desk()


def place(page):
    """Scale of the picture, and where its corner is, from that of the pane."""
    page.wait_for_timeout(100)  # a movement is drawn at the next frame
    return page.evaluate(
        """() => {
          const [pane, sheet] = ["view", "sheet"].map((id) => document.getElementById(id).getBoundingClientRect());
          const found = [sheet.width / pane.width, sheet.left - pane.left, sheet.top - pane.top];
          return found.map((one) => Math.round(one * 100) / 100);
        }"""
    )


def over(page, x=0.5, y=0.5):
    """Put the mouse over the pane; where it is."""
    box = page.locator("#view").bounding_box()
    at = box["x"] + x * box["width"], box["y"] + y * box["height"]
    page.mouse.move(*at)
    return at


def drag(page, x, y, button="left"):
    at = over(page, 0.5, 0.1)
    page.mouse.down(button=button)
    page.mouse.move(at[0] + x, at[1] + y, steps=5)
    page.mouse.up(button=button)


def test_it_fills_the_width_at_first(page):
    assert place(page) == [1, 0, 0]


def test_the_wheel_zooms_and_keeps_the_point_under_the_mouse(page):
    over(page, 0.25, 0.5)
    page.mouse.wheel(0, -300)
    scale, left, _ = place(page)
    width = page.locator("#view").bounding_box()["width"]
    assert scale > 1.2
    assert left == pytest.approx(0.25 * width * (1 - scale), abs=2)
    page.mouse.wheel(0, 3000)
    page.mouse.wheel(0, 3000)
    assert place(page)[0] <= 1


def test_a_pinch_on_the_touchpad_zooms_the_picture_only(page):
    over(page)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -20)
    page.keyboard.up("Control")
    assert place(page)[0] == pytest.approx(1.22, abs=0.02)
    assert page.evaluate("devicePixelRatio") == 1


def test_shift_and_wheel_move_sideways(page):
    page.keyboard.press("+")
    over(page)
    page.keyboard.down("Shift")
    page.mouse.wheel(0, 30)
    page.keyboard.up("Shift")
    width = page.locator("#view").bounding_box()["width"]
    assert place(page)[1] == pytest.approx(-0.125 * width - 30, abs=2)


def test_keys_zoom_and_fit(page):
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert place(page)[0] == pytest.approx(1.56, abs=0.01)
    page.keyboard.press("-")
    assert place(page)[0] == 1.25
    page.keyboard.press("w")
    assert place(page)[:2] == [1, 0]
    page.keyboard.press("0")
    sheet, pane = (page.locator(name).bounding_box() for name in ("#sheet", "#view"))
    assert sheet["height"] <= pane["height"] + 1


def test_buttons_do_the_same(page):
    page.get_by_role("button", name="Zoom in").click()
    assert place(page)[0] == 1.25
    page.get_by_role("button", name="Move right").click()
    page.get_by_role("button", name="Move down").click()
    _, left, top = place(page)
    assert left < -80
    assert top < -80
    page.get_by_role("button", name="Fit width").click()
    page.get_by_role("button", name="Zoom out").click()
    assert place(page)[0] <= 1


def test_a_drag_moves_it_up_to_its_edge(page):
    page.keyboard.press("w")
    drag(page, 40, 200)
    assert place(page) == [1, 0, 0]
    page.keyboard.press("+")
    before = place(page)
    drag(page, -50, -30, button="middle")
    assert place(page) == [before[0], before[1] - 50, before[2] - 30]


def test_arrows_move_it_when_it_has_the_focus(page):
    page.keyboard.press("+")
    before = place(page)
    page.keyboard.press("ArrowRight")
    assert place(page) == before
    page.locator("#view").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    after = place(page)
    assert after[1] < before[1]
    assert after[2] < before[2]


def test_the_doubtful_word_comes_into_view_above_the_editor(page):
    page.keyboard.press("+")
    page.keyboard.press("n")
    page.locator("#line-text:focus").wait_for()
    page.wait_for_timeout(100)
    word, pane, editor = (page.locator(name).bounding_box() for name in ("#sheet .now path", "#view", "#editor"))
    assert pane["y"] <= word["y"]
    assert word["y"] + word["height"] <= editor["y"]
    assert pane["x"] <= word["x"]
    assert word["x"] + word["width"] <= pane["x"] + pane["width"]


def test_the_next_page_keeps_the_zoom(page):
    page.keyboard.press("+")
    for _ in range(2):
        page.keyboard.press("n")
        page.locator("#line-text:focus").wait_for()
        page.keyboard.press("Control+Enter")
    expect(page.locator("#page-title")).to_have_text("Page 2")
    assert place(page)[0] == 1.25


def test_page_down_moves_the_picture_before_it_turns_the_page(page):
    page.locator("#view").focus()
    page.keyboard.press("+")
    page.keyboard.press("PageDown")
    assert place(page)[2] < -100
    for _ in range(4):
        page.keyboard.press("PageDown")
    expect(page.locator("#page-title")).to_have_text("Page 2")


def touch(client, kind, *points):
    client.send(
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]},
    )


@pytest.fixture
def phone(desk):
    page = desk(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Picture", exact=True).tap()
    return page


def test_two_fingers_zoom_and_one_moves(phone):
    assert place(phone)[0] == 1
    client = phone.context.new_cdp_session(phone)
    box = phone.locator("#view").bounding_box()
    x, y = box["x"] + 160, box["y"] + 120
    touch(client, "touchStart", (x - 30, y), (x + 30, y))
    for step in range(1, 7):
        touch(client, "touchMove", (x - 30 - 5 * step, y), (x + 30 + 5 * step, y))
    touch(client, "touchEnd")
    scale, left, _ = place(phone)
    assert scale > 1.5
    phone.wait_for_timeout(200)
    touch(client, "touchStart", (x, y))
    for step in range(1, 7):
        touch(client, "touchMove", (x - 10 * step, y))
    touch(client, "touchEnd")
    assert place(phone)[1] < left - 30
    assert phone.evaluate("visualViewport.scale") == 1


def test_a_finger_scrolls_the_page_while_nothing_is_zoomed(phone):
    client = phone.context.new_cdp_session(phone)
    touch(client, "touchStart", (180, 600))
    for step in range(1, 11):
        touch(client, "touchMove", (180, 600 - 20 * step))
    touch(client, "touchEnd")
    assert phone.evaluate("scrollY") > 50
    assert place(phone)[0] == 1


def test_a_small_screen_has_room_for_the_buttons(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_role("button", name="Zoom in").tap()
    assert place(phone)[0] == 1.25


def test_without_scripts_the_picture_has_no_buttons(open_page, way):
    page = open_page(way, java_script_enabled=False)
    expect(page.get_by_role("button", name="Zoom in")).to_be_hidden()
    expect(page.locator("#sheet img")).to_be_visible()
