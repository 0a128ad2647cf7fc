"""Parse the edits and the revision of a correction, and report a conflict as a problem."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request

from onlineocr.documents.corrections import errors
from onlineocr.documents.models import Revision
from onlineocr.http import caching
from onlineocr.http.errors import ProblemError
from onlineocr.ocr import editing
from onlineocr.ocr.errors import InvalidEdits

MOST_BYTES = 1024 * 1024
IF_MATCH = "If-Match"
_FIELDS = ("edits", "revision")
_NUMBER = {"type": "integer", "minimum": 0}
EDITS_SCHEMA: dict[str, Any] = {
    "title": "PageCorrection",
    "type": "object",
    "required": ["edits"],
    "properties": {
        "edits": {
            "type": "array",
            "minItems": 1,
            "maxItems": editing.MOST_EDITS,
            "items": {
                "title": "Edit",
                "type": "object",
                "properties": {
                    "block": _NUMBER | {"description": "place in the page's `blocks`, from 0"},
                    "line": _NUMBER | {"description": "place in the block's `lines`, from 0"},
                    "word": _NUMBER | {"description": "place in the line's `words`, from 0"},
                    "box": {
                        "type": "array",
                        "items": {"type": "integer"},
                        "minItems": 4,
                        "maxItems": 4,
                        "description": "left, top, right, bottom of a place where nothing was read; with `text` alone",
                    },
                    "text": {
                        "type": "string",
                        "maxLength": editing.MOST_LETTERS,
                        "description": "the new text; if empty, the place is deleted; a block may have several lines",
                    },
                    "confirmed": {"type": "boolean", "enum": [True], "description": "true: the present text is right"},
                },
                "additionalProperties": False,
            },
        },
        "revision": {"type": "integer", "minimum": 1, "description": "of the page that the edits were made for"},
    },
}


def edits_of(request: Request) -> tuple[tuple[editing.Edit, ...], int | None]:
    """Return the edits of the body, and the revision that it names."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if int(length) > MOST_BYTES:
        raise ProblemError("too_many_bytes", f"The body has {length} bytes; corrections may have {MOST_BYTES}.")
    data = request.data
    if not isinstance(data, dict):
        raise ParseError('The JSON body must be an object such as {"revision": 1, "edits": […]}')
    wrong = {
        str(name)[:40]: f"there is no such field; there are: {', '.join(_FIELDS)}" for name in data.keys() - _FIELDS
    }
    revision = data.get("revision")
    if "revision" in data and (not isinstance(revision, int) or isinstance(revision, bool) or revision < 1):
        wrong["revision"] = "must be a whole number from 1"
    try:
        edits = editing.parse(data.get("edits"))
    except InvalidEdits as error:
        raise InvalidEdits(error.fields | wrong) from None
    if wrong:
        raise InvalidEdits(wrong)
    return edits, revision


def require_seen(request: Request, revision: int | None, etag: str) -> None:
    """Raise 428 if neither the body nor ``If-Match`` names a revision; 412 if ``If-Match`` names another one."""
    if IF_MATCH in request.headers:
        caching.unchanged(request, etag)
    elif revision is None:
        raise ProblemError(
            "revision_required",
            "Say by 'revision' in the body, or by If-Match, which revision of the page the edits were made for.",
        )


@contextmanager
def as_problems() -> Iterator[None]:
    """Raise the errors of an edit as problems."""
    try:
        yield
    except errors.EditConflict as error:
        more = {"revision": error.revision, "conflicts": [_met(one) for one in error.met]}
        raise ProblemError("edit_conflict", error.detail, more=more) from None
    except errors.NotRead as error:
        raise ProblemError("conflict", str(error)) from None
    except errors.TooManyRevisions as error:
        raise ProblemError("too_many_revisions", f"{error}.") from None
    except errors.NoRevision:
        raise NotFound("The page has no such revision") from None


def author(revision: Revision | None) -> str | None:
    """Return the name of the revision's author; None for a holder of the document's token, and for a closed account."""
    return revision.made_by.get_username() if revision and revision.made_by else None


def _met(met: errors.Met) -> dict[str, Any]:
    revision = met.revision
    return {
        "edit": met.edit,
        "block": met.block,
        "line": met.line,
        "text": met.text,
        "box": None if met.box is None else list(met.box),
        "revision": revision and revision.number,
        "made_by": author(revision),
        "created_at": revision and revision.created_at.isoformat().replace("+00:00", "Z"),
    }
