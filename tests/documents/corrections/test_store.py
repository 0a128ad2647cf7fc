"""Revisions with all that belongs to a document: taken along, deleted, not copied, looked at."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from onlineocr.documents import services
from onlineocr.documents.corrections import editing, history, undoing
from onlineocr.documents.models import Document, Page, Revision
from onlineocr.documents.privacy import account_deletion, account_export
from onlineocr.documents.queue import claims, reuse
from onlineocr.ocr.editing import Edit
from onlineocr.ocr.export import zipstream
from tests.documents.corrections.read_documents import read_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(alice):
    """A document of Alice's whose only line she corrected."""
    document = read_document(alice, [["tho fox"]])
    editing.correct(document, 1, edits=[Edit(0, 0, 0, "the")], by=alice)
    return document


def test_the_account_takes_its_revisions_along(alice, corrected):
    read_document(alice, [["untouched"]])
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zipstream.stream(account_export.members(alice)))))
    (name,) = [name for name in archive.namelist() if name.endswith("revisions.json")]
    (revision,) = json.loads(archive.read(name))
    assert (revision["made_by"], revision["page"], revision["number"]) == ("alice", 1, 2)
    assert (revision["changes"][0]["before"], revision["changes"][0]["after"]) == ("tho fox", "the fox")
    assert archive.read(name.replace("revisions.json", "text.txt")) == b"the fox\n"


def test_revisions_go_with_their_document(corrected):
    services.delete(corrected)
    assert not Revision.objects.exists()


def test_revisions_go_with_the_account(alice, corrected):
    account_deletion.close(user=alice)
    assert not Revision.objects.exists()


def test_what_one_document_was_corrected_to_is_no_reading_of_another(alice, corrected, queued):
    Page.objects.update(fingerprint="f")
    queued(alice)
    found = reuse.find(claims.claim("w"), "f")
    assert found.text == "tho fox"
    assert not any(word.corrected for word in found.words)


def test_the_reading_can_be_told_from_the_result_whatever_was_undone(alice, corrected):
    read = history.as_read(Page.objects.get())
    undoing.take_back(corrected, 1, revision=2, by=alice)
    editing.correct(corrected, 1, edits=[Edit(0, text="")], by=None)
    assert history.as_read(Page.objects.get()) == read
    assert read.text == "tho fox"


def test_the_operator_sees_who_changed_what(client, charlie, corrected):
    client.force_login(charlie)
    revision = Revision.objects.get()
    assert b"alice" in client.get("/admin/documents/revision/").content
    page = client.get(f"/admin/documents/revision/{revision.pk}/change/").content.decode()
    assert "tho fox → the fox" in page
    assert 'name="_save"' not in page


def test_a_document_without_an_end_is_summed_up_when_it_ends(alice, queued, value):
    document = queued(alice, pages=2)
    claims.finish(claims.claim("w"), value("frist"))
    before = Document.objects.get()
    editing.correct(document, 1, edits=[Edit(0, 0, 0, "first")], by=alice)
    assert Document.objects.get().count == before.count == 0
