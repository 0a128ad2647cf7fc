"""A Word document (Office Open XML, ISO/IEC 29500): headings, paragraphs, lists, tables with spans, languages.

Each page begins a new page of the document. All have the size of the first page if its resolution is known, else A4.
Running titles and page numbers are left out. Word numbers the items of numbered lists; other lists keep their marks. A
table of more than 63 columns, Word's limit, becomes lines with tabs.
"""

# The document is written page by page. Memory holds one page and a number for each list.

from ..base import Format
from .document import write

__all__ = ["FORMAT", "write"]


FORMAT = Format(
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".docx",
    "A Word document to edit",
    write,
    binary=True,
    costly=True,
)
