"""Numbers in sentences for people."""

from __future__ import annotations

import pytest

from onlineocr.ocr.wording import counted


@pytest.mark.parametrize(("count", "said"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (2000, "2,000 pages")])
def test_it_takes_the_plural_for_all_but_one(count, said):
    assert counted(count, "page") == said


def test_it_takes_a_plural_of_its_own():
    assert [counted(count, "page waits", "pages wait") for count in (1, 2)] == ["1 page waits", "2 pages wait"]
