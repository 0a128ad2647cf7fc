"""Takes an older, invisible text layer off a page, so that what is copied from it does not come twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
    """Cleans pages of ``pdf``; a form that several of them draw is cleaned once."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._known: dict[tuple[int, int], bool] = {}

    def clean(self, page: Page) -> bool:
        """Take all invisible text off ``page``; False where some had to stay, since it is mixed with other text."""
        try:
            forms = self._clean_forms(page.obj.get(Name.Resources), 0)
            if not any(_SETS_IT.search(stream.read_bytes()) for stream in _streams(page.obj.get(Name.Contents))):
                return forms
            kept, whole = without(pikepdf.parse_content_stream(page))
            page.obj.Contents = self._pdf.make_indirect(Stream(self._pdf, pikepdf.unparse_content_stream(kept)))
        except (PdfError, ValueError):  # content that cannot be parsed
            return False
        return whole and forms

    def _clean_forms(self, resources: Any, depth: int) -> bool:
        if not isinstance(resources, Dictionary) or depth > _DEPTH:
            return True
        forms = resources.get(Name.XObject)
        if not isinstance(forms, Dictionary):
            return True
        found = [one for one in forms.values() if isinstance(one, Stream) and one.get(Name.Subtype) == Name.Form]
        whole = [self._clean_form(form, depth) for form in found]
        return all(whole)

    def _clean_form(self, form: Stream, depth: int) -> bool:
        if form.objgen not in self._known:
            self._known[form.objgen] = True
            whole = self._clean_forms(form.get(Name.Resources), depth + 1)
            if _SETS_IT.search(form.read_bytes()):
                kept, all_gone = without(pikepdf.parse_content_stream(form))
                form.write(pikepdf.unparse_content_stream(kept))
                whole = whole and all_gone
            self._known[form.objgen] = whole
        return self._known[form.objgen]


def _streams(contents: Any) -> Iterator[Stream]:
    for entry in contents if isinstance(contents, Array) else [contents]:
        if isinstance(entry, Stream):
            yield entry


def without(instructions: Iterable[_Instruction]) -> tuple[list[_Instruction], bool]:
    """``instructions`` without the text that is not shown, and whether all of it is gone.

    A text object (BT to ET) goes only if none of its text shows: what shows may stand where the other ends.
    """
    kept: list[_Instruction] = []
    mode, saved, whole = 0, list[int](), True
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
            whole = whole and not (hidden and shown)
            kept += _silent(block) if hidden and not shown else block
            block = None
    return kept + (block or []), whole


def _mode(operands: Sequence[Any]) -> int:
    try:
        return int(operands[0])
    except (IndexError, TypeError, ValueError):
        return 0


def _silent(block: Iterable[_Instruction]) -> Iterator[_Instruction]:
    """A text object with all that it sets and without what it says."""
    for instruction in block:
        name = str(instruction.operator)
        if name == '"' and len(instruction.operands) == 3:
            yield ContentStreamInstruction([instruction.operands[0]], Operator("Tw"))
            yield ContentStreamInstruction([instruction.operands[1]], Operator("Tc"))
        elif name not in _SHOWS:
            yield instruction


def problem(numbers: Sequence[int]) -> Problem:
    """What is told about pages on which older text had to stay."""
    pages = ", ".join(map(str, numbers[:10])) + (" and others" if len(numbers) > 10 else "")
    return Problem(CODE, f"Older hidden text could not be taken off all of page {pages}; copied text may come twice")
