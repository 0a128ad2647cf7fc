"""The table of a batch: its rows, and its state in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from onlineocr.documents.batches.state import File, State
from onlineocr.documents.models import Batch, Document
from onlineocr.documents.models.states import Status
from onlineocr.ocr.export import registry
from onlineocr.ocr.wording import counted

from .. import present

READ = "read"


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the batch. ``left`` is the time until it is read; ``problem`` why it was not, or not all of it."""

    id: UUID
    name: str
    address: str
    status: str
    state: str
    pages: str
    doubts: int
    left: str
    problem: str
    open: bool
    locked: bool


def rows(files: Sequence[File], query: dict[str, str]) -> list[Row]:
    """Return the rows of ``files``; ``query`` is kept in the addresses of their desks."""
    return [_row(file, query) for file in files]


def said(state: State) -> str:
    """Return the progress of the whole batch in words; "" once all has ended."""
    if not state.open:
        return ""
    left = present.about(state.seconds)
    done = (
        f"{state.done} of {present.pages(state.total)} read" if state.done else f"{present.pages(state.total)} to read"
    )
    return f"{done}, {left} left…" if left else f"{done}…"


def facts(state: State) -> list[str]:
    """Return the numbers of the batch in words."""
    bad = state.states.get(Status.FAILED, 0) + state.states.get(Status.PARTIAL, 0)
    return [
        counted(state.files, "file"),
        present.pages(state.total),
        *([f"{counted(bad, 'file')} with pages that could not be read"] if bad else []),
    ]


def downloads(batch: Batch, token: str) -> list[dict[str, Any]]:
    """Return the formats of the zip of all results, with their addresses."""
    address = reverse("batch-result", args=[batch.uid])
    more = {"token": token} if token else {}
    return [
        {"form": form, "url": f"{address}?{urlencode({'format': form.name} | more)}"}
        for form in map(registry.get, registry.names())
    ]


def _row(file: File, query: dict[str, str]) -> Row:
    document = file.document
    status, is_open = Status(document.status), not Status(document.status).ended
    return Row(
        id=document.uid,
        name=present.name(document),
        address=f"{reverse('web:document', args=[document.uid])}?{urlencode(query)}",
        status=status,
        state=present.STATES.get(status, READ),
        pages=_pages(file, is_open=is_open),
        doubts=file.doubts,
        left=present.about(file.seconds) if is_open else "",
        problem=_problem(document, file),
        open=is_open,
        locked=document.run.protected,
    )


def _pages(file: File, *, is_open: bool) -> str:
    return f"{file.done} of {file.total}" if is_open and file.total > 1 else str(file.total)


def _problem(document: Document, file: File) -> str:
    if not file.problems:
        return ""
    first = file.problems[0]
    return first["detail"] if document.pages <= 1 else f"Page {first['page']}: {first['detail']}"
