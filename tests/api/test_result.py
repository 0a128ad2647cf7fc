"""GET /api/v1/documents/{id}/result: what goes with the result, and who has it already."""

import io
import json
import zipfile

import pytest

from onlineocr.documents import results, services
from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import DamagedFile
from onlineocr.ocr.export import registry

URL = "/api/v1/documents/"


@pytest.fixture
def read(queued, value):
    def document(owner, *texts, **fields):
        made = queued(owner, pages=len(texts), **fields)
        for number, text in enumerate(texts, 1):
            claims.finish(claims.claim("w"), value(text, number=number))
        return f"{URL}{made.uid}/result"

    return document


def test_it_is_not_sent_twice(as_user, alice, read):
    address = read(alice, "one")
    first = as_user(alice).get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first["Vary"]
    for header in ({"HTTP_IF_NONE_MATCH": first["ETag"]}, {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}):
        again = as_user(alice).get(address, **header)
        assert (again.status_code, again["ETag"]) == (304, first["ETag"])


def test_it_is_another_one_in_another_form(as_user, alice, read):
    address = read(alice, "one", "two")
    tags = [as_user(alice).get(address + query)["ETag"] for query in ("", "?format=txt", "?pages=1", "?pages=2")]
    assert len(set(tags)) == 4


def test_it_is_another_one_when_a_page_was_added(as_user, alice, queued, value):
    address = f"{URL}{queued(alice, pages=2).uid}/result"
    tags = []
    for number in (1, 2):
        claims.finish(claims.claim("w"), value("same", number=number))
        tags.append(as_user(alice).get(address)["ETag"])
    assert tags[0] != tags[1]


def test_it_is_no_answer_to_who_wants_another_one(as_user, alice, read):
    response = as_user(alice).get(read(alice, "one"), HTTP_IF_MATCH='"another"')
    assert (response.status_code, response.json()["code"]) == (412, "precondition_failed")


@pytest.mark.parametrize(
    ("name", "query", "disposition"),
    [
        ("scan.png", "", 'attachment; filename="scan.json"'),
        ("scan.tar.gz", "?format=txt", 'attachment; filename="scan.tar.txt"'),
        ("Gru\u00df.png", "?format=txt", "attachment; filename=\"Gruss.txt\"; filename*=utf-8''Gru%C3%9F.txt"),
        ("Скан 1.png", "", "attachment; filename=\"_ 1.json\"; filename*=utf-8''%D0%A1%D0%BA%D0%B0%D0%BD%201.json"),
        ("写真.png", "?format=txt", "attachment; filename=\"file.txt\"; filename*=utf-8''%E5%86%99%E7%9C%9F.txt"),
        ('é".png', "?format=txt", """attachment; filename="e\\".txt"; filename*=utf-8''%C3%A9%22.txt"""),
        ('a"b.png', "", 'attachment; filename="a\\\\"b.json"'.replace("\\\\", "\\")),
    ],
)
def test_it_has_a_name_for_the_download(as_user, alice, read, name, query, disposition):
    assert as_user(alice).get(read(alice, "one", file_name=name) + query)["Content-Disposition"] == disposition


def test_a_file_without_a_name_is_called_by_its_id(as_user, alice, read):
    response = as_user(alice).get(read(alice, "one", file_name=""))
    assert str(Document.objects.get().uid) in response["Content-Disposition"]


def test_head_tells_the_same_without_the_text(as_user, alice, read):
    address = read(alice, "one")
    get, head = as_user(alice).get(address), as_user(alice).head(address)
    assert (head.status_code, head["ETag"], b"".join(head.streaming_content)) == (200, get["ETag"], b"")


def test_it_refuses_a_form_that_there_is_not(as_user, alice, read):
    response = as_user(alice).get(read(alice, "one"), HTTP_ACCEPT="audio/wav")
    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")


def test_it_asks_to_come_again_only_while_that_helps(as_user, alice, queued):
    address = f"{URL}{queued(alice).uid}/result"
    assert as_user(alice).get(address)["Retry-After"] == "1"
    claims.fail(claims.claim("w"), DamagedFile())
    response = as_user(alice).get(address)
    assert (response.status_code, "Retry-After" in response) == (409, False)


def test_half_a_result_does_not_look_like_a_whole_one(alice, read):
    read(alice, *(f"page {number}" for number in range(30)))
    document = Document.objects.get()
    pages = results.pages(document)
    next(pages)
    services.delete(Document.objects.get())
    with pytest.raises(results.ResultGone):
        list(pages)


def test_it_keeps_no_query_open_for_a_slow_reader(alice, read, django_assert_num_queries):
    read(alice, *("x" for _ in range(30)))
    document = Document.objects.select_related("shown").get()
    with django_assert_num_queries(3):
        assert len(list(results.pages(document))) == 30


def test_it_says_which_pages_could_not_be_read(as_user, alice, queued, value):
    address = f"{URL}{queued(alice, pages=3).uid}/result"
    claims.finish(claims.claim("w"), value("one"))
    tag = as_user(alice).get(address)["ETag"]
    for _ in range(2):
        claims.fail(claims.claim("w"), DamagedFile("Torn"))
    response = as_user(alice).get(address)
    body = json.loads(b"".join(response.streaming_content))
    assert [problem["detail"][:12] for problem in body["problems"]] == ["Page 2: Torn", "Page 3: Torn"]
    assert (body["needs_review"], response["ETag"] == tag) == (True, False)
    some = as_user(alice).get(address + "?pages=1-2")
    assert len(json.loads(b"".join(some.streaming_content))["problems"]) == 1


def test_it_comes_in_every_format(as_user, alice, read):
    address = read(alice, "one", "two")
    for name in (name for name in registry.names() if not registry.get(name).needs_original):
        response = as_user(alice).get(f"{address}?format={name}")
        empty = not b"".join(response.streaming_content)
        assert (response.status_code, empty) == (200, name == "csv"), name  # there are no tables


def test_several_pages_of_page_xml_come_as_a_zip(as_user, alice, read):
    address = f"{read(alice, 'one', 'two')}?format=page"
    assert as_user(alice).get(address)["Content-Type"] == "application/zip"
    one = as_user(alice).get(f"{address}&pages=2")
    assert (one["Content-Type"], "scan.page.xml" in one["Content-Disposition"]) == (
        "application/vnd.prima.page+xml",
        True,
    )


def test_the_caller_s_accept_chooses_the_format(as_user, alice, read):
    response = as_user(alice).get(read(alice, "one"), HTTP_ACCEPT="application/alto+xml")
    assert (response["Content-Type"], "Accept" in response["Vary"]) == ("application/alto+xml", True)


def test_a_word_document_is_the_same_when_it_was_kept(as_user, alice, read):
    address = f"{read(alice, 'one')}?format=docx"
    first, second = (b"".join(as_user(alice).get(address).streaming_content) for _ in range(2))
    assert first == second
    assert first.startswith(b"PK")


def test_a_zip_says_what_is_missing_in_it(as_user, alice, read):
    data = b"".join(as_user(alice).get(f"{read(alice, 'one')}?format=zip").streaming_content)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {"scan.pdf.missing.txt", "scan.docx", "scan.page.xml"} <= set(names)
