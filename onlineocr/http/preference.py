"""The preference ``return=minimal`` of a call (RFC 7240)."""

from __future__ import annotations

from django.http import HttpResponseBase
from rest_framework.request import Request

HEADER, APPLIED = "Prefer", "Preference-Applied"
MINIMAL = "return=minimal"


def wants_minimal(request: Request) -> bool:
    """Return whether the request asks for a small response; of several values of ``return`` the first one counts."""
    for preference in request.headers.get(HEADER, "").split(","):
        name, _, value = preference.partition(";")[0].partition("=")
        if name.strip().lower() == "return":
            return value.strip().strip('"').lower() == "minimal"
    return False


def applied(response: HttpResponseBase) -> HttpResponseBase:
    """Mark ``response`` as the small one."""
    response[APPLIED] = MINIMAL
    return response
