"""POST /api/v1/documents/{id}/rerun"""

import threading

import pytest
from django.db import connection

from onlineocr.documents import services
from onlineocr.documents.files import storage
from onlineocr.documents.models import Document, Run
from onlineocr.documents.queue import claims
from tests.support.processes import encrypted_pdf, picture

URL = "/api/v1/documents/"
pytestmark = pytest.mark.django_db(transaction=True)


def submit(owner, data=None, **options):
    document, _ = services.submit(upload=services.Upload([data or picture()], "scan.png", options), owner=owner)
    return document, f"{URL}{document.uid}/rerun"


@pytest.fixture
def read(value):
    def all_pages(text="read"):
        while claim := claims.claim("w"):
            claims.finish(claim, value(text, number=claim.number))

    return all_pages


@pytest.fixture
def old(alice, read):
    """A document of Alice's with the result ``old``, and where it is read again."""
    made = submit(alice, picture("TIFF", frames=3))
    read("old")
    return made


def test_it_answers_202_and_says_where_to_look(as_user, alice, old):
    document, address = old
    response = as_user(alice).post(address)
    assert (response.status_code, response["Retry-After"]) == (202, "1")
    assert response["Location"] == f"{URL}{document.uid}/"
    assert (response.json()["status"], response.json()["progress"]) == ("queued", {"done": 0, "total": 3})


@pytest.mark.parametrize(
    ("query", "body", "format"),
    [
        ("?languages=de", None, None),
        ("", {"languages": "de"}, "json"),
        ("", {"languages": "de"}, "multipart"),
        ("?languages=fr", {"languages": "de"}, "json"),
    ],
)
def test_it_takes_options_from_everywhere(as_user, alice, old, query, body, format):
    response = as_user(alice).post(old[1] + query, body, format=format)
    assert response.status_code == 202
    assert response.json()["options"]["languages"] == "de"


def test_it_takes_options_as_curl_sends_them(as_user, alice, old):
    response = as_user(alice).post(old[1], "languages=de", content_type="application/x-www-form-urlencoded")
    assert response.json()["options"]["languages"] == "de"


def test_it_keeps_the_old_result_until_the_new_run_ends(as_user, alice, old, read):
    result = f"{URL}{old[0].uid}/result?format=txt"
    as_user(alice).post(old[1])
    assert b"".join(as_user(alice).get(result).streaming_content) == b"old\n\fold\n\fold\n"
    read("new")
    assert b"".join(as_user(alice).get(result).streaming_content) == b"new\n\fnew\n\fnew\n"


def test_other_pages_change_the_count_when_their_result_is_shown(as_user, alice, old, read):
    assert as_user(alice).post(old[1], {"pages": "2-3"}).json()["progress"] == {"done": 0, "total": 2}
    assert Document.objects.get().pages == 3
    read("new")
    assert Document.objects.get().pages == 2


def test_it_waits_when_asked_to(as_user, alice, old, read):
    def read_elsewhere():
        read("new")
        connection.close()

    reader = threading.Timer(0.5, read_elsewhere)
    reader.start()
    response = as_user(alice).post(f"{old[1]}?wait=30")
    assert (response.status_code, response.json()["status"]) == (200, "succeeded")
    reader.join()


def test_it_refuses_a_second_one_until_the_first_has_ended(as_user, alice, old):
    assert as_user(alice).post(old[1]).status_code == 202
    response = as_user(alice).post(old[1])
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert Run.objects.count() == 2


def test_of_two_at_the_same_moment_one_comes_first(old):
    one, other = Document.objects.get(), Document.objects.get()
    services.rerun(one, options={})
    with pytest.raises(services.StillReading):
        services.rerun(other, options={})
    assert Run.objects.count() == 2


def test_it_reads_what_was_canceled_or_failed(as_user, alice, read):
    document, address = submit(alice)
    services.cancel(document)
    assert as_user(alice).post(address).status_code == 202
    claims.fail(claims.claim("w"), services.OcrError("broken"))
    assert as_user(alice).post(address).status_code == 202
    read("at last")
    assert services.text_of(Document.objects.get()) == "at last"


def test_what_is_read_again_after_a_failure_is_shown_page_by_page(as_user, alice, value):
    document, address = submit(alice, picture("TIFF", frames=2))
    for _ in range(2):
        claims.fail(claims.claim("w"), services.OcrError("broken"))
    as_user(alice).post(address)
    claims.finish(claims.claim("w"), value("first"))
    response = as_user(alice).get(f"{URL}{document.uid}/result?format=txt")
    assert b"".join(response.streaming_content) == b"first\n"


def test_it_wants_the_password_again(as_user, alice, read):
    _, address = submit(alice, encrypted_pdf("swordfish"), password="swordfish")
    read()
    for options, code in (({}, "pdf_encrypted"), ({"password": "marlin"}, "wrong_password")):
        response = as_user(alice).post(address, options)
        assert (response.status_code, response.json()["code"]) == (422, code)
    assert as_user(alice).post(address, {"password": "swordfish"}).status_code == 202


def test_it_says_that_the_file_is_gone(as_user, alice, old):
    storage.delete(old[0].key)
    response = as_user(alice).post(old[1])
    assert (response.status_code, response.json()["code"]) == (410, "original_gone")
    assert Document.objects.get().status == "succeeded"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"languages": "klingon"}, 422, "invalid_option"),
        ({"colour": "red"}, 422, "invalid_option"),
        ({"pages": "9"}, 422, "no_such_page"),
        ([], 400, "malformed"),
        ("languages", 400, "malformed"),
    ],
)
def test_it_changes_nothing_when_an_option_is_wrong(as_user, alice, old, body, status, code):
    response = as_user(alice).post(old[1], body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert Run.objects.count() == 1
    assert Document.objects.get().status == "succeeded"


def test_it_can_change_how_long_the_document_is_kept(as_user, alice, old):
    assert Document.objects.get().expires_at is None
    assert as_user(alice).post(old[1], {"retention": "1h"}).json()["expires_at"]


def test_it_is_for_those_who_may_see_the_document(as_user, api, bob, old):
    assert as_user(bob).post(old[1]).status_code == 404
    assert api.post(old[1]).status_code == 404
