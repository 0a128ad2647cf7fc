"""The filters of the history: links, and each in the address."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from django.utils import timezone

from onlineocr.documents.models import Document
from tests.web.test_history import PAGE, as_alice, names  # noqa: F401 - a fixture


@pytest.fixture
def several(alice, document):
    """Four documents of Alice that differ in everything."""
    pdf = document(alice, "tea", file_name="a.pdf", media_type="application/pdf", needs_review=True)
    pdf.name_languages(["de", "en"])
    pdf.save()
    document(alice, "tea", file_name="old.png", created_at=timezone.now() - timedelta(days=20))
    document(alice, None, file_name="broken.png")
    document(alice, "tea", None, file_name="half.png")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=failed", {"broken.png"}),
        ("status=failed,partial", {"broken.png", "half.png"}),
        ("status=failed&status=partial", {"broken.png", "half.png"}),
        ("language=de", {"a.pdf"}),
        ("language=fr", set()),
        ("media_type=application/pdf", {"a.pdf"}),
        ("media_type=image/*", {"old.png", "broken.png", "half.png"}),
        ("needs_review=true", {"a.pdf"}),
        ("needs_review=true&language=en", {"a.pdf"}),
        ("created_before=2001-01-01", set()),
        ("created_after=2001-01-01&q=tea", {"a.pdf", "old.png", "half.png"}),
        ("q=tea&status=partial", {"half.png"}),
        ("status=", {"a.pdf", "old.png", "broken.png", "half.png"}),
    ],
)
def test_it_shows_what_meets_the_filters(as_alice, several, query, found):  # noqa: F811
    assert set(names(as_alice.get(f"{PAGE}?{query}"))) == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("status=nonsense", "The filter &#x27;status&#x27; must be one of"),
        ("language=klingon-ish", "is not a known language code"),
        ("needs_review=perhaps", "must be true or false"),
        ("created_after=yesterday", "must be a date"),
        ("media_type=text/html", "must be one of"),
        ("status=%3Cscript%3E", "must be one of"),
        ("created_after=9999-99-99", "must be a date"),
    ],
)
def test_it_says_what_is_wrong_with_a_filter(as_alice, several, query, said):  # noqa: F811
    answer = as_alice.get(f"{PAGE}?{query}")
    text = answer.content.decode()
    assert (answer.status_code, said in text, "<script>alert" in text) == (200, True, False)
    assert names(answer) == []


def test_no_filter_shows_the_documents_of_others(as_alice, bob, document):  # noqa: F811
    document(bob, "tea", file_name="his.png")
    for query in ("created_by=bob", "q=tea&created_by=bob", "owner=2", "document=1"):
        assert names(as_alice.get(f"{PAGE}?{query}")) == []


def test_each_link_leads_to_the_documents_that_it_names(as_alice, several):  # noqa: F811
    links = {
        link.text: link.address for group in as_alice.get(PAGE).context["groups_of_filters"] for link in group.links
    }
    found = {text: set(names(as_alice.get(PAGE + address))) for text, address in links.items()}
    assert found["Not read"] == {"broken.png"}
    assert found["German"] == found["Needs review"] == found["PDF"] == {"a.pdf"}
    assert "old.png" not in found["7 days"] | found["Today"]
    assert "old.png" in found["30 days"] & found["A year"] & found["Oldest first"]


def test_only_languages_of_ones_own_documents_are_offered(as_alice, alice, bob, document):  # noqa: F811
    for owner, tag in ((alice, "de"), (bob, "ja")):
        made = document(owner, "tea")
        made.name_languages([tag])
        made.save()
    links = {link.text for group in as_alice.get(PAGE).context["groups_of_filters"] for link in group.links}
    assert {"German", "Japanese"} & links == {"German"}


def test_a_filter_in_use_is_a_link_that_takes_it_away(as_alice, several):  # noqa: F811
    answer = as_alice.get(f"{PAGE}?q=tea&status=partial&created_after=2001-01-01&language=de")
    chips = {chip.text: chip.address for chip in answer.context["chips"]}
    assert set(chips) == {"Partly read", "From 2001-01-01", "German"}
    assert chips["German"] == "?q=tea&status=partial&created_after=2001-01-01"
    page = lxml.html.fromstring(answer.content.decode())
    kept = {one.get("name"): one.get("value") for one in page.xpath("//form[@role='search']//input[@type='hidden']")}
    assert kept == {"status": "partial", "created_after": "2001-01-01", "language": "de"}


def test_nothing_that_meets_them_is_said_with_the_way_out(as_alice, several):  # noqa: F811
    assert "No document with these filters" in as_alice.get(f"{PAGE}?status=canceled").content.decode()
    text = as_alice.get(f"{PAGE}?status=canceled&q=coffee").content.decode()
    assert "Nothing found for “coffee” in the documents with these filters" in text
    assert 'href="?q=coffee">Search in all documents' in text


def test_it_counts_up_to_a_bound_with_filters(as_alice, several, monkeypatch):  # noqa: F811
    assert as_alice.get(PAGE).context["found"] == "4 documents"
    assert as_alice.get(f"{PAGE}?media_type=image/*").context["found"] == "3 documents"
    monkeypatch.setattr("onlineocr.web.history.rows.MOST_COUNTED", 2)
    monkeypatch.setattr("onlineocr.web.history.rows.PAGE_SIZE", 2)
    assert as_alice.get(f"{PAGE}?media_type=image/*").context["found"] == "More than 2 documents"
    assert Document.objects.count() == 4
