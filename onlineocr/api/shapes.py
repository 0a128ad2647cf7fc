"""Serializers of the library's values, generated from the description that each value's class contains."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from onlineocr.ocr.schema import Member, Node, Shaped, members

_MADE: dict[type[Shaped], type[ShapedSerializer]] = {}


class ShapedSerializer(serializers.Serializer[dict[str, Any]]):
    """The fields of ``shape``, then those that a subclass declares."""

    shape: ClassVar[type[Shaped]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "shape" in vars(cls):
            _MADE[cls.shape] = cls

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {one.name: _member(one) for one in members(self.shape)} | super().get_fields()


def _member(member: Member) -> serializers.Field[Any, Any, Any, Any]:
    part = member.node.part
    said: dict[str, Any] = {"help_text": part.help} if part.help else {}
    if part.needed or member.node.nullable:
        said["allow_null"] = True
    if member.implied:
        said["required"] = False
    return _field(member.node, **said)


def _field(node: Node, **said: Any) -> serializers.Field[Any, Any, Any, Any]:
    if node.type is not None:
        return _MADE[node.type](**said)
    if node.item is not None:
        return _list(node, node.item, said)
    if node.choices:
        return serializers.ChoiceField(choices=choices(node), **said)
    if node.kind == "box":
        return serializers.ListField(child=serializers.IntegerField(), min_length=4, max_length=4, **said)
    if node.kind in {"text", "flag"}:
        return serializers.CharField(**said) if node.kind == "text" else serializers.BooleanField(**said)
    limits = {"min_value": node.part.low, "max_value": node.part.high}
    said |= {name: limit for name, limit in limits.items() if limit is not None}
    return serializers.IntegerField(**said) if node.kind == "whole" else serializers.FloatField(**said)


def _list(node: Node, item: Node, said: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    if item.type is not None:
        return _MADE[item.type](many=True, **said)
    if node.length is not None:
        said |= {"min_length": node.length, "max_length": node.length}
    return serializers.ListField(child=_field(item), **said)


def choices(node: Node) -> tuple[Any, ...]:
    """Return the choices of a field; numbers with their names."""
    return tuple(one if isinstance(one, str) else (one, str(one)) for one in node.choices)


def choices_of(shape: type[Shaped], name: str) -> tuple[Any, ...]:
    """Return the choices of the field ``name`` of ``shape``."""
    return next(choices(one.node) for one in members(shape) if one.name == name)
