"""``/api/schema/``: the OpenAPI description, generated once for each format and then served from memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import get_script_prefix
from django.utils.encoding import force_bytes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from onlineocr.http import caching
from onlineocr.http.known_fields import refuse_unknown

_CONTROL = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class _Made:
    body: bytes
    etag: str


_making = threading.Lock()
_made: dict[tuple[str, str], _Made] = {}


class SchemaView(SpectacularAPIView):
    """View of the description, the same for every client. Generating it takes at least 0.1 s of processor time."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *_: Any, **__: Any) -> HttpResponseBase:
        refuse_unknown((name for name in request.query_params if name != "format"), (), kind="parameter")
        renderer = request.accepted_renderer
        with _making:  # one call generates it; the others wait for the result
            made = self._made(request)
        answer = caching.unchanged(request, made.etag) or HttpResponse(made.body, content_type=renderer.media_type)
        answer["Content-Disposition"] = f'inline; filename="onlineocr.{request.accepted_renderer.format}"'
        return caching.mark(answer, made.etag, control=_CONTROL)

    def _made(self, request: Request) -> _Made:
        renderer = request.accepted_renderer
        key = (renderer.media_type, get_script_prefix())
        if key not in _made:
            generator: Any = self.generator_class(urlconf=self.urlconf, patterns=self.patterns)
            schema = generator.get_schema(request=request, public=self.serve_public)
            body = renderer.render(schema, renderer.media_type, {"view": self, "request": request})
            _made[key] = _Made(force_bytes(body), caching.tag(body))
        return _made[key]
