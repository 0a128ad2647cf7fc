"""The forms of the desk: stop the reading, delete, keep. Each also answers a GET, as after an outdated form."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from onlineocr.documents import services
from onlineocr.documents.models.states import Status

from .. import keeping, present
from ..access import address, find


@never_cache
def stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop the reading of a document; the pages that were read stay. A GET asks for confirmation."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    document = find(request, uid, token)
    way = address(document, token)
    if request.method != "POST":
        return render(request, "web/stop.html", {"name": present.name(document), "token": token, "way": way})
    if not Status(document.status).ended:
        services.cancel(document)
    return HttpResponseRedirect(way)


@never_cache
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete a document. A GET asks for confirmation."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    document = find(request, uid, token)
    if request.method != "POST":
        context = {
            "name": present.name(document),
            "ownerless": document.owner_id is None,
            "token": token,
            "way": address(document, token),
        }
        return render(request, "web/delete.html", context)
    services.delete(document)
    messages.success(request, f"{present.name(document)} was deleted.")
    return HttpResponseRedirect(reverse("web:history" if request.user.is_authenticated else "web:home"))


@login_required
def keep(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move an upload without an account to the signed-in user's history, if the request has its token."""
    token = request.POST.get("token", "")
    document = find(request, uid, token or request.GET.get("token", ""))
    kept = request.method == "POST" and keeping.keep(request, document, token)
    return HttpResponseRedirect(address(document, "" if kept else token))
