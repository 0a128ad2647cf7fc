"""The start page: a file is chosen, dropped, pasted or photographed, with scripts and without."""

from __future__ import annotations

import base64
import html
import io
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onlineocr.ocr import languages
from tests.web.files import pdf, picture, send, upload

GIVE = """([name, kind, data, event]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const box = new DataTransfer();
  box.items.add(new File([bytes], name, {type: kind}));
  const init = {bubbles: true, cancelable: true};
  document.body.dispatchEvent(event === "drop"
    ? new DragEvent("drop", {...init, dataTransfer: box})
    : new ClipboardEvent("paste", {...init, clipboardData: box}));
}"""


def text_of_page_1(page):
    return page.locator("#page-1 .text").inner_text().lower()


def test_it_shows_the_form_with_its_limits(client, db):
    page = client.get("/").content.decode()
    assert "up to 50 MB" in page.replace("\xa0", " ")
    assert "ends after 24 hours" in page
    assert 'accept="image/*' in page


@pytest.mark.browser
@pytest.mark.slow
def test_the_headline_stays_in_its_place_when_the_options_open(open_page):
    page = open_page(viewport={"width": 1280, "height": 800})
    title = page.get_by_role("heading", level=1)
    before = title.bounding_box()
    page.get_by_text("Options").click()
    page.get_by_label("PDF password").wait_for()
    assert title.bounding_box() == before


def test_it_offers_the_languages_that_are_installed_by_their_names(client, db):
    offered = re.findall(r'<option value="([\w-]+)">([^<]+)', client.get("/").content.decode())
    there = client.get("/api/v1/capabilities").json()["languages"]
    expected = sorted((language["name"], language["tag"]) for language in there)
    assert [(html.unescape(name), tag) for tag, name in offered[1:]] == expected
    assert "en" in {tag for tag, _ in offered}
    assert len(offered) < len(languages.every())


def test_it_shows_the_last_documents_of_who_is_signed_in(client, alice, bob, document):
    for number in range(4):
        document(alice, "tea", file_name=f"{number}.png")
    document(bob, "his", file_name="bobs.png")
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/").content.decode()
    assert [name in page for name in ("3.png", "1.png", "0.png", "bobs.png")] == [True, True, False, False]


def test_it_takes_the_form_without_scripts(client, db):
    answer = send(client, picture("tea"))
    assert answer.status_code == 302
    assert re.fullmatch(r"/documents/[0-9a-f-]{36}/\?token=[\w-]{20,}", answer["Location"])
    assert client.get(answer["Location"]).status_code == 200


def test_it_keeps_the_upload_for_who_is_signed_in(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert re.fullmatch(r"/documents/[0-9a-f-]{36}/", send(client, picture("tea"))["Location"])
    assert alice.documents.count() == 1


@pytest.mark.parametrize(
    ("content", "options", "status", "words"),
    [
        (b"", {}, 400, "The file is empty"),
        (b"just words", {}, 415, "neither a picture nor a PDF"),
        (picture("tea")[:20], {}, 400, "The file"),
        (picture("tea"), {"languages": "klingon"}, 422, "klingon"),
        (picture("tea"), {"pages": "7-1"}, 422, "pages"),
    ],
)
def test_it_says_what_is_wrong_with_a_file_and_keeps_nothing(client, alice, content, options, status, words):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    answer = send(client, content, **options)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not alice.documents.exists()


def test_it_refuses_what_is_too_large_before_reading_it(client, db, settings):
    settings.MAX_BODY_BYTES = 100
    answer = client.post("/", {"file": SimpleUploadedFile("a.png", bytes(200))}, HTTP_ACCEPT="text/html,*/*")
    assert answer.status_code == 413
    assert "<h1>The file is too large</h1>" in answer.content.decode()


def test_it_asks_for_a_file_when_none_was_chosen(client, db):
    answer = client.post("/", {"languages": "en"})
    assert answer.status_code == 400
    assert "No file was chosen" in answer.content.decode()


def test_it_shows_what_was_asked_for_again_but_no_password(client, db):
    page = send(client, b"just words", pages="1-3", password="hunter2 hunter2").content.decode()
    assert 'value="1-3"' in page
    assert "hunter2" not in page


def test_it_takes_a_form_whose_session_had_ended_and_leads_to_the_account(client, alice, password):
    answer = send(client, picture("tea"), user="alice")
    assert answer["Location"].startswith("/accounts/login/?next=%2Fdocuments%2F")
    assert "letter.png was taken; log in to keep it" in client.get(answer["Location"]).content.decode()
    way = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    client.post("/accounts/login/", {"username": "alice", "password": password, "next": way})
    assert alice.documents.get().file_name == "letter.png"


def test_it_takes_no_form_of_one_account_for_another(client, alice, bob):
    client.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    answer = send(client, picture("tea"), user="alice")
    assert answer.status_code == 409
    assert "You are signed in as bob now" in answer.content.decode()
    assert not bob.documents.exists()


def test_it_reads_for_accounts_only_where_the_operator_wants_that(client, db, settings):
    settings.ANONYMOUS_UPLOADS = False
    answer = send(client, picture("tea"))
    assert answer.status_code == 403
    assert "Log in first" in answer.content.decode()


def test_it_asks_for_the_password_of_a_pdf(client, db):
    answer = send(client, encrypted_pdf(), name="locked.pdf")
    assert answer.content.decode().count("protected by a password") == 1
    assert "into the field" in answer.content.decode()
    assert "autofocus" in answer.content.decode()
    assert '<details class="options" open>' in answer.content.decode()


def encrypted_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("open sesame"))) as plain:
        plain.save(out, encryption=pikepdf.Encryption(owner="o", user="sesame", R=6))
    return out.getvalue()


