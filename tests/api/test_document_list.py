"""GET /api/v1/documents/: one's documents, filtered, ordered, and walked part by part."""

import random
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onlineocr.documents.models import HISTORY_FIELDS, Document

URL = "/api/v1/documents/"
ORDERINGS = [f"{sign}{name}" for name in HISTORY_FIELDS for sign in ("", "-")]
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def made(queued):
    """``made(alice, "a", status="failed")``: a document with this name and these columns."""

    def document(owner, name="scan", *, languages=(), **fields):
        document = queued(owner, file_name=name)
        document.name_languages(list(languages))
        for field, value in fields.items():
            setattr(document, field, value)
        document.save()
        return document

    return document


def names(response):
    assert response.status_code == 200, response.content
    return [row["file_name"] for row in response.json()["results"]]


def refused(response):
    assert (response.status_code, response.json()["code"]) == (422, "invalid_option"), response.content
    return {error["field"]: error["detail"] for error in response.json()["errors"]}


def walk(client, address, way="next"):
    """The names of every row from ``address`` on, and the last answer."""
    found = []
    while address:
        answer = client.get(address)
        found.append(names(answer))
        last, address = answer.json(), answer.json()[way]
    return found, last


def test_it_asks_for_a_sign_in(api):
    assert (api.get(URL).status_code, api.get(URL).json()["code"]) == (401, "not_signed_in")


def test_it_is_empty_at_first(as_user, alice):
    assert as_user(alice).get(URL).json() == {"next": None, "previous": None, "results": []}


def test_it_tells_of_each_document_what_its_row_has(as_user, alice, made):
    document = made(alice, "scan.png", languages=["en"])
    here = f"http://testserver{URL}{document.uid}/"
    row = as_user(alice).get(URL).json()["results"][0]
    assert row == {
        "id": str(document.uid), "status": "queued", "file_name": "scan.png", "media_type": "image/png", "size": 1,
        "created_by": "alice", "created_at": row["created_at"], "updated_at": row["updated_at"], "expires_at": None,
        "pages": 1, "count": 0, "confidence": None, "languages": ["en"], "needs_review": False, "tags": [],
        "document": here, "original": f"{here}original", "result": f"{here}result",
    }  # fmt: skip


def test_it_shows_ones_own_and_staff_everything(as_user, alice, bob, charlie, made):
    made(alice, "of alice"), made(bob, "of bob"), made(None, "of nobody")
    assert names(as_user(alice).get(URL)) == ["of alice"]
    assert names(as_user(charlie).get(URL)) == ["of nobody", "of bob", "of alice"]
    assert names(as_user(charlie).get(URL, {"created_by": "bob"})) == ["of bob"]
    assert names(as_user(charlie).get(URL, {"created_by": "eve"})) == []


def test_it_tells_a_user_that_created_by_is_for_staff(as_user, alice, bob):
    assert "created_by" in refused(as_user(alice).get(URL, {"created_by": "bob"}))
    assert names(as_user(alice).get(URL, {"created_by": "alice"})) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=failed", ["b"]),
        ("status=failed&status=partial", ["c", "b"]),
        ("status=failed,partial", ["c", "b"]),
        ("status=canceled", []),
        ("status=", ["c", "b", "a"]),
        ("language=de", ["b", "a"]),
        ("language=deu,fr", ["c", "b", "a"]),
        ("language=DE-at", ["b", "a"]),
        ("language=sw", []),
        ("media_type=application/pdf", ["a"]),
        ("media_type=image/*", ["c", "b"]),
        ("media_type=image/tiff,application/pdf", ["c", "a"]),
        ("needs_review=true", ["a"]),
        ("needs_review=false", ["c", "b"]),
        ("created_after=2026-03-02", ["c", "b"]),
        ("created_before=2026-03-02", ["a"]),
        ("created_after=2026-03-02T13:00:00%2B01:00", ["c", "b"]),
        ("created_after=2026-03-02T13:00:01+01:00", ["c"]),
        ("created_after=2026-03-02T12:00:00Z&created_before=2026-03-03T12:00:00", ["b"]),
        ("status=failed&language=de&media_type=image/*&ordering=size&search=b", ["b"]),
        ("status=failed&language=fr", []),
    ],
)
def test_it_filters(as_user, alice, bob, made, query, found):
    made(alice, "a", languages=["de"], media_type="application/pdf", created_at=DAY, needs_review=True)
    made(alice, "b", languages=["en", "de"], status="failed", media_type="image/png", created_at=DAY + timedelta(1))
    made(alice, "c", languages=["fr"], status="partial", media_type="image/tiff", created_at=DAY + timedelta(2))
    made(bob, "of bob", languages=["de"], status="failed")
    for document in Document.objects.all():
        from onlineocr.documents.search import indexing

        indexing.index(document, [])
    assert names(as_user(alice).get(f"{URL}?{query}")) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=done", "status"),
        ("status=failed,done", "status"),
        ("language=klingon", "language"),
        ("media_type=image", "media_type"),
        ("media_type=text/*", "media_type"),
        ("needs_review=maybe", "needs_review"),
        ("created_after=yesterday", "created_after"),
        ("created_before=2026-13-01", "created_before"),
        ("created_before=0001-01-01T00:00:00%2B23:00", "created_before"),
        ("ordering=owner__password", "ordering"),
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
        ("page_size=٣", "page_size"),
        ("search=a&search=b", "search"),
        ("page=2", "page"),
    ],
)
def test_it_names_a_parameter_that_is_wrong(as_user, alice, query, field):
    assert list(refused(as_user(alice).get(f"{URL}?{query}"))) == [field]


