"""Removal of an older, invisible text layer from a page, so that copied text does not come twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, Page, Pdf, PdfError, Stream

from ..page import Problem

CODE = "old_text_layer"
_INVISIBLE = 3  # text render mode (ISO 32000-1, 9.3.6)
_SETS_IT = re.compile(rb"(?<![\d.])3\s+Tr\b")
_SHOWS = frozenset(("Tj", "TJ", "'", '"'))
_DEPTH = 5

_Instruction = Any  # an inline image is one, too


class Cleaner:
    """Cleaner of the pages of ``pdf``. A form that several pages draw is cleaned once.

    Results are None for no invisible text, True if all of it was removed, False if some could not be removed.
    """

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._known: dict[tuple[int, int], bool | None] = {}

    def clean(self, page: Page) -> bool | None:
        """Remove all invisible text from ``page``, except text objects that also have visible text."""
        try:
            forms = self._clean_forms(page.obj.get(Name.Resources), 0)
            if not any(_SETS_IT.search(stream.read_bytes()) for stream in _streams(page.obj.get(Name.Contents))):
                return forms
            kept, found = without(pikepdf.parse_content_stream(page))
            page.obj.Contents = self._pdf.make_indirect(Stream(self._pdf, pikepdf.unparse_content_stream(kept)))
        except (PdfError, ValueError):  # content that cannot be parsed
            return False
        return _both(found, forms)

    def _clean_forms(self, resources: Any, depth: int) -> bool | None:
        if not isinstance(resources, Dictionary) or depth > _DEPTH:
            return None
        forms = resources.get(Name.XObject)
        if not isinstance(forms, Dictionary):
            return None
        found = [one for one in forms.values() if isinstance(one, Stream) and one.get(Name.Subtype) == Name.Form]
        return reduce(_both, [self._clean_form(form, depth) for form in found], None)

    def _clean_form(self, form: Stream, depth: int) -> bool | None:
        if form.objgen not in self._known:
            self._known[form.objgen] = None
            found = self._clean_forms(form.get(Name.Resources), depth + 1)
            if _SETS_IT.search(form.read_bytes()):
                kept, here = without(pikepdf.parse_content_stream(form))
                form.write(pikepdf.unparse_content_stream(kept))
                found = _both(found, here)
            self._known[form.objgen] = found
        return self._known[form.objgen]


def _both(one: bool | None, other: bool | None) -> bool | None:
    return one if other is None else other if one is None else one and other


def _streams(contents: Any) -> Iterator[Stream]:
    for entry in contents if isinstance(contents, Array) else [contents]:
        if isinstance(entry, Stream):
            yield entry


def without(instructions: Iterable[_Instruction]) -> tuple[list[_Instruction], bool | None]:
    """Return ``instructions`` without invisible text, and whether all of it was removed; None if there was none.

    A text object (BT to ET) is removed only if all its text is invisible: the position of visible text may depend on
    invisible text before it.
    """
    kept: list[_Instruction] = []
    mode, saved = 0, list[int]()
    found: bool | None = None
    block: list[_Instruction] | None = None
    shown = hidden = False
    for instruction in instructions:
        name = str(instruction.operator)
        if name == "q":
            saved.append(mode)
        elif name == "Q" and saved:
            mode = saved.pop()
        elif name == "Tr":
            mode = _mode(instruction.operands)
        elif name == "BT":
            block, shown, hidden = [], False, False
        elif name in _SHOWS:
            hidden, shown = hidden or mode == _INVISIBLE, shown or mode != _INVISIBLE
        (kept if block is None else block).append(instruction)
        if name == "ET" and block is not None:
            if hidden:
                found = _both(found, not shown)
            kept += _silent(block) if hidden and not shown else block
            block = None
    return kept + (block or []), found


def _mode(operands: Sequence[Any]) -> int:
    try:
        return int(operands[0])
    except (IndexError, TypeError, ValueError):
        return 0


def _silent(block: Iterable[_Instruction]) -> Iterator[_Instruction]:
    """Return a text object without its text, but with all operators that change the state."""
    for instruction in block:
        name = str(instruction.operator)
        if name == '"' and len(instruction.operands) == 3:
            yield ContentStreamInstruction([instruction.operands[0]], Operator("Tw"))
            yield ContentStreamInstruction([instruction.operands[1]], Operator("Tc"))
        elif name not in _SHOWS:
            yield instruction


def problem(numbers: Sequence[int]) -> Problem:
    """Return the problem of pages on which some older text could not be removed."""
    pages = ", ".join(map(str, numbers[:10])) + (" and others" if len(numbers) > 10 else "")
    return Problem(CODE, f"Older hidden text could not be taken off all of page {pages}; copied text may come twice")
