"""What /api/v1/capabilities tells holds: each list, each limit at its border, each flag both ways."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from PIL import Image

from onlineocr.documents.files import decoder
from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from onlineocr.ocr import languages
from onlineocr.ocr.decode import sniff
from onlineocr.ocr.engines import registry
from onlineocr.ocr.export import registry as exports
from onlineocr.ocr.picture import FORMATS
from onlineocr.ocr.sandbox import Sandbox
from tests.ocr.decode.decoded import pdf_page
from tests.support import drawing, processes
from tests.support.named_tests import literals
from tests.support.remote import LOCAL, Reply, serving

PAGE = Image.new("RGB", (120, 60), "white")
URL, DOCUMENTS, OCR = "/api/v1/capabilities", "/api/v1/documents/", "/api/ocr/"
LIMIT, FEATURE = "test_the_limit_", "test_the_feature_"
MAKERS = {
    sniff.PNG: "PNG", sniff.JPEG: "JPEG", sniff.WEBP: "WEBP", sniff.GIF: "GIF", sniff.BMP: "BMP", sniff.TIFF: "TIFF",
    sniff.AVIF: "AVIF", sniff.HEIC: "HEIF", sniff.NETPBM: "PPM", sniff.PDF: None,
}  # fmt: skip
# Limits of a decoder and of a recogniser, by the test that meets them, and what it is to name.
ELSEWHERE = {
    "decode_seconds": ("api/test_codes.py::test_a_page_that_takes_too_long_to_decode", "decode_timeout"),
    "decode_memory": ("api/test_codes.py::test_a_page_that_takes_too_much_memory_to_decode", "decode_memory"),
    "page_seconds": ("worker/test_kill.py::test_it_ends_a_page_and_a_document_at_their_deadlines", "page_timeout"),
}


@pytest.fixture
def said(client):
    """``said("limits")``: a part of the answer, as it is now."""
    return lambda part: client.get(URL).json()[part]


@pytest.fixture
def limited(settings, monkeypatch):
    """``limited(max_pages=1)``: these limits hold, in the decoders too."""

    def hold(**limits):
        settings.LIMITS = replace(settings.LIMITS, **limits)
        boxes.append(Sandbox(settings.LIMITS))
        monkeypatch.setattr(decoder, "sandbox", lambda: boxes[-1])

    boxes: list[Sandbox] = []
    yield hold
    for box in boxes:
        box.close()


@pytest.fixture
def send(as_user, alice):
    """``send(data, retention="1h")``: the answer to an upload of Alice's."""

    def post(data=None, **options):
        query = "&".join(f"{name}={value}" for name, value in options.items())
        data = processes.picture() if data is None else data
        return as_user(alice).generic("POST", f"{DOCUMENTS}?{query}", data, "application/octet-stream")

    return post


def outcome(response):
    return response.status_code, response.json().get("code")


def kept():
    document = Document.objects.latest("id")
    return (document.expires_at - document.created_at).total_seconds()


# --- lists ------------------------------------------------------------------------------------------------------


def test_each_input_format_is_taken(said, send):
    assert set(said("input_formats")) == MAKERS.keys()
    for media_type in said("input_formats"):
        kind = MAKERS[media_type]
        data = drawing.encode(PAGE, kind) if kind else pdf_page(b"0 0 20 20 re f")
        assert send(data).json().get("media_type") == media_type


def test_each_output_format_is_made(said, send, as_user, alice, value):
    address = send().json()["result"]
    claims.finish(claims.claim("w"), value())
    assert [form["name"] for form in said("output_formats")] == list(exports.names())
    for form in said("output_formats"):
        response = as_user(alice).get(f"{address}?format={form['name']}")
        assert response.status_code == 200, form
        assert response["Content-Type"].partition(";")[0] == form["media_type"].partition(";")[0]
        empty = form["name"] == "csv"  # it holds tables, and the page has none
        assert bool(b"".join(response.streaming_content)) != empty, form
        assert f".{form['extension'].removeprefix('.')}" in response["Content-Disposition"]


