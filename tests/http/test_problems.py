"""Errors as problems: the code, the text and the time to wait of each kind. The answers: tests/api/test_errors.py."""

from __future__ import annotations

import errno

import pytest
from django import db
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404
from django.http.request import UnreadablePostError
from rest_framework import exceptions

from onlineocr import fetch
from onlineocr.documents.limits import errors as limits
from onlineocr.documents.models import Document, Page, Run
from onlineocr.fetch import errors as fetch_errors
from onlineocr.http.errors import ProblemError, as_problem, headers_of
from onlineocr.http.problems import TABLE
from onlineocr.ocr.errors import DamagedFile, EngineMissing, InvalidOptions

KINDS = [
    (Http404("secret"), "not_found", ""),
    (Document.DoesNotExist(), "not_found", "deleted while this call was at work"),
    (Run.DoesNotExist(), "not_found", "deleted while this call was at work"),
    (Page.DoesNotExist(), "not_found", "deleted while this call was at work"),
    (TooManyFilesSent(), "too_many_files", "more files"),
    (TooManyFieldsSent(), "malformed", "more fields"),
    (RequestDataTooBig(), "too_many_bytes", "fields are larger"),
    (SuspiciousOperation("odd"), "malformed", "odd"),
    (UnreadablePostError("broken off"), "malformed", "broken off"),
    (exceptions.ParseError("bad"), "malformed", "bad"),
    (exceptions.NotFound("gone"), "not_found", "gone"),
    (exceptions.NotAuthenticated(), "not_signed_in", ""),
    (exceptions.MethodNotAllowed("PUT"), "method_not_allowed", "PUT"),
    (exceptions.NotAcceptable(), "not_acceptable", ""),
    (exceptions.UnsupportedMediaType("a/b"), "unsupported_media_type", "a/b"),
    (exceptions.Throttled(7), "throttled", ""),
    (db.OperationalError("database is locked"), "unavailable", "does not answer"),
    (db.OperationalError("database or disk is full"), "disk_full", "make room"),
    (OSError(errno.ENOSPC, "No space left on device"), "disk_full", "make room"),
    (fetch_errors.RemoteTimeout("It took 10 s"), "remote_timeout", "It took 10 s. Try again later"),
    (fetch_errors.FetchesBusy(), "queue_full", "Too many files"),
    (limits.Busy("Come again.", retry_after=2), "server_busy", "Come again."),
    (limits.BatchRefused(2, "a.png", DamagedFile("Torn")), "damaged_file", "File 2 (a.png): Torn"),
    (limits.BatchRefused(2, "", DamagedFile("Torn")), "damaged_file", "None of the files was taken."),
    (DamagedFile("Torn"), "damaged_file", "Torn"),
    (ProblemError("conflict"), "conflict", TABLE["conflict"].title),
]


@pytest.mark.parametrize(("error", "code", "words"), KINDS, ids=lambda value: type(value).__name__)
def test_each_error_has_a_code_a_status_and_a_text(error, code, words):
    found = as_problem(error)
    assert (found.problem_code, found.status_code) == (code, TABLE[code].status)
    assert words in str(found.detail)
    assert "secret" not in str(found.detail)


@pytest.mark.parametrize("error", [ZeroDivisionError(), KeyError("x"), db.IntegrityError("x"), OSError(errno.EIO, "x")])
def test_a_fault_of_the_program_is_no_problem(error):
    assert as_problem(error) is None


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (ProblemError("queue_full", retry_after=0.2), "1"),
        (ProblemError("queue_full", retry_after=2.0), "2"),
        (ProblemError("queue_full", retry_after=2.1), "3"),
        (ProblemError("queue_full", retry_after=0), "1"),
        (ProblemError("queue_full"), "5"),
        (ProblemError("unavailable"), "5"),
        (ProblemError("disk_full"), "60"),
        (ProblemError("conflict"), None),
        (ProblemError("storage_full"), None),
        (EngineMissing("x"), "5"),
        (exceptions.Throttled(7), "7"),
        (fetch_errors.FetchesBusy(), "5"),
        (fetch_errors.RemoteTimeout(), None),
    ],
    ids=str,
)
def test_an_error_that_passes_says_when_to_come_again(error, seconds):
    found = as_problem(error)
    assert headers_of(error, found).get("Retry-After") == seconds


def test_the_challenge_of_an_error_is_passed_on():
    error = ProblemError("not_signed_in")
    assert "WWW-Authenticate" not in headers_of(error, error)
    error.auth_header = "Bearer"
    assert headers_of(error, error)["WWW-Authenticate"] == "Bearer"


def test_the_fields_of_an_error_have_one_text_or_several():
    found = ProblemError("invalid", fields={"a": "is wrong", "b": ["is odd", "is old"]})
    assert found.fields == {"a": ["is wrong"], "b": ["is odd", "is old"]}
    assert as_problem(InvalidOptions({"dpi": "is no number"})).fields == {"dpi": ["is no number"]}


def test_a_batch_names_the_file_and_its_options():
    found = as_problem(limits.BatchRefused(3, "a.png", InvalidOptions({"pages": "is empty"})))
    assert set(found.fields) == {"file.3", "pages"}


def test_every_error_of_a_fetch_has_the_status_of_its_row():
    for kind in fetch_errors.tree():
        assert as_problem(kind()).status_code == TABLE[kind.code].status
    assert issubclass(fetch_errors.RemoteTimeout, fetch.FetchError)


@pytest.mark.parametrize(
    ("detail", "fields", "text"),
    [
        ({"a": ["Bad."]}, {"a": ["Bad."]}, "a: Bad."),
        ({"a": ["Bad.", "Odd."]}, {"a": ["Bad.", "Odd."]}, "a: Bad. Odd."),
        ({"a": {"b": ["Bad."]}}, {"a.b": ["Bad."]}, "a.b: Bad."),
        ({"a": [{}, {"b": ["Bad."]}]}, {"a.1.b": ["Bad."]}, "a.1.b: Bad."),
        ({"non_field_errors": ["Bad."]}, {"": ["Bad."]}, "Bad."),
        (["Bad."], {"": ["Bad."]}, "Bad."),
        ({"a": ["Bad."], "b": ["Odd."]}, {"a": ["Bad."], "b": ["Odd."]}, "a: Bad; b: Odd."),
    ],
)
def test_the_faults_of_a_form_are_named_by_their_paths(detail, fields, text):
    found = as_problem(exceptions.ValidationError(detail))
    assert (found.fields, str(found.detail), found.problem_code) == (fields, text, "invalid")
