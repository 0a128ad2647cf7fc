"""Responses after which the service deletes the document."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response

from onlineocr.documents import services
from onlineocr.documents.models import Document


class HandOver(Response):
    """Response that deletes ``document`` when it has been sent, or when sending has failed."""

    document: Document | None = None

    def close(self) -> None:
        document, self.document = self.document, None
        if document is not None:
            services.delete_soon(document)
        super().close()


def hand_over(document: Document, body: dict[str, Any]) -> Response:
    """Return the response with ``body``. If the document's retention is ``none``, the document is deleted after it."""
    answer = HandOver(body)
    if document.transient:
        answer.document = document
    return answer