def test_each_picture_format_is_made(said, send, as_user, alice, value):
    address = send().json()["id"]
    claims.finish(claims.claim("w"), value())
    assert set(said("picture_formats")) == set(FORMATS.values())
    for media_type in said("picture_formats"):
        response = as_user(alice).get(f"{DOCUMENTS}{address}/pages/1/image", HTTP_ACCEPT=media_type)
        assert Image.open(io.BytesIO(response.content)).get_format_mimetype() == response["Content-Type"] == media_type


@pytest.mark.parametrize("engine", ["ppocr", "tesseract", "auto"])
def test_exactly_the_languages_told_are_taken(said, send, engine):
    """Options are looked at before the file, which is no picture. Of 'auto' every language, of the others three."""
    told = next(one["languages"] for one in said("engines") if one["name"] == engine)
    tags = [language.tag for language in languages.every()]
    if engine != "auto":
        tags = [told[0], told[-1], next(tag for tag in tags if tag not in told)]
    for tag in tags:
        code = "unsupported_type" if tag in told else "language_not_installed"
        assert send(b"Dear Bob", engine=engine, languages=tag).json()["code"] == code, tag
    assert {one["tag"] for one in said("languages")} >= set(told)


def test_each_engine_told_is_taken_and_no_other(said, send):
    engines = said("engines")
    assert {one["name"] for one in engines} == set(registry.names())
    assert all(send(engine=one["name"]).status_code == 202 for one in engines if one["available"])
    assert outcome(send(engine="nobody")) == (422, "invalid_option")


def test_the_default_engine_is_the_one_that_reads(said, send):
    assert send().json()["options"]["engine"] == said("default_engine")


def test_each_option_told_is_taken_with_its_default(said, send):
    for option in said("options"):
        if option["default"] not in (None, ""):
            assert send(**{option["name"]: option["default"]}).status_code == 202, option


# --- limits -----------------------------------------------------------------------------------------------------


def test_every_limit_has_its_test(said):
    tests = {name.removeprefix(LIMIT) for name in globals() if name.startswith(LIMIT)}
    assert tests.isdisjoint(ELSEWHERE)
    assert tests | ELSEWHERE.keys() == said("limits").keys()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_test_elsewhere_meets_it(name):
    place, code = ELSEWHERE[name]
    assert code in literals(place)


def test_the_limit_max_bytes(said, send, limited):
    limited(max_bytes=len(processes.picture()))
    assert (
        send(processes.picture() + b"\0" * (said("limits")["max_bytes"] - len(processes.picture()))).status_code == 202
    )
    assert outcome(send(processes.picture() + b"\0")) == (413, "too_many_bytes")


def test_the_limit_max_pixels(said, send, limited):
    limited(max_pixels=7200)
    assert said("limits")["max_pixels"] == 7200
    assert send(processes.picture(size=(120, 60))).status_code == 202
    assert outcome(send(processes.picture(size=(7201, 1)))) == (413, "too_many_pixels")


def test_the_limit_work_pixels(said, limited, tmp_path):
    limited(work_pixels=1800)
    path = tmp_path / "page.png"
    path.write_bytes(processes.picture(size=(120, 60)))
    with decoder.sandbox().page(path, 1) as shared:
        height, width, _ = np.asarray(shared.image().pixels).shape
    assert 1000 < width * height <= said("limits")["work_pixels"]


def test_the_limit_max_pages(said, send, limited):
    limited(max_pages=2)
    most = said("limits")["max_pages"]
    assert send(processes.picture("TIFF", frames=most)).status_code == 202
    assert outcome(send(processes.picture("TIFF", frames=most + 1))) == (413, "too_many_pages")


def test_the_limit_wait_seconds(said, as_user, alice, settings):
    settings.WAIT_SECONDS = 0.5
    start = time.monotonic()
    response = as_user(alice).generic("POST", OCR, processes.picture(), "image/png")  # no worker runs
    assert (response.status_code, time.monotonic() - start >= said("limits")["wait_seconds"]) == (202, True)


