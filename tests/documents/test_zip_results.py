"""The results of several documents as one zip."""

from __future__ import annotations

import io
import zipfile

import pytest

from onlineocr.documents import services, zip_results
from onlineocr.documents.limits import concurrency
from onlineocr.documents.models import Document
from onlineocr.ocr.export import registry, zipstream

LEFT_OUT = zip_results.LEFT_OUT


def zipped(*documents, form="txt"):
    keys = [document.pk for document in documents]
    made = b"".join(zipstream.stream(zip_results.members(keys, registry.get(form))))
    archive = zipfile.ZipFile(io.BytesIO(made))
    assert archive.testzip() is None
    return {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}


def test_it_holds_a_file_of_each_document_in_their_order(alice, typed):
    tea, milk = typed(alice, "tea", "more tea", file_name="tea.pdf"), typed(alice, "milk", file_name="milk.png")
    assert list(zipped(milk, tea).items()) == [("milk.txt", "milk\n"), ("tea.txt", "tea\n\x0cmore tea\n")]


@pytest.mark.parametrize("form", registry.names())
def test_it_takes_each_format_and_names_it_by_its_ending(alice, typed, form):
    found = zipped(typed(alice, "tea", file_name="tea.png"), form=form)
    assert list(found) == ([LEFT_OUT] if form == "pdf" else [f"tea{registry.get(form).extension}"])  # no file, no PDF


def test_it_keeps_equal_names_apart(alice, typed):
    twins = [typed(alice, text, file_name=name) for text, name in (("1", "a.png"), ("2", "A.pdf"), ("3", "a.tiff"))]
    assert list(zipped(*twins)) == ["a.txt", "A (2).txt", "a (3).txt"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\x", "con.png", "left-out.png", "a/b/c", "\x01", "..", "x" * 255]
)
def test_its_names_are_safe_on_any_system(alice, typed, name):
    document = typed(alice, "tea")
    Document.objects.update(file_name=name)
    [found] = zipped(document)
    assert not {"/", "\\", ":"} & set(found)
    assert (len(found) <= 200, found.startswith("."), found == LEFT_OUT) == (True, False, False)


def test_a_document_without_a_name_has_its_id(alice, typed):
    document = typed(alice, "tea", file_name="")
    assert list(zipped(document)) == [f"{document.uid}.txt"]


def test_it_names_what_it_leaves_out(alice, typed, queued):
    tea, gone, unread = typed(alice, "tea"), typed(alice, "x"), queued(alice, file_name="new.png")
    services.delete(gone)
    found = zipped(tea, gone, unread)
    assert list(found) == ["scan.txt", LEFT_OUT]
    assert found[LEFT_OUT].splitlines() == [
        "A document that was deleted a moment ago",
        "new.png: None of these pages has been read yet. Ask again when one has.",
    ]


def test_a_document_deleted_while_it_is_sent_ends_no_zip(alice, typed, monkeypatch):
    monkeypatch.setattr("onlineocr.documents.results._TOGETHER", 1)
    first, second = typed(alice, "one", "two", file_name="a.pdf"), typed(alice, "three", file_name="b.png")
    made = zip_results.members([first.pk, second.pk], registry.get("txt"))
    chunks = iter(next(made).chunks)
    next(chunks)
    services.delete(first)
    list(chunks)
    rest = {member.name: b"".join(member.chunks).decode() for member in made}
    assert rest["b.txt"] == "three\n"
    assert rest[LEFT_OUT] == "a.txt: only its beginning is here; it was deleted while this file was made\n"


def test_it_waits_for_others_but_not_for_ever(alice, typed, settings, monkeypatch):
    monkeypatch.setattr(zip_results, "_PATIENCE", 0.1)
    settings.EXPORTS_AT_ONCE = 0
    assert concurrency.exports.full
    assert "busy" not in (found := zipped(typed(alice, "tea"), form="docx"))
    assert "the server was making other files; try again" in found[LEFT_OUT]


def test_it_deletes_what_is_kept_only_until_it_is_fetched(alice, typed):
    kept, handed = typed(alice, "tea"), typed(alice, "milk")
    Document.objects.filter(pk=handed.pk).update(transient=True)
    assert len(zipped(kept, handed)) == 2
    assert list(Document.objects.values_list("pk", flat=True)) == [kept.pk]


def test_of_no_document_it_is_an_empty_zip(db):
    assert zipped() == {}
