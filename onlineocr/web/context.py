"""What every page's frame needs to know."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Whether visitors may sign up, and which of the frame's links is this very page."""
    match = request.resolver_match
    here = match.url_name if match and match.namespace == "web" else ""
    return {"signup_open": settings.REGISTRATION_OPEN, "here": here}
