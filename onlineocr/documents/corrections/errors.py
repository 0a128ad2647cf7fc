"""Reasons for which a page is not changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onlineocr.ocr.geometry import Box

from ..models import Revision


class NotRead(Exception):
    """The page has no result to change, or has been deleted; the text names the case."""


class NoRevision(Exception):
    """The page has no such revision."""


class TooManyRevisions(Exception):
    """The page has reached its maximum number of revisions."""


@dataclass(frozen=True, slots=True)
class Met:
    """A conflict: edit ``edit`` (from 0; None when a revision is undone) changes a line that ``revision`` changed
    since.

    ``text`` is the line's current text, None if the line was removed. ``revision`` None: the page was read again.
    """

    edit: int | None
    block: int
    line: int
    text: str | None
    box: Box | None
    revision: Revision | None


class EditConflict(Exception):
    """Somebody changed the same lines since; nothing was changed by this call."""

    def __init__(self, detail: str, revision: int, met: Sequence[Met] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.revision = revision
        self.met = tuple(met)
