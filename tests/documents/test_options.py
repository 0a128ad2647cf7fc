"""The options that only the service has, as callers write them. Those of the core: tests/api/test_options.py."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents.models.states import Priority
from onlineocr.documents.options import RunOptions, specs
from onlineocr.ocr.errors import InvalidOptions

RETENTION = next(spec for spec in specs() if spec.name == "retention")


def parsed(**values):
    return RunOptions.parse(values)


def refused(**values):
    with pytest.raises(InvalidOptions) as caught:
        parsed(**values)
    return caught.value.fields


def test_without_options_a_call_is_interactive_and_sets_nothing():
    options = parsed()
    assert (options.priority, options.retention, options.webhook) == (Priority.INTERACTIVE, None, "")


@pytest.mark.parametrize("written", ["bulk", "BULK", " Bulk "])
def test_the_priority_is_read_in_any_case(written):
    assert parsed(priority=written).priority is Priority.BULK
    assert parsed(priority="interactive").priority is Priority.INTERACTIVE


@pytest.mark.parametrize("written", ["", "urgent", "0", 1, None, "bulk,interactive"])
def test_another_priority_is_refused_with_those_that_there_are(written):
    assert refused(priority=written) == {"priority": "must be one of: interactive, bulk"}


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("1h", timedelta(hours=1)),
        ("24h", timedelta(days=1)),
        (" 30D ", timedelta(days=30)),
        ("3650d", timedelta(days=3650)),
        ("9999h", timedelta(hours=9999)),
        ("none", timedelta(0)),
        ("NONE", timedelta(0)),
        ("", None),
        (None, None),
    ],
)
def test_a_retention_is_a_number_of_hours_or_days(written, span):
    assert parsed(retention=written).retention == span


@pytest.mark.parametrize(
    "written", ["0h", "0d", "3651d", "10000h", "1", "1w", "1.5d", "-1d", "1 d", "d", "forever", 30]
)
def test_another_retention_is_refused(written):
    assert "at most 3650 days" in refused(retention=written)["retention"]


@given(st.integers(1, 9999).map(lambda hours: timedelta(hours=hours)) | st.integers(0, 3650).map(timedelta))
def test_a_retention_reads_back_as_it_is_written(span):
    assert RETENTION.parse(RETENTION.write(span)) == span


@pytest.mark.parametrize("written", ["books", "https://example.org/in", "x" * 2048, "", None])
def test_a_webhook_is_a_word(written):
    assert parsed(webhook=written).webhook == (written or "")


@pytest.mark.parametrize("written", ["x" * 2049, "a\0b"])
def test_a_webhook_that_cannot_be_one_is_refused(written):
    assert "at most 2048 characters" in refused(webhook=written)["webhook"]


def test_every_fault_is_named_at_once_and_the_options_that_there_are():
    faults = refused(priority="urgent", retention="9x", dpi="7", colour="red", engine="foo")
    assert set(faults) == {"priority", "retention", "dpi", "colour", "engine"}
    assert all(spec.name in faults["colour"] for spec in specs())


def test_faults_of_the_service_alone_are_named_too():
    assert set(refused(priority="urgent", colour="red")) == {"priority", "colour"}
