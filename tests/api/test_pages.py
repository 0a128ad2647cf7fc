"""GET /api/v1/documents/{id}/pages/{n}/ and its picture."""

import io
import threading
import time
from dataclasses import replace

import pytest
from django.db import connection
from PIL import Image

from onlineocr.documents import services
from onlineocr.documents.files import cache, page_images, storage
from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import DamagedFile
from tests.support.processes import encrypted_pdf, picture

URL = "/api/v1/documents/"
pytestmark = pytest.mark.django_db(transaction=True)


def submit(owner, data=None, **options):
    document, _ = services.submit(upload=services.Upload([data or picture()], "scan.png", options), owner=owner)
    return document, f"{URL}{document.uid}/pages/"


def kept():
    return [path for path in (services.settings.DATA_DIR / "derived").rglob("*") if path.is_file()]


def opened(response):
    assert response.status_code == 200, response.content
    return Image.open(io.BytesIO(response.content))


def test_it_gives_one_page(as_user, alice, queued, value):
    made = queued(alice, pages=2)
    for number in (1, 2):
        claims.finish(claims.claim("w"), value(f"page {number}", number=number))
    body = as_user(alice).get(f"{URL}{made.uid}/pages/2/").json()
    assert (body["number"], body["status"], body["text"]) == (2, "succeeded", "page 2")
    assert body["blocks"][0]["lines"][0]["words"][0]["text"] == "page"


def test_it_has_no_page_before_that_is_read(as_user, alice, queued):
    address = f"{URL}{queued(alice).uid}/pages/1/"
    response = as_user(alice).get(address)
    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (409, "conflict", "1")
    claims.claim("w")
    assert as_user(alice).get(address).status_code == 409


def test_a_canceled_page_never_comes(as_user, alice, queued):
    made = queued(alice)
    services.cancel(made)
    response = as_user(alice).get(f"{URL}{made.uid}/pages/1/")
    assert (response.status_code, "Retry-After" in response) == (409, False)


def test_a_page_that_failed_says_why(as_user, alice, queued):
    made = queued(alice)
    claims.fail(claims.claim("w"), DamagedFile("Torn in two"))
    body = as_user(alice).get(f"{URL}{made.uid}/pages/1/").json()
    assert (body["status"], body["text"], body["blocks"], body["width"]) == ("failed", "", [], None)
    assert body["problems"][0]["code"] == "damaged_file"
    assert "Torn in two" in body["problems"][0]["detail"]


def test_a_failed_page_has_the_fields_of_a_page(as_user, alice, queued, value):
    made = queued(alice, pages=2)
    claims.finish(claims.claim("w"), value())
    claims.fail(claims.claim("w"), DamagedFile())
    good, bad = (as_user(alice).get(f"{URL}{made.uid}/pages/{number}/").json() for number in (1, 2))
    assert set(good) == set(bad)


@pytest.mark.parametrize(
    "path", ["0/", "2/", "99999999999999999999/", "0/image", "2/image", "99999999999999999999/image"]
)
def test_it_answers_404_for_a_page_that_there_is_not(as_user, alice, path):
    response = as_user(alice).get(submit(alice)[1] + path)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["1/", "1/image"])
def test_it_hides_pages_of_others(as_user, api, alice, bob, path):
    address = submit(alice)[1] + path
    assert as_user(bob).get(address).status_code == 404
    assert api.get(address).status_code == 404


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ("", "*/*", "image/webp"),
        ("", "image/png", "image/png"),
        ("", "image/png;q=0.5, image/webp", "image/webp"),
        ("?format=png", "image/webp", "image/png"),
        ("", "", "image/webp"),
    ],
)
def test_it_gives_the_picture_in_the_format_asked_for(as_user, alice, query, accept, kind):
    response = as_user(alice).get(submit(alice)[1] + "1/image" + query, HTTP_ACCEPT=accept)
    assert (response["Content-Type"], opened(response).get_format_mimetype()) == (kind, kind)
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("width", "size"), [(60, (60, 30)), (4096, (120, 60)), ("", (120, 60))])
def test_it_gives_the_picture_in_the_width_asked_for(as_user, alice, width, size):
    assert opened(as_user(alice).get(f"{submit(alice)[1]}1/image?width={width}")).size == size


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("width=15", 422),
        ("width=4097", 422),
        ("width=x", 422),
        ("width=-60", 422),
        ("width=1e2", 422),
        ("format=gif", 422),
    ],
)
def test_it_refuses_a_picture_out_of_bounds(as_user, alice, query, status):
    assert as_user(alice).get(f"{submit(alice)[1]}1/image?{query}").status_code == status


def test_it_says_which_formats_there_are(as_user, alice):
    response = as_user(alice).get(submit(alice)[1] + "1/image", HTTP_ACCEPT="text/html")
    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")


def test_the_picture_is_upright_once_the_page_was_read(as_user, alice, value):
    _, address = submit(alice)
    before = as_user(alice).get(address + "1/image")
    assert opened(before).size == (120, 60)
    claims.finish(claims.claim("w"), replace(value(), rotation=90))
    after = as_user(alice).get(address + "1/image", HTTP_IF_NONE_MATCH=before["ETag"])
    assert opened(after).size == (60, 120)


