"""Lists of documents: each document has one place in each order, however it is come to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onlineocr.documents.models import HISTORY_FIELDS, Document, Tally
from onlineocr.documents.search import document_index, indexing, listing
from onlineocr.documents.search.filters import Matching, NeedsReview, OneOf
from onlineocr.documents.search.listing import Listing, Order, Position
from onlineocr.documents.search.terms import parse

DAY = datetime(2026, 3, 1, tzinfo=UTC)
ORDERS = [Order(name, descending) for name in HISTORY_FIELDS for descending in (False, True)]
LITTLE = st.integers(0, 3)
ROWS = st.lists(st.tuples(LITTLE, LITTLE, st.none() | st.sampled_from([0.0, 0.5, 1.0])), max_size=12)


def store(owner, rows):
    """Documents with many equal values, some without confidence, instead of what was there."""
    Document.objects.all().delete()
    Document.objects.bulk_create(
        Document(
            owner=owner, file_name="äZa9"[second], media_type="image/png", size=first, pages=second, count=first,
            confidence=confidence, created_at=DAY + timedelta(microseconds=first), needs_review=bool(second),
            updated_at=DAY + timedelta(microseconds=second), status=["queued", "failed"][first % 2],
        )
        for first, second, confidence in rows
    )  # fmt: skip


def walk(listed, most, *, back=False):
    """All of a listing, ``most`` at a time, from one end to the other."""
    found, position = [], None
    while part := (listed.before if back else listed.after)(position, most):
        found = part + found if back else found + part
        position = Position.of(part[0 if back else -1], listed.order)
    return found


def key(order):
    def sort_key(document):
        value = getattr(document, order.field)
        return (value is None) != order.descending, value or 0, document.pk

    return sort_key


@pytest.fixture(params=[2000, 0], ids=["few", "many"])
def bound(request, monkeypatch):
    """Both ways to meet a criterion: those that meet it are named first; rows are judged when they are passed."""
    monkeypatch.setattr(listing, "few", lambda *_: request.param)


@pytest.mark.parametrize("order", ORDERS, ids=str)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, most=st.integers(1, 5))
def test_it_meets_each_row_once_either_way(alice, order, rows, most):
    store(alice, rows)
    listed = Listing(alice.pk, order=order)
    expected = list(Document.objects.all()) if order.field == "file_name" else sorted(
        Document.objects.all(), key=key(order), reverse=order.descending
    )  # fmt: skip
    whole = listed[0:100]
    assert len(whole) == len(expected) == listed.count()
    assert order.field == "file_name" or whole == expected  # how names sort is the database's business
    assert walk(listed, most) == whole
    assert walk(listed, most, back=True) == whole
    assert [row for start in range(0, len(rows), most) for row in listed[start : start + most]] == whole


@pytest.mark.parametrize("order", ORDERS, ids=str)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, most=st.integers(1, 5))
def test_it_meets_each_row_once_that_meets_the_criteria(alice, bound, order, rows, most):
    store(alice, rows)
    listed = Listing(alice.pk, OneOf("status", ("failed",)), NeedsReview(True), order=order)
    whole = [row for row in Listing(alice.pk, order=order)[0:100] if row.status == "failed" and row.needs_review]
    assert walk(listed, most) == walk(listed, most, back=True) == listed[0:100] == whole
    assert listed.count() == len(whole)


@pytest.mark.parametrize("query", ["red", "re*", "gree*", '"red green"', "red -blue", "red blue", "-red", "none"])
@pytest.mark.parametrize("many", [0, 40_000], ids=["looked up", "gathered"])
def test_it_finds_the_same_whichever_way_it_searches(alice, bob, bound, monkeypatch, query, many):
    monkeypatch.setattr(document_index, "_MANY", many)
    texts = ["red green", "green red", "blue red", "green", "greenish red green"]
    store(alice, [(number, 0, None) for number in range(len(texts))])
    for document, text in zip(Document.objects.order_by("pk"), texts, strict=True):
        indexing.write_document(document.pk, document.owner_id, "", [text])
    indexing.write_document(10**6, bob.pk, "", ["red green"])
    terms = parse(query)
    listed = Listing(alice.pk, Matching(terms), order=Order("size", descending=False))
    expected = {
        "red": [0, 1, 2, 4], "re*": [0, 1, 2, 4], "gree*": [0, 1, 3, 4], '"red green"': [0, 4], "red -blue": [0, 1, 4],
        "red blue": [2], "-red": [], "none": [],
    }  # fmt: skip
    assert [document.size for document in listed[0:10]] == expected[query]
    assert listed.count() == document_index.count(terms, alice.pk) == len(expected[query])


def test_it_tallies_what_comes_goes_and_changes_hands(alice, bob, queued):
    first, *_ = queued(alice), queued(alice), queued(None)
    owners = (alice.pk, bob.pk, None)
    assert [Listing(owner).count() for owner in owners] == [2, 0, 3]
    first.owner = bob
    first.save()
    assert [Listing(owner).count() for owner in owners] == [1, 1, 3]
    alice.delete()
    assert [Listing(owner).count() for owner in owners] == [0, 1, 2]
    assert dict(Tally.objects.values_list("owner_id", "documents"))[0] == 1


def test_a_document_that_changes_hands_is_found_by_its_new_owner(alice, bob, queued):
    document = queued(alice)
    document.name_languages(["en"])
    indexing.write_document(document.pk, alice.pk, "", ["treasure"])
    document.owner = bob
    document.save()
    terms = parse("treasure")
    assert [document_index.count(terms, owner.pk) for owner in (alice, bob)] == [0, 1]
    document.delete()
    assert document_index.count(terms, None) == 0
