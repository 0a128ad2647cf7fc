"""Barcodes in the results of the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.barcodes import code, page
from tests.support.drawing import encode

pytestmark = pytest.mark.usefixtures("worker")
URL = "/api/ocr/"


def read(api, **options):
    sheet = encode(page((code(), (100, 100))), "PNG")
    form = {"image": SimpleUploadedFile("label.png", sheet, "image/png"), "engine": "fake"} | options
    body = api.post(URL, form, format="multipart").json()
    found = api.get(f"{body['document']}pages/1/", HTTP_X_DOCUMENT_TOKEN=body["token"])
    return found.json()["barcodes"]


def test_it_gives_them_beside_the_text(api):
    [found] = read(api, barcodes="true")
    assert (found["format"], found["text"]) == ("QRCode", "https://example.org/1234")
    assert found["box"][0] < found["box"][2]


def test_it_gives_none_when_they_are_not_asked_for(api):
    assert read(api) == []
