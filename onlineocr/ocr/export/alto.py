"""ALTO 4.4 (Library of Congress; https://www.loc.gov/standards/alto/), all pages in one file, in pixels.

Running titles and page numbers are in the margins, as the standard defines; ``IDNEXT`` then gives the reading order.
A table is a ComposedBlock of a TextBlock for each cell. ``WC`` is 0..1. A word broken at a line's end is two strings
with ``SUBS_CONTENT`` and a ``HYP``; ``CS`` marks words that a person has corrected. ``BASELINE`` is the lower edge of a
line's polygon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from onlineocr import __version__

from ..bidirectional import reads_from_right
from ..geometry import Box, union
from ..page import Block, Line, Page, Word
from . import shapes
from .base import About, Format
from .cells import by_cell, table_of
from .markup import attribute, attributes, content, language, share
from .words import Broken, broken_words, spaces_after, words_of

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_PLACE = "https://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_KINDS = ("text", "heading", "list", "table", "header", "footer")


def write(pages: Iterable[Page], about: About) -> Iterator[str]:
    """Write one XML file, page by page. The description names the engine of the first page."""
    rest = iter(pages)
    first = next(rest, None)
    yield _head(first, about)
    for page in chain([first] if first else [], rest):
        yield "".join(_Writer(page, about).page())
    if first is None:  # the schema requires a page
        yield '    <Page ID="page_0" PHYSICAL_IMG_NR="0"/>\n'
    yield "  </Layout>\n</alto>\n"


def _head(first: Page | None, about: About) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<alto xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{NAMESPACE} {_PLACE}" SCHEMAVERSION="4.4">\n'
        "  <Description>\n"
        "    <MeasurementUnit>pixel</MeasurementUnit>\n"
        f"    <sourceImageInformation>\n{''.join(_source(about))}    </sourceImageInformation>\n"
        f'    <Processing ID="reading">\n{"".join(_processing(first, about))}    </Processing>\n'
        "  </Description>\n"
        f"  <Tags>\n{''.join(map(_tag, _KINDS))}  </Tags>\n"
        "  <Layout>\n"
    )


def _source(about: About) -> Iterator[str]:
    if about.title:
        yield f"      <fileName>{content(about.title)}</fileName>\n"
    if about.id:
        yield f"      <documentIdentifier>{content(about.id)}</documentIdentifier>\n"


def _processing(first: Page | None, about: About) -> Iterator[str]:
    yield "      <processingCategory>contentGeneration</processingCategory>\n"
    if about.created_at:
        yield f"      <processingDateTime>{about.created_at.isoformat(timespec='seconds')}</processingDateTime>\n"
    if first:
        engine = first.engine
        models = f" ({', '.join(engine.models)})" if engine.models else ""
        settings = f"engine {engine.name} {engine.version}{models}"
        yield f"      <processingStepSettings>{content(settings)}</processingStepSettings>\n"
    yield (
        "      <processingSoftware>\n        <softwareName>onlineocr</softwareName>\n"
        f"        <softwareVersion>{__version__}</softwareVersion>\n      </processingSoftware>\n"
    )


def _tag(kind: str) -> str:
    return f'    <StructureTag ID="kind_{kind}" TYPE="block" LABEL="{kind}"/>\n'


@dataclass(slots=True)
class _Writer:
    """Writer of one page. ``line`` counts its lines; broken words are looked up by that number."""

    source: Page
    about: About
    line: int = 0
    broken: dict[int, Broken] = field(init=False)

    def __post_init__(self) -> None:
        self.broken = broken_words(self.source)

    def page(self) -> Iterator[str]:
        page = self.source
        parts: dict[str, list[str]] = {"header": [], "footer": [], "body": []}
        names = [f"block_{page.number}_{number}" for number in range(1, len(page.blocks) + 1)]
        out_of_order = any(block.kind in parts for block in page.blocks)
        following = [*names[1:], None] if out_of_order else [None] * len(names)
        for block, name, after in zip(page.blocks, names, following, strict=True):
            parts[block.kind if block.kind in parts else "body"].extend(self._block(block, name, after))
        yield "    <Page" + attributes(
            ID=f"page_{page.number}", PHYSICAL_IMG_NR=page.number, WIDTH=page.width, HEIGHT=page.height,
            PC=share(page.confidence), LANG=language(page, self.about), PROCESSINGREFS="reading",
        ) + ">\n"  # fmt: skip
        for tag, kind in (("TopMargin", "header"), ("BottomMargin", "footer")):
            if parts[kind]:
                yield self._space(tag, [block for block in page.blocks if block.kind == kind], parts[kind])
        yield self._space("PrintSpace", [block for block in page.blocks if block.kind not in parts], parts["body"])
        yield "    </Page>\n"

    def _space(self, tag: str, blocks: list[Block], inside: list[str]) -> str:
        whole = Box(0, 0, self.source.width, self.source.height)
        box = union(block.box for block in blocks) if blocks else whole
        return f"      <{tag}{_place(box)}>\n{''.join(inside)}      </{tag}>\n"

    def _block(self, block: Block, name: str, after: str | None) -> Iterator[str]:
        if block.kind == "figure":
            yield f"        <Illustration{attributes(ID=name)}{_place(block.box)}{attributes(IDNEXT=after)}/>\n"
        elif table := table_of(block, self.source):
            yield (
                f"        <ComposedBlock{attributes(ID=name, TAGREFS='kind_table')}{_place(block.box)}"
                f"{attributes(IDNEXT=after, TYPE='table')}>\n"
            )
            places = {id(line): self.line + number for number, line in enumerate(block.lines)}
            for number, part in enumerate(by_cell(table, block), 1):
                yield from self._text(part.lines, part.box, f"{name}_{number}", places, "table")
            yield "        </ComposedBlock>\n"
        else:
            places = {id(line): self.line + number for number, line in enumerate(block.lines)}
            yield from self._text(block.lines, block.box, name, places, block.kind, after)
        self.line += len(block.lines)

    def _text(
        self, lines: tuple[Line, ...], box: Box, name: str, places: dict[int, int], kind: str, after: str | None = None
    ) -> Iterator[str]:
        way = "rtl" if reads_from_right(" ".join(line.text for line in lines)) else None
        head = attributes(ID=name, TAGREFS=f"kind_{kind}") + _place(box)
        yield f"        <TextBlock{head}{attributes(IDNEXT=after, BASEDIRECTION=way)}>\n"
        for number, line in enumerate(lines, 1):
            yield from self._line(line, f"{name}_{number}".replace("block", "line", 1), places[id(line)])
        yield "        </TextBlock>\n"

    def _line(self, line: Line, name: str, place: int) -> Iterator[str]:
        page = self.source
        yield (
            f"          <TextLine{attributes(ID=name)}{_place(line.box)}"
            f"{attributes(BASELINE=shapes.points(shapes.baseline(line), page))}>\n"
        )
        if shapes.is_askew(line):
            yield f'            <Shape><Polygon POINTS="{shapes.points(line.polygon, page)}"/></Shape>\n'
        words = words_of(line)
        above, below = self.broken.get(place - 1), self.broken.get(place)
        gaps = spaces_after(line)
        for number, word in enumerate(words):
            last = number == len(words) - 1
            goes_on = below if last else None
            came_from = above if number == 0 else None
            yield _string(word, f"{name}_{number + 1}".replace("line", "word", 1), goes_on, came_from)
            if not last and gaps[number]:
                yield f"            <SP{_place(_between(word.box, words[number + 1].box))}/>\n"
        if below:
            yield f"            <HYP{attributes(CONTENT=below.hyphen)}/>\n"
        yield "          </TextLine>\n"


def _string(word: Word, name: str, goes_on: Broken | None, came_from: Broken | None) -> str:
    text, more = word.text, ""
    if goes_on:
        text, more = goes_on.first, attributes(SUBS_TYPE="HypPart1", SUBS_CONTENT=goes_on.whole)
    elif came_from:
        more = attributes(SUBS_TYPE="HypPart2", SUBS_CONTENT=came_from.whole)
    if (sure := share(word.confidence)) is not None:
        more += f' WC="{sure}"'
    if word.corrected:
        more += ' CS="true"'
    return f'            <String ID="{name}"{_place(word.box)} CONTENT="{attribute(text)}"{more}/>\n'


def _between(one: Box, other: Box) -> Box:
    left, right = (one, other) if one.left <= other.left else (other, one)
    return Box(left.right, min(one.top, other.top), max(left.right, right.left), max(one.bottom, other.bottom))


def _place(box: Box) -> str:
    return f' HPOS="{box.left}" VPOS="{box.top}" WIDTH="{max(0, box.width)}" HEIGHT="{max(0, box.height)}"'


FORMAT = Format(
    "alto",
    "application/alto+xml",
    ".alto.xml",
    "ALTO 4.4, the standard of libraries",
    write,
    endings=(".xml",),
)
