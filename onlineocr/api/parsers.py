"""How bodies are read: as REST framework does, and what it lets through as a fault of the program is the caller's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.utils.http import parse_header_parameters
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """JSON. One nested deeper than Python follows is malformed."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("JSON parse error - the values are nested too deeply") from None


class MultiPartParser(parsers.MultiPartParser):
    """A form. Django passes over what stands outside of parts; a body that is nothing else is malformed."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        form = super().parse(stream, media_type, parser_context)
        meta = (parser_context or {})["request"].META
        _, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        empty = len(f"\r\n--{parameters.get('boundary', '')}--\r\n")  # of a form without fields, no more than this
        if not form.data and not form.files and int(meta.get("CONTENT_LENGTH") or 0) > empty:
            raise ParseError("Multipart form parse error - the body has no part; is the boundary the right one?")
        return form
