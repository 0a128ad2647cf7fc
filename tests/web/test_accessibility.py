"""For everybody: keyboard, screen reader, small screens, dark rooms, still eyes."""

from __future__ import annotations

import itertools
import re
from contextlib import closing
from pathlib import Path

import pytest

import onlineocr.web
from onlineocr.web import urls
from tests.support import routes
from tests.web import reading
from tests.web.files import picture, upload

STYLE = (Path(onlineocr.web.__file__).parent / "static/web/style.css").read_text("utf-8")
PAIRS = [
    ("ink", "paper", 4.5),
    ("ink", "sheet", 4.5),
    ("soft", "paper", 4.5),
    ("soft", "sheet", 4.5),
    ("link", "paper", 4.5),
    ("link", "sheet", 4.5),
    ("bad", "paper", 4.5),
    ("bad", "sheet", 4.5),
    ("ink", "bad-wash", 4.5),
    ("ink", "wash", 4.5),
    ("on-marker", "marker", 4.5),
    ("edge", "sheet", 3),  # borders of fields
    ("edge", "paper", 3),
]
PUBLIC = ["/", "/accounts/login/", "/accounts/signup/", "/no/such/page"]
NAMELESS = """() => [...document.querySelectorAll("input:not([type=hidden]), select, button, a, summary, progress")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && !(e.labels?.length || e.ariaLabel ||
    e.getAttribute("aria-labelledby") || e.textContent.trim())).map((e) => e.outerHTML)"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3")]
  .filter((e) => e.checkVisibility()).map((e) => +e.tagName[1])"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 counts it: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colors(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_it_has_contrast(scheme, front, back, least):
    palette = colors(scheme)
    assert contrast(palette[front], palette[back]) >= least


def assert_sound(page):
    """One h1, no level skipped, everything named, nothing wider than the screen."""
    levels = page.evaluate(HEADINGS)
    assert levels.count(1) == 1
    assert all(next_ - level <= 1 for level, next_ in itertools.pairwise(levels))
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(WIDE) <= 0
    assert page.locator("html[lang=en]").count() == page.locator("main").count() == 1


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_sound_on_small_and_large_screens(open_page, path, width):
    assert_sound(open_page(path, viewport={"width": width, "height": 700}))


@pytest.mark.browser
@pytest.mark.slow
def test_it_is_sound_for_who_is_signed_in(signed_in):
    page = signed_in
    assert_sound(page)
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("a cup of tea")))
    reading.done(page)
    assert_sound(page)
    page.goto("/history/")
    assert_sound(page)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_no_page_is_wider_than_a_phone(signed_in, chromium, server, scripts):
    signed_in.get_by_label("Choose a file").set_input_files(upload(f"{'long_name' * 20}.png", picture("a cup of tea")))
    reading.done(signed_in)
    uid = signed_in.url.rstrip("/").rpartition("/")[2]
    paths = [path.replace(routes.SAMPLES["uuid"], uid) for path in routes.below(urls.urlpatterns)]
    phone = {"base_url": server, "java_script_enabled": scripts, "viewport": {"width": 360, "height": 740}}
    for state in (signed_in.context.storage_state(), None):
        with closing(chromium.new_context(storage_state=state, **phone)) as context:
            page = context.new_page()
            wide = {
                path: page.goto(path) and page.evaluate(WIDE) for path in [*paths, "/search/?q=tea", "/no/such/page"]
            }
        assert {path: over for path, over in wide.items() if over > 0} == {}


@pytest.mark.browser
@pytest.mark.slow
def test_it_can_be_used_by_keyboard_alone(page):
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("() => (document.activeElement.id || document.activeElement.textContent).trim()"))
    assert seen[:6] == ["Skip to the content", "onlineocr", "Read", "Log in", "Sign up", "file"]
    assert seen[6] == "Options"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.get_by_label("Language of the text").is_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_it_skips_to_the_content(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


@pytest.mark.browser
@pytest.mark.slow
def test_it_shows_where_the_focus_is(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.browser
@pytest.mark.slow
def test_it_keeps_still_for_who_asks_for_it(open_page):
    page = open_page(reduced_motion="reduce")
    moving = "() => document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 1).length"
    assert page.evaluate(moving) == 0
    assert page.evaluate("() => getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s"


@pytest.mark.browser
@pytest.mark.slow
def test_it_turns_dark_with_the_system(open_page):
    page = open_page(color_scheme="dark")
    assert page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor") == "rgb(20, 22, 26)"


@pytest.mark.browser
@pytest.mark.slow
def test_it_moves_the_focus_to_the_way_on_after_an_error(page):
    page.get_by_label("Choose a file").set_input_files(upload("x.png", b"just words"))
    page.get_by_role("alert").filter(has_text="neither a picture nor a PDF").wait_for()
    assert page.evaluate("() => document.activeElement.id") == "file"


@pytest.mark.browser
@pytest.mark.slow
def test_it_runs_no_code_but_its_own(open_page):
    page = open_page(quiet=False)
    blocked = page.evaluate(
        """() => new Promise((done) => {
          addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.owned = 1";
          document.body.append(script);
          setTimeout(() => done("nothing"), 1000);
        })"""
    )
    assert blocked == "script-src-elem"
    assert page.evaluate("() => window.owned") is None
