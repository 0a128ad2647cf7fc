"""Split of a published classifier into its trunk and its head.

A CTC recogniser of PaddleOCR ends in ``MatMul``, ``Add`` and ``Softmax`` over thousands of characters, of which most
pages use some hundred. Without these nodes the network returns features, and the caller multiplies them by the columns
that it needs. The published file is not changed: its bytes are parsed as protocol buffers
(https://protobuf.dev/programming-guides/encoding) by the field numbers of ONNX's ``onnx.proto``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_GRAPH = 7  # of ModelProto
_NODE, _INITIALIZER, _OUTPUT = 1, 5, 12  # of GraphProto
_INPUTS, _OPERATOR = 1, 4  # of NodeProto
_DIMENSION, _NAME, _RAW_DATA = 1, 8, 9  # of TensorProto
_VALUE_NAME = 1  # of ValueInfoProto
_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5  # wire types


@dataclass(frozen=True, slots=True)
class Parted:
    """The parts of a model. ``trunk``: an ONNX model whose only output is the features (1 x time steps x N);
    ``weights``: N x classes; ``bias``: classes. The published model's output is softmax(features @ weights + bias)."""

    trunk: bytes
    weights: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a message: its number, its bytes with the tag, and its content without the tag."""

    number: int
    encoded: memoryview
    content: memoryview

    @property
    def text(self) -> str:
        return bytes(self.content).decode()


def part(model: bytes) -> Parted:
    """Split ``model``, an ONNX file; ValueError unless it ends in MatMul, Add and Softmax with constant factors."""
    whole = list(_fields(memoryview(model)))
    graph = list(_fields(_only(whole, _GRAPH)))
    nodes = [field for field in graph if field.number == _NODE]
    tail = _tail(nodes)
    features = _names(tail[0])[0]
    constants = {_text(field.content, _NAME): field for field in graph if field.number == _INITIALIZER}
    used = [name for node in tail for name in _names(node) if name in constants]
    if len(used) != 2:
        raise ValueError("the model's last layer has no constant weights and bias")
    dropped = {id(field) for field in (*tail, *(constants[name] for name in used))}
    kept = b"".join(_output(features) if f.number == _OUTPUT else f.encoded for f in graph if id(f) not in dropped)
    trunk = b"".join(_written(_GRAPH, kept) if field.number == _GRAPH else field.encoded for field in whole)
    weights, bias = (_tensor(constants[name].content) for name in used)
    return Parted(trunk, weights, bias)


def _tail(nodes: list[_Field]) -> list[_Field]:
    """Return the last nodes, from the MatMul on, without ``Identity`` nodes."""
    operators = [_text(node.content, _OPERATOR) for node in nodes]
    start = len(operators) - 1 - operators[::-1].index("MatMul") if "MatMul" in operators else len(operators)
    if [operator for operator in operators[start:] if operator != "Identity"] != ["MatMul", "Add", "Softmax"]:
        raise ValueError("the model does not end in MatMul, Add and Softmax")
    return nodes[start:]


def _names(node: _Field) -> list[str]:
    return [field.text for field in _fields(node.content) if field.number == _INPUTS]


def _output(name: str) -> bytes:
    return _written(_OUTPUT, _written(_VALUE_NAME, name.encode()))


def _tensor(message: memoryview) -> Floats:
    """Return a constant of 32-bit floats from ONNX's ``raw_data`` (little endian)."""
    shape = [_varint(field.content, 0)[0] for field in _fields(message) if field.number == _DIMENSION]
    return np.frombuffer(bytes(_only(_fields(message), _RAW_DATA)), "<f4").reshape(shape)


def _text(message: memoryview, number: int) -> str:
    return bytes(_only(_fields(message), number)).decode()


def _only(fields: Iterator[_Field] | list[_Field], number: int) -> memoryview:
    found = next((field.content for field in fields if field.number == number), None)
    if found is None:
        raise ValueError(f"the model lacks field {number}, so it is no ONNX file")
    return found


def _fields(message: memoryview) -> Iterator[_Field]:
    at = 0
    while at < len(message):
        tag, content = _varint(message, at)
        end = _end(message, content, tag & 7)
        if tag & 7 == _LENGTH:
            length, content = _varint(message, content)
            end = content + length
        if end > len(message):
            raise ValueError("the model is cut short")
        yield _Field(tag >> 3, message[at:end], message[content:end])
        at = end


def _end(message: memoryview, start: int, wire: int) -> int:
    """Return the end of a field that begins at ``start``, by its wire type."""
    if wire == _VARINT:
        return _varint(message, start)[1]
    if wire not in {_FIXED64, _LENGTH, _FIXED32}:
        raise ValueError("the model is no ONNX file")
    return start + {_FIXED64: 8, _LENGTH: 0, _FIXED32: 4}[wire]


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """Return the number that begins at ``at``, and its end."""
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError("the model is cut short")


def _written(number: int, content: bytes) -> bytes:
    return _encoded(number << 3 | _LENGTH) + _encoded(len(content)) + content


def _encoded(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])
