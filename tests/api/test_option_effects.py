"""Each option of a call has its effect, on a real worker: a test for each, none without."""

from __future__ import annotations

import json
from datetime import timedelta

import fake_engine as fake
import pytest
from PIL import Image

from onlineocr.documents.models import Document
from onlineocr.documents.models.states import OPEN, Status
from onlineocr.documents.options import specs
from tests.ocr.decode.decoded import pdf_page
from tests.support import barcodes, drawing, pdfs, processes
from tests.support.remote import Reply, serving
from tests.support.tables import draw_table

NAME = "test_the_effect_of_"


@pytest.fixture(scope="module")
def _worker_process(django_db_setup, django_db_blocker):
    """The worker of these tests; it may send messages to servers of this machine."""
    with processes.working(django_db_blocker, ONLINEOCR_FETCH_ALLOW="127.0.0.0/8") as process:
        yield process


@pytest.fixture
def send(as_user, alice, worker):
    """``send(data, dpi=100)``: the answer to Alice's upload with these options, once it has been read."""

    def post(data, wait=60, **options):
        query = "&".join(f"{name}={value}" for name, value in options.items())
        address = f"/api/v1/documents/?wait={wait}&{query}"
        response = as_user(alice).generic("POST", address, data, "application/octet-stream")
        assert response.status_code in {200, 202}, response.content
        return response.json()

    return post


@pytest.fixture
def read(send, as_user, alice):
    """``read(data, dpi=100)``: the result of the first page, read with these options."""

    def first(data, **options):
        return result(as_user(alice), send(data, **options))["pages"][0]

    return first


def result(client, document):
    return json.loads(b"".join(client.get(f"/api/v1/documents/{document['id']}/result").streaming_content))


def test_every_option_has_its_test():
    tests = {name.removeprefix(NAME) for name in globals() if name.startswith(NAME)}
    assert tests == {spec.name for spec in specs()}


@pytest.mark.engine
def test_the_effect_of_engine(read):
    data = drawing.encode(drawing.draw_text(drawing.ENGLISH).image, "PNG")
    assert read(data)["engine"]["name"] == "fake"
    page = read(data, engine="ppocr")
    assert (page["engine"]["name"], page["text"]) == ("ppocr", "\n".join(drawing.ENGLISH))


def test_the_effect_of_languages(read):
    assert read(processes.picture())["languages"] != ["fr"]
    assert read(processes.picture(), languages="fr")["languages"] == ["fr"]


def test_the_effect_of_pages(send, as_user, alice):
    document = send(processes.picture("TIFF", frames=3), pages="1,3")
    assert [page["number"] for page in result(as_user(alice), document)["pages"]] == [1, 3]


def test_the_effect_of_dpi(read):
    data = pdf_page(b"0 0 20 20 re f", box="0 0 144 72")
    assert [read(data, dpi=dpi)["width"] for dpi in (100, 150)] == [200, 300]


@pytest.mark.engine
def test_the_effect_of_orient(read):
    picture = drawing.draw_text(drawing.ENGLISH * 3).image.rotate(180)
    data = drawing.encode(picture, "PNG")
    assert [read(data, engine="ppocr", orient=orient)["rotation"] for orient in ("true", "false")] == [180, 0]


def test_the_effect_of_deskew(read):
    text = drawing.draw_text(drawing.ENGLISH * 3).image.convert("RGB")
    leaning = text.rotate(-4, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    data = drawing.encode(leaning, "PNG")
    assert [round(read(data, deskew=deskew)["skew"] or 0) for deskew in ("true", "false")] == [4, 0]


def test_the_effect_of_text_layer(read):
    sources = {layer: read(pdfs.typed(), text_layer=layer) for layer in ("only", "ignore")}
    assert (sources["only"]["source"], sources["only"]["text"]) == ("text_layer", "\n".join(drawing.ENGLISH))
    assert sources["ignore"]["source"] != "text_layer"
    assert sources["ignore"]["engine"]["name"] == "fake"


@pytest.mark.engine
def test_the_effect_of_tables(read):
    data = drawing.encode(draw_table(), "PNG")
    assert [len(read(data, engine="ppocr", tables=tables)["tables"]) for tables in ("true", "false")] == [1, 0]


def test_the_effect_of_barcodes(read):
    data = drawing.encode(barcodes.page((barcodes.code("Alice"), (100, 100))), "PNG")
    texts = [[code["text"] for code in read(data, barcodes=flag)["barcodes"]] for flag in ("true", "false")]
    assert texts == [["Alice"], []]


def test_the_effect_of_detail(read):
    pages = {detail: read(processes.picture(), detail=detail) for detail in ("text", "lines", "words")}
    assert [bool(page["blocks"]) for page in pages.values()] == [False, True, True]
    assert [bool(page["blocks"][0]["lines"][0]["words"]) for page in list(pages.values())[1:]] == [False, True]


def test_the_effect_of_password(send, as_user, alice):
    locked = processes.encrypted_pdf("swordfish")
    assert send(locked, password="swordfish")["status"] == "succeeded"
    response = as_user(alice).generic("POST", "/api/v1/documents/", locked, "application/pdf")
    assert response.json()["code"] == "pdf_encrypted"


def test_the_effect_of_priority(send):
    """While the one recogniser is at work, an interactive page overtakes the bulk pages that came before it: all but
    the one that a worker makes ready meanwhile."""
    send(processes.poisoned(fake.SLEEP, 20), wait=0)
    processes.wait_for(lambda: Document.objects.filter(status=Status.RUNNING).exists())
    bulk = [send(processes.picture(text=f"bulk {n}"), wait=0, priority="bulk")["id"] for n in range(4)]
    urgent = send(processes.picture(text="urgent"), wait=0, priority="interactive")["id"]
    processes.wait_for(lambda: not Document.objects.filter(status__in=OPEN).exists())
    ended = [str(uid) for uid in Document.objects.order_by("latest__finished_at").values_list("uid", flat=True)]
    assert ended.index(urgent) < ended.index(bulk[1])


def test_the_effect_of_retention(send, as_user, alice):
    hour = send(processes.picture(), retention="1h")
    kept = send(processes.picture(text="Bob"))
    row = Document.objects.get(uid=hour["id"])
    assert row.expires_at - row.created_at == timedelta(hours=1)
    Document.objects.filter(pk=row.pk).update(expires_at=row.created_at)  # as if the hour were over
    assert as_user(alice).get(f"/api/v1/documents/{hour['id']}/").status_code == 404
    processes.wait_for(lambda: [str(document.uid) for document in Document.objects.all()] == [kept["id"]])
    once = send(processes.picture(), retention="none")
    result(as_user(alice), once)
    assert as_user(alice).get(f"/api/v1/documents/{once['id']}/").status_code == 404


def test_the_effect_of_webhook(send, alice, hook):
    with serving(Reply()) as named, serving(Reply()) as other:
        hook(alice, f"{named.url}/in", name="named")
        hook(alice, f"{other.url}/in", name="other")
        document = send(processes.picture(), webhook="named")
        (message,) = processes.wait_for(lambda: named.asked)
        assert document["id"] in message.body.decode()
        send(processes.picture(text="all"))
        processes.wait_for(lambda: other.asked)
        assert document["id"] not in other.asked[0].body.decode()
