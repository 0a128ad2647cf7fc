"""Parsers of request bodies, and the detection of bodies that do not match their ``Content-Type``."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import IO, Any

from django.utils.http import parse_header_parameters
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from onlineocr.http.encoded import decode_start
from onlineocr.ocr.decode.sniff import sniff
from onlineocr.ocr.errors import UnsupportedType

NO_OBJECT = 'The JSON body must be an object such as {"image": "<base64>"}'
_URL_ENCODED = "application/x-www-form-urlencoded"
_FORM_FIELD = re.compile(rb"[A-Za-z0-9_.%+-]{1,100}=")
_PART = re.compile(rb"--([!-~]{1,70})\r\n")
_ENCODED = re.compile(rb"data:|[A-Za-z0-9+/_-]{16}", re.IGNORECASE)
_STRIPPED = 2048  # random bytes of this length practically always contain a line end or a null


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Kind(Enum):
    """The detected type of a body without a parser of its own."""

    FILE = auto()
    FORM = auto()
    JSON = auto()
    ENCODED = auto()


class JSONParser(parsers.JSONParser):
    """JSON in UTF-8, UTF-16 or UTF-32, with or without a byte order mark."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - the framework's signature
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        return read_json(stream.read(), str((parser_context or {}).get("encoding") or "utf-8"))


class MultiPartParser(parsers.MultiPartParser):
    """Parser of forms. Django skips bytes outside of parts; a body without parts is malformed."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        form = super().parse(stream, media_type, parser_context)
        meta = (parser_context or {})["request"].META
        _, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        empty = len(f"\r\n--{parameters.get('boundary', '')}--\r\n")  # the length of a form without fields
        if not form.data and not form.files and int(meta.get("CONTENT_LENGTH") or 0) > empty:
            raise ParseError("Multipart form parse error - the body has no part; is the boundary the right one?")
        return form


class UploadFormParser(parsers.MultiPartParser):
    """Parser of forms with a file. It finds the boundary in the body if a ``Content-Type`` set by hand has none."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        _, parameters = parse_header_parameters(media_type or "")
        if not parameters.get("boundary"):
            start = stream.read(100)
            if (match := _PART.match(start)) is None:
                raise ParseError(
                    "Multipart form parse error - Content-Type has no boundary. Let the client's library write "
                    "Content-Type; do not set it by hand."
                )
            media_type = f'multipart/form-data; boundary="{match[1].decode()}"'
            stream = _Joined(start, stream)  # type: ignore[assignment]
        return super().parse(stream, media_type, parser_context)


class UploadJSONParser(JSONParser):
    """Parser of JSON. A file with this ``Content-Type`` by mistake is returned as a stream."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read()
        if _is_known(body[:512]):
            return io.BytesIO(body)
        if _is_form(body):
            raise ParseError("The body is a form, but Content-Type says JSON. Let the client's library write it.")
        return super().parse(io.BytesIO(body), media_type, parser_context)


class RawBodyParser(parsers.BaseParser):
    """Parser of bodies that are neither a form nor JSON: the file itself, read later in chunks."""

    media_type = "*/*"

    def parse(self, stream: IO[Any], *_: Any, **__: Any) -> IO[Any]:  # type: ignore[override]
        return stream


def read_json(body: bytes, declared: str = "utf-8") -> Any:
    """Parse the JSON ``body``. ``declared`` is the charset of ``Content-Type``, for a body in no Unicode encoding."""
    try:
        text = body.decode(json.detect_encoding(body))
    except UnicodeDecodeError as error:
        try:
            text = body.decode(declared)
        except (UnicodeDecodeError, LookupError):
            reason = f"byte {body[error.start]:#04x} at {error.start} is not UTF-8; send JSON as UTF-8"
            raise ParseError(f"JSON parse error - {reason}") from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        _check_surrogates(text, value)
    except RecursionError:
        raise ParseError("JSON parse error - the values are nested too deeply") from None
    except UnicodeEncodeError:
        reason = "an escape from \\ud800 to \\udfff is half of a pair; write both halves"
        raise ParseError(f"JSON parse error - {reason}") from None
    except ValueError as error:
        reason = str(error) if "digits" not in str(error) else "a number has more digits than this server takes"
        raise ParseError(f"JSON parse error - {reason}") from None
    return value


def _check_surrogates(text: str, value: Any) -> None:
    """Raise UnicodeEncodeError if ``value`` has half of a surrogate pair, which no database accepts."""
    if _SURROGATE.search(text):
        json.dumps(value, ensure_ascii=False).encode()


def json_object(body: bytes) -> dict[str, Any]:
    """Parse the JSON ``body``, which must be an object."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise ParseError(NO_OBJECT)
    return value


def kind_of(start: bytes, declared: str) -> Kind:
    """Detect the type of a body that begins with ``start``, independently of its ``declared`` content type.

    Raise ParseError if the body cannot be parsed.
    """
    if _is_known(start[:512]):
        return Kind.FILE
    if _is_form(start):
        raise ParseError(
            f"The body is a form, but its Content-Type is '{declared}'. Let the client's library write "
            "Content-Type: multipart/form-data with its boundary."
        )
    if _is_json(start):
        return Kind.JSON
    url_encoded = declared.startswith(_URL_ENCODED)
    if url_encoded and _FORM_FIELD.match(start):
        return Kind.FORM
    if url_encoded and (start.startswith(b"\x89PNG\x1a") or _lost_line_ends(start)):
        raise ParseError(
            "The bytes of the file were changed on the way: curl --data removes line ends. Write -F image=@FILE, or "
            "--data-binary @FILE."
        )
    return Kind.ENCODED if _is_encoded(start) else Kind.FILE


def _is_form(start: bytes) -> bool:
    return _PART.match(start) is not None and b"form-data" in start[:2048].lower()


def _is_json(start: bytes) -> bool:
    """Whether a JSON object begins here, in any Unicode encoding."""
    try:
        text = start[:256].decode(json.detect_encoding(start[:256]), errors="replace")
    except (UnicodeDecodeError, LookupError):
        return False
    return re.match(r"\s*\{\s*[\"}]", text) is not None


def _lost_line_ends(start: bytes) -> bool:
    return len(start) > _STRIPPED and not any(byte in start for byte in b"\r\n\0") and not start.isascii()


def _is_encoded(start: bytes) -> bool:
    """Whether this is base64 of a file of a known type, or a data: URI."""
    return _ENCODED.match(start.strip()) is not None and _is_known(decode_start(start))


def _is_known(head: bytes) -> bool:
    try:
        sniff(io.BytesIO(head))
    except UnsupportedType:
        return False
    return True


def _refuse_constant(name: str) -> None:
    raise ValueError(f"Out of range float values are not JSON compliant: {name}")


class _Joined:
    """A stream of the bytes that were read already, and of the rest."""

    def __init__(self, start: bytes, stream: IO[bytes]) -> None:
        self._start, self._stream = start, stream

    def read(self, size: int = -1) -> bytes:
        if self._start:
            start, self._start = self._start, b""
            return start + self._stream.read(max(0, size - len(start)) if size >= 0 else -1)
        return self._stream.read(size)