def test_it_takes_no_form_without_its_csrf_token(db):
    assert send(Client(enforce_csrf_checks=True), picture("tea")).status_code == 403


def test_it_refuses_other_methods(client, db):
    assert client.delete("/").status_code == 405


@pytest.mark.browser
@pytest.mark.slow
def test_it_reads_a_chosen_picture(page):
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("a cup of tea")))
    page.wait_for_url("**/documents/**")
    assert "a cup of tea" in text_of_page_1(page)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("event", ["drop", "paste"])
def test_it_reads_a_picture_that_is_dropped_or_pasted(page, event):
    data = base64.b64encode(picture("out of thin air")).decode()
    page.evaluate(GIVE, ["image.png", "image/png", data, event])
    page.wait_for_url("**/documents/**")
    assert "out of thin air" in text_of_page_1(page)


@pytest.mark.browser
@pytest.mark.slow
def test_it_works_without_scripts(open_page):
    page = open_page(java_script_enabled=False)
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("no scripts at all")))
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url("**/documents/**")
    assert "no scripts at all" in text_of_page_1(page)  # the page calls itself again until the text is there


@pytest.mark.browser
@pytest.mark.slow
def test_it_offers_the_camera_on_a_phone(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    camera = page.get_by_label("Take a photo")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files(upload("photo.jpg", picture("seen on the way"), "image/jpeg"))
    page.wait_for_url("**/documents/**")
    assert "seen on the way" in text_of_page_1(page)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"just words", "neither a picture nor a PDF"),
        (b"\x89PNG" + bytes(3 * 1024 * 1024), "The file is too large"),
    ],
)
def test_it_says_what_is_wrong_and_is_ready_for_the_next(page, content, words):
    page.get_by_label("Choose a file").set_input_files(upload("broken.png", content))
    page.get_by_role("alert").filter(has_text=words).wait_for()
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("better now")))
    page.wait_for_url("**/documents/**")
    assert "better now" in text_of_page_1(page)


@pytest.mark.browser
@pytest.mark.slow
def test_it_offers_to_try_again_when_the_line_breaks_in_the_middle_of_the_upload(open_page, server):
    noise = b"\0" * 1_500_000  # more than the sockets' buffers hold
    with breaking_line(server, after=600_000) as line:
        page = open_page(line.address)
        page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("second try") + noise))
        page.get_by_role("alert").filter(has_text="The connection was lost").wait_for()
        line.mended.set()
        page.get_by_role("button", name="Try again").click()
        page.wait_for_url("**/documents/**")
        assert "second try" in text_of_page_1(page)


