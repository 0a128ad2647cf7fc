"""The original's pages with their text, invisible, where it is seen: to be searched and copied. PDF/A-2b where it can.

A PDF keeps its pages as they are, with links, outline, forms and attachments; protection goes, and signatures no longer
hold. A picture becomes a page of its size (200 dots per inch where it does not say), with its own bytes inside: JPEG,
PNG and fax data are not compressed anew. Pages stand as they were read, upright. Text that a page has itself is not
added again, and an older invisible layer goes where it is replaced. All pages come, or those that were chosen; a choice
of pages has no outline and no attachments.

Not every original can be PDF/A-2b (ISO 19005-2): fonts may not be embedded, or it holds scripts. Then the file does not
say that it is, and its property `Problems` says why. `/Lang` is the most used language of the text. A PDF with a
password needs it once more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from ...errors import OriginalGone
from ...page import Page
from ..base import About, Format
from . import layers

# The text becomes layers here. Putting them on the pages takes the original, and so is done in a decode child.


def write(pages: Iterable[Page], about: About) -> Iterator[bytes]:
    """The PDF, chunk by chunk, once all ``pages`` have come. Raises what ``about.original`` does."""
    if about.original is None:
        raise OriginalGone("A searchable PDF is made from the original file, which is not at hand")
    head = layers.Head(PurePath(about.title).stem, about.languages, about.created_at)
    with open(os.memfd_create("layers", os.MFD_CLOEXEC), "w+b") as file:  # noqa: PTH123 - a descriptor, not a path
        count = layers.write(file, head, pages)
        yield from about.original.searchable(file.fileno(), count)


FORMAT = Format(
    "pdf",
    "application/pdf",
    ".pdf",
    "The original with its text made searchable, PDF/A-2b",
    write,
    binary=True,
    costly=True,
    needs_original=True,
)
