"""The operator's page ``/status/``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

import onlineocr
from onlineocr.documents.queue import counts
from onlineocr.http.methods import takes_get

from . import numbers, plots


@takes_get
def status(request: HttpRequest) -> HttpResponseBase:
    """Show the state of the service to staff. Visitors are asked to log in; for other users there is no such page."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not request.user.is_staff:
        raise Http404
    return render(request, "status/page.html", _context())


def _context() -> dict[str, Any]:
    now = timezone.now()
    read, able = numbers.pace()
    users, visitors = numbers.users()
    return {
        "now": now,
        "queue": numbers.queue(),
        "read": read,
        "able": able,
        "disk": numbers.room(),
        "workers": numbers.worker_rows(),
        "plots": [("day", "Last 24 hours", "Hour", plots.day()), ("month", "Last 30 days", "Day", plots.month())],
        "failures": _failures(now),
        "missing": numbers.missing_languages(),
        "slowest": [{"run": run, "seconds": per_page / 1000} for run, per_page in numbers.slowest()],
        "latest": numbers.LATEST,
        "users": users,
        "visitors": visitors,
        "window": settings.QUOTA_WINDOW,
        "version": onlineocr.__version__,
        "database": connection.vendor,
        "here": "status",
    }


def _failures(now: Any) -> list[dict[str, Any]]:
    """Return the failures of the last month, with the pages of the last day beside."""
    day = {row["code"]: row["pages"] for row in numbers.failures(now - counts.DAY)}
    return [row | {"day": day.get(row["code"], 0)} for row in numbers.failures(now - counts.MONTH)]
