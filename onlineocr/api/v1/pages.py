"""One page of a document: its result and its picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAcceptable, NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import results
from onlineocr.documents.corrections import editing
from onlineocr.documents.files import page_images
from onlineocr.documents.models import Document, Page
from onlineocr.documents.models.states import Status
from onlineocr.http import caching
from onlineocr.http.caller import caller_of
from onlineocr.http.errors import ProblemError
from onlineocr.http.negotiation import OwnFormats, preferred
from onlineocr.http.parsers import JSONParser
from onlineocr.http.problems import OCR_STATUS
from onlineocr.ocr.errors import InvalidOptions, PdfEncrypted
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.picture import FORMATS, LEAST_WIDTH, MOST_WIDTH

from ..correcting import EDITS_SCHEMA, IF_MATCH, as_problems, edits_of, require_seen
from ..serializers import ROTATIONS, PageSerializer
from .lookup import TOKEN, find
from .page_answers import CHANGED, PREFER, changed_response, page_response, page_tag

PASSWORD_HEADER = "X-Document-Password"  # noqa: S105 - the header's name
_WIDTH = {"type": "integer", "minimum": LEAST_WIDTH, "maximum": MOST_WIDTH}
_BOX = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 4, "maxItems": 4}
_ROTATIONS = tuple(int(one) for one, _ in ROTATIONS)
_KEPT = "private, max-age=86400, immutable"
_UNREAD = (Status.QUEUED, Status.CANCELED)


class PageView(APIView):
    """View of the result of one page."""

    problems = {
        "GET": ("conflict", "precondition_failed"),
        "PATCH": (
            "conflict", "edit_conflict", "too_many_revisions", "precondition_failed", "invalid_edit",
            "revision_required", "disk_full",
        ),
    }  # fmt: skip
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,), "PATCH": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = ()
    parser_classes = (JSONParser,)

    @extend_schema(
        operation_id="document_page",
        tags=["documents"],
        parameters=[TOKEN],
        responses={200: PageSerializer, 304: caching.NOT_MODIFIED},
    )
    def get(self, request: Request, uid: str, number: int) -> HttpResponseBase:
        """Return the result of one page, with its `status` and `revision`. 409 until the page has been read.

        A page that failed has the status `failed`, no text, and says why in `problems`. After a rerun, the old page is
        shown until the new run has a result.
        """
        page = find_page(find(request, uid), number)
        _must_have_ended(page)
        answer = caching.unchanged(request, page_tag(page))
        return page_response(page) if answer is None else answer

    @extend_schema(
        operation_id="document_page_correct",
        tags=["documents"],
        parameters=[
            TOKEN, PREFER, OpenApiParameter(IF_MATCH, OpenApiTypes.STR, "header", description="the page's `ETag`")
        ],
        request={"application/json": EDITS_SCHEMA},
        responses=CHANGED,
    )  # fmt: skip
    def patch(self, request: Request, uid: str, number: int) -> HttpResponseBase:
        """Correct or confirm words, lines or blocks of a page. Returns the page after the change.

        `revision` names the revision for which the edits were made. Later changes of other lines are kept. If somebody
        changed the same line since, the response is 409 with the line's text, its author and its time, and nothing is
        changed. With `If-Match` instead, any change since is 412. Without both, 428. A repeated call changes nothing.

        With `Prefer: return=minimal` the response has the changes since that revision, those of others included, and
        the numbers of doubtful words that are left.
        """
        edits, revision = edits_of(request)
        document = find(request, uid)
        page = find_page(document, number)
        _must_have_ended(page)
        require_seen(request, revision, page_tag(page))
        by = caller_of(request).owner
        seen = page.revision if revision is None and request.headers[IF_MATCH].strip() != "*" else revision
        with as_problems():
            changed = editing.correct(document, number, edits=edits, revision=seen, by=by)
        return changed_response(request, document, changed, since=seen or page.revision)


class ImageView(APIView):
    """View of the picture of one page."""

    problems = {"GET": ("conflict", "precondition_failed", *OCR_STATUS)}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()
    content_negotiation_class = OwnFormats

    @extend_schema(
        operation_id="document_page_image",
        tags=["documents"],
        parameters=[
            OpenApiParameter(
                "width", _WIDTH, description="in pixels; never more than the page has, which is the default"
            ),
            OpenApiParameter(
                "box", _BOX, explode=False,
                description="left, top, right, bottom of a part, in pixels of the result; `width` is that of the part",
            ),
            OpenApiParameter("format", {"type": "string", "enum": list(FORMATS)}, description="or by Accept"),
            OpenApiParameter(
                "rotation", {"type": "integer", "enum": list(_ROTATIONS)},
                description="the page's `rotation` as the client knows it; lets it keep the picture for a day",
            ),
            OpenApiParameter(PASSWORD_HEADER, OpenApiTypes.STR, "header", description="of a PDF that has one"),
            TOKEN,
        ],
        responses={(200, *FORMATS.values()): OpenApiTypes.BINARY, 304: caching.NOT_MODIFIED},
    )  # fmt: skip
    def get(self, request: Request, uid: str, number: int) -> HttpResponseBase:
        """Return the upright picture of a page. The boxes of the result are in its pixels.

        The picture is turned by `rotation`, not straightened. It exists before the page has been read, too, then as the
        page lies in the file. A part of it, chosen by `box`, exists once the page has been read. A page that cannot be
        shown answers with the problem that the file has. With `rotation` the address is that of one picture, so clients
        may keep it without asking again; without it they ask each time.
        """
        width, name, known, box = _width(request), _format(request), _rotation(request), _box(request)
        document = find(request, uid)
        page = find_page(document, number)
        if box is not None and page.result is None:
            raise ProblemError("conflict", results.page_unread_reason(page))
        try:
            wanted = page_images.of(document, page, width=width, format=name, box=box)
        except ValueError as error:
            raise InvalidOptions({"box": str(error)}) from None
        etag = caching.tag(wanted.name)
        control = _KEPT if known == wanted.picture.rotation else caching.CHECKED
        if (answer := caching.unchanged(request, etag, control=control)) is not None:
            return answer
        response = HttpResponse(_read(request, wanted), content_type=wanted.picture.media_type)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        if "format" not in request.query_params:
            response["Vary"] = "Accept"
        return caching.mark(response, etag, control=control)


@contextmanager
def password_by_header() -> Iterator[None]:
    """Let the error of a missing password name the header: an address of a picture or file takes it only there."""
    try:
        yield
    except PdfEncrypted as error:
        if error.remedy != PdfEncrypted.remedy:  # it cannot be opened by any password
            raise
        raise PdfEncrypted(str(error), remedy=f"Send its password in the header '{PASSWORD_HEADER}'.") from None


def _read(request: Request, wanted: page_images.PagePicture) -> bytes:
    try:
        with password_by_header():
            return page_images.read(wanted, password=request.headers.get(PASSWORD_HEADER, "")[:128])
    except page_images.TooBusy:
        raise ProblemError(
            "unavailable", "The server is making other page pictures. Try again after Retry-After.", retry_after=1
        ) from None


def _must_have_ended(page: Page) -> None:
    status = Status(page.status)
    if status in _UNREAD:
        raise ProblemError("conflict", results.page_unread_reason(page), retry_after=None if status.ended else 1)


def find_page(document: Document, number: int) -> Page:
    """Return the page of the displayed result; raise 404 if there is none."""
    page = results.page(document, number)
    if page is None:
        raise NotFound("The document has no such page, or it was not among those to be read")
    return page


def _width(request: Request) -> int | None:
    text = request.query_params.get("width")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and LEAST_WIDTH <= int(text) <= MOST_WIDTH):
        raise InvalidOptions({"width": f"must be a whole number from {LEAST_WIDTH} to {MOST_WIDTH}"})
    return int(text)


def _rotation(request: Request) -> int | None:
    text = request.query_params.get("rotation")
    if text is None:
        return None
    if text not in map(str, _ROTATIONS):
        raise InvalidOptions({"rotation": f"must be one of: {', '.join(map(str, _ROTATIONS))}"})
    return int(text)


def _box(request: Request) -> Box | None:
    text = request.query_params.get("box")
    if not text:
        return None
    parts = text.split(",")
    if len(parts) != 4 or not all(re.fullmatch("[0-9]{1,7}", part) for part in parts):
        raise InvalidOptions({"box": "must be four whole numbers: left,top,right,bottom"})
    return Box(*map(int, parts))


def _format(request: Request) -> str:
    """Return the picture's format, selected by `format` or else by `Accept`."""
    name = request.query_params.get("format")
    if name is not None and name not in FORMATS:
        raise InvalidOptions({"format": f"must be one of: {', '.join(FORMATS)}"})
    name = name or preferred(request, {media_type: name for name, media_type in FORMATS.items()})
    if name is None:
        raise NotAcceptable(f"The picture comes as {' or '.join(FORMATS.values())}")
    return name
