"""A real server with a real worker in processes of their own, and a real browser in front of it."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import prepared
from tests.support.processes import WITH_US

CHROMIUM = Path(os.environ.get("ONLINEOCR_TEST_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.example.org 127.0.0.1",
)
ROOT = Path(__file__).parents[2]
MAX_BYTES = 2 * 1024 * 1024
PASSWORD = "a long walk home"


@contextmanager
def running(folder: Path, **settings: str):
    """The address of a running service with these settings."""
    prepared.fill(folder)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ONLINEOCR_", "DATABASE"))}
    environment |= {"ONLINEOCR_MAX_BYTES": str(MAX_BYTES), "ONLINEOCR_REGISTRATIONS": "1000"}
    environment |= {"ONLINEOCR_ENGINE": "ppocr", "ONLINEOCR_RECOGNISERS": "1"} | settings
    command = [sys.executable, "-m", "onlineocr", "serve", "--port", "0", "--data", str(folder)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            **WITH_US,
        )
    try:
        yield _address(process, folder / "log")
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


@pytest.fixture(scope="session")
def server_data(tmp_path_factory):
    """The data folder of the running service."""
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="session")
def server(server_data):
    """The address of a running service; it ends with the tests."""
    with running(server_data) as address:
        yield address


@pytest.fixture(scope="session")
def serve():
    """``with serve(folder, ONLINEOCR_HOSTS=...) as address``: a service of its own."""
    return running


def _address(process: subprocess.Popen[str], log: Path) -> str:
    for line in process.stdout:
        if match := re.search(r"listens on (http://\S+?)/? ", line):
            return match[1]
    pytest.fail(f"the service did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def chromium():
    """The browser. While it runs, this thread has an event loop, in which Django's ORM would refuse to work."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no browser at {CHROMIUM}; install Debian's chromium")
        pytest.skip(f"no browser at {CHROMIUM}; install Debian's chromium, or name one in ONLINEOCR_TEST_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, server):
    """Opens a page in a fresh profile; in the end, nothing may have gone wrong in any that is not ``quiet=False``."""
    contexts, complaints = [], []

    def open_(path: str = "/", *, quiet: bool = True, **options):
        context = chromium.new_context(base_url=server, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: quiet and message.type in {"error", "warning"} and complaints.append(message.text),
        )
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    # An answer of 4xx or a broken line shows in the console by itself; the tests of those look at the page.
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture
def page(open_page):
    """The start page, as a visitor without an account sees it."""
    return open_page()


def sign_up(page, name=""):
    """Make an account on the page for it, as ``name`` or somebody new, and wait until it is signed in. Its name."""
    name = name or f"dora-{secrets.token_hex(6)}"
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("button", name="Log out").wait_for()
    return name


@pytest.fixture
def signed_in(open_page):
    """The start page of somebody who has just signed up."""
    page = open_page("/accounts/signup/")
    sign_up(page)
    return page


@pytest.fixture
def document(db):
    """Makes a document that has been read: ``document(alice, "text of page 1", ...)``; None is a page that failed."""

    def make(owner, *texts, file_name="letter.png", media_type="image/png", **fields):
        from onlineocr.documents.models import Document, Page, Run
        from onlineocr.documents.models.states import closing
        from onlineocr.documents.search import indexing

        status = closing(["failed" if text is None else "succeeded" for text in texts], canceled=False)
        made = Document(owner=owner, file_name=file_name, media_type=media_type, size=1234, key="00/none", **fields)
        made.issued = made.issue_token() if owner is None else ""
        made.save()
        run = Run.objects.create(document=made, status=status, total=len(texts), done=len(texts))
        for number, text in enumerate(texts, 1):
            state = {"status": "succeeded", "text": text, "confidence": 0.93}
            broken = {"status": "failed", "error_code": "damaged_file", "error_detail": "The page is damaged."}
            Page.objects.create(run=run, number=number, **(broken if text is None else state))
        made.status, made.pages, made.confidence = status, len(texts), 0.93
        made.shown = made.latest = run
        made.save()
        indexing.index(made, list(run.pages.filter(status="succeeded").order_by("number").values_list("pk", "text")))
        return made

    return make
