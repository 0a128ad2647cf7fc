"""The operator's page ``/status/`` and ``/metrics``: who sees them, and that their numbers are those of real work."""

from __future__ import annotations

import re
from datetime import timedelta

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onlineocr.documents.models import PageCount, Run, Usage, Worker
from onlineocr.documents.queue import claims, counts
from onlineocr.ocr.errors import DamagedFile
from onlineocr.ocr.page import Problem
from onlineocr.ops.status import plots

BACKEND = "django.contrib.auth.backends.ModelBackend"
LACKING = "Text in Thai, which no installed language reads. For Thai, the trained data 'tha' is missing."


@pytest.fixture(autouse=True)
def _nothing_counted(db):
    counts._kept.clear()
    PageCount.objects.all().delete()  # a worker process of other tests writes its last ones after them


@pytest.fixture
def as_charlie(client, charlie):
    client.force_login(charlie, BACKEND)
    return client


@pytest.fixture
def shown(as_charlie):
    """The text of each section of the page, by its heading."""

    def show():
        counts.flush()
        tree = lxml.html.fromstring(as_charlie.get("/status/").content)
        return {
            section[0].text: " ".join(" ".join(section.itertext()).split()) for section in tree.findall(".//section")
        }

    return show


def metrics(client):
    counts.flush()
    answer = client.get("/metrics")
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def test_a_visitor_is_asked_to_log_in(client, db):
    assert client.get("/status/")["Location"] == "/accounts/login/?next=/status/"
    assert client.get("/metrics").status_code == 401


def test_there_is_no_such_page_for_others(client, alice):
    client.force_login(alice, BACKEND)
    assert client.get("/status/").status_code == 404
    assert client.get("/metrics").status_code == 404
    assert "/status/" not in client.get("/").content.decode()


