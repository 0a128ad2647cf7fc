"""The operator's pages: what they find, and that they do not read whole tables for it."""

import pytest

from onlineocr.documents.queue import claims
from onlineocr.documents.search import indexing


@pytest.fixture
def site(client, charlie):
    """A browser in which Charlie, the operator, is signed in."""
    client.force_login(charlie)
    return client


def found(site, **query):
    response = site.get("/admin/documents/document/", query)
    assert response.status_code == 200
    return [document.file_name for document in response.context["cl"].result_list]


@pytest.fixture
def letters(alice, bob, queued):
    """A document of Alice's and one of Bob's, both read."""
    made = [queued(alice, file_name="tax.png"), queued(bob, file_name="rent.png")]
    for document, text in zip(made, ("paid in May", "paid in June"), strict=True):
        indexing.write_document(document.pk, document.owner_id, document.file_name, [text])
    return made


@pytest.mark.parametrize(
    ("query", "names"),
    [("june", ["rent.png"]), ("paid", ["rent.png", "tax.png"]), ("tax", ["tax.png"]), ("bob", ["rent.png"]),
     ("nothing", []), ("", ["rent.png", "tax.png"]), ('"', [])],
)  # fmt: skip
def test_it_finds_documents_by_words_and_owners(site, letters, query, names):
    assert found(site, q=query) == names


def test_it_finds_a_document_by_its_id(site, letters):
    assert found(site, q=str(letters[0].uid)) == ["tax.png"]


@pytest.mark.parametrize("table", ["document", "run", "page", "worker"])
def test_it_lists_every_table(site, letters, table):
    assert site.get(f"/admin/documents/{table}/").status_code == 200


def test_it_does_not_load_what_pages_hold_to_list_them(site, letters, value, django_assert_max_num_queries):
    claims.finish(claims.claim("w"), value("secret treasure"))
    with django_assert_max_num_queries(12) as asked:
        site.get("/admin/documents/page/")
    assert not any('"documents_page"."result"' in query["sql"] for query in asked.captured_queries)
