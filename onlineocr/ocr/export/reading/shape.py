"""Validation of a page of the JSON result: every field, its type and its bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...page import Page, Problem
from ...schema import Node, Shaped, members

Check = Callable[[Any], None]

_MOST_PIXELS = 1_000_000  # along one side
_MOST_CELLS = 1_000_000


class WrongShape(ValueError):
    """A value of the wrong type or out of bounds. ``str()`` names the field and the requirement."""

    def __init__(self, must: str, at: str = "") -> None:
        super().__init__(f"'{at.lstrip('.')}' must {must}" if at else f"it must {must}")
        self.must, self.at = must, at

    def inside(self, place: str) -> WrongShape:
        """Return the same error with ``place``, the path of the enclosing value, in front."""
        return WrongShape(self.must, f"{place}{self.at}")


def check(page: Any) -> None:
    """Raise :class:`WrongShape` if :meth:`Page.from_dict` or a format could not use ``page``. Allow unknown fields."""
    try:
        _PAGE(page)
        for index, table in enumerate(page["tables"]):
            _check_table(table, f".tables[{index}]")
        _check_spans(page)
    except WrongShape as error:
        raise error.inside("page") from None


def _check_spans(page: Mapping[str, Any]) -> None:
    length = len(page["text"])
    words = (word for block in page["blocks"] for line in block["lines"] for word in line["words"])
    if not all(start <= end <= length for start, end in (word["span"] for word in words)):
        raise WrongShape("have the spans of its words within its text")


def check_rest(fields: Any) -> None:
    """Raise :class:`WrongShape` if a used field beside the pages is invalid."""
    _REST(fields)


def _check_table(table: Mapping[str, Any], at: str) -> None:
    rows, columns = table["rows"], table["columns"]
    if rows * columns > _MOST_CELLS:
        raise WrongShape(f"have at most {_MOST_CELLS:,} places", at)
    if not all(cell["row"] < rows and cell["column"] < columns for cell in table["cells"]):
        raise WrongShape("have its cells within its rows and columns", at)


def _text(value: Any) -> None:
    if not isinstance(value, str):
        raise WrongShape("be a text")


def _name(value: Any) -> None:
    if not isinstance(value, str) or len(value) > 1000:
        raise WrongShape("be a text of at most 1,000 characters")


def _whole(low: int, high: int) -> Check:
    def look(value: Any) -> None:
        if not (isinstance(value, int) and not isinstance(value, bool) and low <= value <= high):
            raise WrongShape(f"be a whole number from {low:,} to {high:,}")

    return look


def _real(low: float, high: float, *, or_null: bool = False) -> Check:
    def look(value: Any) -> None:
        if value is None and or_null:
            return
        if not (isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high):
            raise WrongShape(f"be a number from {low:g} to {high:g}{' or null' if or_null else ''}")

    return look


def _one_of(*values: Any) -> Check:
    def look(value: Any) -> None:
        if not any(type(value) is type(one) and value == one for one in values):
            raise WrongShape(f"be one of: {', '.join(map(str, values))}")

    return look


def _each(inner: Check, *, exactly: int | None = None) -> Check:
    def look(value: Any) -> None:
        if not isinstance(value, list):
            raise WrongShape("be a list")
        if exactly is not None and len(value) != exactly:
            raise WrongShape(f"have {exactly} values")
        for index, one in enumerate(value):
            try:
                inner(one)
            except WrongShape as error:
                raise error.inside(f"[{index}]") from None

    return look


def _object(fields: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    def look(value: Any) -> None:
        if not isinstance(value, dict):
            raise WrongShape("be an object")
        for name, inner in fields.items():
            if name not in value:
                raise WrongShape(f"have '{name}'")
            _look_at(name, value[name], inner)
        for name, inner in (optional or {}).items():
            if name in value:
                _look_at(name, value[name], inner)

    return look


def _look_at(name: str, value: Any, inner: Check) -> None:
    try:
        inner(value)
    except WrongShape as error:
        raise error.inside(f".{name}") from None


def _box(value: Any) -> None:
    _NUMBERS(value)
    left, top, right, bottom = value
    if left > right or top > bottom:
        raise WrongShape("be left, top, right, bottom")


_NUMBERS = _each(_whole(0, _MOST_PIXELS), exactly=4)
_YES_NO = _one_of(True, False)


def _of(kind: type[Shaped]) -> Check:
    """Return the check for the dataclass ``kind``, derived from its description."""
    every = members(kind)
    needed = {one.name: _value(one.node) for one in every if not one.optional}
    return _object(needed, {one.name: _value(one.node) for one in every if one.optional})


def _value(node: Node) -> Check:
    if node.type is not None:
        return _of(node.type)
    if node.item is not None:
        return _each(_value(node.item), exactly=node.length)
    if node.choices:
        return _one_of(*node.choices)
    low, high = node.part.bounds or (node.part.low, node.part.high)
    if node.kind == "whole":
        return _whole(int(low or 0), int(2**53 if high is None else high))
    if node.kind == "real":
        return _real(0 if low is None else low, 2**53 if high is None else high, or_null=node.nullable)
    return {"flag": _YES_NO, "box": _box}.get(node.kind) or (_name if node.part.name else _text)


_PROBLEM = _of(Problem)
_PAGE = _of(Page)


def _id(value: Any) -> None:
    if value is not None:
        _name(value)


_REST = _object({"id": _id, "schema": _name, "languages": _each(_name), "problems": _each(_PROBLEM)}, {"sha256": _id})
