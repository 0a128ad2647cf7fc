"""The history page: one's own documents, searched, ordered, a page at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onlineocr.documents.models import Document, Page, Run, Unindexed

PAGE = "/history/"


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


def names(answer):
    """The documents that are listed, or in which something was found."""
    listed = [row.item.file_name for row in answer.context.get("rows", [])]
    return listed or [group.plain_name for group in answer.context.get("groups", [])]


def test_it_asks_to_log_in_first_and_comes_back(client, db):
    assert client.get(f"{PAGE}?search=tea")["Location"] == "/accounts/login/?next=/history/%3Fsearch%3Dtea"


def test_it_is_friendly_when_there_is_nothing_yet(as_alice):
    assert "Nothing read yet" in as_alice.get(PAGE).content.decode()


def test_it_lists_only_ones_own(as_alice, alice, bob, document):
    document(alice, "hers", file_name="a.png")
    document(bob, "his", file_name="b.png")
    document(None, "nobody's", file_name="c.png")
    assert names(as_alice.get(PAGE)) == ["a.png"]


def test_it_lists_staff_their_own_too(client, charlie, bob, document):
    document(bob, "his", file_name="b.png")
    client.force_login(charlie, "django.contrib.auth.backends.ModelBackend")
    assert names(client.get(PAGE)) == []


def test_it_shows_the_beginning_of_the_text_and_links_to_all_of_it(as_alice, alice, document):
    made = document(alice, "", "Dear Sir,\nthank you for the tea")
    page = as_alice.get(PAGE).content.decode()
    assert "Dear Sir, thank you for the tea" in page
    assert f'href="/documents/{made.uid}/"' in page


@pytest.mark.parametrize(
    ("search", "found"),
    [("tea", ["tea.png"]), ("invo*", ["bill.pdf"]), ("bill", ["bill.pdf"]), ("茶", ["cha.png"]), ("coffee", [])],
)
def test_it_searches_texts_and_names(as_alice, alice, document, search, found):
    document(alice, "a cup of tea", file_name="tea.png")
    document(alice, "Invoice 7", file_name="bill.pdf")
    document(alice, "我喝茶", file_name="cha.png")
    assert names(as_alice.get(PAGE, {"search": search})) == found


def test_it_says_in_how_many_documents_nothing_was_found(as_alice, alice, document):
    document(alice, "words")
    document(alice, "more words")
    answer = as_alice.get(PAGE, {"q": "<b>coffee</b>"}).content.decode()
    assert "Nothing found for “&lt;b&gt;coffee&lt;/b&gt;” in 2 documents" in answer
    assert "<b>coffee" not in answer


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("*", "no letter or digit"),
        ("-tea", "only words to leave out"),
        ("a " * 60, "may have"),
        ("a" * 1001, "may have"),
    ],
)
def test_it_says_why_a_search_can_find_nothing(as_alice, alice, document, search, said):
    document(alice, "tea")
    answer = as_alice.get(PAGE, {"search": search}).content.decode()
    assert (f"The search {said}" in answer or f"The search has {said}" in answer) is True
    assert "Nothing found" not in answer


@pytest.mark.parametrize("search", ["\0", '"', "*", "-", "((", "a" * 5000, "'; DROP TABLE", "NEAR(", "%"])
def test_it_takes_any_search(as_alice, alice, document, search):
    document(alice, "words")
    assert as_alice.get(PAGE, {"search": search}).status_code == 200


@pytest.mark.parametrize(
    ("ordering", "first"),
    [("-created_at", "new.png"), ("created_at", "old.png"), ("file_name", "new.png"), ("nonsense", "new.png")],
)
def test_it_orders(as_alice, alice, document, ordering, first):
    document(alice, "x", file_name="old.png", created_at=timezone.now() - timedelta(days=2))
    document(alice, "x", file_name="new.png")
    assert names(as_alice.get(PAGE, {"ordering": ordering}))[0] == first


def test_it_goes_on_part_by_part_and_back_and_keeps_the_order(as_alice, alice, document):
    for number in range(21):
        document(alice, "tea", file_name=f"{number:02}.png")
    first = as_alice.get(PAGE, {"ordering": "file_name"})
    second = as_alice.get(PAGE + first.context["next"])
    assert (len(names(first)), names(second), second.context["next"]) == (20, ["20.png"], "")
    assert names(as_alice.get(PAGE + second.context["previous"])) == names(first)


def test_a_part_whose_rows_were_deleted_leads_back(as_alice, alice, document):
    for number in range(21):
        document(alice, "tea", file_name=f"{number:02}.png")
    way = as_alice.get(PAGE, {"ordering": "file_name"}).context["next"]
    Document.objects.filter(file_name="20.png").delete()
    assert len(names(as_alice.get(PAGE + as_alice.get(PAGE + way).context["previous"]))) == 20


@pytest.mark.parametrize("cursor", ["nonsense", "\0", "x" * 5000, "WyJjcmVhdGVkX2F0Il0:abc"])
@pytest.mark.parametrize("query", ["", "words"])
def test_a_broken_cursor_leads_to_the_beginning(as_alice, alice, document, cursor, query):
    document(alice, "words", file_name="a.png")
    assert names(as_alice.get(PAGE, {"cursor": cursor, "q": query})) == ["a.png"]


@pytest.mark.parametrize("query", ["", "tea"])
def test_it_asks_the_database_the_same_number_of_times_for_one_as_for_many(as_alice, alice, document, query):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            as_alice.get(PAGE, {"q": query})
        return len(caught)

    document(alice, "tea", needs_review=True)
    as_alice.get(PAGE)  # records the use of the session, once a minute
    one = asked()
    for _ in range(9):
        document(alice, "tea", "more tea", needs_review=True)
    assert asked() <= one <= 16


def test_a_row_tells_what_is_known_of_a_document(as_alice, alice, document):
    made = document(alice, "tea", None)
    Page.objects.filter(run=made.shown, number=1).update(doubts=7)
    text = as_alice.get(PAGE).content.decode()
    assert f'src="/api/v1/documents/{made.uid}/pages/1/image?width=160"' in text
    assert [said in text for said in ("7 doubtful words", "2 pages", "partly read", "1 page could not be read")] == [
        True
    ] * 4


def test_a_document_with_a_password_has_no_picture(as_alice, alice, document):
    made = document(alice, "tea")
    Run.objects.update(protected=True)
    assert f"{made.uid}/pages/1/image" not in as_alice.get(PAGE).content.decode()


def test_a_row_tells_the_language_that_is_missing(as_alice, alice, document):
    made = document(alice, "tea", needs_review=True)
    problem = {"code": "language_not_installed", "detail": "For Hebrew the trained data 'heb' is missing"}
    Page.objects.filter(run=made.shown).update(needs_review=True, result={"problems": [problem]})
    assert "This server lacks a language of it: heb" in as_alice.get(PAGE).content.decode()


def test_a_row_tells_that_a_document_is_not_searchable_yet(as_alice, alice, document):
    made = document(alice, "tea")
    assert "not searchable yet" not in as_alice.get(PAGE).content.decode()
    Unindexed.objects.create(document=made, marks=1)
    assert "not searchable yet" in as_alice.get(PAGE).content.decode()
    assert "1 document cannot be searched yet" in as_alice.get(PAGE, {"q": "tea"}).content.decode()


def test_it_tells_where_an_upload_without_an_account_is(as_alice, alice, document):
    assert "stays at its own address for 24 hours" in as_alice.get(PAGE).content.decode()


def test_it_never_lets_a_file_name_or_a_text_become_markup(as_alice, alice, document):
    document(alice, "<script>alert(1)</script>", file_name="<script>alert(2)</script>")
    assert "<script>alert" not in as_alice.get(PAGE).content.decode()
