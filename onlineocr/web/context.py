"""What every page's frame needs to know."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

_COME_BACK = {"account", "document", "history", "search"}


def site(request: HttpRequest) -> dict[str, object]:
    """Whether visitors may sign up, which of the frame's links is this very page, where to go on after signing in, and
    what is to be known for sending a file from any page."""
    match = request.resolver_match
    here = match.url_name if match and match.namespace == "web" else ""
    return {
        "signup_open": settings.REGISTRATION_OPEN,
        "anonymous_open": settings.ANONYMOUS_UPLOADS,
        "here": here,
        "came_from": request.get_full_path() if here in _COME_BACK else "",
        "max_bytes": settings.LIMITS.max_bytes,
    }
