"""Text of a PDF page beside its characters: the ``ActualText`` of a stretch of glyphs, and spaces drawn alone.

Browsers and office programs declare with ``ActualText`` (ISO 32000-1, 14.9.4) the letters of a syllable of an Indic
script or of a shaped Arabic letter. PDFium places these letters side by side over the first glyph of the stretch, and
ignores spaces that are objects of their own. Here each stretch covers all its glyphs, from the origin of the first one
to the origin of the next object, and each such space has the position where it is drawn.
"""

from __future__ import annotations

import codecs
import math
import time
from collections.abc import Iterator, Sequence
from ctypes import byref, c_float, c_ubyte, c_ulong, c_void_p, cast
from typing import Any, NamedTuple, Protocol

from pypdfium2 import raw

from ..geometry import Point
from .objects import Matrix, matrix_of, moved, times, walk
from .typesetting import Glyph, Rect

_OBJECTS = 50_000
_LONGEST, _BYTES = 16, 64  # letters of one stretch: longer texts are words, which need positions of their own
_MARKS = 8  # innermost marks of an object that are examined
_NAME = b"ActualText"
_ABOVE, _BELOW = 0.9, 0.25  # of the size: extent of a letter above and below its base line
_LEVEL = 0.5  # sizes between two origins on one line
_WIDEST, _NARROWEST = 4.0, 0.08  # sizes from one origin to the next


class View(Protocol):
    """Transformation from a page's points to pixels."""

    def point(self, x: float, y: float) -> Point: ...

    def direction(self, x: float, y: float) -> Point: ...

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect | None: ...


class _Object(NamedTuple):
    """A text object: its address, the address and text of its ``ActualText`` mark, and its matrix, size and ink in
    points."""

    address: int
    mark: int
    text: str
    matrix: Matrix
    size: float
    ink: Rect | None

    @property
    def along(self) -> Point:
        """The unit vector of its line."""
        a, b = self.matrix[:2]
        length = math.hypot(a, b) or 1.0
        return a / length, b / length

    @property
    def em(self) -> float:
        """The size of its letters in points."""
        return self.size * math.hypot(*self.matrix[2:4])

    def ahead(self, other: _Object) -> float | None:
        """Return the distance from this origin to that of ``other`` in sizes, or None if it is on another line."""
        (x, y), em = self.along, self.em
        u, v = other.along
        right, up = other.matrix[4] - self.matrix[4], other.matrix[5] - self.matrix[5]
        if em <= 0 or x * u + y * v < 0.999 or abs(up * x - right * y) > _LEVEL * em:
            return None
        return (right * x + up * y) / em


class Spans:
    """The stretches and the spaces of a page, by the addresses of its text objects."""

    def __init__(self) -> None:
        self.said: dict[int, Glyph] = {}
        self.spaces: dict[int, Glyph] = {}
        self._given: set[Glyph] = set()

    def __bool__(self) -> bool:
        return bool(self.said)

    def at(self, owner: int) -> tuple[list[Glyph], Glyph | None]:
        """Return the space before the object ``owner``, only once, and the stretch of ``owner``."""
        space = self.spaces.pop(owner, None)
        return [space] if space else [], self.said.get(owner)

    def first(self, stretch: Glyph) -> bool:
        """Return whether this is the first call for ``stretch``."""
        asked = stretch in self._given
        self._given.add(stretch)
        return not asked


def address(handle: Any) -> int:
    return cast(handle, c_void_p).value or 0


def find(page: Any, view: View, until: float) -> Spans:
    """Return the stretches and spaces of ``page``.

    The result is empty if the page has no ``ActualText``, or if the search has not ended at the time ``until`` (by
    :func:`time.monotonic`).
    """
    found = Spans()
    objects = []
    for one in _objects(page):
        if time.monotonic() > until:
            return found
        objects.append(one)
    if not any(one.text for one in objects):
        return found
    for group, follower in _groups(objects):
        first = group[0]
        glyph = _glyph(group, follower, view) if first.text else None
        if glyph is not None:
            found.said |= dict.fromkeys((one.address for one in group), glyph)
        elif not first.text and first.ink is None and follower and (space := _space(first, follower, view)):
            found.spaces[follower.address] = space
    return found


def _groups(objects: Sequence[_Object]) -> Iterator[tuple[list[_Object], _Object | None]]:
    """Return the objects of each stretch, or each other object, with the object that follows."""
    start = 0
    while start < len(objects):
        end = start + 1
        while objects[start].mark and end < len(objects) and objects[end].mark == objects[start].mark:
            end += 1
        yield list(objects[start:end]), objects[end] if end < len(objects) else None
        start = end


