"""Entry point: makes a searchable PDF from the original and its text layers."""

from __future__ import annotations

import errno
from typing import Any, BinaryIO

from pikepdf import ObjectStreamMode, StreamDecodeLevel

from ..decode.sniff import PDF, sniff
from ..errors import NoSpace, TooManyBytes
from ..export.pdf.layers import Layers
from ..limits import Limits
from ..options import Options
from ..page import Problem
from . import documents, pictures

_AS_IT_IS: dict[str, Any] = {
    "object_stream_mode": ObjectStreamMode.generate,
    "stream_decode_level": StreamDecodeLevel.none,
    "fix_metadata_version": False,
    "preserve_pdfa": True,
}
"""Options for writing the file: no stream of the original is decompressed and compressed again."""


def assemble(original: BinaryIO, layers: BinaryIO, out: BinaryIO, options: Options, limits: Limits) -> list[Problem]:
    """Write ``original`` with ``layers`` (see :mod:`~..export.pdf.layers`) to ``out`` and return its problems.

    Of the ``options`` only the pages and the password matter; without a selection the PDF has all pages. Raise
    :class:`~..errors.InputError` for a file that cannot be read, :class:`TooManyBytes` if ``out`` is full.
    """
    media_type, texts = sniff(original), Layers(layers)
    making = (
        documents.create(original, texts, options, limits)
        if media_type == PDF
        else pictures.create(original, media_type, texts, options, limits)
    )
    with making as (pdf, problems):
        try:
            pdf.save(out, **_AS_IT_IS)
            out.flush()
        except OSError as error:
            if error.errno == errno.EFBIG:
                raise TooManyBytes("The searchable PDF would be much larger than the original") from None
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise NoSpace from None
            raise
        return problems
