"""The result of reading one page: Page > Block > Line > Word, and the picture that it was read from.

Coordinates are pixels of the upright page, origin at the top left, right and bottom exclusive.
``confidence`` is 0..1, or None when unknown. Lists are in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from .geometry import Box, Polygon, union

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Pixels: TypeAlias = "npt.NDArray[np.uint8]"  # a string: who only shows results need not load numpy
"""A picture: height x width x 3, RGB, C-contiguous."""

BlockKind = Literal["text", "heading", "list", "table", "figure", "header", "footer"]
Source = Literal["ocr", "text_layer", "mixed"]
Json = dict[str, Any]


REVIEW_BELOW = 0.9
"""A page of which less than this share is expected to be right should be looked at by a person."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went less than well, kept beside the result. ``code`` is one of ``PROBLEMS``."""

    code: str
    detail: str

    def to_dict(self) -> Json:
        return {"code": self.code, "detail": self.detail}


PROBLEMS = {
    "animation": "Only one frame of an animation was read.",
    "barcodes_cut": "The page has more barcodes than are kept; the others were left out.",
    "damaged_file": "A part of the picture could not be decoded; the rest was read.",
    "embedded_files": "The PDF carries files that were not read.",
    "language_not_installed": "The page has text that no installed language reads.",
    "no_text_layer": "text_layer=only, and the page has no text of its own: nothing was read.",
    "not_archival": "The searchable PDF does not say that it is PDF/A-2b, because of the original's content.",
    "old_text_layer": "Older hidden text could not be taken off the searchable PDF; copied text may come twice.",
    "tables_cut": "A table has more cells than are kept; it was left as text.",
    "text_layer_cut": "text_layer=only, and the page has more text than is taken; the rest is missing.",
    "too_many_pixels": "The page was drawn coarser than asked for, or a picture on it is too large to be drawn.",
    "truncated_file": "The file breaks off; parts of the page, or pages after it, may be missing.",
    "unmapped_words": "The file does not say the letters of some words of the PDF's own text; they were left out.",
    "xfa_form": "The content is a dynamic XFA form; the page was read as readers without XFA show it.",
}
"""The meaning of each code that a page's ``problems`` can have."""


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Who read: the engine's name, its version, the names of the models that it used."""

    name: str
    version: str
    models: tuple[str, ...] = ()

    def to_dict(self) -> Json:
        return {"name": self.name, "version": self.version, "models": list(self.models)}


