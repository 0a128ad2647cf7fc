"""The template context of every page's frame."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

_COME_BACK = {"account", "batch", "document", "history"}


def site(request: HttpRequest) -> dict[str, object]:
    """Return whether visitors may sign up, the name of the current page for the frame's links, the address to return to
    after signing in, and the data for uploads from any page."""
    match = request.resolver_match
    here = match.url_name if match and match.namespace == "web" else ""
    return {
        "signup_open": settings.REGISTRATION_OPEN,
        "anonymous_open": settings.ANONYMOUS_UPLOADS,
        "here": here,
        "came_from": request.get_full_path() if here in _COME_BACK else "",
        "max_bytes": settings.LIMITS.max_bytes,
    }
