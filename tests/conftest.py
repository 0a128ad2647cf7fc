"""The fixed cast and the stage. The service runs here as it runs for its users, on a data folder of its own."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# Before Django reads its settings: every test process keeps its files in a folder that goes when it ends.
DATA = Path(tempfile.mkdtemp(prefix="onlineocr-test-"))
for name in [name for name in os.environ if name.startswith("ONLINEOCR_")]:
    del os.environ[name]
PLUGINS = str(Path(__file__).parent / "plugins")  # the engine "fake": here, and in every process that a test starts
os.environ |= {
    "PYTHONPATH": os.pathsep.join(filter(None, (PLUGINS, os.environ.get("PYTHONPATH")))),
    "DJANGO_SETTINGS_MODULE": "onlineocr.settings",
    "ONLINEOCR_DATA": str(DATA),
    "ONLINEOCR_HOSTS": "ocr.example.org",
    "ONLINEOCR_ENGINE": "fake",
}

from django.conf import settings  # noqa: E402

PASSWORD = "correct horse battery"

# How long an example takes says how busy the machine is. The health check that counts seconds goes, too.
hypothesis.settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machine")


def pytest_configure(config: pytest.Config) -> None:
    # A real hash costs 20 ms and protects nobody here; tests/accounts/test_hashers.py tries the real one.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # SQLite in a file, as in production: in memory, threads would share one connection's locks.
    test = settings.DATABASES["default"].setdefault("TEST", {})
    lite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    test["NAME"] = str(DATA / "test.sqlite3") if lite else f"test_onlineocr_{os.getpid()}"
    _watch_connections(config)


def _watch_connections(config: pytest.Config) -> None:
    from django.db import connections

    from tests.support.flushing import repeat_after_deadlocks
    from tests.support.open_connections import OpenConnections

    # A browser keeps an event loop in the thread of its tests. Django would open one connection for each context in
    # it, and nobody would close them; here a thread has one connection, as in the service, and it sees the test's rows.
    connections._connections = threading.local()
    config.pluginmanager.register(OpenConnections())
    repeat_after_deadlocks()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """The processes of a parallel run must not read the settings before they chose a data folder of their own."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if decoder := sys.modules.get("onlineocr.documents.files.decoder"):
        decoder.sandbox().close()
    shutil.rmtree(DATA, ignore_errors=True)


@pytest.fixture(autouse=True)
def _pillows_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder lowers it for its process. In the service that ends with the page; here it would last."""
    from PIL import Image

    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    """Throttles count in the cache; no test inherits another's count."""
    from django.core.cache import cache

    from onlineocr.documents.limits import processor_share, queue_state

    cache.clear()
    queue_state.watched.forget()
    processor_share.uploads.forgive()


@pytest.fixture(autouse=True)
def _no_held_keys() -> Iterator[None]:
    """A test that leaves an idempotency key held would keep a thread, and its connection, until the database goes."""
    yield
    from onlineocr.documents.limits.key_leases import holders

    holders._held.clear()
    holders._left.clear()


@pytest.fixture(scope="session", autouse=True)
def _no_thread_with_a_connection(django_db_setup: None) -> Iterator[None]:
    """Wait for the thread that renews keys: PostgreSQL drops no database that somebody is connected to."""
    yield
    from onlineocr.documents.limits.key_leases import holders

    if (thread := holders._thread) is not None:
        thread.join(10)


def _user(name: str, **fields: bool):
    from onlineocr.accounts.models import User

    return User.objects.create_user(name, f"{name}@example.org", PASSWORD, **fields)


@pytest.fixture
def alice(db):
    """A user; her password is ``conftest.PASSWORD``."""
    return _user("alice")


@pytest.fixture
def bob(db):
    """Another user, who must see nothing of Alice's."""
    return _user("bob")


@pytest.fixture
def charlie(db):
    """The operator: staff and superuser."""
    return _user("charlie", is_staff=True, is_superuser=True)


@pytest.fixture
def password() -> str:
    """The password of Alice, Bob and Charlie."""
    return PASSWORD


@pytest.fixture
def api(db):
    """A client of the API, signed in as nobody."""
    from rest_framework.test import APIClient

    return APIClient()


@pytest.fixture
def as_user():
    """``as_user(alice)``: a client of the API that sends her access token."""
    from rest_framework.test import APIClient

    from onlineocr.accounts import tokens

    def client(user) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token(user)}")
        return client

    return client


