"""hOCR 1.2 (Breuel; https://kba.github.io/hocr-spec/1.2/) as XHTML.

Coordinates are pixels of the upright page. The classes are those of Tesseract's hOCR. ``ocr_header``, ``ocr_footer``
and ``ocr_table`` enclose an area, ``ocr_photo`` replaces it. ``baseline`` is the lower edge of a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onlineocr import __version__

from ..geometry import Box
from ..page import Block, BlockKind, Line, Page, Word
from . import shapes
from .base import About, Format
from .markup import attribute, attributes, content, language
from .words import spaces_after, words_of

_CAPABILITIES = (
    "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_header ocr_footer ocr_table ocr_photo "
    "ocrp_lang ocrp_dir ocrp_poly ocrp_wconf"
)
_FLOATS: dict[BlockKind, str] = {"header": "ocr_header", "footer": "ocr_footer", "table": "ocr_table"}


def write(pages: Iterable[Page], about: About) -> Iterator[str]:
    """Write one XHTML file, page by page."""
    yield _head(about)
    for page in pages:
        yield "".join(_page(page, about))
    yield " </body>\n</html>\n"


def _head(about: About) -> str:
    tag = language(None, about)
    root = f' xml:lang="{tag}" lang="{tag}"' if tag else ""
    langs = f'  <meta name="ocr-langs" content="{attribute(" ".join(about.languages))}"/>\n' if about.languages else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml"{root}>\n'
        " <head>\n"
        f"  <title>{content(about.title)}</title>\n"
        '  <meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>\n'
        f'  <meta name="ocr-system" content="onlineocr {__version__}"/>\n'
        f'  <meta name="ocr-capabilities" content="{_CAPABILITIES}"/>\n'
        f"{langs} </head>\n <body>\n"
    )


def _page(page: Page, about: About) -> Iterator[str]:
    image = about.title.replace('"', "'").replace(";", ",")
    title = f'image "{image}"; bbox 0 0 {page.width} {page.height}; ppageno {page.number - 1}'
    if page.dpi:
        title += f"; scan_res {round(page.dpi)} {round(page.dpi)}"
    tag = language(page, about)
    yield f"  <div{_named('ocr_page', f'page_{page.number}', title, lang=tag)}>\n"
    for number, block in enumerate(page.blocks, 1):
        yield from _block(block, f"{page.number}_{number}")
    yield "  </div>\n"


def _block(block: Block, place: str) -> Iterator[str]:
    title = _bbox(block.box)
    if block.kind == "figure":
        yield f"   <div{_named('ocr_photo', f'photo_{place}', title)}></div>\n"
        return
    outer = _FLOATS.get(block.kind)
    if outer:
        yield f"   <div{_named(outer, f'float_{place}', title)}>\n"
    way = shapes.direction(" ".join(line.text for line in block.lines))
    yield f"   <div{_named('ocr_carea', f'block_{place}', title)}>\n"
    yield f"    <p{_named('ocr_par', f'par_{place}', title, dir=way)}>\n"
    for number, line in enumerate(block.lines, 1):
        yield from _line(line, f"{place}_{number}")
    yield "    </p>\n   </div>\n"
    if outer:
        yield "   </div>\n"


def _line(line: Line, place: str) -> Iterator[str]:
    yield f"     <span{_named('ocr_line', f'line_{place}', _line_title(line))}>"
    gaps = [*spaces_after(line), False]
    for number, (word, gap) in enumerate(zip(words_of(line), gaps, strict=True), 1):
        yield _word(word, f"word_{place}_{number}") + (" " if gap else "")
    yield "</span>\n"


def _word(word: Word, name: str) -> str:
    title = _bbox(word.box)
    if word.confidence is not None:
        title += f"; x_wconf {round(100 * min(1.0, max(0.0, word.confidence)))}"
    return f"<span{_named('ocrx_word', name, title)}>{content(word.text)}</span>"


def _line_title(line: Line) -> str:
    """Return the line's box and its baseline, relative to the box's lower left corner (5.2 ``baseline``)."""
    title = _bbox(line.box)
    if not shapes.is_level(line):
        return f"{title}; textangle {round(shapes.angle(line), 2):g}"
    (x0, y0), (x1, y1) = shapes.baseline(line)
    slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
    height = y0 + slope * (line.box.left - x0) - line.box.bottom
    title += f"; baseline {round(slope, 4) + 0.0:g} {round(height) + 0:g}"
    if shapes.is_askew(line):
        title += "; poly " + " ".join(f"{round(x)} {round(y)}" for x, y in line.polygon)
    return title


def _bbox(box: Box) -> str:
    return "bbox {} {} {} {}".format(*box)


def _named(kind: str, name: str, title: str, **more: str | None) -> str:
    return f' class="{kind}" id="{name}" title="{attribute(title)}"{attributes(**more)}'


FORMAT = Format("hocr", "text/vnd.hocr+html; charset=utf-8", ".hocr", "hOCR 1.2, as Tesseract writes it", write)
