"""gzip for text answers, for clients that take it."""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

LEAST = 500
"""Bytes; what is shorter fits into one packet anyway."""
MARK = ";gzip"
"""Ends the entity tag of a compressed answer: two representations must not share a strong tag (RFC 9110, 8.8.3)."""
SECRET = frozenset({
    "token_obtain_pair", "token_refresh", "register", "keys", "key", "webhooks", "webhook-rotate",
    "webhook-default-rotate",
})  # fmt: skip
"""Addresses by name whose answers hold a secret: never compressed, so that their length says nothing about it."""
_TEXT = re.compile(r"text/(?!event-stream)|application/([\w.-]+\+)?(json|xml|javascript)\b|image/svg\+xml")
_LEVEL = 5
_PADDING = 100
_TAGS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")


class CompressionMiddleware:
    """Compress texts and JSON. Each answer has a random length more: guesses that an attacker makes the page repeat
    beside a secret cannot be told by its size (BREACH; the way is that of Django's GZipMiddleware).

    A stream is sent on chunk by chunk, each compressed by itself, and server-sent events as they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for name in _TAGS:
            if MARK in request.META.get(name, ""):
                request.META[name] = request.META[name].replace(f'{MARK}"', '"')
        response = self.get_response(request)
        if not _can_be_compressed(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if accepts_gzip(request.headers.get("Accept-Encoding", "")):
            _compress(response)
        return response


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3); nothing said is no."""
    weights = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        weights[name] = quality.rstrip("0.") != ""
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))


def _can_be_compressed(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.status_code not in {200, 201, 202} and response.status_code < 400:
        return False
    if response.has_header("Content-Encoding") or isinstance(response, FileResponse) or request.method == "HEAD":
        return False
    if "no-transform" in response.get("Cache-Control", "") or not _TEXT.match(response.get("Content-Type", "")):
        return False
    if request.resolver_match is not None and request.resolver_match.url_name in SECRET:
        return False
    return response.streaming or (isinstance(response, HttpResponse) and len(response.content) >= LEAST)


def _compress(response: HttpResponseBase) -> None:
    if isinstance(response, StreamingHttpResponse):
        if response.is_async:
            return
        response.streaming_content = _stream(response.streaming_content)  # type: ignore[arg-type]  # not async
        del response["Content-Length"]
    elif isinstance(response, HttpResponse):
        response.content = b"".join(_stream([response.content]))
        response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "gzip"
    if (etag := response.get("ETag", "")).endswith('"'):
        response["ETag"] = f'{etag[:-1]}{MARK}"'


def _stream(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """``chunks`` as one gzip member (RFC 1952) whose head holds a name of random length."""
    yield b"\x1f\x8b\x08\x08" + bytes(5) + b"\xff" + b"a" * (1 + secrets.randbelow(_PADDING)) + b"\0"
    packer, check, size = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS), 0, 0
    for chunk in chunks:
        check, size = zlib.crc32(chunk, check), size + len(chunk)
        if data := packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH):
            yield data
    yield packer.flush() + check.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
