"""The result of reading one page: Page > Block > Line > Word, and the picture that it was read from.

Coordinates are pixels of the upright page, origin at the top left, right and bottom exclusive.
``confidence`` is 0..1, or None when unknown. Lists are in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias

from .geometry import Box, Polygon, union
from .schema import Json, Part, Shaped

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Pixels: TypeAlias = "npt.NDArray[np.uint8]"  # a string: code that only shows results need not load numpy
"""A picture: height x width x 3, RGB, C-contiguous."""

BlockKind = Literal["text", "heading", "list", "table", "figure", "header", "footer"]
Source = Literal["ocr", "text_layer", "mixed"]
Share = Annotated[float | None, Part(low=0, high=1)]
Name = Annotated[str, Part(name=True)]
LANGUAGES = (
    "BCP 47: the languages found in the text; where it was recognized with the option `languages`, the languages "
    "named there, even if the text has others; empty if none is known"
)
_BOX = "[left, top, right, bottom] in pixels of the upright page, right and bottom exclusive"
Place = Annotated[Box, Part(_BOX)]
_SIDE = (0, 1_000_000)
_COUNT = (0, 100_000)
_FAR = (-1_000_000, 2_000_000)

REVIEW_BELOW = 0.9
"""Expected share of right words below which a person should review a page."""


@dataclass(frozen=True, slots=True)
class Problem(Shaped):
    """A problem during the reading, stored with the result. ``code`` is one of ``PROBLEMS``."""

    code: Name
    detail: str


PROBLEMS = {
    "animation": "Only one frame of an animation was read.",
    "barcodes_cut": "The page has more barcodes than are kept; the others were left out.",
    "damaged_file": "A part of the picture could not be decoded; the rest was read.",
    "embedded_files": "The PDF carries files that were not read.",
    "language_not_installed": "The page has text that no installed language reads.",
    "no_text_layer": "text_layer=only, and the page has no text of its own: nothing was read.",
    "not_archival": "The searchable PDF is not marked as PDF/A-2b, because the original's content does not conform.",
    "old_text_layer": "Older hidden text could not be taken off the searchable PDF; copied text may come twice.",
    "tables_cut": "A table has more cells than are kept; it was left as text.",
    "text_layer_cut": "text_layer=only, and the page has more text than is taken; the rest is missing.",
    "too_many_pixels": "The page was drawn at a lower resolution than requested, or without a too large picture.",
    "truncated_file": "The file breaks off; parts of the page, or pages after it, may be missing.",
    "unmapped_words": "The file does not say the letters of some words of the PDF's own text; they were left out.",
    "xfa_form": "The content is a dynamic XFA form; the page was read as readers without XFA show it.",
}
"""The meaning of each code that a page's ``problems`` can have."""


@dataclass(frozen=True, slots=True)
class EngineInfo(Shaped):
    """The engine of a reading: its name, its version, the names of the models that it used."""

    name: Name
    version: Name
    models: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Word(Shaped):
    """One word. ``span`` is its place in the page's text, in Unicode code points: [start, end). ``corrected``: a person
    wrote the word or confirmed it (ALTO's correction status, ``CS``)."""

    text: str
    confidence: Share
    box: Place
    span: Annotated[
        tuple[int, int], Part("[start, end) in Unicode code points of the page's text", bounds=(0, 2**31))
    ] = (0, 0)
    corrected: Annotated[bool, Part("true if a person wrote or confirmed the word", implied=True)] = False


@dataclass(frozen=True, slots=True)
class Line(Shaped):
    """One line of text. ``polygon`` has the text's own direction, so it includes a skew."""

    text: str
    confidence: Share
    box: Place
    polygon: Annotated[Polygon, Part("the four corners [x, y], in the direction of the text", bounds=_FAR)]
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Block(Shaped):
    kind: BlockKind
    box: Place
    lines: tuple[Line, ...] = ()

    def without_words(self) -> Block:
        return replace(self, lines=tuple(replace(line, words=()) for line in self.lines))


@dataclass(frozen=True, slots=True)
class Cell(Shaped):
    """One cell of a table. ``row`` and ``column`` count from 0; the text of several lines is joined by line feeds."""

    WRITTEN_FIRST: ClassVar = ("row", "column", "row_span", "column_span")

    row: Annotated[int, Part("counts from 0", low=0, bounds=_COUNT)]
    column: Annotated[int, Part("counts from 0", low=0, bounds=_COUNT)]
    text: Annotated[str, Part("text of the cell; lines are separated by line feeds")]
    box: Place
    row_span: Annotated[int, Part("how many rows it takes", low=1, bounds=_COUNT)] = 1
    column_span: Annotated[int, Part("how many columns it takes", low=1, bounds=_COUNT)] = 1


