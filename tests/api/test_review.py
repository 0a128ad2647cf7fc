"""GET /api/v1/documents/{id}/review/"""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlineocr.documents.corrections import review
from onlineocr.documents.models import Page
from onlineocr.documents.queue import claims
from tests.documents.corrections.read_documents import address
from tests.ocr.editing.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(alice, queued):
    """Two pages; the confidence of each word follows it."""

    def words(number, *confidences):
        value = page([f"w{place}" for place in range(len(confidences))])
        lines = [
            replace(line, confidence=sure, words=(replace(line.words[0], confidence=sure),))
            for line, sure in zip(value.lines, confidences, strict=True)
        ]
        known = [sure for sure in confidences if sure is not None]
        mean = sum(known) / len(known) if known else None
        return replace(value, number=number, confidence=mean, blocks=(replace(value.blocks[0], lines=tuple(lines)),))

    document = queued(alice, pages=3)
    claims.finish(claims.claim("w"), words(1, 0.8, 0.95, 0.3))
    claims.finish(claims.claim("w"), words(2, 0.99, 0.5))
    claims.finish(claims.claim("w"), words(3, None))
    return f"/api/v1/documents/{document.uid}/review/", document


def test_the_most_doubtful_words_come_first(as_user, alice, read):
    body = as_user(alice).get(read[0]).json()
    assert (body["count"], body["needs_review"]) == (3, True)
    assert [(one["page"], one["line"], one["confidence"]) for one in body["results"]] == [
        (1, 2, 0.3), (2, 1, 0.5), (1, 0, 0.8),
    ]  # fmt: skip
    assert body["results"][0] | {"confidence": 0} == {
        "page": 1, "block": 0, "line": 2, "word": 0, "text": "w2", "confidence": 0, "box": [0, 60, 20, 80],
        "line_text": "w2",
    }  # fmt: skip
    assert body["pages"] == [
        {"number": 1, "revision": 1, "confidence": pytest.approx(2.05 / 3), "doubts": 2},
        {"number": 2, "revision": 1, "confidence": pytest.approx(0.745), "doubts": 1},
    ]
    assert (body["next"], body["previous"]) == (None, None)


@pytest.mark.parametrize(("query", "listed"), [("limit=1", 1), ("below=0.6", 2), ("below=1", 5), ("below=0", 0)])
def test_it_shows_as_much_as_is_asked_for(as_user, alice, read, query, listed):
    body = as_user(alice).get(f"{read[0]}?{query}").json()
    assert (body["count"], len(body["results"])) == (3, listed)


def test_pages_that_an_earlier_version_read_are_counted_too(as_user, alice, read):
    before = as_user(alice).get(read[0]).json()
    Page.objects.filter(number=1).update(doubts=None, lowest=None)
    assert as_user(alice).get(read[0]).json() == before
    assert Page.objects.filter(doubts=None).count() == 0


def test_it_looks_at_the_worst_pages_only(as_user, alice, queued, django_assert_max_num_queries):
    document = queued(alice, pages=60)
    while claim := claims.claim("w"):
        value = page("aa bb cc dd")
        words = tuple(replace(word, confidence=round(0.1 + claim.number / 100, 2)) for word in value.words)
        block = replace(value.blocks[0], lines=(replace(value.lines[0], words=words),))
        claims.finish(claim, replace(value, number=claim.number, blocks=(block,)))
    document.refresh_from_db()
    with django_assert_max_num_queries(8):
        found = review.of(document, most=6)
    assert [(doubt.page, doubt.confidence) for doubt in found.doubts] == [(1, 0.11)] * 4 + [(2, 0.12)] * 2
    assert found.count == 240


def places(body):
    return [(one["page"], one["line"]) for one in body["results"]]


