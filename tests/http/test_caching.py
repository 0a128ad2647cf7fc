"""Entity tags, and what a client with a copy is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.request import Request

from onlineocr.http import caching
from onlineocr.http.errors import ProblemError

TAG = caching.tag("one", 1)
CHANGED = datetime(2026, 3, 1, 12, 0, 0, 900_000, tzinfo=UTC)


@pytest.fixture
def ask(rf):
    """``ask(If_None_Match='"x"')``: the answer to a call with these headers, None if it is to be answered in full."""

    def call(method="get", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return caching.unchanged(Request(getattr(rf, method)("/", headers=named)), TAG, CHANGED)

    return call


@given(st.lists(st.text("ab"), min_size=1, max_size=4), st.lists(st.text("ab"), min_size=1, max_size=4))
def test_a_tag_is_the_same_for_the_same_parts_only(one, other):
    assert (caching.tag(*one) == caching.tag(*other)) is (one == other)


def test_a_tag_is_short_and_quoted():
    assert (len(TAG), TAG[0], TAG[-1]) == (34, '"', '"')


@pytest.mark.parametrize("header", [TAG, f'"x", {TAG}', "*", f"W/{TAG}"])
def test_who_has_the_present_copy_gets_none(ask, header):
    answer = ask(If_None_Match=header)
    assert (answer.status_code, answer["ETag"], answer["Cache-Control"]) == (304, TAG, "private, no-cache")
    assert answer["Last-Modified"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize("header", ['"x"', "x", "", TAG.strip('"')])
def test_who_has_another_copy_gets_the_whole(ask, header):
    assert ask(If_None_Match=header) is None


@pytest.mark.parametrize(("seconds", "current"), [(-1, False), (0, True), (1, True)])
def test_a_time_counts_in_whole_seconds(ask, seconds, current):
    moment = (CHANGED + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert (ask(If_Modified_Since=moment) is not None) is current


def test_a_tag_counts_before_a_time(ask):
    later = "Fri, 01 Jan 2100 00:00:00 GMT"
    assert ask(If_None_Match='"x"', If_Modified_Since=later) is None
    assert ask(If_None_Match=TAG, If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status_code == 304


@pytest.mark.parametrize("header", [TAG, "*", f'"x", {TAG}'])
def test_who_asks_for_the_present_copy_gets_it(ask, header):
    assert ask(If_Match=header) is None


@pytest.mark.parametrize(
    ("header", "words"),
    [('"x"', "not match"), (f"W/{TAG}", "not match"), ("x", "names no ETag"), ("", "names no ETag")],
)
def test_who_asks_for_another_copy_is_refused(ask, header, words):
    with pytest.raises(ProblemError, match=words) as caught:
        ask(If_Match=header)
    assert (caught.value.problem_code, caught.value.status_code) == ("precondition_failed", 412)


def test_without_a_condition_the_answer_is_whole(ask):
    assert ask() is None


def test_what_is_the_same_for_everybody_varies_by_nobody():
    answer = caching.mark(HttpResponse(), TAG, control="public, max-age=60")
    assert (answer["ETag"], answer["Cache-Control"]) == (TAG, "public, max-age=60")
    assert not {"Vary", "Last-Modified"} & set(answer.headers)
