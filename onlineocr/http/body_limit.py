"""Checks of request bodies: answer the server's refusals, and refuse bodies that are too large or incomplete."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.template import loader

from onlineocr.http.errors import PREFIX, problem
from onlineocr.http.server.refusals import ENVIRON, Refusal, too_large

BLOCK = 64 * 1024
IN_MEMORY = 1024 * 1024
_LENGTH_REQUIRED = Refusal("length_required", "Send Content-Length; this server reads no chunked body.")


class RefusedMiddleware:
    """Returns the server's refusal of a request whose body was not received."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal: Refusal | None = request.META.get(ENVIRON)
        return self.get_response(request) if refusal is None else refuse(request, refusal)


class BodyLimitMiddleware:
    """Answers 413 by ``Content-Length``.

    The service's own server passes whole bodies with their length. For others, such as Django's development server,
    this class checks the same: reading a body that ends before its ``Content-Length`` is an error. A chunked body is
    counted in memory or a temporary file. If the server does not mark its end (``wsgi.input_terminated``), the
    response is 411.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return self._chunked(request)
        if length.isascii() and length.isdecimal():
            if int(length) > settings.MAX_BODY_BYTES:
                return refuse(request, too_large(int(length), settings.MAX_BODY_BYTES))
            request._stream = cast("BinaryIO", WholeBody(request._stream, int(length)))  # noqa: SLF001
        return self.get_response(request)

    def _chunked(self, request: HttpRequest) -> HttpResponseBase:
        if not request.META.get("wsgi.input_terminated"):
            return refuse(request, _LENGTH_REQUIRED)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR) as kept:
            size = _keep(request.META["wsgi.input"], kept)
            if size > settings.MAX_BODY_BYTES:
                return refuse(request, too_large(None, settings.MAX_BODY_BYTES))
            kept.seek(0)
            request.META["CONTENT_LENGTH"] = str(size)
            request._stream = cast("BinaryIO", kept)  # noqa: SLF001  (where Django reads the body)
            return self.get_response(request)


class WholeBody:
    """A body of ``length`` bytes; reading its end raises :class:`UnreadablePostError` if fewer came."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, all by default."""
        rest = size is None or size < 0
        data: bytes = self._stream.read() if rest else self._stream.read(size)
        return self._counted(data, ends=rest or (size > 0 and not data))

    def readline(self, size: int = -1) -> bytes:
        """Return the rest of a line, up to ``size`` bytes of it."""
        data: bytes = self._stream.readline() if size is None or size < 0 else self._stream.readline(size)
        return self._counted(data, ends=size != 0 and not data)

    def seekable(self) -> bool:
        """Return False: Django then does not look for the size at the end of the stream."""
        return False

    def close(self) -> None:
        """Close the body."""
        self._stream.close()

    def _counted(self, data: bytes, *, ends: bool) -> bytes:
        self._left -= len(data)
        if ends and self._left > 0:
            raise UnreadablePostError(f"The body ended {self._left} bytes before its Content-Length.")
        return data


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the response for ``refusal``: a problem under the API, a page or a line of text elsewhere."""
    code, text = refusal.code, refusal.detail
    if code == "too_many_bytes":
        text = f"{text[:-1]}, and a file may have {settings.LIMITS.max_bytes}."
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    answer = problem(request, code, text, headers=headers)
    if request.path_info.startswith(PREFIX):
        return answer
    if code == "too_many_bytes" and "text/html" in request.headers.get("Accept", ""):  # a person with a browser
        return HttpResponse(loader.render_to_string("413.html", {"detail": text}, request), status=answer.status_code)
    plain = "text/plain; charset=utf-8"
    return HttpResponse(text + "\n", status=answer.status_code, content_type=plain, headers=headers)


def _keep(body: Any, file: IO[bytes]) -> int:
    """Copy ``body`` to ``file`` up to one block past the limit; returns the bytes copied."""
    size = 0
    while size <= settings.MAX_BODY_BYTES and (block := body.read(BLOCK)):
        file.write(block)
        size += len(block)
    return size
