"""The package of a Word document: body, list of parts, styles, numberings and properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain

from ...page import Page
from .. import flow, zipstream
from ..base import About
from ..levels import Levels
from ..markup import content, language
from ..office import XML
from ..zipstream import Member
from .paragraphs import BULLETS, Counted, Paragraphs
from .styles import PARTS, STYLES

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A4 = (11906, 16838)  # twentieths of a point
_SMALLEST, _LARGEST = 2880, 31680  # Word's limits for a side of the page, in twentieths of a point
_FORMS = {"1.": "%1.", "1)": "%1)", "(1)": "(%1)"}


def write(pages: Iterable[Page], about: About) -> Iterator[bytes]:
    """Write the document, page by page."""
    return zipstream.stream(_members(pages, about), large=False)


def _members(pages: Iterable[Page], about: About) -> Iterator[Member]:
    changed = about.created_at or datetime.now(UTC)
    paragraphs = Paragraphs()
    for name, text in (*PARTS, ("docProps/core.xml", _core(about, changed)), ("word/styles.xml", XML + STYLES)):
        yield Member(name, changed, [text.encode()])
    yield Member("word/document.xml", changed, _document(pages, about, paragraphs))
    yield Member("word/numbering.xml", changed, _numberings(paragraphs.lists))


def _document(pages: Iterable[Page], about: About, paragraphs: Paragraphs) -> Iterator[bytes]:
    rest = iter(pages)
    first = next(rest, None)
    yield f'{XML}<w:document xmlns:w="{_MAIN}"><w:body>'.encode()
    levels = Levels()
    for index, page in enumerate(chain([first] if first else [], rest)):
        tag = language(page, about)
        yield "".join(paragraphs.page(list(flow.parts(page, levels)), tag, new=index > 0)).encode()
    yield f"{_section(first)}</w:body></w:document>".encode()


def _section(first: Page | None) -> str:
    width, height = _A4
    if first and first.dpi and first.width and first.height:
        width, height = (
            min(max(round(pixels / first.dpi * 1440), _SMALLEST), _LARGEST) for pixels in (first.width, first.height)
        )
    margin = min(1134, width // 8)  # 2 cm
    sides = " ".join(f'w:{side}="{margin}"' for side in ("top", "right", "bottom", "left"))
    return (
        f'<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar {sides} w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )


def _core(about: About, changed: datetime) -> str:
    when = changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    tag = language(None, about)
    return (
        f'{XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{content(about.title)}</dc:title><dc:creator>onlineocr</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        + (f"<dc:language>{tag}</dc:language>" if tag else "")
        + "</cp:coreProperties>"
    )


def _numberings(lists: list[Counted]) -> Iterator[bytes]:
    """Write one style of bullets, one for each style of numbers, and a numbering for each numbered list."""
    yield f'{XML}<w:numbering xmlns:w="{_MAIN}">'.encode()
    yield _abstract(0, "bullet", "\u2022")
    places = {style: number for number, style in enumerate(_FORMS, 1)}
    for style, number in places.items():
        yield _abstract(number, "decimal", _FORMS[style])
    yield f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>'.encode()
    for number, counted in enumerate(lists, BULLETS + 1):
        yield (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{places[counted.style]}"/>'
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{counted.start}"/></w:lvlOverride></w:num>'
        ).encode()
    yield b"</w:numbering>"


def _abstract(number: int, form: str, text: str) -> bytes:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr></w:lvl></w:abstractNum>'
    ).encode()
