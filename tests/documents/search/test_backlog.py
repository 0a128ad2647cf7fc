"""Long documents, which are entered in the search index after the transaction that changes them."""

import threading
import time

import pytest
from django.db import transaction

from onlineocr.documents.models import Document, IndexedPage, Page, Run, Unindexed
from onlineocr.documents.privacy import deletion
from onlineocr.documents.queue import claims
from onlineocr.documents.search import backlog, document_index, indexing
from onlineocr.documents.search.terms import parse
from onlineocr.worker.maintenance import Maintenance


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(backlog, "AT_ONCE", 2)
    monkeypatch.setattr(backlog, "_PART", 2)
    monkeypatch.setattr(backlog, "_BREATH", 0)


def read_again(document, finish, *texts):
    run = Run.objects.create(document=document, total=len(texts))
    claims.enqueue(run, "", range(1, len(texts) + 1))
    Document.objects.filter(pk=document.pk).update(latest=run)
    finish(*texts)


def corrected(document, number, text):
    page = Page.objects.get(run=document.shown, number=number)
    before, page.text = page.text, text
    page.save()
    backlog.index_page(page, before)


def work_off():
    while not backlog.work_off():
        pass


def numbers():
    """The numbers of the pages that have an entry, the latest entry first."""
    return list(IndexedPage.objects.order_by("-pk").values_list("page__number", flat=True))


def written():
    return list(IndexedPage.objects.order_by("pk").values_list("page", "first"))


def found(owner, *queries):
    return [document_index.count(parse(query), owner.pk) for query in queries]


def test_a_short_document_is_entered_at_once(alice, read):
    read(alice, "one", "two")
    assert found(alice, "one two") == [1]
    assert not Unindexed.objects.exists()


def test_a_long_document_is_noted_and_entered_after(alice, read):
    read(alice, "one", "two", "three", file_name="tea.pdf")
    assert (numbers(), found(alice, "one three tea")) == ([], [0])
    work_off()
    assert (numbers(), found(alice, "one three tea")) == ([1, 2, 3], [1])
    assert not Unindexed.objects.exists()


def test_only_the_first_page_of_a_long_document_has_the_file_name(alice, read):
    read(alice, *"abcde", file_name="tea.pdf")
    work_off()
    assert list(IndexedPage.objects.filter(first=True).values_list("page__number", flat=True)) == [1]


def test_the_parts_are_those_that_one_go_would_have_written(alice, read):
    document = read(alice, *"abcde")
    work_off()
    in_parts = written()
    indexing.index(document, list(Page.objects.order_by("number").values_list("pk", "text")))
    assert written() == in_parts


def test_what_was_interrupted_goes_on(alice, read):
    document = read(alice, *"abcde")
    assert backlog._switch_part(document.pk, document.shown_id)
    assert numbers() == [4, 5]
    work_off()
    assert (numbers(), found(alice, "a e")) == ([1, 2, 3, 4, 5], [1])


def test_a_rerun_of_a_long_document_replaces_its_entries(alice, read, finish):
    document = read(alice, *["old"] * 5)
    work_off()
    read_again(document, finish, *["new"] * 3)
    assert found(alice, "old", "new") == [1, 0]  # the old entries stay until the new ones come
    work_off()
    assert (numbers(), found(alice, "old", "new")) == ([1, 2, 3], [0, 1])


def test_a_short_rerun_of_a_long_document_is_noted_too(alice, read, finish):
    document = read(alice, *["old"] * 5)
    work_off()
    read_again(document, finish, "new")
    work_off()
    assert (numbers(), found(alice, "old", "new")) == ([1], [0, 1])


def test_a_rerun_meanwhile_leaves_nothing_of_the_run_before(alice, read, finish):
    document = read(alice, *["old"] * 5)
    backlog._switch_part(document.pk, document.shown_id)
    read_again(document, finish, *["new"] * 4)
    assert not backlog._switch_part(document.pk, document.shown_id)  # a worker that has not seen it writes no more
    work_off()
    assert (numbers(), found(alice, "old", "new")) == ([1, 2, 3, 4], [0, 1])


def test_a_short_rerun_meanwhile_ends_the_note(alice, read, finish):
    document = read(alice, *["old"] * 3)
    read_again(document, finish, "new")
    backlog._write_whole(document.pk, document.shown_id, 1)
    assert (numbers(), found(alice, "old", "new")) == ([1], [0, 1])
    assert not Unindexed.objects.exists()


def test_a_correction_of_a_long_document_is_found_after(alice, read):
    document = read(alice, "one", "two", "wrnog")
    work_off()
    corrected(document, 3, "right")
    assert found(alice, "right", "wrnog") == [0, 1]
    work_off()
    assert found(alice, "right", "wrnog", "one") == [1, 0, 1]


def test_a_correction_of_a_page_that_is_not_entered_yet_is_not_lost(alice, read):
    document = read(alice, "wrnog", "two", "three")
    backlog._switch_part(document.pk, document.shown_id)
    corrected(document, 1, "right")
    work_off()
    assert found(alice, "right", "wrnog") == [1, 0]


def test_a_correction_while_the_words_are_split_is_written_in_the_next_round(alice, read, monkeypatch):
    document = read(alice, "wrnog", "two", "three")
    split = indexing.document_words

    def interrupted(*given):
        words = split(*given)
        monkeypatch.undo()
        corrected(document, 1, "right")
        return words

    monkeypatch.setattr(indexing, "document_words", interrupted)
    assert not backlog.work_off()
    assert Unindexed.objects.exists()
    work_off()
    assert found(alice, "right", "wrnog") == [1, 0]


def test_the_same_words_leave_no_note(alice, read):
    document = read(alice, "one", "two", "three")
    work_off()
    corrected(document, 1, " One")
    assert not Unindexed.objects.exists()


def test_a_deleted_document_is_not_entered(alice, read):
    document = read(alice, "one", "two", "three")
    deletion.delete(document)
    backlog._switch_part(document.pk, document.shown_id)
    backlog._write_whole(document.pk, document.shown_id, 1)
    assert not Unindexed.objects.exists()
    assert (numbers(), found(alice, "one")) == ([], [0])


def test_a_long_document_that_changes_hands_meanwhile_is_its_new_owners(alice, bob, read):
    document = read(alice, "one", "two", "three")
    backlog._switch_part(document.pk, document.shown_id)
    document.owner = bob
    document.save()
    work_off()
    assert set(IndexedPage.objects.values_list("owner_id", flat=True)) == {bob.pk}
    assert (found(alice, "one"), found(bob, "one")) == ([0], [1])


def test_what_is_rolled_back_leaves_no_note(alice, read):
    with transaction.atomic():
        read(alice, "one", "two", "three")
        assert Unindexed.objects.exists()
        transaction.set_rollback(True)
    assert not Unindexed.objects.exists()


def test_a_worker_does_it(transactional_db, alice, read):
    read(alice, "one", "two", "three")
    stopping = threading.Event()
    maintenance = Maintenance(stopping)
    maintenance.start()
    deadline = time.monotonic() + 20
    while Unindexed.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    stopping.set()
    maintenance.join()
    assert found(alice, "one three") == [1]