def test_it_names_all_that_is_wrong_at_once(as_user, alice):
    unknown = refused(as_user(alice).get(f"{URL}?status=done&colour=red&font=x"))
    assert set(unknown) == {"colour", "font"}
    assert "needs_review" in unknown["colour"]
    assert set(refused(as_user(alice).get(f"{URL}?status=done&page_size=x"))) == {"status", "page_size"}


def test_it_walks_forwards_and_back(as_user, alice, made):
    for number in range(7):
        made(alice, str(number))
    client = as_user(alice)
    parts, last = walk(client, f"{URL}?page_size=3")
    assert parts == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert walk(client, last["previous"], "previous")[0] == [["3", "2", "1"], ["6", "5", "4"]]


def test_it_keeps_the_filters_in_the_addresses(as_user, alice, made):
    for number in range(4):
        made(alice, str(number), status="failed" if number % 2 else "queued")
    parts, _ = walk(as_user(alice), f"{URL}?page_size=1&status=failed&ordering=file_name")
    assert parts == [["1"], ["3"]]


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_it_walks_in_every_ordering(as_user, alice, made, ordering):
    for number in range(5):
        made(alice, str(number), confidence=[None, 0.5][number % 2], size=number // 2)
    client = as_user(alice)
    [whole], _ = walk(client, f"{URL}?ordering={ordering}&page_size=100")
    forwards, last = walk(client, f"{URL}?ordering={ordering}&page_size=2")
    back, _ = walk(client, last["previous"], "previous")
    assert list(chain.from_iterable(forwards)) == whole
    assert back[::-1] + forwards[-1:] == forwards


def test_it_puts_documents_without_confidence_last_both_ways(as_user, alice, made):
    made(alice, "unknown"), made(alice, "low", confidence=0.1), made(alice, "high", confidence=0.9)
    assert names(as_user(alice).get(f"{URL}?ordering=confidence")) == ["low", "high", "unknown"]
    assert names(as_user(alice).get(f"{URL}?ordering=-confidence")) == ["high", "low", "unknown"]


def test_rows_that_come_and_go_move_nothing(as_user, alice, made):
    old = [made(alice, str(number)) for number in range(30)]
    client, chance = as_user(alice), random.Random(1)
    address, met = f"{URL}?page_size=4", []
    while address:
        answer = client.get(address)
        met, address = met + names(answer), answer.json()["next"]
        made(alice, "new")
        gone = chance.choice(old)
        old.remove(gone)
        gone.delete()
    kept = [document.file_name for document in old]
    assert [name for name in met if name in kept] == kept[::-1]
    assert len(met) == len(set(met))
    assert "new" not in met


def test_it_leads_back_from_a_part_whose_rows_are_gone(as_user, alice, made):
    for number in range(4):
        made(alice, str(number))
    client = as_user(alice)
    address = client.get(f"{URL}?page_size=2").json()["next"]
    Document.objects.filter(file_name__in=["0", "1"]).delete()
    empty = client.get(address)
    assert names(empty) == []
    assert names(client.get(empty.json()["previous"])) == ["3", "2"]


@pytest.mark.parametrize("cursor", ["x", "a:b", "💥", "W10:abc", "A" * 9000, "%00", "-", "[]", "1", "None"])
def test_it_refuses_a_cursor_that_it_did_not_make(as_user, alice, made, cursor):
    response = as_user(alice).get(URL, {"cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_it_refuses_a_cursor_with_one_character_changed(as_user, alice, made):
    made(alice), made(alice)
    cursor = as_user(alice).get(f"{URL}?page_size=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    for place in range(0, len(cursor), 7):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        assert as_user(alice).get(f"{URL}?cursor={changed}").status_code == 400


def test_it_refuses_a_cursor_of_another_ordering(as_user, alice, made):
    made(alice), made(alice)
    address = as_user(alice).get(f"{URL}?page_size=1").json()["next"]
    response = as_user(alice).get(address + "&ordering=size")
    assert (response.status_code, "-created_at" in response.json()["detail"]) == (400, True)


@pytest.mark.parametrize("query", ["NEAR(a b)", "a OR", "body:a", "a*", "a-", "a' --", "a\x00", "(a" * 30])
def test_it_takes_any_search(as_user, alice, made, query):
    made(alice)
    assert names(as_user(alice).get(URL, {"search": query})) == []


def test_it_lists_the_states_that_there_are(as_user, alice):
    assert refused(as_user(alice).get(f"{URL}?status=done"))["status"].startswith("must be one of: queued, running")


def test_a_blank_search_is_none(as_user, alice, made):
    made(alice, "x")
    assert names(as_user(alice).get(URL, {"search": "  "})) == ["x"]


def test_it_asks_as_often_for_a_hundred_rows_as_for_one(as_user, alice, made):
    client = as_user(alice)
    made(alice)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(URL)
    for _ in range(30):
        made(alice, languages=["en"])
    with CaptureQueriesContext(connection) as many:
        client.get(f"{URL}?page_size=100")
    assert len(many) == len(one) <= 2
