"""Every call that there is, from the addresses themselves, for tests that none may escape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

METHODS = ("get", "post", "put", "patch", "delete")
SAMPLES = {"uuid": "01890000-0000-7000-8000-000000000000", "int": "1"}


def asking() -> list[tuple[str, str, type[APIView]]]:
    """Method, address and view of every call at which a credential is looked at.

    The parts of an address that vary are of the right form and name nothing that exists.
    """
    return [
        (method.upper(), re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES.get(part[1], "nothing"), path), view)
        for path, view in _views(get_resolver().url_patterns)
        for method in METHODS
        if view.authentication_classes and hasattr(view, method)
    ]


def addresses() -> list[str]:
    """Every address of the service, its variable parts filled in with names of nothing."""
    return sorted(set(_addresses(get_resolver().url_patterns, "/")))


def below(patterns: Any) -> list[str]:
    """The addresses of some patterns, filled in likewise."""
    return sorted(set(_addresses(patterns, "/")))


def _addresses(patterns: Any, prefix: str) -> Iterator[str]:
    for entry in patterns:
        route = re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES.get(part[1], "nothing"), str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _addresses(entry.url_patterns, prefix + route)
        elif isinstance(entry, URLPattern):
            yield re.sub(r"[\^$]|\(.*|\[.*", "", prefix + route).replace("\\.", ".")


def _views(patterns: Any, prefix: str = "/") -> Iterator[tuple[str, type[APIView]]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry.url_patterns, f"{prefix}{entry.pattern}")
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "cls", None)
            if view is not None and issubclass(view, APIView):
                yield f"{prefix}{entry.pattern}", view
