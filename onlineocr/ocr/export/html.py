"""Self-contained HTML 5: one file, no scripts, no external resources. Headings, paragraphs, lists, tables with spans.

Each page is a section with its language; its header and footer hold running titles and page numbers. Text from right
to left is marked. Indented program text is a `pre`. Every special character of the text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..page import Page, Table
from .base import About, Format
from .cells import Slot, grid
from .flow import Listing, Part, Passage, parts
from .levels import Levels
from .markup import attributes, content, language

_MARKED = ' class="marked"'
_STYLE = (
    "body{max-width:48rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color:#222}"
    "section+section{margin-top:2rem;border-top:1px solid #bbb;padding-top:1rem}"
    "header,footer{color:#666;font-size:.85em}table{border-collapse:collapse;margin:1rem 0}"
    "td{border:1px solid #bbb;padding:.2rem .5rem;vertical-align:top;white-space:pre-line}ul.marked{list-style:none}"
    "@media print{section+section{break-before:page;border:0}}"
)


def write(pages: Iterable[Page], about: About) -> Iterator[str]:
    """Write one HTML file, page by page."""
    tag = attributes(lang=language(None, about))
    yield (
        f'<!DOCTYPE html>\n<html{tag}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="generator" content="onlineocr">\n'
        f"<title>{content(about.title) or 'Document'}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    levels = Levels()
    for page in pages:
        yield "".join(_page(page, about, levels))
    yield "</body>\n</html>\n"


def _page(page: Page, about: About, levels: Levels) -> Iterator[str]:
    name = attributes(id=f"page-{page.number}", lang=language(page, about))
    yield f'<section{name} aria-label="Page {page.number}">\n'
    for part in parts(page, levels):
        yield from _part(part)
    yield "</section>\n"


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Table):
        yield from _table(part)
    elif isinstance(part, Listing):
        yield from _list(part)
    else:
        yield _passage(part)


def _passage(part: Passage) -> str:
    way = attributes(dir="rtl" if part.from_right else None)
    if part.kind == "code":
        lines = "\n".join(map(content, part.lines))
        return f"<pre><code>{lines}</code></pre>\n"
    text = "<br>\n".join(map(content, part.lines))
    if part.kind == "heading":
        return f"<h{part.level}{way}>{text}</h{part.level}>\n"
    if part.kind == "text":
        return f"<p{way}>{text}</p>\n"
    return f"<{part.kind}><p{way}>{text}</p></{part.kind}>\n"


def _list(part: Listing) -> Iterator[str]:
    way = attributes(dir="rtl" if part.from_right else None)
    counts = part.start is not None and part.items[0].style == "1."
    if counts:
        yield f"<ol{attributes(start=part.start if part.start != 1 else None)}{way}>\n"
    else:
        yield f"<ul{'' if part.is_plain else _MARKED}{way}>\n"
    for item in part.items:
        mark = "" if counts or part.is_plain or not item.mark else f"{content(item.mark)} "
        yield f"<li>{mark}{content(item.text)}</li>\n"
    yield "</ol>\n" if counts else "</ul>\n"


def _table(table: Table) -> Iterator[str]:
    yield "<table>\n"
    for slots in grid(table):
        yield "<tr>" + "".join(_cell(slot) for slot in slots if slot.is_start or slot.cell is None) + "</tr>\n"
    yield "</table>\n"


def _cell(slot: Slot) -> str:
    spans = attributes(rowspan=slot.rows if slot.rows > 1 else None, colspan=slot.columns if slot.columns > 1 else None)
    return f"<td{spans}{attributes(dir='auto')}>{content(slot.cell.text) if slot.cell else ''}</td>"


FORMAT = Format(
    "html",
    "text/html; charset=utf-8",
    ".html",
    "The same, one file for a browser",
    write,
    endings=(".htm",),
)
