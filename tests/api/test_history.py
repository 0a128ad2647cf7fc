"""GET /api/history/: one's own uploads, by page, search and ordering."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from onlineocr.documents.queue import claims
from tests.support.processes import picture

URL = "/api/history/"


@pytest.fixture
def read(queued, value):
    """``read(alice, "text")``: a document of Alice's that has been read."""

    def document(owner, text, **fields):
        document = queued(owner, **fields)
        while claim := claims.claim("w"):
            claims.finish(claim, value(text))
        document.refresh_from_db()
        return document

    return document


def texts(response):
    assert response.status_code == 200, response.content
    return [row["letters"] for row in response.json()["results"]]


def test_it_asks_for_a_sign_in(api):
    response = api.get(URL)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")
    assert "Bearer" in response["WWW-Authenticate"]


def test_it_is_empty_at_first(as_user, alice):
    assert as_user(alice).get(URL).json() == {"count": 0, "next": None, "previous": None, "results": []}


def test_it_has_every_field_of_the_contract(as_user, alice, read):
    document = read(alice, "Hello 2 you")
    row = as_user(alice).get(URL).json()["results"][0]
    assert row == {
        "id": str(document.uid),
        "image": f"http://testserver/api/v1/documents/{document.uid}/original",
        "file_name": "scan.png",
        "letters": "Hello 2 you",
        "count": 8,
        "created_by": "alice",
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "status": "succeeded",
        "media_type": "image/png",
        "size": 1,
        "pages": 1,
        "confidence": 0.9,
        "languages": ["en"],
        "document": f"/api/v1/documents/{document.uid}/",
    }


def test_it_joins_the_pages_of_a_document(as_user, alice, read):
    read(alice, "a page", pages=2)
    assert texts(as_user(alice).get(URL)) == ["a page\n\na page"]


def test_it_shows_each_user_their_own(as_user, alice, bob, read):
    read(alice, "of Alice")
    read(bob, "of Bob")
    assert texts(as_user(bob).get(URL)) == ["of Bob"]
    assert texts(as_user(bob).get(f"{URL}?created_by=bob")) == ["of Bob"]


def test_it_tells_a_user_that_created_by_is_for_staff(as_user, alice, bob):
    answer = as_user(alice).get(f"{URL}?created_by=bob")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "created_by")


def test_it_shows_staff_everything(as_user, alice, bob, charlie, read):
    read(alice, "of Alice")
    read(bob, "of Bob")
    read(None, "of nobody")
    assert texts(as_user(charlie).get(URL)) == ["of nobody", "of Bob", "of Alice"]
    assert texts(as_user(charlie).get(f"{URL}?created_by=alice")) == ["of Alice"]


def test_it_pages(as_user, alice, queued):
    for number in range(12):
        queued(alice, file_name=f"{number}.png")
    first = as_user(alice).get(URL).json()
    assert (first["count"], len(first["results"]), first["previous"]) == (12, 10, None)
    second = as_user(alice).get(first["next"]).json()
    assert [row["file_name"] for row in second["results"]] == ["1.png", "0.png"]
    assert len(as_user(alice).get(f"{URL}?page_size=3&page=4").json()["results"]) == 3
    assert len(as_user(alice).get(f"{URL}?page_size=100000").json()["results"]) == 12


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "99999999999999999999"])
def test_it_has_no_page_beyond_the_last(as_user, alice, page):
    response = as_user(alice).get(f"{URL}?page={page}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", ["created_at", "updated_at", "file_name", "count", "confidence", "pages", "size"])
def test_it_orders_by_every_field_both_ways(as_user, alice, queued, name):
    now = timezone.now()
    for number, document in enumerate([queued(alice), queued(alice), queued(alice)]):
        for field in ("count", "confidence", "pages", "size"):
            setattr(document, field, number)
        document.created_at = document.updated_at = now + timedelta(seconds=number)
        document.file_name = f"{number}.png"
        document.save()
    up = [row["file_name"] for row in as_user(alice).get(f"{URL}?ordering={name}").json()["results"]]
    down = [row["file_name"] for row in as_user(alice).get(f"{URL}?ordering=-{name}").json()["results"]]
    assert (up, down) == (["0.png", "1.png", "2.png"], ["2.png", "1.png", "0.png"])


