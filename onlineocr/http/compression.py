"""Compression of text responses with gzip, for clients that accept it."""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

LEAST = 500
"""Bytes; a shorter response fits into one packet anyway."""
MARK = ";gzip"
"""Suffix of the entity tag of a compressed response: representations must not share a strong tag (RFC 9110, 8.8.3)."""
SECRET = frozenset({
    "token_obtain_pair", "token_refresh", "register", "keys", "key", "webhooks", "webhook-rotate",
    "webhook-default-rotate", "reset-choose",
})  # fmt: skip
"""Route names whose responses contain a secret: never compressed, so that their length reveals nothing about it."""
_TEXT = re.compile(r"text/(?!event-stream)|application/([\w.-]+\+)?(json|xml|javascript)\b|image/svg\+xml")
_LEVEL = 5
_PADDING = 100
_IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"
_TAGS = ("HTTP_IF_MATCH", _IF_NONE_MATCH)


class CompressionMiddleware:
    """Compresses texts and JSON. Each response has a random extra length, so that an attacker cannot test guesses of a
    secret by the size of a page that repeats them (BREACH; the method is that of Django's GZipMiddleware).

    A stream is compressed and sent chunk by chunk; server-sent events are not compressed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        marked = [name for name in _TAGS if MARK in request.META.get(name, "")]
        for name in marked:
            request.META[name] = request.META[name].replace(f'{MARK}"', '"')
        response = self.get_response(request)
        if response.status_code == 304 and _IF_NONE_MATCH in marked:  # with the tag that the client holds
            patch_vary_headers(response, ["Accept-Encoding"])
            _mark(response)
        if not _can_be_compressed(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if accepts_gzip(request.headers.get("Accept-Encoding", "")):
            _compress(response)
        return response


def accepts_gzip(header: str) -> bool:
    """Return whether an Accept-Encoding header accepts gzip (RFC 9110, 12.5.3); an empty header does not."""
    weights = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        weights[name] = quality.rstrip("0.") != ""
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))


def _can_be_compressed(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.status_code not in {200, 201, 202} and response.status_code < 400:
        return False
    if response.has_header("Content-Encoding") or isinstance(response, FileResponse):
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
    _mark(response)


def _mark(response: HttpResponseBase) -> None:
    if (etag := response.get("ETag", "")).endswith('"'):
        response["ETag"] = f'{etag[:-1]}{MARK}"'


def _stream(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield ``chunks`` as one gzip member (RFC 1952) whose header contains a name of random length."""
    yield b"\x1f\x8b\x08\x08" + bytes(5) + b"\xff" + b"a" * (1 + secrets.randbelow(_PADDING)) + b"\0"
    packer, check, size = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS), 0, 0
    for chunk in chunks:
        check, size = zlib.crc32(chunk, check), size + len(chunk)
        if data := packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH):
            yield data
    yield packer.flush() + check.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
