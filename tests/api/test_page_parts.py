"""Parts of a page's picture: ``…/pages/{n}/image?box=``."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from onlineocr.documents import services
from onlineocr.documents.files import cache
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import DamagedFile
from tests.support.processes import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def image(alice, value):
    """The address of the picture of a page of 120 x 60 pixels that was read."""
    document, _ = services.submit(upload=services.Upload([picture()], "scan.png"), owner=alice)
    claims.finish(claims.claim("w"), replace(value("tea"), width=120, height=60))
    return f"/api/v1/documents/{document.uid}/pages/1/image"


def opened(response):
    assert response.status_code == 200, response.content
    return Image.open(io.BytesIO(response.content))


def test_it_gives_a_part_of_the_page(as_user, alice, image):
    whole, part = (opened(as_user(alice).get(f"{image}?format=png{more}")) for more in ("", "&box=10,20,70,50"))
    assert part.tobytes() == whole.crop((10, 20, 70, 50)).tobytes()


@pytest.mark.parametrize(("query", "size"), [("width=30", (30, 15)), ("width=4096", (60, 30)), ("", (60, 30))])
def test_the_width_is_that_of_the_part(as_user, alice, image, query, size):
    assert opened(as_user(alice).get(f"{image}?box=10,20,70,50&{query}")).size == size


@pytest.mark.parametrize(
    "box",
    [
        "1", "1,2,3", "1,2,3,4,5", "a,b,c,d", "-1,0,10,10", "0,0,10.5,10", "0, 0,10,10", "1e1,0,20,20",
        "0,0,0,10", "10,10,5,20", "0,0,121,60", "0,0,120,61", "9999999,0,9999999,1", "0,0,99999999999999999999,9",
        "٠,٠,٩,٩",
    ],
)  # fmt: skip
def test_it_refuses_a_part_that_the_page_does_not_have(as_user, alice, image, box):
    answer = as_user(alice).get(image, {"box": box})
    assert (answer.status_code, answer.json()["code"], "box: " in answer.json()["detail"]) == (
        422,
        "invalid_option",
        True,
    )


def test_an_empty_box_is_the_whole_page(as_user, alice, image):
    assert opened(as_user(alice).get(f"{image}?box=")).size == (120, 60)


def test_a_page_that_was_not_read_has_no_parts_yet(as_user, alice):
    document, _ = services.submit(upload=services.Upload([picture()], "scan.png"), owner=alice)
    address = f"/api/v1/documents/{document.uid}/pages/1/image?box=0,0,9,9"
    assert as_user(alice).get(address).status_code == 409
    claims.fail(claims.claim("w"), DamagedFile("Torn in two"))
    assert as_user(alice).get(address).status_code == 409


def test_a_part_is_made_once(as_user, alice, image, monkeypatch):
    first = as_user(alice).get(f"{image}?box=0,0,9,9")
    monkeypatch.setattr("onlineocr.documents.files.page_images._make", lambda *_: pytest.fail("made again"))
    again = as_user(alice).get(f"{image}?box=0,0,9,9")
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert as_user(alice).get(f"{image}?box=0,0,9,9", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    cache.clear()


def test_it_is_nobody_elses(as_user, bob, image):
    assert as_user(bob).get(f"{image}?box=0,0,9,9").status_code == 404
