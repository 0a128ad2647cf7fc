"""A worker is killed with SIGKILL in the middle of 30 documents. Each one is finished once."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import time

import pytest
from PIL import Image

from onlineocr.documents import services
from onlineocr.documents.models import Document, Page, QueueEntry, Worker
from onlineocr.documents.models.states import OPEN, Status
from onlineocr.documents.queue import workers
from tests.support import processes

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@contextlib.contextmanager
def working(**environment):
    process = processes.start_worker(**environment)
    processes.wait_for(workers.recognisers)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def send(count, data=None):
    return [
        services.submit(upload=services.Upload([data or processes.picture(text=f"page {number}")], f"{number}.png"))[0]
        for number in range(count)
    ]


def ended(count):
    return lambda: Document.objects.exclude(status__in=OPEN).count() >= count


def test_it_finishes_every_document_once_although_the_worker_is_killed():
    send(30, processes.poisoned(processes.fake.SLEEP, 1))
    with working(recognisers="2") as first:
        processes.wait_for(ended(8))
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert Page.objects.filter(status__in=OPEN).exists(), "the kill came too late to prove anything"
    with working(recognisers="2"):
        processes.wait_for(ended(30))
    assert set(Document.objects.values_list("status", flat=True)) == {Status.SUCCEEDED}
    assert Page.objects.filter(result__isnull=False).count() == 30
    assert Page.objects.filter(attempts=1).count() >= 28, "only the pages under way are read again"


def test_it_leaves_no_recogniser_behind_when_it_is_killed():
    with working() as process:
        processes.wait_for(Worker.objects.exists)
        children = processes.children(process.pid)
        assert children
        os.kill(process.pid, signal.SIGKILL)
        processes.wait_for(lambda: not any(processes.alive(child) for child in children))


def test_it_survives_recognisers_that_are_killed():
    send(6, processes.poisoned(processes.fake.SLEEP, 5))
    with working(recognisers="2") as process:
        for _ in range(2):
            processes.wait_for(lambda: QueueEntry.objects.leased().exists())
            for child in processes.children(process.pid, "worker.child"):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        processes.wait_for(ended(6))
    assert set(Document.objects.values_list("status", flat=True)) <= {Status.SUCCEEDED, Status.FAILED}
    assert Document.objects.filter(status=Status.SUCCEEDED).count() >= 4


def test_it_ends_in_good_order_and_gives_pages_back_uncounted():
    send(4, processes.poisoned(processes.fake.SLEEP, 20))
    with working(ONLINEOCR_WORKER_GRACE="0s") as process:
        processes.wait_for(lambda: QueueEntry.objects.leased().exists())
        process.terminate()
        assert process.wait(timeout=15) == 0
    assert not QueueEntry.objects.leased().exists()
    assert set(QueueEntry.objects.values_list("attempts", flat=True)) == {0}
    assert not Worker.objects.exists()


def test_it_stops_a_canceled_page_within_a_second():
    (document,) = send(1, processes.poisoned(processes.fake.SLEEP, 200))
    with working():
        processes.wait_for(lambda: QueueEntry.objects.leased().exists())
        time.sleep(1)  # now it is in the recogniser, for twenty seconds
        services.cancel(document)
        processes.wait_for(lambda: Document.objects.get().status == Status.CANCELED, seconds=1.0)
        (other,) = send(1)  # there is one recogniser: it is free
        processes.wait_for(lambda: Document.objects.get(pk=other.pk).status == Status.SUCCEEDED, seconds=15)


def test_it_ends_a_page_and_a_document_at_their_deadlines(as_user, alice):
    client = as_user(alice)
    frames = [Image.open(io.BytesIO(processes.poisoned(processes.fake.SLEEP, 20, text=f"page {n}"))) for n in range(3)]
    file = io.BytesIO()
    frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:])
    # A page may take 1 s of processor time, three by the clock; a document of three pages 1.5 s.
    with working(ONLINEOCR_PAGE_TIME="1s", ONLINEOCR_DOCUMENT_TIME="1s"):
        late = client.post("/api/ocr/", processes.poisoned(processes.fake.SLEEP, 200), content_type="image/png")
        long = client.post("/api/v1/documents/?wait=60", file.getvalue(), content_type="image/tiff").json()
    assert (late.status_code, late.json()["code"]) == (413, "page_timeout")
    pages = [client.get(f"/api/v1/documents/{long['id']}/pages/{number}/").json() for number in (1, 3)]
    assert [[problem["code"] for problem in page["problems"]] for page in pages] == [[], ["document_timeout"]]


def test_it_starts_a_fresh_recogniser_when_one_has_grown_too_large():
    send(2, processes.poisoned(processes.fake.GROW, 20))
    with working(ONLINEOCR_RECOGNISER_MEMORY="300MiB") as process:
        processes.wait_for(ended(1))
        first = processes.children(process.pid, "worker.child")
        processes.wait_for(ended(2))
        assert not any(processes.alive(child) for child in first)
    assert set(Document.objects.values_list("status", flat=True)) == {Status.SUCCEEDED}
