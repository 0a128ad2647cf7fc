"""Parameters that filter lists and searches, in the address of a page or of a call: parsing and validation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from onlineocr.ocr import languages
from onlineocr.ocr.decode.sniff import MEDIA_TYPES
from onlineocr.ocr.errors import InvalidOptions

from ..models import DocumentTag
from ..models.states import Status
from .filters import Created, Criterion, InLanguage, NeedsReview, OneOf, Tagged

MOST = 100
KINDS = sorted({media_type.partition("/")[0] + "/*" for media_type in MEDIA_TYPES})


def _list_of(one: Callable[[str], str], values: list[str]) -> list[str]:
    """Return every value of a parameter that is given as ``a,b`` or several times."""
    return [one(item.strip()) for value in values for item in value.split(",") if item.strip()]


def _status(value: str) -> str:
    if value not in Status.values:
        raise ValueError(f"must be one of: {', '.join(Status.values)}")
    return value


def _language(value: str) -> str:
    return languages.parse(value).tag


def _media_types(values: list[str]) -> list[str]:
    found = [
        media_type
        for wanted in _list_of(str.lower, values)
        for media_type in MEDIA_TYPES
        if wanted == media_type or (wanted in KINDS and media_type.startswith(wanted[:-1])) or not _known(wanted)
    ]
    return list(dict.fromkeys(found))


def _known(wanted: str) -> bool:
    if wanted not in MEDIA_TYPES and wanted not in KINDS:
        raise ValueError(f"must be one of: {', '.join((*KINDS, *MEDIA_TYPES))}")
    return True


def _moment(value: str) -> datetime:
    """Parse a date (its first moment, UTC), or a date with a time; without a zone it is UTC."""
    # An unescaped '+' of a zone arrives as a space.
    text = re.sub(r" (\d\d:?\d\d)$", r"+\1", value.strip())
    try:
        found = parse_datetime(text) or datetime.combine(date.fromisoformat(text), datetime.min.time())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("must be a date or a date and time, such as 2026-11-22 or 2026-11-22T18:00:00+01:00") from None


def yes_or_no(value: str) -> bool:
    """Return the value of a parameter that is true or false; ValueError for any other text."""
    try:
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[value.lower()]
    except KeyError:
        raise ValueError("must be true or false") from None


def number(value: str, most: int) -> int:
    """Return a parser of numbers from 1 to ``most``."""
    if not re.fullmatch(r"[0-9]{1,4}", value) or not 1 <= int(value) <= most:
        raise ValueError(f"must be a number from 1 to {most}")
    return int(value)


def _page_size(value: str) -> int:
    return number(value, MOST)


_SEVERAL: dict[str, Callable[[list[str]], list[str]]] = {
    "status": lambda values: _list_of(_status, values),
    "language": lambda values: _list_of(_language, values),
    "media_type": _media_types,
}
_ONE: dict[str, Callable[[str], Any]] = {
    "created_by": str,
    "tag": DocumentTag.fold,
    "created_after": _moment,
    "created_before": _moment,
    "needs_review": yes_or_no,
    "cursor": str,
    "page_size": _page_size,
}


def parse(query: QueryDict, own: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    """Return the validated parameters: those of this module, and ``own`` ones.

    Raise :class:`InvalidOptions` with every invalid one. Unknown and doubled names were refused before the view's call.
    """
    single = {**_ONE, **own}
    parsed: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, values in query.lists():
        if name not in _SEVERAL and name not in single:
            continue  # `format`, which selects the renderer
        try:
            parsed[name] = _value(name, values, single)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise InvalidOptions(wrong)
    return parsed


def _value(name: str, values: list[Any], single: dict[str, Callable[[str], Any]]) -> Any:
    if name in _SEVERAL:
        return _SEVERAL[name](values)
    return single[name](values[0]) if values[0] else None


def criteria(asked: dict[str, Any]) -> list[Criterion]:
    """Return the filters among the parameters, without the empty ones."""
    found: list[Criterion] = []
    if asked.get("status"):
        found.append(OneOf("status", tuple(asked["status"])))
    if asked.get("language"):
        found.append(InLanguage(tuple(asked["language"])))
    if asked.get("tag"):
        found.append(Tagged(asked["tag"]))
    if asked.get("media_type"):
        found.append(OneOf("media_type", tuple(asked["media_type"])))
    if asked.get("needs_review") is not None:
        found.append(NeedsReview(asked["needs_review"]))
    if asked.get("created_after") or asked.get("created_before"):
        found.append(Created(asked.get("created_after"), asked.get("created_before")))
    return found
