"""The objects that a PDF page draws, including those inside forms, and their matrices."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref
from typing import Any

from pypdfium2 import raw

from ..geometry import Point

_OBJECTS, _DEPTH = 5_000, 4
Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: (x, y) becomes (ax + cy + e, bx + dy + f)."""
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def walk(page: Any, kind: int, most: int = _OBJECTS) -> Iterator[tuple[Any, Matrix]]:
    """Return each object of ``kind`` in drawing order, with the matrix of the form that contains it.

    Only the first ``most`` objects of the page are examined.
    """
    looked = 0
    ways = [_held(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, SAME)]
    while ways:
        found = next(ways[-1], None)
        if found is None:
            ways.pop()
            continue
        looked += 1
        if looked > most:
            return
        item, matrix = found
        its = raw.FPDFPageObj_GetType(item)
        if its == kind:
            yield item, matrix
        elif its == raw.FPDF_PAGEOBJ_FORM and len(ways) <= _DEPTH:
            inside = times(matrix_of(item), matrix)
            ways.append(_held(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inside))


def _held(holder: Any, count: Any, get: Any, matrix: Matrix) -> Iterator[tuple[Any, Matrix]]:
    for index in range(max(0, count(holder))):
        yield get(holder, index), matrix


def matrix_of(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, byref(found))
    return found.a, found.b, found.c, found.d, found.e, found.f


def times(one: Matrix, other: Matrix) -> Matrix:
    """Return the product of two matrices: first ``one`` is applied, then ``other``."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
