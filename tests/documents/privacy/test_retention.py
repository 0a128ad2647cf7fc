"""How long documents are kept, and those that go as soon as they were handed over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onlineocr.documents import services
from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import InvalidOptions
from tests.support.processes import picture

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def submit(owner=None, **options):
    return services.submit(upload=services.Upload([picture()], "scan.png", options), owner=owner)[0]


def kept(document):
    """For how many hours from now."""
    return document.expires_at and round((document.expires_at - timezone.now()) / HOUR, 1)


@pytest.mark.parametrize(
    ("default", "most", "asked", "hours"),
    [
        (None, None, None, None),
        (None, None, "30d", 720),
        (48 * HOUR, None, None, 48),
        (48 * HOUR, None, "30d", 720),
        (None, 24 * HOUR, None, 24),
        (48 * HOUR, 24 * HOUR, None, 24),
        (None, 24 * HOUR, "24h", 24),
        (None, None, "none", 1),
        (None, HOUR / 2, "none", 0.5),
    ],
)
def test_the_installation_has_a_default_and_a_most(alice, settings, default, most, asked, hours):
    settings.RETENTION, settings.RETENTION_MAX = default, most
    assert kept(submit(alice, **({"retention": asked} if asked else {}))) == hours


def test_it_refuses_longer_than_the_most(alice, settings):
    settings.RETENTION_MAX = 24 * HOUR
    with pytest.raises(InvalidOptions, match="at most 24h"):
        submit(alice, retention="2d")
    assert not Document.objects.exists()


@pytest.mark.parametrize(("asked", "hours"), [(None, 24), ("30d", 24), ("2h", 2), ("none", 1)])
def test_without_an_account_it_is_a_day_at_most(asked, hours):
    assert kept(submit(**({"retention": asked} if asked else {}))) == hours


@pytest.mark.parametrize("asked", ["0h", "-1h", "1w", "never", "4000d", "1.5h"])
def test_it_refuses_a_time_that_is_none(alice, asked):
    with pytest.raises(InvalidOptions, match="retention"):
        submit(alice, retention=asked)


def test_with_none_the_result_is_gone_once_it_was_fetched(as_user, alice, value):
    document = submit(alice, retention="none")
    address = f"/api/v1/documents/{document.uid}/"
    assert as_user(alice).get(address + "result").status_code == 409
    claims.finish(claims.claim("w"), value("once"))
    head = as_user(alice).head(address + "result")
    assert b"".join(as_user(alice).get(address + "result?pages=1").streaming_content)
    assert as_user(alice).get(address + "result", HTTP_IF_NONE_MATCH=head["ETag"]).status_code == 304
    assert b"".join(as_user(alice).get(address + "result?format=txt").streaming_content) == b"once\n"
    assert as_user(alice).get(address).status_code == 404
    assert not Document.objects.exists()


def test_who_breaks_off_may_fetch_it_again(as_user, alice, value):
    document = submit(alice, retention="none")
    claims.finish(claims.claim("w"), value("once"))
    response = as_user(alice).get(f"/api/v1/documents/{document.uid}/result")
    next(iter(response.streaming_content))
    response.close()
    assert Document.objects.exists()


def test_a_result_that_still_grows_does_not_count(as_user, alice, value):
    data = picture("TIFF", frames=2)
    document, _ = services.submit(upload=services.Upload([data], "s.tif", {"retention": "none"}), owner=alice)
    claims.finish(claims.claim("w"), value("half"))
    assert b"".join(as_user(alice).get(f"/api/v1/documents/{document.uid}/result").streaming_content)
    assert Document.objects.exists()