def _trained_data(name: str) -> Path:
    """The file of a language that the tests need beyond the installed ones: brought once, kept between runs.

    Out of reach (offline) the test is skipped; where CI=true it fails.
    """
    from onlineocr.cli import packs

    kept = Path(__file__).parent / ".cache" / "tessdata"
    kept.mkdir(parents=True, exist_ok=True)
    path = kept / f"{name}.traineddata"
    try:
        if not path.is_file():
            packs.add(name, kept)
    except packs.CannotAdd as error:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(error))
    link = DATA / "tessdata" / path.name
    link.parent.mkdir(exist_ok=True)
    if not link.exists():
        link.symlink_to(path)
    return path


@pytest.fixture(scope="session")
def russian() -> Path:
    """Tesseract's Russian, installed in the data folder of the tests."""
    return _trained_data("rus")


@pytest.fixture(scope="session")
def greek() -> Path:
    """Tesseract's Greek, installed in the data folder of the tests."""
    return _trained_data("ell")


@pytest.fixture(scope="session")
def hebrew() -> Path:
    """Tesseract's Hebrew, installed in the data folder of the tests."""
    return _trained_data("heb")


@pytest.fixture(scope="module")
def _worker_process(django_db_setup, django_db_blocker):
    """One real worker for the tests of a module that need one; it is gone when the next module queues pages."""
    from tests.support import processes

    with processes.working(django_db_blocker) as process:
        yield process


@pytest.fixture
def worker(transactional_db, _worker_process):
    """A running worker with the engine ``fake``; what the test stores is really committed, so that it sees it.

    Before the tables are emptied it may end what it is at: its lock and the emptying would wait for one another.
    """
    from onlineocr.documents.models import QueueEntry

    assert _worker_process.poll() is None
    yield _worker_process
    for _ in range(40):
        if not QueueEntry.objects.leased().exists():
            break
        time.sleep(0.05)


def queue_document(owner=None, *, pages=1, priority=0, file_name="scan.png", options=None, address=None):
    """Rows of a document that waits, as the service makes them, without a file."""
    from onlineocr.documents.limits.callers import share_key_of
    from onlineocr.documents.models import Document, Run
    from onlineocr.documents.queue import claims

    document = Document.objects.create(
        owner=owner, file_name=file_name, media_type="image/png", size=1, sha256="0" * 64, key="00/none", pages=pages,
        share_key=share_key_of(owner, address),
    )  # fmt: skip
    run = Run.objects.create(document=document, priority=priority, options=options or {}, total=pages)
    claims.enqueue(run, document.share_key, range(1, pages + 1))
    document.latest = run
    document.save()
    return document


def read_value(text="Hello world", *, number=1, confidence=0.9):
    """The result of a page with one line."""
    from onlineocr.ocr.geometry import Box
    from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Word

    box = Box(0, 0, 100, 20)
    words = tuple(Word(word, confidence, box) for word in text.split())
    block = Block("text", box, (Line(text, confidence, box, box.polygon(), words),))
    return Page(
        number=number, width=100, height=20, engine=EngineInfo("fake", "1"), text=text, confidence=confidence,
        languages=("en",), blocks=(block,),
    )  # fmt: skip


@pytest.fixture
def queued(db):
    """``queued(alice, pages=3)``: a document that waits."""
    return queue_document


@pytest.fixture
def typed(db):
    """``typed(alice, "page 1", "page 2")``: a document that has been read, with boxes."""
    from onlineocr.documents.queue import claims
    from tests.support.typeset import typeset

    def document(owner, *texts, **fields):
        made = queue_document(owner, pages=len(texts), **fields)
        for text in texts:
            claim = claims.claim("w")
            claims.finish(claim, typeset(text, claim.number))
        made.refresh_from_db()
        return made

    return document


@pytest.fixture
def value():
    """``value("text")``: what an engine made of a page."""
    return read_value


@pytest.fixture(scope="session")
def vietnamese() -> Path:
    """Tesseract's Vietnamese, installed in the data folder of the tests."""
    return _trained_data("vie")


@pytest.fixture
def local_calls(settings):
    """Messages and fetches may go to servers of this machine."""
    from tests.support.remote import LOCAL

    settings.FETCH_ALLOW = LOCAL


@pytest.fixture
def hook(local_calls):
    """``hook(alice, url)``: a registered webhook; its secret is its ``plain``."""
    from onlineocr.webhooks import services

    def register(owner, url="http://127.0.0.1:9/", **fields):
        webhook, secret = services.register(owner=owner, url=url, **fields)
        webhook.plain = secret
        return webhook

    return register