def test_only_staff_have_a_link_to_it(as_charlie):
    assert 'href="/status/"' in as_charlie.get("/").content.decode()
    assert 'href="/status/"' in as_charlie.get("/admin/").content.decode()
    assert 'href="/admin/"' in as_charlie.get("/status/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(as_charlie, method):
    assert getattr(as_charlie, method)("/status/").status_code == 405
    assert getattr(as_charlie, method)("/metrics").status_code == 405


def test_a_new_service_has_a_page_without_numbers(shown):
    sections = shown()
    assert "Nothing was read yet" in sections["Slowest documents"]
    assert "No worker was seen" in sections["Workers"]
    assert "0 pages ended" in sections["Last 24 hours"]


def test_it_counts_the_pages_that_wait_and_the_age_of_the_oldest(shown, as_charlie, queued, alice):
    document = queued(alice, pages=3)
    Run.objects.filter(document=document).update(created_at=timezone.now() - timedelta(minutes=7))
    claims.claim("w")
    assert "Pages waiting 2 Oldest of them 7 min Pages being read 1" in shown()["Now"]
    found = metrics(as_charlie)
    assert (found["onlineocr_pages_waiting"], found["onlineocr_pages_running"]) == (2, 1)
    assert 420 <= found["onlineocr_oldest_page_seconds"] < 430


def test_it_counts_pages_and_failures_by_code(shown, as_charlie, queued, alice, value):
    queued(alice, pages=3)
    for _ in range(2):
        claims.finish(claims.claim("w"), value(), spent_ms=1500)
    claims.fail(claims.claim("w"), DamagedFile("The picture is broken"), spent_ms=500)
    sections = shown()
    assert "3 pages ended, 1 of them failed" in sections["Last 24 hours"]
    assert "3 pages ended, 1 of them failed" in sections["Last 30 days"]
    assert re.search(r"damaged_file 1 1$", sections["Failures"])
    found = metrics(as_charlie)
    assert found['onlineocr_pages_total{outcome="succeeded"}'] == 2
    assert found['onlineocr_page_failures_total{code="damaged_file"}'] == 1
    assert found["onlineocr_reading_seconds_total"] == 3.5


def test_deleted_documents_stay_in_the_counts(shown, queued, alice, value):
    document = queued(alice)
    claims.finish(claims.claim("w"), value())
    counts.flush()
    document.delete()
    assert "1 page ended" in shown()["Last 24 hours"]


def test_it_names_the_missing_language_and_its_command(shown, queued, alice, value):
    from dataclasses import replace

    queued(alice)
    problem = Problem("language_not_installed", LACKING)
    claims.finish(claims.claim("w"), replace(value(), problems=(problem,)))
    assert "Thai, 1 page onlineocr languages add tha" in shown()["Missing languages"]


def test_the_slowest_document_comes_first_and_its_name_is_only_text(shown, as_charlie, queued, alice, value):
    for name, spent in (("quick.png", 100), ("<script>alert(1)</script>.png", 9000)):
        queued(alice, file_name=name)
        claims.finish(claims.claim("w"), value(), spent_ms=spent)
    assert re.search(r"<script>.*9\.00 1 of 1.*quick\.png 0\.10", shown()["Slowest documents"])
    assert "<script>alert" not in as_charlie.get("/status/").content.decode()


def test_it_names_the_users_with_the_most_pages(shown, alice, bob, settings):
    from onlineocr.documents.limits.quotas import window

    since, _ = window(timezone.now())
    for key, pages in ((f"u{alice.pk}", 3), (f"u{bob.pk}", 70), ("a0123", 5), ("a4567", 6), ("u999999", 8)):
        Usage.objects.create(share_key=key, window=settings.QUOTA_WINDOW, since=since, pages=pages)
    section = shown()[f"Users by pages, this {settings.QUOTA_WINDOW}"]
    assert re.search(r"bob 70 .*alice 3 .*All without an account 11", section)


def test_it_says_which_workers_run(shown):
    from onlineocr import processes

    Worker.objects.create(name=processes.name(), recognisers=2, working=2, page_ms=340)
    Worker.objects.create(name="elsewhere/7/1", recognisers=2, working=2, seen_at=timezone.now() - timedelta(minutes=9))
    assert re.search(r"works \d+ s ago 2 of 2 0\.34 elsewhere/7/1 gone 9 min ago 0 of 2 –", shown()["Workers"])


def test_a_full_disk_is_told(shown, settings):
    settings.DISK_RESERVE = 10**18
    assert "Uploads are refused" in shown()["Now"]


def test_the_plot_has_a_table_with_the_same_numbers(as_charlie, db):
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    for name, pages in (("succeeded", 40), ("engine_crashed", 2), ("canceled", 9)):
        PageCount.objects.create(since=hour, kind=counts.ENDED, name=name, pages=pages)
    tree = lxml.html.fromstring(as_charlie.get("/status/").content)
    section = tree.find(".//section[@aria-labelledby='day']")
    rows = [[cell.text_content() for cell in row] for row in section.findall(".//tbody/tr")]
    assert len(rows) == 24
    assert rows[-4] == [f"{hour.day} {hour:%b, %H:%M}", "40", "2"]
    assert [len(section.findall(f".//rect[@class='{name}']")) for name in ("read", "failed")] == [1, 1]
    assert "42 pages ended, 2 failed" in section.find(".//svg/title").text


@pytest.mark.parametrize(("most", "marks"), [(0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (42, [0, 20, 40, 60])])
def test_the_axis_has_round_numbers(most, marks):
    assert plots.scale(most) == marks


@pytest.mark.parametrize("most", [7, 99, 100, 101, 12_345, 999_999, 10**7])
def test_the_axis_is_high_enough_and_has_few_marks(most):
    marks = plots.scale(most)
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 5


def test_a_key_reads_the_metrics(api, charlie):
    from onlineocr.accounts import keys
    from onlineocr.accounts.scopes import Scope

    for scopes, status in (([Scope.ACCOUNT], 200), ([Scope.DOCUMENTS_READ], 403)):
        _, text = keys.issue(user=charlie, name=scopes[0].name, scopes=scopes)
        answer = api.get("/metrics", HTTP_X_API_KEY=text, HTTP_ACCEPT="text/plain;version=0.0.4")
        assert answer.status_code == status, answer.content


def test_more_documents_are_no_more_queries(as_charlie, queued, alice, value):
    seen = []
    for documents in (2, 12):
        for _ in range(documents):
            queued(alice)
            claims.finish(claims.claim("w"), value(), spent_ms=5)
        as_charlie.get("/status/")
        with CaptureQueriesContext(connection) as queries:
            as_charlie.get("/status/")
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 30


@pytest.mark.slow
def test_a_real_worker_counts_what_it_reads(worker, as_charlie, alice):
    """The worker writes its counts a few seconds after the page."""
    import time

    from onlineocr.documents import services
    from tests.support.processes import picture

    services.submit(upload=services.Upload([picture()], "scan.png"), owner=alice)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = metrics(as_charlie)
        if found['onlineocr_pages_total{outcome="succeeded"}']:
            break
        time.sleep(0.5)
    assert found['onlineocr_pages_total{outcome="succeeded"}'] == 1
    assert found["onlineocr_workers"] == 1
