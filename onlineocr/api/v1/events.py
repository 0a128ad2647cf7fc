"""Server-sent events of one document (HTML Standard, section 9.2)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents.limits import concurrency
from onlineocr.documents.models import Document
from onlineocr.documents.notify import events
from onlineocr.http.negotiation import OwnFormats

from .lookup import TOKEN, find

LAST = OpenApiParameter(
    "Last-Event-ID", OpenApiTypes.STR, OpenApiParameter.HEADER, description="id of the last event that arrived"
)
# No type: a stream is neither a string nor one event, and OpenAPI 3.1 cannot describe its items.
_STREAM = {"description": "`event`, `id` and `data`, which is JSON"}
_LONGEST = 600.0  # seconds of one stream; the client then reconnects with the last id, as browsers do by themselves
_RETRY = "retry: 1000\n\n"
_BEAT = ": nothing new\n\n"  # keeps proxies from closing the connection, and detects a client that has gone away


class EventsView(APIView):
    """View of a document's progress as server-sent events."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()
    content_negotiation_class = OwnFormats

    @extend_schema(
        operation_id="document_events",
        tags=["documents"],
        parameters=[LAST, TOKEN],
        responses={
            (200, "text/event-stream"): OpenApiResponse(_STREAM, "`status` and `page` events, and `deleted`"),
            204: OpenApiResponse(description="the client has all events already"),
        },
    )
    def get(self, request: Request, uid: str) -> HttpResponseBase:
        """Follow a document by server-sent events. `status` reports a change of state, `page` a page that ended.

        Each event has an id; a client that lost the connection sends the last one as `Last-Event-ID` and misses
        nothing. The stream ends with the document; a later request is answered 204, which stops browsers. If somebody
        deletes the document meanwhile, the last event is `deleted`; a later request is answered 404.
        """
        document = find(request, uid)
        last = request.headers.get("Last-Event-ID", "")
        if events.is_told(document, last):
            return HttpResponse(status=204)
        stream = _text(document, last)
        response = StreamingHttpResponse(stream, content_type="text/event-stream; charset=utf-8")
        response["Cache-Control"] = "no-store"
        response["X-Accel-Buffering"] = "no"  # nginx then does not buffer the stream
        return response


def _text(document: Document, last: str) -> Iterator[str]:
    """Yield the events as text. Without a free slot the stream ends after the present events; the client reconnects."""
    yield _RETRY
    with concurrency.waits.slot() as slotted:
        for event in events.follow(document, last, seconds=_LONGEST if slotted else 0):
            if event is None:
                yield _BEAT
            else:
                yield f"id: {event.id}\nevent: {event.kind}\ndata: {json.dumps(event.data, ensure_ascii=False)}\n\n"
