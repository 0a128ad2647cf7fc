"""A searchable PDF: the original's pages with invisible text over the visible words. PDF/A-2b if possible.

A PDF keeps its pages unchanged, with links, outline, forms and attachments. Its protection is removed, and its
signatures become invalid. A picture becomes a page of its size (200 dots per inch if it does not declare a resolution)
with its own bytes inside: JPEG, PNG and fax data are not compressed again. Pages are upright, as they were read. The
page's own text is not added again. An older invisible layer is removed if the new one replaces it. The PDF holds all
pages or the selected ones; a selection of pages has no outline and no attachments.

Not every original can become PDF/A-2b (ISO 19005-2): fonts may not be embedded, or it may hold scripts. Then the file
does not declare PDF/A-2b, and its property `Problems` gives the reason. `/Lang` is the most used language of the text.
For a protected PDF the password is needed again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from ...errors import OriginalGone
from ...page import Page
from ..base import About, Format
from . import layers

# The text becomes layers here. To put them on the pages the original is opened, so a decode child does that.


def write(pages: Iterable[Page], about: About) -> Iterator[bytes]:
    """Write the PDF, chunk by chunk, after all ``pages`` have come. Raise the errors of ``about.original``."""
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
