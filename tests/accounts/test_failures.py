"""The name under which failed sign-ins are counted, and their forgetting."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt

from onlineocr.accounts import failures


def counted(rf, name, **post):
    request = rf.post("/accounts/login/", post)
    return failures.counted_name(request, None if name is None else {"username": name})


@pytest.mark.parametrize("spelling", ["alice", "ALICE", "Ａlice"])
def test_every_spelling_counts_as_the_stored_name(rf, alice, spelling):
    assert counted(rf, spelling) == "alice"


def test_an_unknown_name_is_stored_as_a_keyed_hash(rf, db, settings):
    found = counted(rf, "hunter2")
    assert found.startswith("#")
    assert len(found) == 33
    assert "hunter2" not in found
    assert counted(rf, "HUNTER2") == found != counted(rf, "hunter3")
    settings.SECRET_KEY = "another key of another installation, long enough"
    assert counted(rf, "hunter2") != found


@pytest.mark.parametrize("name", ["a\0b", "\0", 7, ["alice"]])
def test_what_is_no_name_is_counted_under_none(rf, db, name):
    assert counted(rf, name) is None


def test_without_credentials_the_form_names_the_user(rf, alice):
    assert counted(rf, None, username="Alice") == "alice"
    assert counted(rf, None) is None


def test_the_failures_of_one_user_are_forgotten_from_every_address(alice, bob):
    for user, address, times in ((alice, "192.0.2.7", 3), (alice, "192.0.2.8", 4), (bob, "192.0.2.7", 5)):
        AccessAttempt.objects.create(username=user.username, ip_address=address, failures_since_start=times)
    assert failures.forget(alice) == 7
    assert failures.forget(alice) == 0
    assert AccessAttempt.objects.get().username == "bob"
