"""What is written into the search index, and when."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from onlineocr.documents.models import Document, IndexedPage, Page
from onlineocr.documents.queue import claims
from onlineocr.documents.search import backlog, document_index, indexing
from onlineocr.documents.search.terms import parse

filled = import_module("onlineocr.documents.migrations.0011_page_search_filled")
refilled = import_module("onlineocr.documents.migrations.0017_search_other_scripts")


def numbers():
    """The numbers of the pages that have an entry, the latest entry first."""
    return list(IndexedPage.objects.order_by("-pk").values_list("page__number", flat=True))


def words_of(entry):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tsvector_to_array(vector) FROM documents_indexedpage WHERE id = %s", [entry.pk])
            return set(cursor.fetchone()[0])
        cursor.execute(
            "SELECT name || ' ' || body FROM documents_page_search WHERE rowid = %s",
            [indexing.number(entry.pk, entry.owner_id)],
        )
        return set(cursor.fetchone()[0].split())


def test_it_writes_words_and_what_they_look_like(alice, read):
    read(alice, "Größe 10", file_name="a.png")
    assert words_of(IndexedPage.objects.get()) == {"grosse", "10", "a", "png", "~grosse", "~lo", "~a", "~png"}


def test_it_writes_the_latest_document_last_and_its_first_page_after_the_others(alice, read):
    read(alice, "one", "two")
    read(alice, "three")
    assert numbers() == [1, 1, 2]


def test_only_the_first_page_that_was_read_is_found_by_the_file_name(alice, read):
    read(alice, None, "one", "two", file_name="tea.pdf")
    found = {entry.page.number: "tea" in words_of(entry) for entry in IndexedPage.objects.all()}
    assert found == {2: True, 3: False}


def test_a_document_that_could_not_be_read_is_found_by_its_name(alice, read):
    read(alice, None, file_name="tea.pdf")
    assert "tea" in words_of(IndexedPage.objects.get(page=None))


def test_a_rerun_writes_the_new_pages_instead_of_the_old(alice, read, finish):
    document = read(alice, "old", "old")
    run = document.run
    run.pk = None
    run.status, run.done, run.total = "queued", 0, 1
    run.save()
    claims.enqueue(run, "", [1])
    Document.objects.filter(pk=document.pk).update(latest=run)
    finish("new")
    assert "new" in words_of(IndexedPage.objects.get())


def test_a_corrected_page_is_found_by_its_new_words(alice, read):
    document = read(alice, "good", "wrnog")
    page = Page.objects.get(run__document=document, number=2)
    page.text = "right"
    backlog.index_page(page, "wrnog")
    assert numbers() == [1, 2]
    assert "right" in words_of(IndexedPage.objects.get(page=page))
    assert [document_index.count(parse(word), alice.pk) for word in ("right", "wrnog", "good")] == [1, 0, 1]


@pytest.mark.parametrize("texts", [["a b", "a b", "c"], ["a b a b", "c"], ["x a b", "a b"], ["a", "b a b"], ["a", ""]])
@pytest.mark.parametrize("new", ["new", "a new b", "", "b a"])
def test_a_corrected_document_has_the_entry_that_it_would_have_anew(alice, read, texts, new):
    document = read(alice, *texts)
    last = len(texts)
    page = Page.objects.get(run__document=document, number=last)
    page.text = new
    page.save()
    backlog.index_page(page, texts[-1])
    words = ("a", "b", "c", "new", '"a b"', '"b a"', '"a new"')
    found = {word: document_index.count(parse(word), alice.pk) for word in words}
    indexing.index(document, list(Page.objects.filter(run__document=document).values_list("pk", "text")))
    assert found == {word: document_index.count(parse(word), alice.pk) for word in found}


def test_a_page_of_a_run_that_is_not_shown_is_not_written(alice, queued):
    backlog.index_page(Page.objects.get(run__document=queued(alice)), "before")
    assert not IndexedPage.objects.exists()


def test_a_deleted_document_leaves_no_entry(alice, read):
    read(alice, "one", "two")
    Document.objects.all().delete()
    assert not IndexedPage.objects.exists()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM documents_page_search")
            assert cursor.fetchone() == (0,)


def test_entries_go_with_a_document_that_changes_hands(alice, bob, read):
    document = read(alice, "treasure", "island")
    document.owner = bob
    document.save()
    assert {entry.owner_id for entry in IndexedPage.objects.all()} == {bob.pk}
    assert "treasure" in words_of(IndexedPage.objects.latest("pk"))


@pytest.mark.parametrize("done", [0, 1], ids=["anew", "after an interruption"])
def test_the_migration_writes_what_the_service_would_have(alice, read, done):
    made = [read(alice, "one", None, "two", file_name="a.pdf"), read(None, None), read(alice, "three")]
    before = [(entry.document_id, entry.page_id, words_of(entry)) for entry in IndexedPage.objects.order_by("pk")]
    IndexedPage.objects.exclude(document__in=made[:done]).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_search")
    filled.fill(apps, SimpleNamespace(connection=connection))
    after = [(entry.document_id, entry.page_id, words_of(entry)) for entry in IndexedPage.objects.order_by("pk")]
    assert after == before
    assert document_index.count(parse("three"), alice.pk) == 1


def test_a_page_of_very_many_words_is_written(alice, read):
    text = " ".join(f"w{number}" for number in range(60_000)) + " the" * 20_000
    document = read(alice, text)
    assert document_index.documents(parse('w1 "w5 w6"'), alice.pk, most=1) == [document.pk]


def test_the_migration_brings_entries_of_other_scripts_over(alice, read):
    read(alice, "plain words")
    read(alice, "학교에서", "sun", file_name="הבית.png")
    plain, sun, korean = IndexedPage.objects.order_by("pk")
    for entry in (plain, sun, korean):
        indexing.write_page(entry.pk, entry.owner_id, "", "tea")
    refilled.refill(apps, SimpleNamespace(connection=connection))
    assert words_of(plain) == {"tea", "~tea"}
    assert words_of(korean) >= {"학", "교", "~בית", "הבית"}
    assert words_of(sun) == {"sun", "~sun"}
    [document] = document_index.documents(parse("학교"), alice.pk, most=2)
    assert document == korean.document_id
