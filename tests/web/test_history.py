"""The history page: one's own documents, searched, ordered, a page at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.web.files import picture, upload

PAGE = "/history/"


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


def names(answer):
    return [item.file_name for item in answer.context["documents"]]


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


def test_it_says_that_nothing_matches(as_alice, alice, document):
    document(alice, "words")
    answer = as_alice.get(PAGE, {"search": "<b>coffee</b>"}).content.decode()
    assert "Nothing matches" in answer
    assert "Show the places" not in answer
    assert "<b>coffee" not in answer


@pytest.mark.parametrize(
    ("search", "said"), [("*", "no letter or digit"), ("-tea", "only words to leave out"), ("a " * 60, "may have")]
)
def test_it_says_why_a_search_can_find_nothing(as_alice, alice, document, search, said):
    document(alice, "tea")
    answer = as_alice.get(PAGE, {"search": search}).content.decode()
    assert (f"The search {said}" in answer or f"The search has {said}" in answer) is True
    assert "Nothing matches" not in answer


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


def test_it_pages_and_keeps_the_search(as_alice, alice, document):
    for number in range(21):
        document(alice, "tea", file_name=f"{number}.png")
    first = as_alice.get(PAGE, {"search": "tea"})
    second = as_alice.get(PAGE, {"search": "tea", "page": 2})
    assert (len(names(first)), len(names(second))) == (20, 1)
    assert "search=tea&amp;ordering=-created_at&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("page", ["0", "-3", "999", "x", ""])
def test_it_shows_a_page_whatever_number_is_asked(as_alice, alice, document, page):
    document(alice, "words")
    assert as_alice.get(PAGE, {"page": page}).status_code == 200


def test_it_asks_the_database_the_same_number_of_times_for_one_as_for_many(
    as_alice, alice, document, django_assert_max_num_queries
):
    for _ in range(20):
        document(alice, "tea")
    as_alice.get(PAGE)  # records the use of the session, once a minute
    with django_assert_max_num_queries(8):
        as_alice.get(PAGE, {"search": "tea"})


def test_it_never_lets_a_file_name_or_a_text_become_markup(as_alice, alice, document):
    document(alice, "<script>alert(1)</script>", file_name="<script>alert(2)</script>")
    assert "<script>alert" not in as_alice.get(PAGE).content.decode()


@pytest.mark.browser
@pytest.mark.slow
def test_it_finds_what_was_just_read(signed_in):
    page = signed_in
    page.get_by_label("Choose a file").set_input_files(upload("note.png", picture("remember the marmalade")))
    page.locator("#page-1 .text").wait_for()
    page.get_by_role("link", name="History").click()
    page.get_by_label("Search text and file names").fill("marmalade")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="note.png").click()
    assert "marmalade" in page.locator("#page-1 .text").inner_text().lower()
