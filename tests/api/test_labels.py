"""PATCH /api/v1/documents/{id}/: tags and notes; and lists by tag."""

from __future__ import annotations

import pytest

from onlineocr.documents import labels
from onlineocr.documents.models import Document, DocumentTag

pytestmark = pytest.mark.django_db


@pytest.fixture
def label(as_user, alice, queued):
    """``label(tags=["a"])``: the response to Alice's call for a document of hers."""
    document = queued(alice)

    def patch(**body):
        return as_user(alice).patch(f"/api/v1/documents/{document.uid}/", body, format="json")

    return patch


@pytest.fixture
def listed(as_user):
    """``listed(alice, "bills")``: the names of the documents in her list with this tag."""

    def names(user, tag):
        answer = as_user(user).get("/api/v1/documents/", {"tag": tag})
        return [row["file_name"] for row in answer.json()["results"]]

    return names


def tagged(document, name, *tags):
    Document.objects.filter(pk=document.pk).update(file_name=name)
    labels.label(document, tags=list(tags))


def test_it_keeps_tags_and_a_note(label):
    answer = label(tags=["Bills/2026", "to pay"], note="In dispute.\nAsk Bob.")
    assert answer.status_code == 200
    assert (answer.json()["tags"], answer.json()["note"]) == (["Bills/2026", "to pay"], "In dispute.\nAsk Bob.")


def test_a_field_that_is_absent_stays(label):
    label(tags=["a"], note="b")
    assert label(tags=["c"]).json()["note"] == "b"
    assert label(note="").json()["tags"] == ["c"]


def test_it_tidies_tags_and_keeps_each_once(label):
    given = ["  two   words ", "TWO words", "/bills//2026/", "", " ", "e\u0301te\u0301"]
    assert label(tags=given).json()["tags"] == ["two words", "bills/2026", "été"]


@pytest.mark.parametrize(
    "body",
    [
        {"tags": ["a,b"]},
        {"tags": ["a\x07b"]},
        {"tags": ["x" * 51]},
        {"tags": [str(number) for number in range(21)]},
        {"tags": "a"},
        {"tags": [{}]},
        {"tags": None},
        {"note": "x" * 5001},
        {"note": "\x00"},
        {"name": "other"},
    ],
    ids=["comma", "control", "long", "many", "text", "object", "null", "long note", "nul", "unknown"],
)
def test_it_refuses_others_and_changes_nothing(label, body):
    label(tags=["kept"], note="kept")
    assert label(**body).status_code in {400, 422}
    document = Document.objects.get()
    assert (document.tags, document.note) == (["kept"], "kept")


def test_lists_are_filtered_by_tag_without_case(listed, alice, queued):
    tagged(queued(alice), "one", "Bills")
    tagged(queued(alice), "two", "other")
    assert listed(alice, "bILLS") == ["one"]


def test_a_tag_finds_those_in_its_folder(listed, alice, queued):
    for name, tag in (("in", "bills/2026"), ("itself", "bills"), ("beside", "bills2"), ("longer", "bills 2026")):
        tagged(queued(alice), name, tag)
    assert sorted(listed(alice, "bills")) == ["in", "itself"]


def test_lists_have_documents_of_the_user_alone(listed, alice, bob, queued):
    tagged(queued(alice), "hers", "bills")
    tagged(queued(bob), "his", "bills")
    assert (listed(alice, "bills"), listed(bob, "bills")) == (["hers"], ["his"])


def test_lists_find_a_tag_that_many_documents_have(listed, alice, queued, monkeypatch):
    monkeypatch.setattr("onlineocr.documents.search.filters._TAGS_EACH", 0)  # each is tested, instead of looked up
    tagged(queued(alice), "one", "bills/2026")
    tagged(queued(alice), "two", "other")
    assert listed(alice, "bills") == ["one"]


def test_tags_go_with_the_document(label, as_user, alice):
    label(tags=["a"])
    as_user(alice).delete(f"/api/v1/documents/{Document.objects.get().uid}/")
    assert not DocumentTag.objects.exists()
