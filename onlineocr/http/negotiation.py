"""Choose the format of a response by `format` or `Accept`, and refuse query parameters that the call does not have
or that are given twice.

Both happen here because it is the one place that every view passes before it does anything.
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
    """`format` chooses a renderer of the view. An unknown one is an error of this parameter, not an unknown address."""

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
    """`format` and `Accept` choose what the view offers, not one of the framework's renderers."""

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
    """The name of the media type of ``offered`` that `Accept` likes best, the earlier one when it likes both; None when
    it takes none. No or an empty `Accept` takes all."""
    if not request.headers.get("Accept", "").strip():
        return next(iter(offered.values()))
    found = request._request.get_preferred_type(list(offered))  # noqa: SLF001 - the framework has no such question
    return offered[found] if found else None
