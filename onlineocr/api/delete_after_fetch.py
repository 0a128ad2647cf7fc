"""Answers after which nothing of the document is kept."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response

from onlineocr.documents import services
from onlineocr.documents.models import Document


class HandOver(Response):
    """Deletes ``document`` when the answer has been sent, or could not be."""

    document: Document | None = None

    def close(self) -> None:
        document, self.document = self.document, None
        if document is not None:
            services.delete_soon(document)
        super().close()


def hand_over(document: Document, body: dict[str, Any]) -> Response:
    """The answer ``body``; the last one, if the document's retention is ``none``."""
    answer = HandOver(body)
    if document.transient:
        answer.document = document
    return answer
