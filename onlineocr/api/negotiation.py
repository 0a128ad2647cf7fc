"""Which of the forms that an answer has the caller wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class OwnFormats(DefaultContentNegotiation):
    """`format` and `Accept` choose what the view offers, not one of the framework's renderers."""

    def select_renderer(
        self, _: Request, renderers: Iterable[BaseRenderer], __: Any = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


def preferred(request: Request, offered: Mapping[str, str]) -> str | None:
    """The name of the media type of ``offered`` that `Accept` likes best, the earlier one when it likes both; None when
    it takes none. No or an empty `Accept` takes all."""
    if not request.headers.get("Accept", "").strip():
        return next(iter(offered.values()))
    found = request._request.get_preferred_type(list(offered))  # noqa: SLF001 - the framework has no such question
    return offered[found] if found else None
