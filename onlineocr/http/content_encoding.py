"""Request bodies that the client compressed."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_BLOCK = 64 * 1024
_IN_MEMORY = 1024 * 1024
_WINDOWS = {"gzip": 47, "x-gzip": 47, "deflate": 47}  # 32 + 15: zlib distinguishes gzip and zlib by their headers


class ContentEncodingMiddleware:
    """Decompresses a body with ``Content-Encoding: gzip`` or ``deflate``, up to the size of the largest body.

    Subclasses implement :meth:`refuse`.
    """

    def refuse(self, request: HttpRequest, code: str, detail: str) -> HttpResponseBase:
        """Return the response to a body that cannot be decompressed."""
        raise NotImplementedError

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        coding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
        if coding in {"", "identity"} or request.META.get("CONTENT_LENGTH") in {None, "", "0"}:
            return self.get_response(request)
        if coding not in _WINDOWS:
            text = f"The Content-Encoding '{coding[:40]}' is not read here. Use gzip or deflate, or none."
            response = self.refuse(request, "unsupported_media_type", text)
            response.headers["Accept-Encoding"] = "gzip, deflate"
            return response
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR) as unpacked:
            try:
                size = _unpack(request._stream, unpacked, settings.MAX_BODY_BYTES)  # noqa: SLF001
            except (zlib.error, EOFError):
                text = f"The body is not whole {coding}, as its Content-Encoding says."
                return self.refuse(request, "malformed", text)
            if size > settings.MAX_BODY_BYTES:
                text = f"The unpacked body has more than {settings.MAX_BODY_BYTES} bytes."
                return self.refuse(request, "too_many_bytes", text)
            unpacked.seek(0)
            request.META["CONTENT_LENGTH"] = str(size)
            del request.META["HTTP_CONTENT_ENCODING"]
            request._stream = cast("BinaryIO", unpacked)  # noqa: SLF001 - where Django reads the body
            return self.get_response(request)


def _unpack(packed: Any, file: IO[bytes], most: int) -> int:
    """Decompress into ``file`` up to one block past ``most``; return the number of bytes written."""
    unpacker, size = zlib.decompressobj(_WINDOWS["gzip"]), 0
    while block := packed.read(_BLOCK):
        while block and not unpacker.eof:
            data = unpacker.decompress(block, _BLOCK)
            size += file.write(data)
            if size > most:
                return size
            block = unpacker.unconsumed_tail
    size += file.write(unpacker.flush())
    if not unpacker.eof:
        raise EOFError
    return size