def test_it_is_not_sent_twice(as_user, alice):
    address = submit(alice)[1] + "1/image"
    first = as_user(alice).get(address)
    assert first["Cache-Control"] == "private, no-cache"
    again = as_user(alice).get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    other = as_user(alice).get(address + "?width=50", HTTP_IF_NONE_MATCH=first["ETag"])
    assert other.status_code == 200


def test_a_picture_whose_rotation_is_named_is_kept_for_a_day(as_user, alice, value):
    address = submit(alice)[1]
    claims.finish(claims.claim("w"), replace(value("turned"), rotation=90))
    kept_for = [as_user(alice).get(f"{address}1/image?rotation={one}")["Cache-Control"] for one in (90, 0)]
    assert kept_for == ["private, max-age=86400, immutable", "private, no-cache"]
    tag = as_user(alice).get(f"{address}1/image?rotation=90")["ETag"]
    again = as_user(alice).get(f"{address}1/image?rotation=90", HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again["Cache-Control"]) == (304, "private, max-age=86400, immutable")
    assert as_user(alice).get(f"{address}1/image?rotation=45").status_code == 422


def test_a_picture_that_two_want_at_once_is_made_once(as_user, alice, monkeypatch):
    address, made = submit(alice)[1], []
    make = page_images._make

    def slow(*args):
        made.append(args)
        time.sleep(0.3)
        return make(*args)

    monkeypatch.setattr(page_images, "_make", slow)
    answers, clients = [], [as_user(alice) for _ in range(3)]

    def ask(client):
        answers.append(client.get(f"{address}1/image?width=64"))
        connection.close()

    threads = [threading.Thread(target=ask, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ([answer.status_code for answer in answers], len(made)) == ([200] * 3, 1)
    assert not page_images._under_way


def test_it_is_made_once_and_kept(as_user, alice):
    document, address = submit(alice)
    first = as_user(alice).get(address + "1/image")
    storage.delete(document.key)
    assert as_user(alice).get(address + "1/image").content == first.content


def test_it_goes_with_the_document(as_user, alice):
    document, address = submit(alice)
    before = kept()
    as_user(alice).get(address + "1/image")
    assert len(kept()) == len(before) + 1
    services.delete(document)
    assert kept() == before
    assert as_user(alice).get(address + "1/image").status_code == 404


def test_a_picture_that_is_ready_only_after_the_deletion_is_not_kept(alice):
    document, _ = submit(alice)
    before = kept()
    services.delete(document)
    cache.put(str(document.uid), "late.webp", b"picture")
    assert kept() == before


def test_the_least_used_pictures_make_room(settings, alice):
    document, _ = submit(alice)
    settings.PICTURES_BYTES = 1000
    cache.make_room()
    for number in range(9):
        cache.put(str(document.uid), f"{number}.webp", bytes(300))
        cache.get(str(document.uid), "0.webp")
    cache.make_room()
    assert sum(path.stat().st_size for path in kept()) <= 1000
    assert cache.get(str(document.uid), "0.webp")


def test_it_says_that_the_file_is_gone(as_user, alice):
    document, address = submit(alice)
    storage.delete(document.key)
    response = as_user(alice).get(address + "1/image")
    assert (response.status_code, response.json()["code"]) == (410, "original_gone")


def test_a_damaged_page_is_a_problem(as_user, alice):
    document, address = submit(alice)
    (services.settings.DATA_DIR / "originals" / document.key).write_bytes(picture()[:40])
    response = as_user(alice).get(address + "1/image")
    assert (response.status_code, response.json()["code"]) == (400, "truncated_file")


def test_a_protected_pdf_wants_its_password_each_time(as_user, alice):
    _, address = submit(alice, encrypted_pdf("swordfish"), password="swordfish")
    before = kept()
    for headers, code in (({}, "pdf_encrypted"), ({"HTTP_X_DOCUMENT_PASSWORD": "marlin"}, "wrong_password")):
        response = as_user(alice).get(address + "1/image", **headers)
        assert (response.status_code, response.json()["code"]) == (422, code)
    assert "in the header 'X-Document-Password'" in as_user(alice).get(address + "1/image").json()["detail"]
    opened(as_user(alice).get(address + "1/image", HTTP_X_DOCUMENT_PASSWORD="swordfish"))
    assert kept() == before


def test_many_pictures_at_once_are_made_a_few_at_a_time(as_user, alice, monkeypatch):
    _, address = submit(alice)
    monkeypatch.setattr(page_images, "_places", threading.BoundedSemaphore(1))
    page_images._places.acquire()
    response = as_user(alice).get(address + "1/image")
    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (503, "unavailable", "1")
    page_images._places.release()
    assert as_user(alice).get(address + "1/image").status_code == 200


def test_head_tells_the_same_without_the_picture(as_user, alice):
    response = as_user(alice).head(submit(alice)[1] + "1/image")
    assert (response.status_code, response["Content-Type"], response.content) == (200, "image/webp", b"")


def test_nothing_is_shown_once_its_time_is_over(as_user, alice):
    document, address = submit(alice)
    Document.objects.filter(pk=document.pk).update(expires_at=document.created_at)
    for path in ("1/", "1/image", "../result", "../"):
        assert as_user(alice).get(f"{address}{path}".replace("pages/../", "")).status_code == 404