def test_it_lists_the_words_in_reading_order(as_user, alice, read):
    body = as_user(alice).get(f"{read[0]}?order=reading").json()
    assert (body["count"], places(body)) == (3, [(1, 0), (1, 2), (2, 1)])
    assert [(one["number"], one["doubts"]) for one in body["pages"]] == [(1, 2), (2, 1)]
    assert (body["next"], body["previous"]) == (None, None)


def test_it_leads_on_and_back_in_reading_order(as_user, alice, read):
    mine = as_user(alice)
    first = mine.get(f"{read[0]}?order=reading&limit=1").json()
    second = mine.get(first["next"]).json()
    third = mine.get(second["next"]).json()
    assert [places(one) for one in (first, second, third)] == [[(1, 0)], [(1, 2)], [(2, 1)]]
    assert (first["previous"], third["next"]) == (None, None)
    again = mine.get(third["previous"]).json()
    assert (places(again), again["pages"]) == (places(second), second["pages"])
    assert mine.get(again["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("after=1.0.1.0", [(1, 2), (2, 1)]),
        ("after=1.0.2.0", [(2, 1)]),
        ("after=9.0.0.0", []),
        ("before=2.0.1.0", [(1, 0), (1, 2)]),
        ("before=2.0.1.0&limit=1", [(1, 2)]),
        ("before=1.0.0.0", []),
        ("below=0.6", [(1, 2), (2, 1)]),
    ],
)
def test_it_starts_at_any_place(as_user, alice, read, query, listed):
    assert places(as_user(alice).get(f"{read[0]}?order=reading&{query}").json()) == listed


def test_it_skips_pages_without_doubtful_words(alice, queued, django_assert_num_queries):
    document = queued(alice, pages=60)
    while claim := claims.claim("w"):
        sure = 0.5 if claim.number in {1, 59} else 0.99
        value = page("aa bb")
        words = tuple(replace(word, confidence=sure) for word in value.words)
        block = replace(value.blocks[0], lines=(replace(value.lines[0], words=words),))
        claims.finish(claim, replace(value, number=claim.number, blocks=(block,)))
    document.refresh_from_db()
    with django_assert_num_queries(7):
        found = review.in_reading_order(document, after=review.Place(1, 0, 0, 1))
    assert ([doubt.page for doubt in found.doubts], found.count) == ([59, 59], 4)


def test_who_works_through_it_is_done_with_the_document(as_user, alice, read):
    mine = as_user(alice)
    while doubts := (body := mine.get(f"{read[0]}?limit=1").json())["results"]:
        (doubt,) = doubts
        place = {name: doubt[name] for name in ("block", "line", "word")}
        revision = next((one["revision"] for one in body["pages"] if one["number"] == doubt["page"]), 1)
        edit = {"edits": [place | {"confirmed": True}], "revision": revision}
        assert mine.patch(address(read[1], doubt["page"]), edit).status_code == 200
    assert (body["needs_review"], body["pages"], body["count"]) == (False, [], 0)
    assert not mine.get("/api/v1/documents/?needs_review=true").json()["results"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=1001", "limit=x", "below=2", "below=-1", "below=nan", "below=x", "order=x",
        "after=1.0.0.0", "order=reading&after=1", "order=reading&before=1.0.0.x", "order=reading&after=1.0.0.-1",
        "order=reading&after=1.0.0.0&before=2.0.0.0",
    ],
)  # fmt: skip
def test_it_refuses_what_is_out_of_range(as_user, alice, read, query):
    response = as_user(alice).get(f"{read[0]}?{query}")
    assert (response.status_code, response.json()["code"]) == (422, "invalid_option")


def test_a_document_that_was_not_read_has_no_doubts(as_user, alice, queued):
    body = as_user(alice).get(f"/api/v1/documents/{queued(alice).uid}/review/").json()
    assert (body["count"], body["pages"], body["results"]) == (0, [], [])


def test_it_is_for_those_who_may_see_the_document(as_user, api, bob, read):
    assert as_user(bob).get(read[0]).status_code == 404
    assert api.get(read[0]).status_code == 404
