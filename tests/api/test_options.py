"""The options of a call: each has an effect, and is stored."""

from __future__ import annotations

import io
import json

import pytest

from onlineocr.documents.options import specs
from onlineocr.documents.queue import claims
from onlineocr.http.problems import TABLE
from onlineocr.ocr.options import Options
from tests.support import processes

# Values that are not the default, to be stored and read back.
STORED = {
    "engine": "fake", "languages": "de,el", "pages": "1-3,7", "dpi": 200, "orient": False, "deskew": False,
    "text_layer": "only", "tables": False, "barcodes": True, "detail": "lines",
}  # fmt: skip
SECRET = {"password"}
OF_THE_SERVICE = {"priority", "retention", "webhook"}


def test_every_option_is_one_of_these():
    assert {spec.name for spec in specs()} == STORED.keys() | SECRET | OF_THE_SERVICE


@pytest.mark.parametrize("name", STORED)
def test_each_is_stored_and_read_back(name):
    options = Options.parse({name: STORED[name]})
    assert getattr(options, name) != getattr(Options(), name)
    assert Options.parse(options.to_dict()) == options


def test_a_secret_is_not_stored():
    options = Options.parse({"password": "hidden"})
    assert "password" not in options.to_dict()
    assert "hidden" not in repr(options)


@pytest.fixture
def read(alice, queued, value):
    """``read(detail="lines")``: a document that was read with these options."""

    def make(**options):
        document = queued(alice, options=options)
        claims.finish(claims.claim("w"), value("Hello world"))
        return f"/api/v1/documents/{document.uid}/"

    return make


def test_an_unknown_engine_is_reported_with_the_other_faults(as_user, alice):
    given = {"file": io.BytesIO(processes.picture()), "engine": "foo", "dpi": "7", "retention": "9x"}
    found = as_user(alice).post("/api/v1/documents/", given, format="multipart").json()
    assert {error["field"] for error in found["errors"]} == {"engine", "dpi", "retention"}


def lines(page):
    return [line for block in page["blocks"] for line in block["lines"]]


def check(page, detail):
    assert page["text"] == "Hello world"
    assert bool(page["blocks"]) == (detail != "text")
    assert any(line["words"] for line in lines(page)) == (detail == "words")


def fetch(client, address):
    answer = client.get(address)
    return json.loads(b"".join(answer.streaming_content)), answer["ETag"]


@pytest.mark.parametrize("detail", ["text", "lines", "words"])
def test_detail_says_how_much_json_holds(as_user, alice, read, detail):
    whole, client = read(), as_user(alice)
    result, _ = fetch(client, read(detail=detail) + "result")
    check(result["pages"][0], detail)
    result, etag = fetch(client, f"{whole}result?detail={detail}")
    check(result["pages"][0], detail)
    assert (etag == fetch(client, whole + "result")[1]) == (detail == "words")


def test_detail_changes_no_other_format_and_not_what_is_stored(as_user, alice, read):
    client, short, whole = as_user(alice), read(detail="text"), read()
    hocr = [b"".join(client.get(at + "result?format=hocr").streaming_content) for at in (short, whole)]
    assert hocr[0].count(b"ocrx_word") == hocr[1].count(b"ocrx_word") > 2
    check(client.get(short + "pages/1/").json(), "words")
    check(fetch(client, short + "result?detail=words")[0]["pages"][0], "words")


def test_detail_is_checked(as_user, alice, read):
    answer = as_user(alice).get(read() + "result?detail=letters")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")


@pytest.mark.parametrize("detail", ["text", "lines"])
def test_detail_counts_for_the_first_endpoint(worker, api, detail):
    answer = api.post(f"/api/ocr/?detail={detail}", processes.picture(), content_type="image/png").json()
    page = answer["pages"][0]
    assert answer["content"] == page["text"]
    assert (bool(page["blocks"]), any(line["words"] for line in lines(page))) == (detail == "lines", False)


BAD = {
    "empty": b"", "no picture": b"hello there", "locked": processes.encrypted_pdf(), "huge": processes.huge_png(),
    "cut": processes.picture()[:40],
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_the_form_answers_with_the_status_of_the_api(client, db, name):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(address):
        return client.post(address, {"file": SimpleUploadedFile("a.png", BAD[name])})

    said = send("/api/v1/documents/")
    assert said.status_code == TABLE[said.json()["code"]].status
    assert send("/").status_code == said.status_code


@pytest.mark.parametrize(("field", "text"), [("languages", "xx-nothing"), ("pages", "9"), ("pages", "x")])
def test_the_form_refuses_an_option_as_the_api_does(client, db, field, text):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(address):
        return client.post(address, {"file": SimpleUploadedFile("a.png", processes.picture()), field: text})

    assert send("/").status_code == send("/api/v1/documents/").status_code == 422


@pytest.mark.parametrize(("mode", "feature"), [("off", False), ("accounts", True), ("everybody", True)])
def test_capabilities_say_whether_addresses_are_fetched(client, settings, mode, feature):
    settings.URL_UPLOADS = mode
    assert client.get("/api/v1/capabilities").json()["features"]["url_uploads"] is feature
