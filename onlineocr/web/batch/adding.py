"""Files and an owner for a batch: the form that adds files without scripts, and the one that keeps the batch."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache

from onlineocr.documents.limits.errors import AdmissionError, BatchRefused
from onlineocr.http.caller import caller_of
from onlineocr.http.methods import takes
from onlineocr.ocr.errors import OcrError

from .. import keeping, present, sending
from ..access import MEMBERS_ONLY
from .views import address, find


@takes("POST")
@never_cache
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add the files of the form to the batch, all or none."""
    token = request.POST.get("token", "")
    batch = find(request, uid, token)
    caller, files = caller_of(request), request.FILES.getlist("file")
    if caller.owner is None and not settings.ANONYMOUS_UPLOADS:
        messages.error(request, MEMBERS_ONLY["detail"])
    elif batch.owner_id != (caller.owner.pk if caller.owner else None):
        messages.error(request, "These files belong to somebody else. Only their owner adds more.")
    elif not files:
        messages.error(request, "No file was chosen.")
    else:
        try:
            sending.submit(files, {"priority": "bulk"}, mark="", caller=caller, batch=batch)
        except (BatchRefused, AdmissionError) as refusal:
            messages.error(request, f"{getattr(refusal, 'detail', refusal)} None of the files was taken.")
        except OcrError as error:
            messages.error(request, f"{present.describe(error)} The file was not taken.")
    return HttpResponseRedirect(address(batch, token))


@login_required
def keep(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move a batch without an account to the signed-in user, if the request has its token."""
    token = request.POST.get("token", "")
    batch = find(request, uid, token or request.GET.get("token", ""))
    kept = request.method == "POST" and keeping.keep_batch(request, batch, token)
    return HttpResponseRedirect(address(batch, "" if kept else token))
