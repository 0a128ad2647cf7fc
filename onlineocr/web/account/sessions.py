"""The end of sessions, from the account's page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from onlineocr.accounts import sessions
from onlineocr.accounts.adapter import NO_ADDRESS
from onlineocr.accounts.models import User

# The first that occurs in the header: Edge and Opera call themselves Chrome as well, and Chrome Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrom": "Chrome",
    "Safari/": "Safari",
    "curl/": "curl",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A session as one entry of the list."""

    pk: int
    name: str
    address: str
    since: datetime
    last: datetime
    here: bool

    @classmethod
    def of(cls, session: UserSession, key: str | None) -> Item:
        address = "" if session.ip == NO_ADDRESS else session.ip
        here = session.session_key == key
        return cls(session.pk, browser(session.user_agent), address, session.created_at, session.last_seen_at, here)


def browser(agent: str) -> str:
    """Return the browser and the system that a ``User-Agent`` header names, as "Firefox on Linux"."""
    name = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    if name:
        return f"{name} on {system}" if system else name
    plain = re.sub(r"[^\w./ -]", "", agent)[:40].strip()
    return plain or "A browser without a name"


def items(request: HttpRequest) -> list[Item]:
    """Return the user's sessions, this one first."""
    found = [Item.of(one, request.session.session_key) for one in sessions.of(cast("User", request.user))]
    return sorted(found, key=lambda item: not item.here)


@login_required
@never_cache
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session. A GET, as after an outdated form, leads to the list."""
    if request.method == "POST":
        if not sessions.end(cast("User", request.user), pk):
            raise Http404
        messages.success(request, "That browser is logged out.")
    return _list()


@login_required
@never_cache
def end_others(request: HttpRequest) -> HttpResponse:
    """End every session but this one, and the sign-ins of programs with tokens."""
    if request.method == "POST":
        sessions.end_others(cast("User", request.user), request.session.session_key)
        messages.success(request, "Every other browser and program is logged out. API keys still work.")
    return _list()


def _list() -> HttpResponse:
    return HttpResponseRedirect(reverse("web:account") + "#sessions")
