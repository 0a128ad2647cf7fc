"""Adds text layers to pages. Each is a form (ISO 32000-1, 8.10) with a font and a matrix of its own."""

from __future__ import annotations

from itertools import count

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from ..export.pdf.layers import Layer
from ..export.pdf.text_layer import FONT
from . import boxes, font

NAME = "/OOcr"
"""The layer's name in the page's resources. A number is appended if the page already uses this name."""


class Layering:
    """The layers of one document. Call :meth:`finish` after the last :meth:`add`."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._resources: Object | None = None
        self._calls: dict[str, Object] = {}

    def add(self, page: Page, layer: Layer) -> None:
        """Put ``layer`` below the content of ``page``, and rotate the page so that the text is upright.

        The layer comes first, so the graphics state that the page's content leaves cannot affect it. It is invisible
        either way.
        """
        turned = (boxes.rotation(page) + layer.rotation) % 360
        if layer.rotation:
            page.obj.Rotate = turned
        rect = boxes.seen(page)
        if not layer.content or rect is None:
            return
        form = Stream(
            self._pdf, layer.content, Type=Name.XObject, Subtype=Name.Form, Filter=Name.FlateDecode,
            BBox=Array([0, 0, layer.width, layer.height]), Resources=self._shared(),
            Matrix=Array(boxes.numbers(boxes.to_page(rect, turned, layer.width, layer.height))),
        )  # fmt: skip
        name = _added(page, self._pdf.make_indirect(form))
        page.obj.Contents = Array([self._call(name), *_own(page)])

    def _shared(self) -> Object:
        if self._resources is None:
            self._resources = self._pdf.make_indirect(Dictionary(Font=Dictionary({FONT: font.new(self._pdf)})))
        return self._resources

    def _call(self, name: str) -> Object:
        """Return the stream that draws the layer called ``name``; pages share it."""
        if name not in self._calls:
            self._calls[name] = self._pdf.make_indirect(Stream(self._pdf, f"{name} Do\n".encode()))
        return self._calls[name]

    def finish(self, meanings: tuple[str, ...]) -> None:
        """Complete the font. ``meanings`` are the texts of its codes."""
        if self._resources is not None:
            font.finish(self._pdf, self._resources.Font[FONT], meanings)


def _own(page: Page) -> list[Object]:
    """Return the page's content streams. Entries that are no streams are left out, as readers do."""
    found = page.obj.get(Name.Contents)
    entries = list(found) if isinstance(found, Array) else [found]
    return [entry for entry in entries if isinstance(entry, Stream)]


def _copied(entries: Dictionary) -> Dictionary:
    return Dictionary({key: entries[key] for key in entries.keys()})  # noqa: SIM118 - iteration gives values


def _added(page: Page, form: Object) -> str:
    """Add ``form`` to a copy of the page's resources, which other pages may share, and return its name."""
    resources = page.obj.get(Name.Resources)
    resources = _copied(resources) if isinstance(resources, Dictionary) else Dictionary()
    known = resources.get(Name.XObject)
    known = _copied(known) if isinstance(known, Dictionary) else Dictionary()
    name = next(name for number in count() if (name := NAME + str(number or "")) not in known)
    known[name] = form
    resources.XObject = known
    page.obj.Resources = resources
    return name
