"""Numbered pages: ``?page=2&page_size=25``."""

from __future__ import annotations

from rest_framework.pagination import PageNumberPagination


class NumberedPages(PageNumberPagination):
    """``{"count", "next", "previous", "results"}``; ten rows a page, at most a hundred.

    A page that does not exist, or is no number, is a 404 problem. A ``page_size`` that is no positive number counts as
    the default; a larger one than a hundred as a hundred.
    """

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 100
