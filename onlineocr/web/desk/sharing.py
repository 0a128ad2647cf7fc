"""The page of a document's links: make one, see when each ends, end one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from onlineocr.documents import shares
from onlineocr.documents.models import Document
from onlineocr.http.links import absolute

from .. import present
from ..access import address, find

ENDS = {"1": "tomorrow", "7": "in a week", "30": "in a month", "365": "in a year"}
"""Choices of the form: days, and their names."""


@never_cache
def share(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the links of a document. A POST makes one, or ends the one that ``end`` names."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    document = find(request, uid, token)
    if request.method != "POST":
        return _page(request, document, token)
    if end := request.POST.get("end", ""):
        _end(request, document, end)
        return HttpResponseRedirect(address(document, token, "web:share"))
    days = request.POST.get("days", "")
    if days not in ENDS:
        return _page(request, document, token, problem="Choose when the link ends.", status=400)
    try:
        _, secret = shares.share(document, until=timezone.now() + timedelta(days=int(days)))
    except shares.TooManyShares:
        problem = f"A document has at most {shares.MOST} links. End one that is not needed."
        return _page(request, document, token, problem=problem, status=409)
    return _page(request, document, token, link=absolute(request, address(document, secret)))


def _end(request: HttpRequest, document: Document, uid: str) -> None:
    try:
        ended, _ = document.shares.filter(uid=UUID(uid)).delete()
    except ValueError:
        ended = 0
    if ended:
        messages.success(request, "The link was ended. It opens nothing any more.")


def _page(request: HttpRequest, document: Document, token: str, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "name": present.name(document),
        "token": token,
        "way": address(document, token),
        "shares": document.shares.living(),
        "ends": ENDS.items(),
        "expires_at": document.expires_at,
        **more,
    }
    return render(request, "web/share.html", context, status=status)
