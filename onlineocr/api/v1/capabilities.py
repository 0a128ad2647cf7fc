"""The capabilities of this installation: engines, languages, formats, limits, options."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr import __version__
from onlineocr.documents.options import specs
from onlineocr.documents.privacy.retention import HANDOVER
from onlineocr.http import caching
from onlineocr.ocr import languages
from onlineocr.ocr.decode.sniff import MEDIA_TYPES
from onlineocr.ocr.engines import catalog
from onlineocr.ocr.export import registry
from onlineocr.ocr.picture import FORMATS, MOST_WIDTH

from .capabilities_schema import CapabilitiesSerializer

_CONTROL = "public, max-age=60"


class CapabilitiesView(APIView):
    """View of the installation's capabilities; it needs no sign-in."""

    problems = {"GET": ("precondition_failed",)}
    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="capabilities",
        tags=["service"],
        responses={200: CapabilitiesSerializer, 304: caching.NOT_MODIFIED},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Return the abilities and the limits of this installation.

        That is: version, engines, installed languages, formats, limits and every option with its range. Durations are
        in seconds; null means unlimited.
        """
        body = capabilities()
        etag = caching.tag(json.dumps(body, sort_keys=True, default=str), request.accepted_renderer.format)
        if (answer := caching.unchanged(request, etag)) is not None:
            answer["Cache-Control"] = _CONTROL
            return answer
        return caching.mark(Response(body), etag, control=_CONTROL)


def capabilities() -> dict[str, Any]:
    """Return the whole body, derived from registries and settings, without loading an engine."""
    cards = catalog.cards()
    return {
        "version": __version__,
        "engines": [
            {"name": card.name, "version": card.version, "available": card.available, "languages": card.languages}
            for card in cards
        ],
        "default_engine": settings.ENGINE,
        "languages": [{"tag": tag, "name": languages.parse(tag).name} for tag in catalog.readable()],
        "input_formats": list(MEDIA_TYPES),
        "output_formats": [_format(name) for name in registry.names()],
        "picture_formats": list(FORMATS.values()),
        "limits": _limits(),
        "options": [
            {"name": spec.name, "default": spec.written_default, "description": spec.help, "schema": _schema(spec.name)}
            for spec in specs()
        ],
        "features": {
            "registration": settings.REGISTRATION_OPEN,
            "anonymous_uploads": settings.ANONYMOUS_UPLOADS,
            "url_uploads": settings.URL_UPLOADS != "off",
        },
    }


def _format(name: str) -> dict[str, str]:
    export = registry.get(name)
    return {"name": name, "media_type": export.media_type, "extension": export.extension, "title": export.title}


def _limits() -> dict[str, float | None]:
    return settings.LIMITS.to_dict() | {
        "wait_seconds": settings.WAIT_SECONDS,
        "queue_pages": settings.QUEUE_LANE,
        "quota_pages": settings.QUOTA_PAGES or None,
        "quota_bytes": settings.QUOTA_BYTES or None,
        "storage_bytes": settings.STORAGE_BYTES or None,
        "max_picture_width": MOST_WIDTH,
        "retention": _seconds(settings.RETENTION),
        "max_retention": _seconds(settings.RETENTION_MAX),
        "anonymous_retention": _seconds(settings.ANONYMOUS_RETENTION),
        "handover_retention": _seconds(HANDOVER),
    }


def _seconds(span: timedelta | None) -> float | None:
    return span.total_seconds() if span is not None else None


def _schema(name: str) -> dict[str, Any]:
    """Return an option's JSON schema; for the engine, with the names of the installed engines."""
    schema = next(spec.schema for spec in specs() if spec.name == name)
    return schema | {"enum": [card.name for card in catalog.cards()]} if name == "engine" else schema
