"""Puts text layers on pages: each is a form (ISO 32000-1, 8.10), so that its font and its matrix are its own."""

from __future__ import annotations

from itertools import count

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from ..export.pdf.layers import Layer
from ..export.pdf.text_layer import FONT
from . import boxes, font

NAME = "/OOcr"
"""What a page calls its layer, with a number behind it where the page has this name already."""


class Layering:
    """The layers of one document. Call :meth:`finish` when all are on their pages."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._resources: Object | None = None
        self._calls: dict[str, Object] = {}

    def add(self, page: Page, layer: Layer) -> None:
        """Put ``layer`` below what ``page`` shows, and turn the page upright as the text is.

        Below, since there it cannot be hurt by what the page's own content leaves behind; nobody sees the difference.
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
        """The stream that draws the layer; pages share it."""
        if name not in self._calls:
            self._calls[name] = self._pdf.make_indirect(Stream(self._pdf, f"{name} Do\n".encode()))
        return self._calls[name]

    def finish(self, meanings: tuple[str, ...]) -> None:
        """Complete the font, whose codes stand for ``meanings``."""
        if self._resources is not None:
            font.finish(self._pdf, self._resources.Font[FONT], meanings)


def _own(page: Page) -> list[Object]:
    """The streams with what the page shows; entries that are none are left out, as readers do."""
    found = page.obj.get(Name.Contents)
    entries = list(found) if isinstance(found, Array) else [found]
    return [entry for entry in entries if isinstance(entry, Stream)]


def _copied(entries: Dictionary) -> Dictionary:
    return Dictionary({key: entries[key] for key in entries.keys()})  # noqa: SIM118 - it gives values otherwise


def _added(page: Page, form: Object) -> str:
    """Give ``page`` the form among its resources, which may be shared with others; by what name."""
    resources = page.obj.get(Name.Resources)
    resources = _copied(resources) if isinstance(resources, Dictionary) else Dictionary()
    known = resources.get(Name.XObject)
    known = _copied(known) if isinstance(known, Dictionary) else Dictionary()
    name = next(name for number in count() if (name := NAME + str(number or "")) not in known)
    known[name] = form
    resources.XObject = known
    page.obj.Resources = resources
    return name
