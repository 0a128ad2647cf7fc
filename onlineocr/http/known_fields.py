"""Refusal of unknown fields and query parameters, and of parameters that are given twice.

Otherwise a misspelt one would be ignored, and so would one of two values.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from onlineocr.ocr.errors import InvalidOptions

if TYPE_CHECKING:  # views import the negotiation, which imports this module
    from rest_framework.views import APIView

_OF_FORMS = {"csrfmiddlewaretoken"}
_NAME_LENGTH = 100
DOUBLED = "was given more than once"
LISTS = frozenset({"status", "language", "media_type"})
"""Query parameters that may be given several times: each adds values to a list."""
_Answer = TypeVar("_Answer")


def refuse_unknown(given: Iterable[Any], known: Iterable[str], *, kind: str) -> None:
    """Raise :class:`InvalidOptions` with every name of ``given`` that is not in ``known``."""
    listed = sorted(known)
    unknown = [str(name)[:_NAME_LENGTH] for name in given if name not in listed]
    if unknown:
        there_are = f"there are: {', '.join(listed)}" if listed else "there are none"
        raise InvalidOptions(dict.fromkeys(unknown, f"there is no such {kind} here; {there_are}"))


def refuse_doubled(query: QueryDict) -> None:
    """Raise :class:`InvalidOptions` with every parameter that is given more than once and is no list."""
    doubled = [name[:_NAME_LENGTH] for name, values in query.lists() if len(values) > 1 and name not in LISTS]
    if doubled:
        raise InvalidOptions(dict.fromkeys(doubled, DOUBLED))


def known_query(request: Request, *beside: str) -> None:
    """Refuse query parameters that are neither in the call's OpenAPI description nor in ``beside``, and those that are
    given more than once."""
    view: APIView = request.parser_context["view"]
    described = _described(view, "GET" if request.method == "HEAD" else str(request.method))
    if described is not None:
        refuse_unknown((name for name in request.query_params if name not in beside), described, kind="parameter")
    refuse_doubled(request.query_params)


def takes_no_body(handler: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """Decorate the method of a view that reads no body: refuse a body with fields, and one that is no object."""

    @functools.wraps(handler)
    def checked(view: APIView, request: Request, *args: Any, **kwargs: Any) -> _Answer:
        fields = request.data
        if not isinstance(fields, Mapping):
            raise ParseError("This call has no fields: send no body, or the empty JSON object {}")
        refuse_unknown((name for name in fields if name not in _OF_FORMS), (), kind="field")
        return handler(view, request, *args, **kwargs)

    return checked


_names: dict[tuple[type[APIView], str], frozenset[str] | None] = {}


def _described(view: APIView, method: str) -> frozenset[str] | None:
    """Return the query parameters that ``extend_schema`` declares for a call, hidden ones too, and its paginator's.

    None for a call that is not part of the API: its parameters belong to another package.
    """
    key = type(view), method
    if key not in _names:
        _names[key] = _declared(view, method)
    return _names[key]


def _declared(view: APIView, method: str) -> frozenset[str] | None:
    extended = getattr(getattr(view, method.lower(), None), "kwargs", {}).get("schema")
    if extended is None:
        return None
    schema = extended()
    schema.view, schema.method = view, method
    if schema.is_excluded():
        return None
    names = {parameter.name for parameter in schema.get_override_parameters() if parameter.location == "query"}
    paginator = getattr(view, "paginator", None) if method == "GET" else None
    if paginator is not None:
        names |= {parameter["name"] for parameter in paginator.get_schema_operation_parameters(view)}
    return frozenset(names)


class Choice(serializers.ChoiceField):
    """A field with one of some values; its error lists them."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices, **kwargs)
        self.error_messages["invalid_choice"] = f"Must be one of: {', '.join(map(str, self.choices))}."


class KnownFields(serializers.Serializer[Any]):
    """Base of every serializer that reads a request: it refuses fields that it does not take."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            taken = {name for name, field in self.fields.items() if not field.read_only}
            refuse_unknown((name for name in data if name not in _OF_FORMS), taken, kind="field")
        return super().to_internal_value(data)
