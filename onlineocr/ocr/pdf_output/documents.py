"""A PDF with text layers: its own pages are unchanged except for the text below their content."""

from __future__ import annotations

import contextlib
import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import pikepdf
from pikepdf import AccessMode, Name, PasswordError, Pdf

from ..decode import mend
from ..errors import DamagedFile, NoSpace, OcrError, PdfEncrypted, WrongPassword
from ..export.pdf.layers import Layers
from ..limits import Limits
from ..options import Options
from ..page import Problem
from . import conformance, hidden, metadata
from .layering import Layering

_WHERE = re.compile(r"^stream <[^>]*>( \(object [^)]*\))?: ")
_KEPT = ("/OCProperties", "/OutputIntents", "/Lang", "/MarkInfo", "/ViewerPreferences")
"""Entries of the document that a selection of pages keeps. The other entries may refer to pages that are left out."""


@contextmanager
def create(file: BinaryIO, layers: Layers, options: Options, limits: Limits) -> Iterator[tuple[Pdf, list[Problem]]]:
    """Return the document with its layers, ready to be saved, and its problems."""
    with _refusing(options), contextlib.ExitStack() as stack:
        pdf, numbers = stack.enter_context(_opened(file, options, limits))
        reasons = conformance.prepare(pdf)
        if reasons:  # the failed conversion may have changed the document
            pdf, numbers = stack.enter_context(_opened(file, options, limits))
        metadata.describe(pdf, layers.head)
        problems = [conformance.problem(reasons)] if reasons else []
        problems += _add(pdf, layers, {number: index for index, number in enumerate(numbers)})
        metadata.declare(pdf, archival=not reasons)
        metadata.tell(pdf, problems)
        yield pdf, problems


@contextmanager
def _opened(file: BinaryIO, options: Options, limits: Limits) -> Iterator[tuple[Pdf, Sequence[int]]]:
    """Open the document, or a new one with the selected pages only. Return it and its page numbers in the original."""
    whole = mend.whole(file, limits.max_pages)
    with pikepdf.open(whole, password=options.password, access_mode=AccessMode.mmap) as pdf:
        count = len(pdf.pages)
        if not count:
            raise DamagedFile("The PDF has no pages")
        if Name.Size not in pdf.trailer:  # qpdf corrects the entry, but does not add it
            pdf.trailer[Name.Size] = 0
        numbers = range(1, count + 1) if options.pages is None else options.pages.numbers(count)
        if len(numbers) == count:
            yield pdf, numbers
            return
        with Pdf.new() as chosen:
            _copy(pdf, chosen, numbers)
            yield chosen, numbers


def _copy(pdf: Pdf, chosen: Pdf, numbers: Sequence[int]) -> None:
    for number in numbers:
        chosen.pages.append(pdf.pages[number - 1])
    for name in _KEPT:
        found: Any = pdf.Root.get(name)
        if found is not None:
            chosen.Root[name] = chosen.copy_foreign(found) if found.is_indirect else _copied(chosen, pdf, name)
    if Name.Info in pdf.trailer:
        for key, value in pdf.docinfo.items():
            if isinstance(value, pikepdf.String):
                chosen.docinfo[key] = value


def _copied(chosen: Pdf, pdf: Pdf, name: str) -> Any:
    pdf.Root[name] = pdf.make_indirect(pdf.Root[name])  # only such objects are copied from one document to another
    return chosen.copy_foreign(pdf.Root[name])


def _add(pdf: Pdf, layers: Layers, numbers: dict[int, int]) -> list[Problem]:
    layering, cleaner, left, done = Layering(pdf), hidden.Cleaner(pdf), list[int](), 0
    for layer in layers:
        if (index := numbers.get(layer.number)) is None or layer.number == done:
            continue
        page = pdf.pages[index]
        found = cleaner.clean(page) if layer.replaces else None
        if layer.if_hidden and not found:
            continue
        if found is False:
            left.append(layer.number)
        layering.add(page, layer)
        done = layer.number
    layering.finish(layers.glyphs)
    return [hidden.problem(left)] if left else []


@contextmanager
def _refusing(options: Options) -> Iterator[None]:
    """Turn the errors of qpdf for a file that it cannot process into errors of this package."""
    try:
        yield
    except PasswordError:
        raise (WrongPassword() if options.password else PdfEncrypted()) from None
    except (OcrError, MemoryError):
        raise
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoSpace from None
        raise
    except Exception as error:  # noqa: BLE001 - a document can hold an object of any type in any place
        said = " ".join(_WHERE.sub("", str(error)).split())[:200] or type(error).__name__
        raise DamagedFile(f"The PDF cannot be written anew: {said}") from None
