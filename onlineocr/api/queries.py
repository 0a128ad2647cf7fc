"""Numbers in the query of an address."""

from __future__ import annotations

import re

from rest_framework.request import Request

from onlineocr.ocr.errors import InvalidOptions


def whole(request: Request, name: str, default: int | None, most: int) -> int | None:
    """Return the whole number ``name`` of the query, from 1 to ``most``; ``default`` if it is not given."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) <= most:
        raise InvalidOptions({name: f"must be a whole number from 1 to {most}"})
    return int(text)


def share(request: Request, name: str, default: float) -> float:
    """Return the number ``name`` of the query, from 0 to 1; ``default`` if it is not given."""
    text = request.query_params.get(name)
    try:
        value = default if text is None else float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InvalidOptions({name: "must be a number from 0 to 1"})
    return value
