"""GET /api/v1/documents/{id}/result?format=pdf: the upload with its text."""

import io
import threading
import zipfile

import pikepdf
import pytest
from pikepdf import pdfa

from onlineocr.documents import services
from onlineocr.documents.files import page_images, storage
from onlineocr.documents.queue import claims
from tests.ocr.pdf_output import pdfs
from tests.ocr.pdf_output.pdfs import line, lines, page
from tests.support.processes import encrypted_pdf, picture

URL = "/api/v1/documents/"
pytestmark = pytest.mark.django_db(transaction=True)


def read(owner, *pages, data=None, **options):
    """An upload whose pages have been read; the address of its result."""
    document, _ = services.submit(upload=services.Upload([data or pdfs.blank()], "scan.png", options), owner=owner)
    for one in pages or (page(lines("Alice and Bob")),):
        claims.finish(claims.claim("w"), one)
    return document, f"{URL}{document.uid}/result?format=pdf"


def body(response):
    return b"".join(response.streaming_content)


def of_pages(count):
    document, file = pikepdf.new(), io.BytesIO()
    for number in range(1, count + 1):
        document.add_blank_page(page_size=(72 * number, 504))
    document.save(file)
    return file.getvalue()


def test_it_gives_the_upload_with_its_text(as_user, alice):
    _, address = read(alice)
    response = as_user(alice).get(address)
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="scan.pdf"',
    )
    data = body(response)
    assert pdfs.text_by_pdfium(data) == "Alice and Bob"
    assert pdfa.validate_written(io.BytesIO(data), "2b").passed


def test_it_is_given_to_who_accepts_it(as_user, alice):
    _, address = read(alice)
    assert body(as_user(alice).get(address.partition("?")[0], HTTP_ACCEPT="application/pdf")).startswith(b"%PDF-")


def test_it_has_the_pages_asked_for(as_user, alice):
    pages = [page([line(f"page {number}", left=10, step=10)], number, (200 * number, 1400)) for number in (1, 2, 3)]
    _, address = read(alice, *pages, data=of_pages(3))
    data = body(as_user(alice).get(address + "&pages=2-3"))
    assert [pdfs.text_by_pdfium(data, number) for number in (1, 2)] == ["page 2", "page 3"]


def test_it_has_the_pages_that_were_to_be_read(as_user, alice):
    _, address = read(alice, page([line("two", left=10)], 2, (400, 1400)), data=of_pages(3), pages="2")
    with pikepdf.open(io.BytesIO(body(as_user(alice).get(address)))) as document:
        assert [int(one.mediabox[2]) for one in document.pages] == [144]


def test_a_protected_pdf_wants_its_password_each_time(as_user, alice):
    _, address = read(alice, data=encrypted_pdf("charlie"), password="charlie")
    response = as_user(alice).get(address)
    assert (response.status_code, response.json()["code"]) == (422, "pdf_encrypted")
    assert "in the header 'X-Document-Password'" in response.json()["detail"]
    wrong = as_user(alice).get(address, HTTP_X_DOCUMENT_PASSWORD="bob")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
    assert as_user(alice).get(address, HTTP_X_DOCUMENT_PASSWORD="charlie").status_code == 200


def test_it_says_that_the_file_is_gone(as_user, alice):
    document, address = read(alice)
    storage.delete(document.key)
    response = as_user(alice).get(address)
    assert (response.status_code, response.json()["code"]) == (410, "original_gone")


def test_it_says_that_a_file_cannot_be_taken(as_user, alice, monkeypatch):
    document, address = read(alice, data=of_pages(1))
    with storage.local(document.key) as path:
        path.write_bytes(b"%PDF-1.7\nno more than words\n%%EOF")
    response = as_user(alice).get(address)
    assert (response.status_code, response.json()["code"]) == (400, "damaged_file")


def test_many_at_once_are_made_a_few_at_a_time(as_user, alice, monkeypatch):
    _, address = read(alice)
    monkeypatch.setattr(page_images, "_places", threading.BoundedSemaphore(1))
    with page_images.turn():
        response = as_user(alice).get(address)
    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (503, "unavailable", "1")


def test_head_makes_nothing(as_user, alice, monkeypatch):
    _, address = read(alice)
    monkeypatch.setattr(page_images, "_places", threading.BoundedSemaphore(1))
    with page_images.turn():
        assert as_user(alice).head(address).status_code == 200


def test_a_picture_that_is_gone_half_way_leaves_nothing_open(as_user, alice):
    _, address = read(alice, data=picture())
    response = as_user(alice).get(address)
    next(iter(response.streaming_content))
    response.close()


def test_it_is_in_the_zip_of_all_formats(as_user, alice):
    _, address = read(alice)
    with zipfile.ZipFile(io.BytesIO(body(as_user(alice).get(address.replace("=pdf", "=zip"))))) as files:
        assert pdfs.text_by_pdfium(files.read("scan.pdf")) == "Alice and Bob"


def test_a_zip_does_without_it_where_it_wants_a_password(as_user, alice):
    _, address = read(alice, data=encrypted_pdf("charlie"), password="charlie")
    with zipfile.ZipFile(io.BytesIO(body(as_user(alice).get(address.replace("=pdf", "=zip"))))) as files:
        assert "scan.pdf" not in files.namelist()
        assert "scan.json" in files.namelist()
