"""Tables in the results of the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.drawing import encode
from tests.support.tables import ROWS, draw_table

pytestmark = [pytest.mark.usefixtures("worker"), pytest.mark.engine]
URL = "/api/ocr/"


def read(api, **options):
    form = {"image": SimpleUploadedFile("sales.png", encode(draw_table(), "PNG"), "image/png"), "engine": "ppocr"}
    body = api.post(URL, form | options, format="multipart").json()
    return api.get(f"{body['document']}pages/1/", HTTP_X_DOCUMENT_TOKEN=body["token"]).json()


def test_it_gives_them_as_cells(api):
    page = read(api)
    [table] = page["tables"]
    assert (table["rows"], table["columns"]) == (len(ROWS), len(ROWS[0]))
    assert [cell["text"] for cell in table["cells"][:3]] == list(ROWS[0])
    assert table["box"] in [block["box"] for block in page["blocks"] if block["kind"] == "table"]


def test_it_gives_none_when_they_are_not_asked_for(api):
    assert read(api, tables="false")["tables"] == []