@dataclass(frozen=True, slots=True)
class Word:
    """``span`` counts Unicode code points into the page's text: [start, end). ``corrected``: a person wrote the word or
    confirmed it (ALTO's correction status, ``CS``)."""

    text: str
    confidence: float | None
    box: Box
    span: tuple[int, int] = (0, 0)
    corrected: bool = False

    def to_dict(self) -> Json:
        """Plain values; ``corrected`` only where it is true, as almost no word is."""
        said = {"text": self.text, "confidence": self.confidence, "box": list(self.box), "span": list(self.span)}
        return said | {"corrected": True} if self.corrected else said


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. ``polygon`` follows the text's own direction, so it shows a skew."""

    text: str
    confidence: float | None
    box: Box
    polygon: Polygon
    words: tuple[Word, ...] = ()

    def to_dict(self) -> Json:
        return {
            "text": self.text,
            "confidence": self.confidence,
            "box": list(self.box),
            "polygon": [list(point) for point in self.polygon],
            "words": [word.to_dict() for word in self.words],
        }

    @classmethod
    def from_dict(cls, data: Json) -> Line:
        """The inverse of :meth:`to_dict`."""
        first, second, third, fourth = ((x, y) for x, y in data["polygon"])
        return cls(
            data["text"], data["confidence"], Box(*data["box"]), (first, second, third, fourth),
            tuple(_word(word) for word in data["words"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    kind: BlockKind
    box: Box
    lines: tuple[Line, ...] = ()

    def without_words(self) -> Block:
        return replace(self, lines=tuple(replace(line, words=()) for line in self.lines))

    def to_dict(self) -> Json:
        return {"kind": self.kind, "box": list(self.box), "lines": [line.to_dict() for line in self.lines]}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. ``row`` and ``column`` count from 0; the text of several lines is joined by line feeds."""

    row: int
    column: int
    text: str
    box: Box
    row_span: int = 1
    column_span: int = 1

    def to_dict(self) -> Json:
        return {
            "row": self.row,
            "column": self.column,
            "row_span": self.row_span,
            "column_span": self.column_span,
            "text": self.text,
            "box": list(self.box),
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A table's grid, cells in the order of rows. The block of kind "table" with the same box holds its lines."""

    box: Box
    rows: int
    columns: int
    cells: tuple[Cell, ...] = ()

    def to_dict(self) -> Json:
        return {
            "box": list(self.box),
            "rows": self.rows,
            "columns": self.columns,
            "cells": [cell.to_dict() for cell in self.cells],
        }


@dataclass(frozen=True, slots=True)
class Barcode:
    """What a barcode or QR code says; ``format`` is its kind, such as "QRCode", "EAN13", "Code128"."""

    format: str
    text: str
    box: Box

    def to_dict(self) -> Json:
        return {"format": self.format, "text": self.text, "box": list(self.box)}


@dataclass(frozen=True, slots=True)
class OwnText:
    """The text that a PDF page carries itself, as its file says; nobody has looked yet whether the page shows it.

    Boxes are in pixels of the page at its full size, words have no confidence, lines stand in the file's order.
    A character that the file gives no meaning is U+FFFD. ``pictures`` are the places of images on the page.
    Counts are of characters that are no spaces: ``characters`` on the page, ``unmapped`` among them, and ``outside``
    it; ``symbols`` are unmapped ones with a code of Unicode's private area, as bullets and icons have. ``complete`` is
    False when the page has more than is taken.
    """

    lines: tuple[Line, ...] = ()
    pictures: tuple[Box, ...] = ()
    characters: int = 0
    unmapped: int = 0
    outside: int = 0
    complete: bool = True
    symbols: int = 0

    MOST_CHARACTERS: ClassVar[int] = 100_000
    MOST_WORDS: ClassVar[int] = 20_000
    MOST_LINES: ClassVar[int] = 5_000
    MOST_PICTURES: ClassVar[int] = 100
    LONGEST_WORD: ClassVar[int] = 5_000  # characters
    LONGEST_LINE: ClassVar[int] = 20_000

    def to_dict(self) -> Json:
        """Compact, for the way between processes: a line is [text, polygon, words], a word [text, *box]."""
        return {
            "lines": [
                [line.text, line.polygon, [[word.text, *word.box] for word in line.words]] for line in self.lines
            ],
            "pictures": self.pictures,
            "characters": self.characters,
            "unmapped": self.unmapped,
            "outside": self.outside,
            "complete": self.complete,
            "symbols": self.symbols,
        }

    @classmethod
    def from_dict(cls, data: Json) -> OwnText:
        """The inverse of :meth:`to_dict`, for data that was checked."""
        return cls(
            tuple(_own_line(*line) for line in data["lines"]),
            tuple(Box(*box) for box in data["pictures"]),
            data["characters"], data["unmapped"], data["outside"], data["complete"], data["symbols"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageImage:
    """What a decoder hands over: one page's pixels, and the text that a PDF page carries itself (else None).

    ``full_width`` x ``full_height`` is the size that the page has in the file (after EXIF turning);
    it differs from the pixels' own size when the page was scaled down to ``Limits.work_pixels``.
    """

    number: int
    pixels: Pixels
    dpi: float | None = None
    full_width: int = 0
    full_height: int = 0
    problems: tuple[Problem, ...] = ()
    own_text: OwnText | None = None

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def scale(self) -> float:
        """Pixels of the page per pixel handed over; 1.0 when it was not scaled down."""
        return self.full_width / self.width if self.full_width else 1.0


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a look at the file tells before any page is decoded."""

    media_type: str
    pages: int

    def to_dict(self) -> Json:
        return {"media_type": self.media_type, "pages": self.pages}


@dataclass(frozen=True, slots=True)
class Page:
    """One page's result; engines and exports meet only here. ``number`` counts from 1, ``skew`` is in degrees.
    ``reviewed``: a person has confirmed all of it."""

    number: int
    width: int
    height: int
    engine: EngineInfo
    text: str = ""
    confidence: float | None = None
    languages: tuple[str, ...] = ()
    dpi: float | None = None
    rotation: int = 0
    skew: float = 0.0
    source: Source = "ocr"
    source_reason: str = ""
    engine_reason: str = ""
    duration_ms: int = 0
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    reviewed: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @property
    def needs_review(self) -> bool:
        """Whether a person should look at it: it is unsure, or something went less than well, and nobody has yet."""
        if self.reviewed:
            return False
        return (self.confidence is not None and self.confidence < REVIEW_BELOW) or bool(self.problems)

    def reduced(self, detail: str) -> Page:
        """The page as an answer with that ``detail`` holds it: ``text`` without blocks, ``lines`` without words."""
        if detail == "words":
            return self
        blocks = () if detail == "text" else tuple(block.without_words() for block in self.blocks)
        return replace(self, blocks=blocks)

    def to_dict(self) -> Json:
        """The page as section "JSON result" of the contract shows it."""
        return {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "dpi": self.dpi,
            "rotation": self.rotation,
            "skew": self.skew,
            "source": self.source,
            "source_reason": self.source_reason,
            "engine": self.engine.to_dict(),
            "engine_reason": self.engine_reason,
            "languages": list(self.languages),
            "confidence": self.confidence,
            "text": self.text,
            "duration_ms": self.duration_ms,
            "blocks": [block.to_dict() for block in self.blocks],
            "tables": [table.to_dict() for table in self.tables],
            "barcodes": [barcode.to_dict() for barcode in self.barcodes],
            "problems": [problem.to_dict() for problem in self.problems],
            "reviewed": self.reviewed,
        }

    @classmethod
    def from_dict(cls, data: Json) -> Page:
        """The inverse of :meth:`to_dict`."""
        engine = data["engine"]
        return cls(
            number=data["number"],
            width=data["width"],
            height=data["height"],
            engine=EngineInfo(engine["name"], engine["version"], tuple(engine["models"])),
            text=data["text"],
            confidence=data["confidence"],
            languages=tuple(data["languages"]),
            dpi=data["dpi"],
            rotation=data["rotation"],
            skew=data["skew"],
            source=data["source"],
            source_reason=data["source_reason"],
            engine_reason=data["engine_reason"],
            duration_ms=data["duration_ms"],
            blocks=tuple(_block(block) for block in data["blocks"]),
            tables=tuple(_table(table) for table in data["tables"]),
            barcodes=tuple(Barcode(code["format"], code["text"], Box(*code["box"])) for code in data["barcodes"]),
            problems=tuple(Problem(problem["code"], problem["detail"]) for problem in data["problems"]),
            reviewed=data.get("reviewed", False),  # older results do not say
        )


def _block(data: Json) -> Block:
    return Block(data["kind"], Box(*data["box"]), tuple(Line.from_dict(line) for line in data["lines"]))


def _table(data: Json) -> Table:
    cells = tuple(
        Cell(cell["row"], cell["column"], cell["text"], Box(*cell["box"]), cell["row_span"], cell["column_span"])
        for cell in data["cells"]
    )
    return Table(Box(*data["box"]), data["rows"], data["columns"], cells)


def _word(data: Json) -> Word:
    start, end = data["span"]
    return Word(data["text"], data["confidence"], Box(*data["box"]), (start, end), data.get("corrected", False))


def _own_line(text: str, polygon: Any, words: Any) -> Line:
    first, second, third, fourth = ((x, y) for x, y in polygon)
    own = tuple(Word(word, None, Box(*box)) for word, *box in words)
    return Line(text, None, union(word.box for word in own), (first, second, third, fourth), own)
