from __future__ import annotations

import io
import json
import zipfile

import pytest

from onlineocr.accounts import keyform, keys
from onlineocr.documents import services
from onlineocr.documents.files import storage
from onlineocr.documents.models import Document
from onlineocr.documents.privacy import account_export
from onlineocr.documents.queue import claims
from onlineocr.ocr.export import zipstream
from onlineocr.webhooks import services as webhooks
from tests.support.processes import picture


@pytest.fixture
def stored(alice, value):
    """``stored("name.png", "text", …)``: a document of Alice with its file, read unless there is no text."""

    def document(file_name="scan.png", *texts, owner=alice):
        upload = services.Upload(chunks=[picture("TIFF", frames=max(1, len(texts)))], file_name=file_name)
        made, _ = services.submit(upload=upload, owner=owner)
        for number, text in enumerate(texts, 1):
            claims.finish(claims.claim("w"), value(text, number=number))
        return made

    return document


@pytest.fixture
def taken(alice):
    """``taken()``: the zip of all that Alice has."""
    return lambda: zipfile.ZipFile(io.BytesIO(b"".join(zipstream.stream(account_export.members(alice)))))


def test_it_holds_the_original_the_result_and_the_text(stored, taken):
    document = stored("наш scan.tiff", "one", "two")
    archive = taken()
    folder = "documents/наш scan"
    assert archive.testzip() is None
    with storage.read(document.key) as original:
        assert archive.read(f"{folder}/наш scan.tiff") == original.read()
    assert archive.read(f"{folder}/text.txt").decode() == "one\n\x0ctwo\n"
    result = json.loads(archive.read(f"{folder}/result.json"))
    assert [page["text"] for page in result["pages"]] == ["one", "two"]
    facts = json.loads(archive.read(f"{folder}/document.json"))
    assert (facts["id"], facts["status"], facts["sha256"]) == (str(document.uid), "succeeded", document.sha256)


def test_it_tells_of_the_account_and_its_keys_without_secrets(alice, taken):
    key, text = keys.issue(user=alice, name="scanner", sigv4=True)
    archive = taken()
    account = json.loads(archive.read("account.json"))
    assert (account["username"], account["email"], account["documents"]) == ("alice", "alice@example.org", 0)
    assert json.loads(archive.read("keys.json"))[0]["id"] == key.uid
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert not any(hidden in everything for hidden in (keyform.parse(text).secret, key.digest, key.sealed))
    assert alice.password not in everything


def test_it_tells_of_webhooks_without_secrets(alice, bob, taken):
    _, secret = webhooks.register(owner=alice, url="https://example.org/hook", name="mine")
    webhooks.register(owner=bob, url="https://example.org/his", name="his")
    text = taken().read("webhooks.json").decode()
    assert [hook["url"] for hook in json.loads(text)] == ["https://example.org/hook"]
    assert secret not in text
    assert "sealed" not in text


def test_it_holds_nothing_of_others(stored, taken, bob):
    stored("his.png", "his text", owner=bob)
    assert taken().namelist() == ["account.json", "keys.json", "webhooks.json", "batches.json"]


def test_what_is_not_read_yet_has_its_original(stored, taken):
    stored("waits.png")
    assert taken().namelist()[4:] == ["documents/waits/waits.png", "documents/waits/document.json"]


def test_names_of_strangers_stay_inside_and_apart(alice, stored, taken):
    for name in ("a.png", "A.png", "text.txt", "", "x"):
        stored(name)
    Document.objects.filter(file_name="x").update(file_name="../../../etc/cron.d/x")
    names = [name for name in taken().namelist() if name.startswith("documents/")]
    assert names[::2][:3] == ["documents/a/a.png", "documents/A (2)/A.png", "documents/text/text (2).txt"]
    assert len({name.casefold() for name in names}) == 10
    assert not any(part in {"", ".", ".."} for name in names for part in name.split("/"))


def test_what_is_deleted_until_its_turn_comes_is_left_out(stored, alice):
    documents = [stored(f"{number}.png", "text") for number in range(3)]
    names = []
    for member in account_export.members(alice):
        names.append(member.name)
        if member.name == "documents/0/0.png":
            services.delete(documents[1])
    assert {name.split("/")[1] for name in names if name.startswith("documents/")} == {"0", "2"}


@pytest.mark.parametrize("file", ["deep.png", "document.json", "result.json", "text.txt"])
def test_what_is_deleted_in_the_middle_ends_nothing(stored, alice, file):
    document, _ = stored("deep.png", *(f"page {n}" for n in range(30))), stored("last.png", "kept")
    found = {}
    for member in account_export.members(alice):
        if member.name == f"documents/deep/{file}":
            chunks = iter(member.chunks)
            services.delete(document)
            found[member.name] = b"".join(chunks)
        else:
            found[member.name] = b"".join(member.chunks)
    assert found["documents/last/text.txt"] == b"kept\n"
    if file in {"result.json", "text.txt"}:
        assert f"documents/deep/{file}\n" in found["incomplete.txt"].decode()


def test_a_file_that_is_gone_hides_no_result(stored, taken):
    storage.delete(stored("lost.png", "text").key)
    archive = taken()
    assert "documents/lost/lost.png" not in archive.namelist()
    assert archive.read("documents/lost/text.txt") == b"text\n"


def test_what_comes_meanwhile_is_not_waited_for(stored, alice):
    stored("first.png")
    names = []
    for member in account_export.members(alice):
        stored("more.png")
        names.append(member.name)
    assert names == [
        "account.json",
        "keys.json",
        "webhooks.json",
        "batches.json",
        "documents/first/first.png",
        "documents/first/document.json",
    ]


def test_it_asks_the_same_few_questions_for_each_document(stored, taken, django_assert_max_num_queries):
    for number in range(10):
        stored(f"{number}.png", "text")
    with django_assert_max_num_queries(5 + 10 * 10):
        taken()
