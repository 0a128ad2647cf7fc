"""The first gate: no body larger than the limit is taken."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader

from onlineocr.api.errors import PREFIX, problem

BLOCK = 64 * 1024
IN_MEMORY = 1024 * 1024


class BodyLimitMiddleware:
    """Answers 413 by ``Content-Length``, before a byte of the body is read.

    A chunked body has no length beforehand. It is kept in memory or a temporary file while it is counted, and then has
    one; a server that does not mark where such a body ends (``wsgi.input_terminated``) makes this answer 411.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return self._chunked(request)
        if length.isascii() and length.isdecimal() and int(length) > settings.MAX_BODY_BYTES:
            return _too_large(request, f"The body has {int(length)} bytes")
        return self.get_response(request)

    def _chunked(self, request: HttpRequest) -> HttpResponseBase:
        if not request.META.get("wsgi.input_terminated"):
            return _refuse(request, "length_required", "Send Content-Length; this server reads no chunked body.")
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR) as kept:
            size = _keep(request.META["wsgi.input"], kept)
            if size > settings.MAX_BODY_BYTES:
                return _too_large(request, f"The body has more than {settings.MAX_BODY_BYTES} bytes")
            kept.seek(0)
            request.META["CONTENT_LENGTH"] = str(size)
            request._stream = cast("BinaryIO", kept)  # noqa: SLF001  (where Django reads the body)
            return self.get_response(request)


def _keep(body: Any, file: IO[bytes]) -> int:
    """Copy ``body`` to ``file`` up to one block past the limit; returns the bytes copied."""
    size = 0
    while size <= settings.MAX_BODY_BYTES and (block := body.read(BLOCK)):
        file.write(block)
        size += len(block)
    return size


def _too_large(request: HttpRequest, finding: str) -> HttpResponse:
    text = f"{finding}; at most {settings.MAX_BODY_BYTES} are taken, and a file may have {settings.LIMITS.max_bytes}."
    return _refuse(request, "too_many_bytes", text)


def _refuse(request: HttpRequest, code: str, text: str) -> HttpResponse:
    answer = problem(request, code, text)
    if request.path.startswith(PREFIX):
        return answer
    if code == "too_many_bytes" and "text/html" in request.headers.get("Accept", ""):  # a person with a browser
        return HttpResponse(loader.render_to_string("413.html", {"detail": text}, request), status=answer.status_code)
    return HttpResponse(text + "\n", status=answer.status_code, content_type="text/plain; charset=utf-8")
