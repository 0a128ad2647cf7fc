"""The parameters of a list, as callers write them. What they find: test_document_list.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.api.v1 import filters
from onlineocr.documents.search.filters import Created, InLanguage, NeedsReview, OneOf
from onlineocr.ocr.errors import InvalidOptions

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, tz=UTC))


def parsed(query, **own):
    return filters.parse(QueryDict(query), own)


def refused(query, **own):
    with pytest.raises(InvalidOptions) as caught:
        parsed(query, **own)
    return caught.value.fields


@given(MOMENTS, OFFSETS)
def test_a_time_in_every_zone_is_the_same_time(moment, offset):
    there = moment.astimezone(offset)
    for text in (there.isoformat(), there.isoformat().replace("+", " "), there.isoformat(sep="T", timespec="seconds")):
        query = QueryDict(mutable=True)
        query["created_after"] = text
        assert filters.parse(query, {}) == {"created_after": moment}


@given(MOMENTS)
def test_a_time_without_a_zone_is_utc_and_a_date_its_first_moment(moment):
    plain = moment.replace(tzinfo=None).isoformat()
    assert parsed(f"created_before={plain}") == {"created_before": moment}
    day = moment.replace(hour=0, minute=0, second=0)
    assert parsed(f"created_before={day.date().isoformat()}") == {"created_before": day}


def test_white_space_around_a_time_is_no_part_of_it():
    assert parsed("created_after=%202026-03-01%20") == {"created_after": datetime(2026, 3, 1, tzinfo=UTC)}


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-02-30", "2026-13-01", "12:00", "2026-03-01T25:00", "0001-01-01T00:00%2B01:00", "1e9"]
)
def test_another_text_is_no_time(text):
    assert "such as 2026-11-22" in refused(f"created_after={text}")["created_after"]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("status=failed", ["failed"]),
        ("status=failed,queued", ["failed", "queued"]),
        ("status=failed&status=queued", ["failed", "queued"]),
        ("status= failed , ,queued,", ["failed", "queued"]),
        ("status=", []),
    ],
)
def test_a_list_is_written_with_commas_or_several_times(query, values):
    assert parsed(query) == {"status": values}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("image/png", ["image/png"]),
        ("IMAGE/PNG", ["image/png"]),
        ("application/*", ["application/pdf"]),
        ("image/png,image/png", ["image/png"]),
        ("application/pdf,image/tiff", ["application/pdf", "image/tiff"]),
    ],
)
def test_a_media_type_may_be_a_kind(written, found):
    assert parsed(f"media_type={written}")["media_type"] == found


def test_every_picture_is_an_image_and_no_pdf_is():
    found = parsed("media_type=image/*")["media_type"]
    assert {"image/png", "image/jpeg", "image/tiff"} <= set(found)
    assert "application/pdf" not in found


@pytest.mark.parametrize("written", ["image", "image/", "text/*", "*/*", "image/png*", "video/mp4"])
def test_another_media_type_is_refused_with_those_that_there_are(written):
    detail = refused(f"media_type={written}")["media_type"]
    assert "application/*, image/*" in detail
    assert "image/png" in detail


@pytest.mark.parametrize(
    ("written", "value"),
    [("true", True), ("1", True), ("YES", True), ("false", False), ("0", False), ("No", False), ("", None)],
)
def test_yes_and_no_have_several_spellings(written, value):
    assert parsed(f"needs_review={written}") == {"needs_review": value}


@pytest.mark.parametrize("written", ["maybe", "2", "t", "on"])
def test_what_is_neither_is_refused(written):
    assert refused(f"needs_review={written}") == {"needs_review": "must be true or false"}


@pytest.mark.parametrize(("written", "value"), [("1", 1), ("100", 100), ("007", 7), ("0100", 100)])
def test_a_size_of_a_page_is_taken(written, value):
    assert parsed(f"page_size={written}") == {"page_size": value}


@pytest.mark.parametrize("written", ["0", "101", "00000", "00001", "-1", "1.0", "٣", " 1", "x"])
def test_another_size_is_refused(written):
    assert refused(f"page_size={written}") == {"page_size": "must be a number from 1 to 100"}


@pytest.mark.parametrize(("written", "found"), [("de", ["de"]), ("deu,fr", ["de", "fr"]), ("DE-at", ["de"])])
def test_a_language_has_several_names(written, found):
    assert parsed(f"language={written}")["language"] == found


def test_every_wrong_parameter_is_named_at_once():
    assert set(refused("status=x&language=klingon&needs_review=x&page_size=x&created_after=x")) == {
        "status", "language", "needs_review", "page_size", "created_after",
    }  # fmt: skip


def test_a_view_has_parameters_of_its_own():
    assert parsed("number=7&format=json", number=int) == {"number": 7}
    assert "number" in refused("number=x", number=int)


def test_only_parameters_with_a_value_filter():
    assert filters.criteria(parsed("status=&language=&media_type=&created_after=&needs_review=")) == []
    assert filters.criteria(parsed("needs_review=false")) == [NeedsReview(False)]
    assert filters.criteria(parsed("status=failed&language=de,fr&media_type=image/png")) == [
        OneOf("status", ("failed",)), InLanguage(("de", "fr")), OneOf("media_type", ("image/png",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("created_after=2026-03-01", 1, None),
        ("created_before=2026-03-02", None, 2),
        ("created_after=2026-03-01&created_before=2026-03-02", 1, 2),
    ],
)
def test_a_stretch_of_time_may_be_open(query, since, until):
    day = {number: datetime(2026, 3, number, tzinfo=UTC) for number in (1, 2)} | {None: None}
    assert filters.criteria(parsed(query)) == [Created(day[since], day[until])]


def test_only_staff_name_other_owners(alice, bob, charlie):
    for user, name in ((charlie, "bob"), (charlie, "nobody"), (alice, "ALICE"), (alice, "")):
        filters.check_created_by(name, user)
    for name in ("bob", "nobody"):
        with pytest.raises(InvalidOptions, match="created_by"):
            filters.check_created_by(name, alice)
