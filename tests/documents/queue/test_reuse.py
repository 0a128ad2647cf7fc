"""A page picture that was read before is not read again, inside one owner."""

import io

import pytest

from onlineocr.documents.models import Document, Page
from onlineocr.documents.queue import claims, reuse
from tests.support.processes import picture

URL = "/api/ocr/"
pytestmark = pytest.mark.usefixtures("worker")


def read(client, data, **options):
    answer = client.post(URL, {"image": io.BytesIO(data), **options}, format="multipart")
    assert answer.status_code == 200
    return answer.json()


def prints():
    return list(Page.objects.order_by("id").values_list("fingerprint", flat=True))


def known():
    """Of each page, in the order of uploads, whether it was known from before."""
    return [reuse.KNOWN in page.value().engine_reason for page in Page.objects.order_by("id")]


def test_it_does_not_read_the_same_picture_twice_for_one_owner(as_user, alice):
    first, second = (read(as_user(alice), picture("PNG", text="Twice")) for _ in range(2))
    assert first["content"] == second["content"]
    assert known() == [False, True]


def test_it_knows_the_picture_in_another_file_and_at_another_place(as_user, alice):
    read(as_user(alice), picture("TIFF", frames=2))
    again = read(as_user(alice), picture("TIFF", frames=2), pages="2")
    assert again["pages"][0]["number"] == 2
    assert known() == [False, False, True]


def test_it_says_so_once_however_often_it_is_sent(as_user, alice):
    for _ in range(3):
        answer = read(as_user(alice), picture("PNG"))
    assert answer["pages"][0]["engine_reason"].count(reuse.KNOWN) == 1


def test_it_reads_again_with_other_options(as_user, alice):
    read(as_user(alice), picture("PNG"))
    read(as_user(alice), picture("PNG"), deskew="false")
    assert known() == [False, False]


def test_it_takes_nothing_from_another_owner(as_user, alice, bob):
    for user in (alice, bob):
        read(as_user(user), picture("PNG"))
    assert known() == [False, False]
    assert len(set(prints())) == 2


def test_it_knows_nothing_of_strangers(api):
    for _ in range(2):
        read(api, picture("PNG"))
    assert (known(), prints()) == ([False, False], ["", ""])


def test_it_reads_again_when_the_first_document_was_deleted(as_user, alice):
    read(as_user(alice), picture("PNG"))
    Document.objects.all().delete()
    read(as_user(alice), picture("PNG"))
    assert known() == [False]
    assert claims.claim("w") is None
