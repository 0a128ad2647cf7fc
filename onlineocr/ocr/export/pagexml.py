"""PAGE-XML 2019-07-15 (PRImA; https://github.com/PRImA-Research-Lab/PAGE-XML), in pixels of the upright page.

A file holds one page; several pages become a zip with a file for each. A table is a TableRegion with a TextRegion for
each cell.
``conf`` is 0..1. ``Baseline`` is the lower edge of a line's polygon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from onlineocr import __version__

from ..bidirectional import reads_from_right
from ..geometry import Box
from ..languages import parse
from ..page import Block, BlockKind, Line, Page, Word
from . import shapes, zipstream
from .base import About, Format
from .cells import CellLines, by_cell, table_of
from .markup import attributes, content, share
from .zipstream import Member

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_TYPES: dict[BlockKind, str] = {
    "text": "paragraph", "heading": "heading", "list": "paragraph", "table": "paragraph", "header": "header",
    "footer": "footer",
}  # fmt: skip
_UNNAMED = frozenset(("ceb", "chr", "fil", "gd", "kmr", "mi", "or", "sl", "syr", "ug"))
"""Supported languages that have no name in the schema."""


def write(pages: Iterable[Page], about: About) -> Iterator[str]:
    """Write one XML file of one page, or of an empty page if there is none. Raise ValueError for a second page."""
    rest = iter(pages)
    yield _file(next(rest, None), about)
    if next(rest, None) is not None:
        raise ValueError("a PAGE-XML file holds one page")


def write_several(pages: Iterable[Page], about: About) -> Iterator[bytes]:
    """Write a zip with a file for each page, named by its number."""
    changed = about.created_at or datetime.now(UTC)
    return zipstream.stream(
        Member(f"page-{page.number:04}.xml", changed, [_file(page, about).encode()]) for page in pages
    )


def _file(page: Page | None, about: About) -> str:
    created = (about.created_at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<PcGts xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{NAMESPACE} {NAMESPACE}/pagecontent.xsd">\n'
        f"  <Metadata>\n    <Creator>onlineocr {__version__}</Creator>\n    <Created>{created}</Created>\n"
        f"    <LastChange>{created}</LastChange>\n{_step(page) if page else ''}  </Metadata>\n"
        f"{''.join(_page(page, about)) if page else _EMPTY}</PcGts>\n"
    )


_EMPTY = '  <Page imageFilename="" imageWidth="0" imageHeight="0"/>\n'


def _step(page: Page) -> str:
    engine = f"{page.engine.name} {page.engine.version}"
    return f"    <MetadataItem{attributes(type='processingStep', name='recognition', value=engine)}/>\n"


def _page(page: Page, about: About) -> Iterator[str]:
    right = reads_from_right(page.text)
    yield "  <Page" + attributes(
        imageFilename=about.title, imageWidth=page.width, imageHeight=page.height, imageXResolution=page.dpi,
        imageYResolution=page.dpi, imageResolutionUnit="PPI" if page.dpi else None,
        primaryLanguage=_language(page, 0), secondaryLanguage=_language(page, 1),
        readingDirection="right-to-left" if right else "left-to-right", conf=share(page.confidence),
    ) + ">\n"  # fmt: skip
    if page.blocks:
        yield '    <ReadingOrder>\n      <OrderedGroup id="reading_order">\n'
        for number in range(len(page.blocks)):
            yield f'        <RegionRefIndexed index="{number}" regionRef="region_{number + 1}"/>\n'
        yield "      </OrderedGroup>\n    </ReadingOrder>\n"
    for number, block in enumerate(page.blocks, 1):
        yield from _region(block, page, f"region_{number}")
    for number, code in enumerate(page.barcodes, 1):
        name = attributes(id=f"barcode_{number}", comments=f"{code.format}: {code.text}", type="barcode")
        yield f"    <GraphicRegion{name}>{_coords(code.box, page)}</GraphicRegion>\n"
    yield "  </Page>\n"


def _language(page: Page, place: int) -> str | None:
    """Return the schema's name of the page's first or second language, or None if it has none."""
    tag = page.languages[place] if place < len(page.languages) else ""
    try:
        return None if tag in _UNNAMED else parse(tag).name.partition(" (")[0].partition(",")[0]
    except ValueError:
        return None


def _region(block: Block, page: Page, name: str) -> Iterator[str]:
    if block.kind == "figure":
        yield f'    <ImageRegion id="{name}">{_coords(block.box, page)}</ImageRegion>\n'
    elif table := table_of(block, page):
        yield f"    <TableRegion{attributes(id=name, rows=table.rows, columns=table.columns)}>\n"
        yield f"      {_coords(block.box, page)}\n"
        for number, part in enumerate(by_cell(table, block), 1):
            yield from _text(part.lines, part.box, page, f"{name}_{number}", "paragraph", _role(part))
        yield "    </TableRegion>\n"
    else:
        custom = None if block.kind in _TYPES and block.kind != "list" else f"structure {{type:{block.kind};}}"
        yield from _text(block.lines, block.box, page, name, _TYPES[block.kind], custom=custom)


def _role(part: CellLines) -> str:
    cell = part.cell
    if cell is None:
        return ""
    role = attributes(rowIndex=cell.row, columnIndex=cell.column, rowSpan=cell.row_span, colSpan=cell.column_span)
    return f"      <Roles><TableCellRole{role}/></Roles>\n"


def _text(
    lines: tuple[Line, ...], box: Box, page: Page, name: str, kind: str, role: str = "", custom: str | None = None
) -> Iterator[str]:
    text = "\n".join(line.text for line in lines)
    way = "right-to-left" if reads_from_right(text) else None
    yield f"    <TextRegion{attributes(id=name, custom=custom, type=kind, readingDirection=way)}>\n"
    yield f"      {_coords(box, page)}\n{role}"
    for number, line in enumerate(lines, 1):
        yield from _line(line, page, f"{name}_line_{number}")
    yield f"      {_equivalent(text, None)}\n    </TextRegion>\n"


def _line(line: Line, page: Page, name: str) -> Iterator[str]:
    yield f'      <TextLine id="{name}">\n        <Coords points="{shapes.points(line.polygon, page)}"/>\n'
    yield f'        <Baseline points="{shapes.points(shapes.baseline(line), page)}"/>\n'
    for number, word in enumerate(line.words, 1):
        yield from _word(word, page, f"{name}_word_{number}")
    yield f"        {_equivalent(line.text, line.confidence)}\n      </TextLine>\n"


def _word(word: Word, page: Page, name: str) -> Iterator[str]:
    yield f'        <Word id="{name}">{_coords(word.box, page)}{_equivalent(word.text, word.confidence)}</Word>\n'


def _equivalent(text: str, confidence: float | None) -> str:
    return f"<TextEquiv{attributes(conf=share(confidence))}><Unicode>{content(text)}</Unicode></TextEquiv>"


def _coords(box: Box, page: Page) -> str:
    left, right = (min(max(x, 0), page.width) for x in (box.left, box.right))
    top, bottom = (min(max(y, 0), page.height) for y in (box.top, box.bottom))
    return f'<Coords points="{left},{top} {right},{top} {right},{bottom} {left},{bottom}"/>'


_PAGES = Format("page", "application/zip", ".page.zip", "One PAGE-XML file for each page", write_several, binary=True)
FORMAT = Format(
    "page",
    "application/vnd.prima.page+xml",
    ".page.xml",
    "PAGE-XML 2019-07-15; several pages as a zip",
    write,
    several=_PAGES,
    endings=(".xml",),
)