@dataclass(frozen=True, slots=True)
class Table(Shaped):
    """A table's grid, cells in the order of rows. The block of kind "table" with the same box holds its lines."""

    box: Place
    rows: Annotated[int, Part(low=1, bounds=_COUNT)]
    columns: Annotated[int, Part(low=1, bounds=_COUNT)]
    cells: Annotated[tuple[Cell, ...], Part("row by row")] = ()


@dataclass(frozen=True, slots=True)
class Barcode(Shaped):
    """A barcode or QR code with its text; ``format`` is its kind, such as "QRCode", "EAN13", "Code128"."""

    format: Annotated[str, Part("such as `QRCode`, `EAN13`, `Code128`", name=True)]
    text: Annotated[str, Part("the content; binary content is a `data:` address")]
    box: Place


@dataclass(frozen=True, slots=True)
class OwnText:
    """The text that a PDF page contains, as in its file; not yet compared with the visible page.

    Boxes are in pixels of the page at its full size, words have no confidence, lines are in the file's order.
    A character without a Unicode value in the file is U+FFFD. ``pictures`` are the places of images on the page.
    Counts exclude spaces: ``characters`` on the page, ``unmapped`` among them, and ``outside`` the page; ``symbols``
    are unmapped ones with a code of Unicode's private area, like bullets and icons. ``complete`` is False when the page
    has more text than the limit.
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
        """Return a compact form for other processes: a line is [text, polygon, words], a word [text, *box]."""
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
        """Return the inverse of :meth:`to_dict`, for checked data."""
        return cls(
            tuple(_own_line(*line) for line in data["lines"]),
            tuple(Box(*box) for box in data["pictures"]),
            data["characters"], data["unmapped"], data["outside"], data["complete"], data["symbols"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageImage:
    """A decoder's output for one page: its pixels, and the text that a PDF page contains (else None).

    ``full_width`` x ``full_height`` is the page's size in the file (after its EXIF rotation);
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
        """Pixels of the page per pixel of the picture; 1.0 when it was not scaled down."""
        return self.full_width / self.width if self.full_width else 1.0


@dataclass(frozen=True, slots=True)
class DocumentInfo(Shaped):
    """Facts about a file that are known before any page is decoded."""

    media_type: str
    pages: int


@dataclass(frozen=True, slots=True)
class Page(Shaped):
    """One page's result, the only interface between engines and exports. ``number`` counts from 1, ``skew`` is in
    degrees. ``reviewed``: a person has confirmed the whole page."""

    WRITTEN_FIRST: ClassVar = (
        "number", "width", "height", "dpi", "rotation", "skew", "source", "source_reason", "engine", "engine_reason",
        "languages", "confidence", "text", "duration_ms",
    )  # fmt: skip

    number: Annotated[int, Part("counts from 1", low=1, bounds=(1, 10_000_000))]
    width: Annotated[int, Part("of the upright page, in pixels", bounds=_SIDE, needed=True)]
    height: Annotated[int, Part(bounds=_SIDE, needed=True)]
    engine: Annotated[EngineInfo, Part(needed=True)]
    text: str = ""
    confidence: Share = None
    languages: Annotated[tuple[Name, ...], Part(LANGUAGES)] = ()
    dpi: Annotated[float | None, Part(bounds=(0.001, 1_000_000))] = None
    rotation: Annotated[int, Part("degrees clockwise", choices=(0, 90, 180, 270), needed=True)] = 0
    skew: Annotated[float, Part("degrees", bounds=(-360, 360), needed=True)] = 0.0
    source: Annotated[Source, Part(needed=True)] = "ocr"
    source_reason: str = ""
    engine_reason: str = ""
    duration_ms: Annotated[int, Part(bounds=(0, 2**53), needed=True)] = 0
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    reviewed: Annotated[bool, Part("a person has confirmed all of it", added=True)] = False

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @property
    def needs_review(self) -> bool:
        """Return whether a person should review it: low confidence or problems, and no person has reviewed it."""
        if self.reviewed:
            return False
        return (self.confidence is not None and self.confidence < REVIEW_BELOW) or bool(self.problems)

    def reduced(self, detail: str) -> Page:
        """Return the page as in a response with that ``detail``: ``text`` without blocks, ``lines`` without words."""
        if detail == "words":
            return self
        blocks = () if detail == "text" else tuple(block.without_words() for block in self.blocks)
        return replace(self, blocks=blocks)


def _own_line(text: str, polygon: Any, words: Any) -> Line:
    first, second, third, fourth = ((x, y) for x, y in polygon)
    own = tuple(Word(word, None, Box(*box)) for word, *box in words)
    return Line(text, None, union(word.box for word in own), (first, second, third, fourth), own)