def _glyph(group: Sequence[_Object], follower: _Object | None, view: View) -> Glyph | None:
    """Return ``group`` as one glyph, or None if it is no stretch of one line."""
    first = group[0]
    inks = [one.ink for one in group if one.ink]
    if not inks or any(first.ahead(one) is None for one in group[1:]):
        return None
    ink = view.rect(*_union(inks))
    end = first.ahead(follower) if follower else None
    room = _room(first, end if end and _NARROWEST < end < _WIDEST else _extent(first, inks), view)
    if ink is None or room is None:
        return None
    return Glyph(first.text, view.direction(*first.matrix[:2]), ink, room)


def _space(one: _Object, follower: _Object, view: View) -> Glyph | None:
    wide = one.ahead(follower)
    if wide is None or not _NARROWEST < wide < _WIDEST:
        return None
    room = _room(one, wide, view)
    return room and Glyph(" ", view.direction(*one.matrix[:2]), room, room)


def _room(one: _Object, wide: float, view: View) -> Rect | None:
    """Return the box that begins at the origin of ``one``, is ``wide`` sizes wide, and encloses its base line."""
    (x, y), em = one.along, one.em
    c, d = one.matrix[2:4]
    up = math.hypot(c, d) or 1.0
    left, bottom = one.matrix[4:]
    corners = [
        (left + x * along * em + c / up * high * em, bottom + y * along * em + d / up * high * em)
        for along in (0.0, wide)
        for high in (-_BELOW, _ABOVE)
    ]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return view.rect(min(xs), min(ys), max(xs), max(ys))


def _extent(first: _Object, inks: Sequence[Rect]) -> float:
    """Return the extent of ``inks`` from the origin of ``first`` along its line, in sizes."""
    (x, y), em = first.along, first.em or 1.0
    left, bottom, right, top = _union(inks)
    far = [(u - first.matrix[4]) * x + (v - first.matrix[5]) * y for u in (left, right) for v in (bottom, top)]
    return max(_NARROWEST, max(far) / em)


def _union(inks: Sequence[Rect]) -> Rect:
    """Return the box around all ``inks`` (left, bottom, right, top in points)."""
    lefts, bottoms, rights, tops = zip(*inks, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _objects(page: Any) -> Iterator[_Object]:
    size = c_float()
    for item, around in walk(page, raw.FPDF_PAGEOBJ_TEXT, _OBJECTS):
        if raw.FPDFTextObj_GetFontSize(item, byref(size)):
            mark, text = _said(item)
            sign = math.copysign(1.0, size.value)  # a negative size rotates letters by 180 degrees
            matrix = times((sign, 0.0, 0.0, sign, 0.0, 0.0), times(matrix_of(item), around))
            yield _Object(address(item), mark, text, matrix, abs(size.value), _ink(item, around))


def _ink(item: Any, around: Matrix) -> Rect | None:
    """Return left, bottom, right and top of the drawn shape in points, or None if it is empty."""
    sides = [c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *map(byref, sides))
    left, bottom, right, top = (side.value for side in sides)
    if not all(map(math.isfinite, (left, bottom, right, top))) or right - left <= 0.01 or top - bottom <= 0.01:
        return None
    corners = [moved(x, y, around) for x in (left, right) for y in (bottom, top)]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _said(item: Any) -> tuple[int, str]:
    """Return the address and the text of the ``ActualText`` mark of ``item``; 0 and "" if it has none."""
    count = raw.FPDFPageObj_CountMarks(item)
    for number in range(max(0, count - _MARKS), count):
        mark = raw.FPDFPageObj_GetMark(item, number)
        length = c_ulong()
        known = raw.FPDFPageObjMark_GetParamBlobValue(mark, _NAME, None, 0, byref(length))
        if known and 0 < length.value <= _BYTES:
            held = (c_ubyte * length.value)()
            raw.FPDFPageObjMark_GetParamBlobValue(mark, _NAME, held, length, byref(length))
            text = _decoded(bytes(held))
            return (address(mark), text) if _is_short(text) else (0, "")
    return 0, ""


def _decoded(data: bytes) -> str:
    """Decode a text string of a PDF (ISO 32000-1, 7.9.2.2)."""
    for mark, encoding in ((codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF8, "utf-8")):
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, "replace")
    return data.decode("latin-1")


def _is_short(text: str) -> bool:
    """Return whether ``text`` is part of a word: longer texts need positions of their own."""
    return 0 < len(text) <= _LONGEST and not any(map(str.isspace, text))
