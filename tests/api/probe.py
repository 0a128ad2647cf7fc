"""A view that shows who called, and raises what a test asks for; only the tests' own addresses lead to it."""

from __future__ import annotations

import errno

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.urls import include, path
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr import urls
from onlineocr.accounts.scopes import Scope
from onlineocr.http.errors import ProblemError
from onlineocr.ocr import errors

FAULTS = {
    "engine": errors.EngineMissing("Tesseract is not installed"),
    "options": errors.InvalidOptions({"dpi": "is not a number", "pages": "is empty"}),
    "encrypted": errors.PdfEncrypted(),
    "nested": ValidationError({"items": [{}, {"name": ["Too long.", "Too odd."]}], "non_field_errors": ["Bad."]}),
    "missing": Http404("secret row"),
    "suspicious": SuspiciousOperation("odd"),
    "own": ProblemError("conflict", "It runs already."),
    "queue": ProblemError("queue_full", retry_after=2.4),
    "busy": ProblemError("queue_full"),
    "locked": OperationalError("database is locked"),
    "db_full": OperationalError("database or disk is full"),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
    "bug": ZeroDivisionError("secret detail"),
}


class Probe(APIView):
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,), "POST": (Scope.DOCUMENTS_WRITE,)}

    def get(self, request):
        return Response({"user": request.user.username})

    post = get


class OpenProbe(Probe):
    permission_classes = (AllowAny,)


class Undeclared(APIView):
    def get(self, request):  # noqa: ARG002
        return Response()

    put = get


class Fault(APIView):
    permission_classes = (AllowAny,)

    def get(self, request, name):  # noqa: ARG002
        raise FAULTS[name]


urlpatterns = [
    path("api/probe/", Probe.as_view()),
    path("api/open/", OpenProbe.as_view()),
    path("api/undeclared/", Undeclared.as_view()),
    path("api/fault/<str:name>/", Fault.as_view()),
    path("", include(urls.urlpatterns)),
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
