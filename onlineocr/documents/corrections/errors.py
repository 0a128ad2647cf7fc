"""Why a page is not changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onlineocr.ocr.geometry import Box

from ..models import Revision


class NotRead(Exception):
    """The page has no result that could be changed, or is gone; the text says which."""


class NoRevision(Exception):
    """The page has no such revision."""


class TooManyRevisions(Exception):
    """The page was changed as often as it may be."""


@dataclass(frozen=True, slots=True)
class Met:
    """Edit ``edit`` (from 0; None: of a revision that is taken back) wants a line that ``revision`` changed meanwhile.

    ``text`` stands there now, None when the line is gone; ``revision`` None: the page was read again.
    """

    edit: int | None
    block: int
    line: int
    text: str | None
    box: Box | None
    revision: Revision | None


class EditConflict(Exception):
    """Somebody changed the same lines meanwhile; nothing was changed now."""

    def __init__(self, detail: str, revision: int, met: Sequence[Met] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.revision = revision
        self.met = tuple(met)