def test_the_limit_queue_pages(said, send, settings):
    settings.QUEUE_LANE = 3
    assert said("limits")["queue_pages"] == 3
    assert [send().status_code for _ in range(3)] == [202] * 3
    assert outcome(send()) == (429, "queue_full")


def test_the_limit_quota_pages(said, send, settings):
    settings.QUOTA_PAGES = 2
    assert send(processes.picture("TIFF", frames=said("limits")["quota_pages"])).status_code == 202
    assert outcome(send()) == (429, "quota_exceeded")


def test_the_limit_quota_bytes(said, send, settings):
    settings.QUOTA_BYTES = len(processes.picture())
    assert said("limits")["quota_bytes"] == len(processes.picture())
    assert send().status_code == 202
    assert outcome(send()) == (429, "quota_exceeded")


def test_the_limit_storage_bytes(said, send, settings):
    settings.STORAGE_BYTES = len(processes.picture())
    assert said("limits")["storage_bytes"] == len(processes.picture())
    assert send().status_code == 202
    assert outcome(send()) == (409, "storage_full")


def test_the_limit_max_picture_width(said, send, as_user, alice, value):
    most = said("limits")["max_picture_width"]
    address = send(processes.picture(size=(most + 10, 20))).json()["id"]
    claims.finish(claims.claim("w"), value())
    page = f"{DOCUMENTS}{address}/pages/1/image"
    assert Image.open(io.BytesIO(as_user(alice).get(page).content)).width == most
    assert as_user(alice).get(f"{page}?width={most}").status_code == 200
    assert outcome(as_user(alice).get(f"{page}?width={most + 1}")) == (422, "invalid_option")


def test_the_limit_retention(said, send, settings):
    settings.RETENTION = timedelta(hours=3)
    send()
    assert kept() == said("limits")["retention"] == 3 * 3600


def test_the_limit_max_retention(said, send, settings):
    settings.RETENTION_MAX = timedelta(hours=2)
    assert send(retention="2h").status_code == 202
    assert kept() == said("limits")["max_retention"]
    assert outcome(send(retention="3h")) == (422, "invalid_option")


def test_the_limit_anonymous_retention(said, api, db):
    api.post(DOCUMENTS, processes.picture(), content_type="image/png")
    assert kept() == said("limits")["anonymous_retention"]


def test_the_limit_handover_retention(said, send):
    send(retention="none")
    assert kept() == said("limits")["handover_retention"]


# --- flags ------------------------------------------------------------------------------------------------------


def test_every_feature_has_its_test(said):
    assert {name.removeprefix(FEATURE) for name in globals() if name.startswith(FEATURE)} == said("features").keys()


@pytest.mark.parametrize("open_", [True, False])
def test_the_feature_registration(said, api, db, settings, open_):
    settings.REGISTRATION_OPEN = open_
    dana = {"username": "dana", "email": "", "password": "purple monkey dishwasher"}
    assert said("features")["registration"] == open_ == (api.post("/api/register/", dana).status_code == 201)


@pytest.mark.parametrize("open_", [True, False])
def test_the_feature_anonymous_uploads(said, api, db, settings, open_):
    settings.ANONYMOUS_UPLOADS = open_
    response = api.post(DOCUMENTS, processes.picture(), content_type="image/png")
    assert said("features")["anonymous_uploads"] == open_ == (response.status_code == 202)


@pytest.mark.parametrize("mode", ["off", "accounts", "everybody"])
def test_the_feature_url_uploads(said, as_user, alice, settings, mode):
    settings.URL_UPLOADS, settings.FETCH_ALLOW = mode, LOCAL
    with serving(Reply(body=processes.picture())) as server:
        response = as_user(alice).post(DOCUMENTS, {"url": server.url}, format="json")
    assert said("features")["url_uploads"] == (mode != "off") == (response.status_code == 202)
