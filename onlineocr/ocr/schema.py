"""The shape of a result's values, read from their dataclasses: one description for all code that handles JSON.

A field's kind follows from its type; ``Annotated[..., Part(...)]`` adds bounds and a text for people. The description
is the source of :meth:`Shaped.to_dict` and :meth:`Shaped.from_dict`, the checks of ``export.reading``, the serializers
of the API and the page that was not read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin, get_type_hints

from .geometry import Box

Json = dict[str, Any]
Kind = Literal["text", "whole", "real", "flag", "list", "box", "object"]
_SCALARS: dict[type, Kind] = {str: "text", int: "whole", float: "real", bool: "flag", Box: "box"}


@dataclass(frozen=True, slots=True)
class Part:
    """Facts about a field besides its type.

    ``low`` and ``high`` belong to the value's meaning, and are published; ``bounds`` are the limits for JSON from other
    programs. ``choices`` are all values, ``name`` marks a short text. With ``needed``, a page that was not read has
    null there. With ``implied`` the field is written only where it differs from its default; ``added`` marks a field
    that stored results of older versions lack.
    """

    help: str = ""
    low: float | None = None
    high: float | None = None
    bounds: tuple[float, float] | None = None
    choices: tuple[Any, ...] = ()
    name: bool = False
    needed: bool = False
    implied: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """The shape of one value: of a ``list`` the shape of its items, of an ``object`` its dataclass."""

    kind: Kind
    part: Part
    nullable: bool = False
    choices: tuple[Any, ...] = ()
    item: Node | None = None
    length: int | None = None
    type: type[Shaped] | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a dataclass."""

    name: str
    node: Node
    default: Any

    @property
    def implied(self) -> bool:
        return self.node.part.implied

    @property
    def optional(self) -> bool:
        """Return whether JSON may lack it."""
        return self.node.part.implied or self.node.part.added

    @property
    def unknown(self) -> Any:
        """Return the JSON value of a page that was not read."""
        if self.node.part.needed or self.node.nullable:
            return None
        return [] if self.node.kind == "list" else self.default


class Shaped:
    """A frozen dataclass that is written to plain values and read back by its fields."""

    __slots__ = ()
    WRITTEN_FIRST: ClassVar[tuple[str, ...]] = ()
    """The fields with which JSON begins; the others follow in the order of the dataclass."""

    def to_dict(self) -> Json:
        """Return plain values, as in section "JSON result" of the contract."""
        return _form(type(self)).write(self)

    @classmethod
    def from_dict(cls, data: Json) -> Self:
        """Return the inverse of :meth:`to_dict`; fields that older versions did not write have their defaults."""
        made: Self = _form(cls).read(data)
        return made


def members(kind: type[Shaped]) -> tuple[Member, ...]:
    """Return every field of ``kind``, in the order of JSON."""
    return _form(kind).members


def unread(kind: type[Shaped], *without: str) -> Json:
    """Return the fields of a ``kind`` that was not read, except those in ``without``."""
    return {member.name: member.unknown for member in members(kind) if member.name not in without}


@dataclass(frozen=True, slots=True)
class _Form:
    """The data derived from one dataclass."""

    members: tuple[Member, ...]
    write: Callable[[Any], Json]
    read: Callable[[Json], Any]


_FORMS: dict[type[Any], _Form] = {}


def _form(kind: type[Any]) -> _Form:
    return _FORMS.get(kind) or _FORMS.setdefault(kind, _made(kind))


def _made(kind: type[Any]) -> _Form:
    hints = get_type_hints(kind, include_extras=True)
    every = tuple(Member(one.name, _node(hints[one.name]), one.default) for one in fields(kind))
    first = kind.WRITTEN_FIRST
    shown = tuple(sorted(every, key=lambda one: first.index(one.name) if one.name in first else len(first)))
    return _Form(shown, _writer(shown), _reader(kind, every))


def _node(hint: Any, part: Part | None = None) -> Node:
    if get_origin(hint) is Annotated:
        inner, *more = get_args(hint)
        return _node(inner, part or next(one for one in more if isinstance(one, Part)))
    part = part or Part()
    if get_origin(hint) in {Union, UnionType}:
        (inner,) = (one for one in get_args(hint) if one is not NoneType)
        return replace(_node(inner, part), nullable=True)
    if get_origin(hint) is Literal:
        return Node("text", part, choices=get_args(hint))
    if get_origin(hint) is tuple:
        items = [one for one in get_args(hint) if one is not Ellipsis]
        own = None if get_origin(items[0]) is Annotated else part
        return Node("list", part, item=_node(items[0], own), length=None if Ellipsis in get_args(hint) else len(items))
    if isinstance(hint, type) and issubclass(hint, Shaped):
        return Node("object", part, type=hint)
    return Node(_SCALARS[hint], part, choices=part.choices)


# Pages have thousands of words. For speed the two functions of a class are generated as source, as in dataclasses.


def _writer(every: tuple[Member, ...]) -> Callable[[Any], Json]:
    kept = [f"{one.name!r}: {_written(one.node, f'self.{one.name}')}" for one in every if not one.implied]
    lines = ["def write(self):", f"    said = {{{', '.join(kept)}}}"]
    for one in every:
        if one.implied:
            lines.append(f"    if self.{one.name} != {one.default!r}:")
            lines.append(f"        said[{one.name!r}] = {_written(one.node, f'self.{one.name}')}")
    return _compiled("write", [*lines, "    return said"], {})


def _reader(kind: type[Any], every: tuple[Member, ...]) -> Callable[[Json], Any]:
    names: dict[str, Any] = {"kind": kind, "Box": Box}
    values = []
    for one in every:
        value = _read(one.node, f"data[{one.name!r}]", names)
        values.append(f"{value} if {one.name!r} in data else {one.default!r}" if one.optional else value)
    return _compiled("read", ["def read(data):", f"    return kind({', '.join(values)})"], names)


def _compiled(name: str, lines: list[str], names: dict[str, Any]) -> Callable[[Any], Any]:
    exec("\n".join(lines), names)  # noqa: S102  made of our own field names alone
    made: Callable[[Any], Any] = names[name]
    return made


def _written(node: Node, value: str) -> str:
    """Return the source that makes plain values of ``value``."""
    if node.type is not None:
        return _unless_null(node, value, f"{value}.to_dict()")
    if node.kind == "box":
        return _unless_null(node, value, f"list({value})")
    if node.item is None:
        return value
    inner = _written(node.item, "one")
    return _unless_null(node, value, f"list({value})" if inner == "one" else f"[{inner} for one in {value}]")


def _read(node: Node, value: str, names: dict[str, Any]) -> str:
    """Return the source of the inverse of :func:`_written`; ``names`` gets the classes in it."""
    if node.type is not None:
        names[node.type.__name__] = node.type
        return _unless_null(node, value, f"{node.type.__name__}.from_dict({value})")
    if node.kind == "box":
        return _unless_null(node, value, f"Box._make({value})")
    if node.item is None:
        return value
    inner = _read(node.item, "one", names)
    return _unless_null(node, value, f"tuple({value})" if inner == "one" else f"tuple([{inner} for one in {value}])")


def _unless_null(node: Node, value: str, source: str) -> str:
    return f"(None if {value} is None else {source})" if node.nullable else source
