"""Deeds on chosen documents of the history."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from onlineocr.documents import services
from onlineocr.documents.models import Document
from tests.support.processes import encrypted_pdf, picture
from tests.web.test_history import PAGE, as_alice  # noqa: F401 - a fixture

DEED = "/history/selected/"
BACK = {"back": "q=tea&status=failed"}


@pytest.fixture
def stored(alice):
    """``stored("name.png")``: a document of Alice whose reading was stopped."""

    def document(file_name="scan.png", *, data=None, owner=alice, **options):
        upload = services.Upload(chunks=[data or picture()], file_name=file_name, options=options)
        made, _ = services.submit(upload=upload, owner=owner)
        services.cancel(made)
        return made

    return document


def do(client, deed, *documents, **more):
    ids = [str(getattr(one, "uid", one)) for one in documents]
    return client.post(DEED, {"deed": deed, "document": ids, **BACK, **more})


def told(client, answer):
    assert answer.status_code == 302, answer.content
    assert answer["Location"].startswith(PAGE)
    return " ".join(str(message) for message in client.get(answer["Location"]).context["messages"])


def test_deleting_asks_first_and_names_the_number(as_alice, alice, document):  # noqa: F811
    made = [document(alice, "tea", file_name=f"{number}.png") for number in range(12)]
    text = do(as_alice, "delete", *made).content.decode()
    assert ("Delete 12 documents?" in text, "0.png" in text, "and 2 more" in text) == (True, True, True)
    assert Document.objects.count() == 12


def test_it_deletes_what_was_confirmed(as_alice, alice, document):  # noqa: F811
    made, kept = [document(alice, "tea") for _ in range(2)], document(alice, "tea")
    answer = do(as_alice, "delete", *made, confirmed=1)
    assert answer["Location"] == "/history/?q=tea&status=failed"
    assert told(as_alice, answer) == "2 documents were deleted."
    assert list(Document.objects.all()) == [kept]


@pytest.mark.parametrize("deed", ["delete", "again", "download"])
def test_nobody_touches_the_documents_of_others(as_alice, bob, document, deed):  # noqa: F811
    his, nobodys = document(bob, "secret", file_name="his.png"), document(None, "secret", file_name="none.png")
    for confirmed in ("", "1"):
        answer = do(as_alice, deed, his, nobodys, confirmed=confirmed, format="txt")
        assert told(as_alice, answer) == "None of the chosen documents is here any more."
    assert Document.objects.count() == 2


@pytest.mark.parametrize("deed", ["delete", "again", "download"])
def test_another_users_document_among_ones_own_is_as_if_it_were_not_there(as_alice, alice, bob, typed, deed):  # noqa: F811
    mine, his = typed(alice, "tea", file_name="mine.png"), typed(bob, "secret", file_name="his.png")
    answer = do(as_alice, deed, mine, his, format="txt")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (b"mine" in content, b"his.png" in content, b"secret" in content) == (True, False, False)


def test_staff_work_on_their_own_only(client, charlie, bob, document):
    client.force_login(charlie, "django.contrib.auth.backends.ModelBackend")
    do(client, "delete", document(bob, "tea"), confirmed=1)
    assert Document.objects.count() == 1


def test_a_document_deleted_meanwhile_is_told(as_alice, alice, document):  # noqa: F811
    gone, left = document(alice, "tea"), document(alice, "tea", file_name="left.png")
    services.delete(gone)
    assert "1 of those you chose was deleted meanwhile." in do(as_alice, "delete", gone, left).content.decode()
    said = told(as_alice, do(as_alice, "delete", gone, left, confirmed=1))
    assert said == "left.png was deleted. 1 document that you chose had been deleted already."
    assert "None of the chosen" in told(as_alice, do(as_alice, "delete", gone, left, confirmed=1))


@pytest.mark.parametrize("count", [100, 101])
def test_a_hundred_is_the_most_of_one_deed(as_alice, alice, document, count):  # noqa: F811
    made = document(alice, "tea")
    ids = [made.uid, *(f"00000000-0000-0000-0000-{number:012}" for number in range(1, count))]
    answer = do(as_alice, "delete", *ids, confirmed=1)
    assert ("at most 100 documents at once; 101 were chosen" in told(as_alice, answer)) == (count > 100)
    assert Document.objects.count() == (count > 100)


@pytest.mark.parametrize("ids", [[], ["", "nonsense", "' OR 1=1", "\0", "x" * 10_000]], ids=["none", "hostile"])
@pytest.mark.parametrize("deed", ["delete", "again", "download"])
def test_without_a_document_it_asks_to_choose(as_alice, deed, ids):  # noqa: F811
    assert "Choose documents first" in told(as_alice, do(as_alice, deed, *ids, confirmed=1, format="txt"))


@pytest.mark.parametrize("deed", ["", "nonsense", "__class__"])
def test_an_unknown_deed_does_nothing(as_alice, alice, document, deed):  # noqa: F811
    assert told(as_alice, do(as_alice, deed, document(alice, "tea"), confirmed=1)) == ""
    assert Document.objects.count() == 1


def test_it_leads_back_to_the_history_and_nowhere_else(as_alice):  # noqa: F811
    for back in ("//evil.example", "https://evil.example/", "\r\nX: y", "q=%0d%0aX:y"):
        assert do(as_alice, "delete", back=back)["Location"].startswith("/history/?")
    assert as_alice.get(DEED)["Location"] == PAGE


def test_it_takes_no_form_of_another_site(alice, document):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert do(client, "delete", document(alice, "tea"), confirmed=1).status_code == 403
    assert Document.objects.count() == 1


def test_it_asks_to_log_in_first(client, alice, document):
    assert do(client, "delete", document(alice, "tea"), confirmed=1)["Location"].startswith("/accounts/login/")
    assert Document.objects.count() == 1


def test_it_downloads_one_zip(as_alice, alice, typed):  # noqa: F811
    made = [typed(alice, text, file_name="scan.png") for text in ("tea", "milk")]
    answer = do(as_alice, "download", *made, format="txt")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="onlineocr-20')
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert {name: archive.read(name) for name in archive.namelist()}.keys() == {"scan.txt", "scan (2).txt"}


@pytest.mark.parametrize("form", ["", "exe", "../txt", "\0"])
def test_it_downloads_no_unknown_kind(as_alice, alice, document, form):  # noqa: F811
    assert "Choose the kind of file" in told(as_alice, do(as_alice, "download", document(alice, "tea"), format=form))


def test_it_reads_again_after_a_question(as_alice, stored):  # noqa: F811
    made = [stored() for _ in range(2)]
    assert "Read 2 documents again" in do(as_alice, "again", *made).content.decode()
    said = told(as_alice, do(as_alice, "again", *made, confirmed=1, languages="de"))
    assert said == "2 documents will be read again."
    for one in made:
        one.refresh_from_db()
        assert (one.status, one.run.options["languages"]) == ("queued", "de")


def test_it_tells_what_was_not_read_again(as_alice, stored, alice):  # noqa: F811
    services.cancel(locked := stored("locked.pdf", data=encrypted_pdf("swordfish"), password="swordfish"))
    busy, _ = services.submit(upload=services.Upload(chunks=[picture()], file_name="b.png"), owner=alice)
    said = told(as_alice, do(as_alice, "again", stored(), locked, busy, confirmed=1))
    assert "1 document will be read again." in said
    assert "1 document not begun: still being read." in said
    assert "1 document not begun: " in said.replace("still being read", "")


def test_a_quota_that_is_used_up_ends_it(as_alice, stored, settings):  # noqa: F811
    made = [stored() for _ in range(3)]
    settings.QUOTA_PAGES = 4
    said = told(as_alice, do(as_alice, "again", *made, confirmed=1))
    assert "1 document will be read again." in said
    assert "2 documents not begun." in said