@pytest.mark.browser
@pytest.mark.slow
def test_it_can_be_canceled_while_it_sends(open_page, server):
    with breaking_line(server, after=600_000, stall=True) as line:
        page = open_page(line.address)
        page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("never mind") + bytes(1_500_000)))
        page.get_by_role("button", name="Cancel").click()
        page.get_by_role("heading", name="Drop pictures or PDFs here").wait_for()
        assert page.get_by_role("alert").count() == 0


@pytest.mark.browser
@pytest.mark.slow
def test_it_asks_for_the_password_and_keeps_the_file(page):
    page.get_by_label("Choose a file").set_input_files(upload("locked.pdf", encrypted_pdf(), "application/pdf"))
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text().count("protected by a password") == 1
    for attempt in ("wrong", "sesame"):
        field = page.get_by_label("Password of the PDF")
        field.wait_for()
        assert page.evaluate("document.activeElement.id") == "unlock"
        field.fill(attempt)
        field.press("Enter")
    page.wait_for_url("**/documents/**")
    assert "open sesame" in text_of_page_1(page)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_result_takes_the_next_file(page, event):
    page.get_by_label("Choose a file").set_input_files(upload("one.png", picture("the first one")))
    page.locator("#page-1 .text").wait_for()
    before = page.url
    data = base64.b64encode(picture("and the second")).decode()
    page.evaluate(GIVE, ["two.png", "image/png", data, event])
    page.wait_for_url(lambda address: address != before)
    assert "and the second" in text_of_page_1(page)


@pytest.mark.browser
@pytest.mark.slow
def test_a_result_tells_what_is_wrong_with_the_next_file(open_page):
    page = open_page("/accounts/login/", viewport={"width": 360, "height": 740})
    page.evaluate(GIVE, ["two.png", "image/png", base64.b64encode(b"just words").decode(), "drop"])
    page.get_by_role("alert").filter(has_text="neither a picture nor a PDF").wait_for()
    page.get_by_role("button", name="Close").click()
    assert page.get_by_role("alert").count() == 0


@pytest.mark.browser
@pytest.mark.slow
def test_it_tells_that_the_session_ended_before_it_sends(signed_in):
    page = signed_in
    name = page.locator("#send").get_attribute("data-user")
    page.context.clear_cookies()
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("for my history")))
    page.get_by_role("alert").filter(has_text="You are signed out").wait_for()
    with page.context.expect_page() as other:
        page.get_by_role("link", name="Log in, in another tab").click()
    other.value.get_by_label("Username").fill(name)
    other.value.get_by_label("Password", exact=True).fill("a long walk home")
    other.value.get_by_role("button", name="Log in").click()
    other.value.get_by_role("button", name="Log out").wait_for()
    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/documents/**")
    assert "token" not in page.url


@pytest.mark.browser
@pytest.mark.slow
def test_the_first_page_is_small_and_is_not_asked_for_again(open_page):
    page = open_page("/healthz")
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the function
    page.goto("/", wait_until="networkidle")
    sizes = [sum(part for name, part in one.request.sizes().items() if name.startswith("response")) for one in answers]
    assert len(answers) <= 8
    assert sum(sizes) < 46_000
    kept = [one for one in answers if "/static/" in one.url]
    assert all("immutable" in one.header_value("cache-control") for one in kept)
    assert len(kept) >= 6


class Line:
    """A TCP line to the server that breaks, or stalls, once ``after`` bytes of one connection have passed."""

    def __init__(self, target: str, after: int, *, stall: bool) -> None:
        self._target, self._after, self._stall = target, after, stall
        self.mended, self.over = threading.Event(), threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection((urlsplit(self._target).hostname, urlsplit(self._target).port))
            threading.Thread(target=self._pass, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, False), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, breaks: bool) -> None:
        passed = 0
        with closing(source), closing(sink):
            try:
                while chunk := source.recv(16_384):
                    passed += len(chunk)
                    if breaks and passed > self._after and not self.mended.is_set():
                        if self._stall:
                            self.over.wait()
                        return
                    sink.sendall(chunk)
            except OSError:
                return


@contextmanager
def breaking_line(target: str, *, after: int, stall: bool = False) -> Iterator[Line]:
    with closing(Line(target, after, stall=stall)) as line:
        yield line
