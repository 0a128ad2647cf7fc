"""A batch on the web pages: files handed in together, watched, reviewed, downloaded; also without scripts."""

from __future__ import annotations

import io
import re
import zipfile

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from onlineocr.documents.models import Batch, Document
from tests.web.files import picture, upload

browser = [pytest.mark.browser, pytest.mark.slow]
WORDS = ["tea", "milk", "salt", "bread"]


def form(*names, content=None, **fields):
    files = [SimpleUploadedFile(name, content or picture(name), content_type="image/png") for name in names]
    return {"file": files, **fields}


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def batch(as_alice):
    """The batch of two files that Alice sent by the form of the start page."""
    as_alice.post("/", form("a.png", "b.png"))
    return Batch.objects.get()


def page_of(client, batch, **query):
    answer = client.get(f"/batches/{batch.uid}/", query)
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content)


def names(tree):
    return tree.xpath("//tbody[@id='rows']//th/a/text()")


def test_several_files_of_the_form_lead_to_their_batch(as_alice):
    answer = as_alice.post("/", form("a.png", "b.png"))
    assert (answer.status_code, answer["Location"]) == (302, f"/batches/{Batch.objects.get().uid}/")
    assert names(page_of(as_alice, Batch.objects.get())) == ["a.png", "b.png"]


def test_one_file_of_the_form_leads_to_its_desk(as_alice):
    assert as_alice.post("/", form("a.png"))["Location"].startswith("/documents/")


def test_a_visitor_gets_the_token_with_the_address(client, db):
    address = client.post("/", form("a.png", "b.png"))["Location"]
    assert client.get(address).status_code == 200
    assert client.get(address.partition("?")[0]).status_code == 404
    desk = lxml.html.fromstring(client.get(address).content).xpath("//tbody//th/a/@href")[0]
    assert client.get(desk).status_code == 200


def test_a_form_sent_twice_is_one_batch(as_alice):
    for _ in range(2):
        as_alice.post("/", form("a.png", "b.png", mark="m"))
    assert (Batch.objects.count(), Document.objects.count()) == (1, 2)


def test_one_bad_file_of_a_form_is_named_and_none_is_taken(as_alice):
    files = form("good.png")["file"] + form("bad.png", content=b"just words")["file"]
    answer = as_alice.post("/", {"file": files})
    assert (answer.status_code, "File 2 (bad.png)" in answer.content.decode()) == (415, True)
    assert not Document.objects.exists()


