"""Corrections survive that the document is read again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlineocr.documents import results, services
from onlineocr.documents.corrections import editing, history, undoing
from onlineocr.documents.corrections.errors import EditConflict
from onlineocr.documents.models import Document, Kind, Revision, Run, Standing
from onlineocr.documents.queue import claims
from onlineocr.ocr.editing import Edit
from onlineocr.ocr.errors import DamagedFile
from tests.documents.corrections.read_documents import read_all, read_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(alice):
    """A document of two pages on which Alice corrected a word and deleted a line."""
    document = read_document(alice, [["tho fox", "noise"]], [["over"]])
    editing.correct(document, 1, edits=[Edit(0, 0, 0, "the"), Edit(0, 1, text="")], by=alice)
    return document


def again(document, *pages):
    """The document is read again."""
    run = Run.objects.create(document=document, total=len(pages))
    claims.enqueue(run, document.share_key, range(1, len(pages) + 1))
    Document.objects.filter(pk=document.pk).update(latest=run, status="queued")
    read_all(*pages)
    document.refresh_from_db()


def listed(document, number=1):
    rows = history.listed(document, number, before=None, most=99)
    return [(row.number, row.kind, row.standing) for row in reversed(rows)]


def text(document):
    return services.text_of(Document.objects.get(pk=document.pk))


def test_they_are_done_again_on_the_new_reading(alice, read):
    again(read, [["thc fox", "n0ise"]], [["0ver"]])
    assert text(read) == "the fox\n\n0ver"
    assert listed(read) == [(2, Kind.EDIT, Standing.CARRIED), (4, Kind.CARRY, Standing.APPLIED)]
    (_, new) = [history.to_dict(row) for row in Revision.objects.order_by("number")]
    assert (new["made_by"], new["carries"]) == ("alice", 2)
    assert Document.objects.get().count == len("thefoxver")


def test_they_can_be_found_and_undone_there(alice, read):
    again(read, [["thc fox", "n0ise"]], [["0ver"]])
    assert undoing.take_back(read, 1, revision=4, by=alice).text == "thc fox\nn0ise"
    assert results.page(read, 1).revision == 5
    with pytest.raises(EditConflict):
        undoing.take_back(read, 1, revision=2, by=alice)


def test_a_line_that_was_not_read_loses_its_correction_until_it_is(alice):
    document = read_document(alice, [["one", "tvo"]])
    editing.correct(document, 1, edits=[Edit(0, 0, text="eins"), Edit(0, 1, text="zwei")], by=alice)
    again(document, [["one"]])
    assert text(document) == "eins"
    assert listed(document) == [(2, Kind.EDIT, Standing.LOST), (4, Kind.CARRY, Standing.APPLIED)]
    facts = history.to_dict(Revision.objects.get(number=2))
    assert [change["applied"] for change in facts["changes"]] == [True, False]
    again(document, [["one", "tvo"]])
    assert text(document) == "eins\nzwei"
    assert [standing for *_, standing in listed(document)][:2] == [Standing.CARRIED, Standing.CARRIED]


def test_what_was_undone_is_not_done_again(alice, read):
    undoing.take_back(read, 1, revision=2, by=alice)
    again(read, [["tho fox", "noise"]], [["over"]])
    assert text(read) == "tho fox\nnoise\n\nover"
    assert listed(read) == [(2, Kind.EDIT, Standing.UNDONE), (3, Kind.UNDO, Standing.REPLACED)]


def test_who_saw_the_old_reading_does_not_correct_the_new_one(alice, read):
    before = {number: results.page(read, number).revision for number in (1, 2)}
    again(read, [["thc fox", "n0ise"]], [["0ver"]])
    for number in (1, 2):
        with pytest.raises(EditConflict) as refused:
            editing.correct(read, number, edits=[Edit(0, 0, text="new")], revision=before[number], by=alice)
        assert "read again" in refused.value.detail
    assert editing.correct(read, 2, edits=[Edit(0, 0, text="new")], revision=2, by=alice).revision == 3


def test_a_rerun_that_reads_nothing_changes_nothing(alice, read):
    run = Run.objects.create(document=read, total=1)
    claims.enqueue(run, read.share_key, [1])
    Document.objects.filter(pk=read.pk).update(latest=run, status="queued")
    claims.fail(claims.claim("w"), DamagedFile())
    assert text(read) == "the fox\n\nover"
    assert listed(read) == [(2, Kind.EDIT, Standing.APPLIED)]


def test_a_page_that_is_not_read_again_gets_its_corrections_back_when_it_is(alice, read):
    editing.correct(read, 2, edits=[Edit(0, 0, text="under")], by=alice)
    again(read, [["tho fox", "noise"]])
    assert text(read) == "the fox"
    again(read, [["tho fox", "noise"]], [["over"]])
    assert text(read) == "the fox\n\nunder"


def test_a_document_that_was_never_corrected_is_read_again_as_before(alice):
    document = read_document(alice, [["one"]])
    again(document, [["two"]])
    assert (text(document), results.page(document, 1).revision) == ("two", 2)
    assert not Revision.objects.exists()


def test_a_correction_made_while_it_is_read_again_is_carried_too(alice, read):
    run = Run.objects.create(document=read, total=1)
    claims.enqueue(run, read.share_key, [1])
    Document.objects.filter(pk=read.pk).update(latest=run, status="queued")
    read.refresh_from_db()
    claim = claims.claim("w")
    editing.correct(read, 1, edits=[Edit(0, 0, 1, "wolf")], by=alice)
    from tests.ocr.editing.pages import page

    claims.finish(claim, replace(page(["thc fox", "n0ise"]), number=1))
    assert text(read) == "the wolf"
