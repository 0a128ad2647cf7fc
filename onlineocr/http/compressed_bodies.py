"""Request bodies that the client compressed, with the API's error responses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from onlineocr.http.content_encoding import ContentEncodingMiddleware
from onlineocr.http.errors import problem


class CompressedBodyMiddleware(ContentEncodingMiddleware):
    """Decompresses bodies before any other middleware reads them."""

    def refuse(self, request: HttpRequest, code: str, detail: str) -> HttpResponseBase:
        return problem(request, code, detail)
