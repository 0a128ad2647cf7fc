"""Parts of a list: by number (``?page=2&page_size=25``), and by a cursor, which encodes a position in the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param

from onlineocr.documents.models import Document
from onlineocr.documents.search.listing import Listing
from onlineocr.documents.search.parts import BadCursor, Cursor, Part
from onlineocr.http.errors import ProblemError
from onlineocr.http.links import absolute
from onlineocr.ocr.errors import InvalidOptions


class NumberedPages(PageNumberPagination):
    """``{"count", "next", "previous", "results"}``; ten rows a page, at most a hundred.

    A page that does not exist, or is no number, is a 404 problem. A ``page_size`` that is no positive number is 422;
    one above a hundred means a hundred.
    """

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_page_size(self, request: Request) -> int:
        """Return the rows of a page; :class:`InvalidOptions` for a ``page_size`` that is no positive number."""
        text = request.query_params.get("page_size", "")
        if text and not (re.fullmatch("[0-9]+", text) and text.strip("0")):
            raise InvalidOptions({"page_size": f"must be a number from 1 to {self.max_page_size}"})
        return super().get_page_size(request) or self.page_size

    def get_next_link(self) -> str | None:
        return self._link(super().get_next_link())

    def get_previous_link(self) -> str | None:
        return self._link(super().get_previous_link())

    def _link(self, address: str | None) -> str | None:
        """Return ``address`` with the public host; the framework uses the host of the request."""
        if address is None or self.request is None:
            return None
        return absolute(self.request, urlunsplit(urlsplit(address)._replace(scheme="", netloc="")))


@dataclass(frozen=True, slots=True)
class CursorPage:
    """One part of a list, and the addresses of those beside it."""

    results: Sequence[Document]
    next: str | None
    previous: str | None

    @classmethod
    def of(cls, listing: Listing, request: Request, size: int) -> CursorPage:
        """Return the part at the ``cursor`` of the request (see :meth:`Part.of`); 400 for a broken one."""
        try:
            part = Part.of(listing, request.query_params.get("cursor", ""), size)
        except BadCursor as error:
            raise ProblemError("malformed", str(error)) from None
        return cls(part.rows, _address(request, part.next), _address(request, part.previous))


def _address(request: Request, cursor: Cursor | None) -> str | None:
    if cursor is None:
        return None
    here = absolute(request)
    return remove_query_param(here, "cursor") if cursor.first else replace_query_param(here, "cursor", str(cursor))
