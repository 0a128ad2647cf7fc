"""Select the format of a response by `format` or `Accept`, and refuse query parameters that are unknown or given
twice.

Both are here because every view negotiates the format before it does anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from onlineocr.http.known_fields import known_query
from onlineocr.ocr.errors import InvalidOptions

_FORMAT = settings.REST_FRAMEWORK.get("URL_FORMAT_OVERRIDE", "format")


def other_format(offered: Iterable[str]) -> InvalidOptions:
    """Return the error for a `format` that is none of ``offered``."""
    there_are = f"must be one of: {', '.join(offered)}"
    return InvalidOptions({"format": f"{there_are}; other formats come from /api/v1/documents/{{id}}/result?format="})


class Negotiation(DefaultContentNegotiation):
    """Selection of the view's renderer by `format`. An unknown one is an error of this parameter, not a 404."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: Any = None
    ) -> tuple[BaseRenderer, str]:
        known_query(request, _FORMAT)
        chosen: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return chosen

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:
        """Return the renderers of ``format``."""
        offered = list(renderers)
        found = [renderer for renderer in offered if renderer.format == format]
        if not found:
            raise other_format(renderer.format for renderer in offered)
        return found


class OwnFormats(Negotiation):
    """Negotiation for views that select their format themselves by `format` and `Accept`, without renderers."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: Any = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        known_query(request)
        first = next(iter(renderers))
        return first, first.media_type


def preferred(request: Request, offered: Mapping[str, str]) -> str | None:
    """Return the name of the media type of ``offered`` that `Accept` prefers, the earlier one of equals; None if it
    accepts none. A missing or empty `Accept` accepts all."""
    if not request.headers.get("Accept", "").strip():
        return next(iter(offered.values()))
    found = request._request.get_preferred_type(list(offered))  # noqa: SLF001 - the framework has no such question
    return offered[found] if found else None
