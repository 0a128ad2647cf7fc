"""The form for a document's tags and its note."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from onlineocr.documents import labels
from onlineocr.ocr.errors import InvalidOptions

from .. import present
from ..access import address, find

NAMES = {"tags": "Tags", "note": "A note"}


@never_cache
def label(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the form; a POST keeps the tags, which are separated by commas, and the note."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    document = find(request, uid, token)
    context: dict[str, Any] = {
        "name": present.name(document),
        "token": token,
        "way": address(document, token),
        "tags": ", ".join(document.tags),
        "note": document.note,
        "most_tags": labels.MOST_TAGS,
        "tag_length": labels.TAG_LENGTH,
        "note_length": labels.NOTE_LENGTH,
    }
    if request.method != "POST":
        return render(request, "web/label.html", context)
    tags, note = request.POST.get("tags", ""), request.POST.get("note", "")
    try:
        labels.label(document, tags=labels.tags(tags.split(",")), note=labels.checked_note(note))
    except InvalidOptions as error:
        problem = " ".join(f"{NAMES[field]} {said}." for field, said in error.fields.items())
        return render(request, "web/label.html", context | {"tags": tags, "note": note, "problem": problem}, status=400)
    messages.success(request, "Kept.")
    return HttpResponseRedirect(address(document, token))
