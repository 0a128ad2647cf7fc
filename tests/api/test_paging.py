from __future__ import annotations

from urllib.parse import quote

import pytest
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from onlineocr.api.paging import NumberedPages
from onlineocr.ocr.errors import InvalidOptions


class Searched(APIView):
    query = ("search",)


def page(query: str) -> dict:
    """The page of the numbers 0 to 249 that ``query`` asks for."""
    paginator = NumberedPages()
    request = Request(APIRequestFactory().get(f"/api/rows/?{query}"))
    rows = paginator.paginate_queryset(range(250), request, Searched())
    return paginator.get_paginated_response(rows).data


def test_it_gives_ten_rows_and_the_way_on():
    first = page("")
    assert list(first) == ["count", "next", "previous", "results"]
    assert (first["count"], first["results"]) == (250, list(range(10)))
    assert (first["next"], first["previous"]) == ("http://testserver/api/rows/?page=2", None)


def test_it_keeps_the_other_parameters():
    assert page("search=a%26b&page=2")["next"] == "http://testserver/api/rows/?page=3&search=a%26b"


@pytest.mark.parametrize(
    ("size", "rows"),
    [("1", 1), ("100", 100), ("101", 100), ("99999999999999999999", 100), ("007", 7), ("", 10)],
)
def test_it_bounds_the_size(size, rows):
    assert len(page(f"page_size={size}")["results"]) == rows


@pytest.mark.parametrize("size", ["0", "000", "-1", "x", "1.5", "٣", "+1"])
def test_it_refuses_a_size_that_is_no_positive_number(size):
    with pytest.raises(InvalidOptions, match="page_size: must be a number from 1 to 100"):
        page(f"page_size={quote(size)}")


@pytest.mark.parametrize("number", ["0", "-1", "26", "x", "1.5", "99999999999999999999", "%00"])
def test_a_page_that_is_not_there_is_not_found(number):
    with pytest.raises(NotFound):
        page(f"page={number}")