def test_too_many_files_in_a_form_are_refused(as_alice, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    assert as_alice.post("/", form("a.png", "b.png", "c.png")).status_code in {400, 413}
    assert not Document.objects.exists()


def test_another_user_finds_nothing(client, bob, batch):
    client.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    uid = batch.documents.first().uid
    assert client.get(f"/batches/{batch.uid}/").status_code == 404
    for rest in ("review/", "delete/", "keep/"):
        assert client.get(f"/batches/{batch.uid}/{rest}").status_code == 404
    for rest, fields in (("files/", {"deed": "remove", "document": uid}), ("add/", form("x.png")), ("delete/", {})):
        assert client.post(f"/batches/{batch.uid}/{rest}", fields).status_code == 404
    assert Document.objects.count() == 2


def test_the_forms_of_a_row_act_on_it(as_alice, batch):
    first, second = batch.documents.order_by("pk")
    act = f"/batches/{batch.uid}/files/"
    as_alice.post(act, {"deed": "stop", "document": first.uid})
    assert set(batch.documents.values_list("status", flat=True)) == {"canceled", "queued"}
    as_alice.post(act, {"deed": "again", "document": first.uid})
    as_alice.post(act, {"deed": "remove", "document": second.uid})
    assert list(batch.documents.values_list("pk", "status")) == [(first.pk, "queued")]
    as_alice.post(act, {"deed": "stop"})
    assert batch.documents.get().status == "canceled"


@pytest.mark.parametrize("document", ["", "x", "01890000-0000-7000-8000-000000000000"], ids=["none", "bad", "gone"])
def test_a_form_for_another_document_is_404(as_alice, batch, document):
    assert as_alice.post(f"/batches/{batch.uid}/files/", {"deed": "remove", "document": document}).status_code == 404


def test_files_are_added_without_scripts(as_alice, batch):
    as_alice.post(f"/batches/{batch.uid}/add/", form("c.png"))
    assert names(page_of(as_alice, batch)) == ["a.png", "b.png", "c.png"]
    answer = as_alice.post(f"/batches/{batch.uid}/add/", form("d.png", content=b"words"), follow=True)
    assert "The file was not taken." in answer.content.decode()


def test_hostile_names_are_text(as_alice):
    as_alice.post("/", form("<b>x</b>.png", "'\"><script>alert(1)"))
    found = names(page_of(as_alice, Batch.objects.get()))
    assert found == ["b>.png", "'\"><script>alert(1)"] or found[0].endswith(".png")
    assert not page_of(as_alice, Batch.objects.get()).xpath("//tbody//b | //tbody//script")


def test_it_is_deleted_with_or_without_its_files(as_alice, batch):
    as_alice.post(f"/batches/{batch.uid}/delete/", {"documents": "keep"})
    assert (Batch.objects.count(), Document.objects.count()) == (0, 2)


def test_the_walk_without_scripts_goes_from_file_to_file(as_alice, alice, typed):
    batch = Batch.objects.create(owner=alice, filled=True)
    for text in ("one", "two"):
        document = typed(alice, text)
        Document.objects.filter(pk=document.pk).update(batch=batch)
        document.run.pages.update(doubts=1, lowest=0.5)
        row = document.run.pages.get()
        row.result["blocks"][0]["lines"][0]["words"][0]["confidence"] = 0.5
        row.save()
    first, second = batch.documents.order_by("pk")
    way = as_alice.get(f"/batches/{batch.uid}/review/")["Location"]
    assert way.startswith(f"/documents/{first.uid}/?batch={batch.uid}")
    tree = lxml.html.fromstring(as_alice.get(way).content)
    there = as_alice.get(tree.xpath("//nav[@aria-label='Batch']/a[2]/@href")[0])["Location"]
    assert there.startswith(f"/documents/{second.uid}/")
    end = as_alice.get(f"/batches/{batch.uid}/review/?after={second.uid}", follow=True)
    assert "There is no further doubtful word." in end.content.decode()


def choose(page, *contents):
    files = [upload(f"{number}.png", content) for number, content in enumerate(contents, 1)]
    page.get_by_label("Choose a file").set_input_files(files)
    page.wait_for_url("**/batches/**")


def read(page, count):
    expect(page.locator("#rows .badge.succeeded")).to_have_count(count, timeout=60_000)


@pytest.mark.browser
@pytest.mark.slow
def test_several_pictures_are_handed_in_watched_and_downloaded(page):
    choose(page, *map(picture, WORDS))
    read(page, 4)
    expect(page.locator("#reading")).to_have_count(0)
    page.get_by_text("Download all as").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name=".txt").click()
    archive = zipfile.ZipFile(io.BytesIO(waited.value.path().read_bytes()))
    assert [archive.read(name).decode().strip() for name in archive.namelist()] == WORDS


@pytest.mark.browser
@pytest.mark.slow
def test_the_tab_closed_in_the_middle_loses_nothing(page):
    seen = []

    def only_the_first(route):
        seen.append(route)
        if len(seen) == 1:
            route.continue_()

    page.route("**/api/v1/documents/?batch=*", only_the_first)
    choose(page, *map(picture, WORDS))
    expect(page.locator("#rows > tr")).to_have_count(1)
    address, context = page.url, page.context
    page.close()
    again = context.new_page()
    again.goto(address)
    read(again, 4)
    assert again.locator("#rows > tr").count() == 4


@pytest.mark.browser
@pytest.mark.slow
def test_a_file_that_fails_stands_among_the_others(page):
    choose(page, picture("tea"), b"just words", picture("milk"))
    read(page, 2)
    bad = page.get_by_role("row").filter(has_text="2.png")
    bad.get_by_text("not sent").wait_for()
    bad.get_by_role("button", name="Remove").click()
    expect(page.locator("#unsent > tr")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.slow
def test_more_are_dropped_on_its_page(page):
    choose(page, picture("tea"), picture("milk"))
    page.locator("#more").set_input_files([upload("more.png", picture("salt"))])
    read(page, 3)
    assert re.search("/batches/", page.url)


@pytest.mark.browser
@pytest.mark.slow
def test_it_works_without_scripts(open_page):
    page = open_page(java_script_enabled=False)
    files = [upload(f"{word}.png", picture(word)) for word in WORDS[:2]]
    page.get_by_label("Choose a file").set_input_files(files)
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url("**/batches/**")
    read(page, 2)
