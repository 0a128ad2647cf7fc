"""Bodies that the client compressed, with the API's refusals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from onlineocr.http.content_encoding import ContentEncodingMiddleware
from onlineocr.http.errors import problem


class CompressedBodyMiddleware(ContentEncodingMiddleware):
    """Unpacks bodies before anything reads them."""

    def refuse(self, request: HttpRequest, code: str, detail: str) -> HttpResponseBase:
        return problem(request, code, detail)
