"""No page has a style or script that the policy of its own answer forbids; the console of the browser says it."""

from __future__ import annotations

import pytest

from tests.support.routes import addresses

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HTML = {"Accept": "text/html"}


@pytest.fixture
def complaints():
    """``complaints(page)``: what the browser says of policies while it shows every address that has a page."""

    def go(page) -> list[str]:
        found = []
        page.on("console", lambda message: "Content Security Policy" in message.text and found.append(message.text))
        answers = {path: page.request.get(path, headers=HTML) for path in addresses() if "events" not in path}
        shown = [path for path, answer in answers.items() if answer.text().lstrip().startswith("<")]
        assert {"/", "/docs/errors/", "/admin/login/", "/api/ocr/"} <= set(shown)
        for path in shown:
            page.goto(path)
        return found

    return go


def test_no_page_has_styles_or_scripts_that_its_policy_forbids(open_page, complaints):
    assert complaints(open_page(quiet=False)) == []


def test_no_page_of_an_account_has_them(signed_in, complaints):
    assert complaints(signed_in) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_an_error_fits_a_phone_and_marks_the_addressed_row(open_page, scheme):
    page = open_page("/docs/errors/#conflict", viewport={"width": 360, "height": 740}, color_scheme=scheme)
    colors = "element => [element, document.body].map(one => getComputedStyle(one).backgroundColor)"
    row, rest = page.locator("#conflict").evaluate(colors)
    assert row != rest
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