@pytest.mark.parametrize("ordering", ["owner__password", "-", "created_at,size", "?"])
def test_it_refuses_an_ordering_that_there_is_not(as_user, alice, ordering):
    response = as_user(alice).get(URL, {"ordering": ordering})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_option")
    assert response.json()["errors"][0]["field"] == "ordering"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("invoice", ["Invoice No 7 from Łódź", "The invoices"][:1]),
        ("INVOICE", ["Invoice No 7 from Łódź"]),
        ("invoice*", ["The invoices", "Invoice No 7 from Łódź"]),
        ("łódź", ["Invoice No 7 from Łódź"]),
        ("cafe", ["Le café noir"]),
        ('"café noir"', ["Le café noir"]),
        ('"noir café"', []),
        ("the -invoices", []),
        ("中", ["我在中国学习"]),
        ("中国", ["我在中国学习"]),
        ("国中", []),
        ("при*", ["Привет, мир"]),
        ("สวัสดี", ["สวัสดีครับ"]),
        ("हिन्दी", ["हिन्दी भाषा"]),
        ("שלום", ["שלום עולם"]),
        ("2024-11-22", ["paid 2024-11-22"]),
        ("alice@example.org", ["write to alice@example.org"]),
        ("nothing", []),
    ],
)
def test_it_searches_the_text_in_any_script(as_user, alice, read, query, found):
    for text in (
        "Invoice No 7 from Łódź", "The invoices", "Le café noir", "我在中国学习", "Привет, мир", "สวัสดีครับ",
        "हिन्दी भाषा", "שלום עולם", "paid 2024-11-22", "write to alice@example.org",
    ):  # fmt: skip
        read(alice, text)
    assert texts(as_user(alice).get(URL, {"search": query})) == found


def test_it_searches_the_file_name_too(as_user, alice, read):
    read(alice, "some text", file_name="Steuer_2025-Müller.pdf")
    client = as_user(alice)
    assert texts(client.get(URL, {"search": "muller 2025"})) == ["some text"]
    assert texts(client.get(URL, {"search": "text steuer"})) == ["some text"]


HOSTILE = ["NEAR(a b)", "a OR", "body:a", "a';--", "a\x00", '"a', "a%", "&|!a"]
EMPTY = ['"', '""', "*", "-", "';--", "\x00", "%", "&|!", "???", "-tea", "a" * 5000]


@pytest.mark.parametrize("query", HOSTILE)
def test_it_takes_any_query_as_words(as_user, alice, read, query):
    read(alice, "some text")
    assert as_user(alice).get(URL, {"search": query}).status_code == 200


@pytest.mark.parametrize("url", [URL, "/api/v1/documents/"])
@pytest.mark.parametrize("query", EMPTY)
def test_it_refuses_a_query_that_can_find_nothing(as_user, alice, url, query):
    answer = as_user(alice).get(url, {"search": query})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["search"])


def test_it_refuses_a_size_that_is_no_positive_number(as_user, alice):
    answer = as_user(alice).get(URL, {"page_size": "0"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "page_size")


def test_it_finds_nothing_of_others_and_nothing_deleted(as_user, alice, bob, read):
    from onlineocr.documents import services

    read(bob, "secret of Bob")
    services.delete(read(alice, "secret of Alice"))
    assert texts(as_user(alice).get(f"{URL}?search=secret")) == []


def test_it_leads_to_the_uploaded_file(as_user, alice, bob, worker):
    file = io.BytesIO(picture())
    file.name = "Grüße.png"
    as_user(alice).post("/api/ocr/", {"image": file}, format="multipart")
    address = as_user(alice).get(URL).json()["results"][0]["image"]
    response = as_user(alice).get(address)
    assert b"".join(response.streaming_content) == picture()
    assert response["Content-Disposition"].endswith("; filename*=utf-8''Gr%C3%BC%C3%9Fe.png")
    assert as_user(bob).get(address).status_code == 404
