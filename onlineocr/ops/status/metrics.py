"""``/metrics``: the numbers in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.http.authentication import account_of

from . import numbers

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ENDS = ("succeeded", "canceled")


@extend_schema(exclude=True)
class MetricsView(APIView):
    """The numbers for staff, by any credential of the API; for other accounts there is no such address."""

    key_scopes = {"GET": (Scope.ACCOUNT,)}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: ARG002
        return super().perform_content_negotiation(request, force=True)  # the response has one form for everybody

    def get(self, request: Request) -> HttpResponse:
        if not account_of(request).is_staff:
            raise Http404
        lines = "".join(f"{line}\n" for line in _lines())
        return HttpResponse(lines, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _lines() -> Iterator[str]:
    queue, disk, workers = numbers.queue(), numbers.room(), numbers.worker_rows()
    ended = numbers.ended()
    failed = {code: pages for code, (pages, _) in ended.items() if code not in _ENDS}
    by_end = {name: ended.get(name, (0, 0))[0] for name in _ENDS} | {"failed": sum(failed.values())}
    yield from _metric("pages_total", "counter", "Pages that ended.", _by("outcome", by_end))
    yield from _metric("page_failures_total", "counter", "Pages that failed.", _by("code", failed))
    spent = sum(spent_ms for _, spent_ms in ended.values()) / 1000
    yield from _metric("reading_seconds_total", "counter", "Time of the recognisers.", {"": spent})
    yield from _metric("pages_waiting", "gauge", "Pages that wait for a worker.", {"": queue.waiting})
    yield from _metric("pages_running", "gauge", "Pages that workers hold.", {"": queue.running})
    oldest = queue.oldest or 0.0
    yield from _metric("oldest_page_seconds", "gauge", "Age of the oldest page that waits.", {"": round(oldest, 1)})
    yield from _metric("workers", "gauge", "Workers that run.", {"": sum(row["alive"] for row in workers)})
    working = sum(row["working"] for row in workers)
    yield from _metric("recognisers_working", "gauge", "Recognisers that run.", {"": working})
    yield from _metric("disk_free_bytes", "gauge", "Room on the data folder's disk.", {"": disk.free})
    yield from _metric("disk_total_bytes", "gauge", "Size of the data folder's disk.", {"": disk.total})
    yield from _metric("disk_reserve_bytes", "gauge", "Room below which uploads are refused.", {"": disk.reserve})
    missing = {row.data: row.pages for row in numbers.missing_languages()}
    text = "Pages of the last 30 days with text in a language that is not installed."
    yield from _metric("missing_language_pages", "gauge", text, _by("data", missing))


def _metric(name: str, kind: str, text: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP onlineocr_{name} {text}"
    yield f"# TYPE onlineocr_{name} {kind}"
    for labels, value in values.items():
        yield f"onlineocr_{name}{labels} {value}"


def _by(label: str, values: Mapping[str, int]) -> dict[str, int]:
    """Return ``values`` with their names as labels. A name is a code or the name of a file: nothing to escape."""
    return {f'{{{label}="{name}"}}': value for name, value in sorted(values.items())}
