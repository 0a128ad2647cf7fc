"""Parts of a page as WordprocessingML. The order of elements is the schema's (ISO/IEC 29500-1, 17.3 and 17.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...bidirectional import reads_from_right
from ...page import Table
from ..cells import Slot, grid, merged
from ..flow import Item, Listing, Part, Passage
from ..markup import attributes, content

BULLETS = 1
"""The numbering of all lists with bullets. Each numbered list has a numbering of its own."""
MOST_COLUMNS = 63


@dataclass(frozen=True, slots=True)
class Counted:
    """A numbered list that begins at ``start``. ``style`` is the form of its numbers, such as "1)"."""

    style: str
    start: int


@dataclass(slots=True)
class Paragraphs:
    """Writer of the body. It keeps the numbered lists, whose numberings are written to another part."""

    lists: list[Counted] = field(default_factory=list)

    def page(self, parts: Sequence[Part], tag: str | None, *, new: bool) -> Iterator[str]:
        """Write the body of one page. ``new`` begins a new page of the document. ``tag`` is the page's language."""
        breaks = "<w:pageBreakBefore/>" if new else ""
        language = _language(tag)
        parts = [part for part in parts if not (isinstance(part, Passage) and part.kind in ("header", "footer"))]
        if new and (not parts or isinstance(parts[0], Table)):
            yield f"<w:p><w:pPr>{breaks}</w:pPr></w:p>"
            breaks = ""
        for part in parts:
            yield from self._part(part, language, breaks)
            breaks = ""

    def _part(self, part: Part, language: str, breaks: str) -> Iterator[str]:
        if isinstance(part, Table):
            yield from _table(part, language)
        elif isinstance(part, Listing):
            yield from self._list(part, language, breaks)
        else:
            style = f'<w:pStyle w:val="Heading{part.level}"/>' if part.kind == "heading" else ""
            yield _paragraph(style + breaks, "\n".join(part.lines), language, from_right=part.from_right)

    def _list(self, part: Listing, language: str, breaks: str) -> Iterator[str]:
        numbering = self._numbering(part)
        style = '<w:pStyle w:val="ListParagraph"/>'
        number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>' if numbering else ""
        for item in part.items:
            text = item.text if numbering else _marked(item)
            yield _paragraph(style + breaks + number, text, language, from_right=part.from_right)
            breaks = ""

    def _numbering(self, part: Listing) -> int | None:
        if part.start is not None and part.items[0].style in {"1.", "1)", "(1)"}:
            self.lists.append(Counted(part.items[0].style, part.start))
            return BULLETS + len(self.lists)
        return BULLETS if part.is_plain else None


def _marked(item: Item) -> str:
    return f"{item.mark}\t{item.text}" if item.mark else item.text


def _language(tag: str | None) -> str:
    """Return the language of a run, for each of Word's three groups of scripts: it chooses one by the letters."""
    return f"<w:lang{attributes(**{'w:val': tag, 'w:eastAsia': tag, 'w:bidi': tag})}/>" if tag else ""


def _paragraph(properties: str, text: str, language: str, *, from_right: bool) -> str:
    way = "<w:bidi/>" if from_right else ""
    before = f"<w:pPr>{properties}{way}</w:pPr>" if properties or way else ""
    run = f"<w:rPr>{'<w:rtl/>' if from_right else ''}{language}</w:rPr>" if from_right or language else ""
    return f"<w:p>{before}<w:r>{run}{_run(text)}</w:r></w:p>" if text else f"<w:p>{before}</w:p>"


def _run(text: str) -> str:
    return "<w:br/>".join(
        "<w:tab/>".join(f'<w:t xml:space="preserve">{content(part)}</w:t>' for part in line.split("\t"))
        for line in text.split("\n")
    )


def _table(table: Table, language: str) -> Iterator[str]:
    if not table.rows or not table.columns:
        return
    if table.columns > MOST_COLUMNS:
        for slots in grid(table):
            texts = (slot.cell.text.replace("\n", " ") if slot.cell and slot.is_start else "" for slot in slots)
            yield _paragraph("", "\t".join(texts), language, from_right=False)
        return
    yield (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid>{''.join(_widths(table))}</w:tblGrid>"
    )
    for slots in grid(table):
        yield f"<w:tr>{''.join(_cell(slot, language) for slot in merged(slots))}</w:tr>"
    yield "</w:tbl><w:p/>"  # Word joins two tables without a paragraph between them


def _widths(table: Table) -> Iterator[str]:
    width = max(300, 9000 // table.columns)  # twentieths of a point; the program fits them to the text
    return (f'<w:gridCol w:w="{width}"/>' for _ in range(table.columns))


def _cell(slot: Slot, language: str) -> str:
    spans = f'<w:gridSpan w:val="{slot.columns}"/>' if slot.columns > 1 else ""
    if slot.cell and not slot.is_start:
        spans += "<w:vMerge/>"
    elif slot.rows > 1:
        spans += '<w:vMerge w:val="restart"/>'
    text = slot.cell.text if slot.cell and slot.is_start else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/>{spans}</w:tcPr>'
        f"{_paragraph('', text, language, from_right=reads_from_right(text))}</w:tc>"
    )
