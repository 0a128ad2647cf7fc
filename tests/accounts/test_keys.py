from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from onlineocr.accounts import keyform, keys
from onlineocr.accounts.models import ApiKey
from onlineocr.accounts.scopes import DEFAULT, Scope
from onlineocr.accounts.tidy import tidy


@pytest.fixture
def made(alice):
    return keys.issue(user=alice, name="scanner")


def ago(**span) -> object:
    return timezone.now() - timedelta(**span)


def change(key: ApiKey, **values) -> None:
    ApiKey.objects.filter(pk=key.pk).update(**values)


def test_it_finds_the_key_and_its_user(made, alice):
    key, text = made
    assert keys.find(text) == key
    assert keys.find(text).user == alice


def test_by_itself_a_key_cannot_make_others(made):
    assert set(made[0].scopes) == set(DEFAULT)
    assert not made[0].allows([Scope.KEYS])


def test_nothing_in_the_row_opens_anything(made):
    key, text = made
    row = ApiKey.objects.values().get(pk=key.pk)
    secret = keyform.parse(text).secret
    assert not any(secret in str(value) for value in row.values())
    assert row["sealed"] == ""


@pytest.mark.parametrize("wrong", ["", "oo_", "oo_x_y", "x" * 63, "oo_abcdefgh234567qz_" + "A" * 42])
def test_what_has_not_the_form_is_refused_without_a_query(wrong):  # without 'db', a query would fail
    with pytest.raises(keys.InvalidKey, match="form"):
        keys.find(wrong)


def test_a_wrong_secret_and_an_unknown_id_are_told_alike(made):
    _, text = made
    other = keyform.make()
    texts = []
    for wrong in (text[:-1] + ("a" if text[-1] != "a" else "b"), str(other)):
        with pytest.raises(keys.InvalidKey) as refused:
            keys.find(wrong)
        texts.append((refused.value.code, str(refused.value)))
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("values", "kind"),
    [({"expires_at": ago(seconds=1)}, keys.KeyExpired), ({"revoked_at": ago(seconds=1)}, keys.KeyRevoked)],
)
def test_why_it_no_longer_works_is_told_to_its_holder_only(made, values, kind):
    key, text = made
    change(key, **values)
    with pytest.raises(kind):
        keys.find(text)
    with pytest.raises(keys.InvalidKey) as refused:
        keys.find(f"{key.public_name}_{'A' * 43}")
    assert refused.value.code == "invalid_key"


def test_it_ends_with_its_user(made, alice):
    alice.is_active = False
    alice.save()
    with pytest.raises(keys.AccountInactive):
        keys.find(made[1])


def test_a_new_password_does_not_end_it(made, alice):
    alice.set_password("another one entirely")
    alice.save()
    assert keys.find(made[1]) == made[0]


def test_its_use_is_written_at_most_once_a_minute(made, django_assert_num_queries):
    key, _ = made
    key.note_use()
    key.refresh_from_db()
    assert key.last_used_at > ago(seconds=5)
    with django_assert_num_queries(0):
        key.note_use()
    change(key, last_used_at=(long_ago := ago(minutes=2)))
    key.refresh_from_db()
    key.note_use()
    key.refresh_from_db()
    assert key.last_used_at > long_ago


def test_a_use_that_another_call_has_just_noted_is_not_written_again(made):
    stale = ApiKey.objects.get(pk=made[0].pk)
    change(made[0], last_used_at=(noted := ago(seconds=3)))
    stale.note_use()
    stale.refresh_from_db()
    assert stale.last_used_at == noted


def test_a_sealed_secret_comes_back_for_signatures(alice):
    key, text = keys.issue(user=alice, name="aws", sigv4=True)
    key.refresh_from_db()
    assert keys.signing_secret(key) == keyform.parse(text).secret
    assert keys.signing_secret(key) not in key.sealed


def test_a_key_without_sigv4_has_no_secret_to_sign_with(made):
    with pytest.raises(keys.NoSigningSecret, match="sigv4"):
        keys.signing_secret(made[0])


def test_a_sealed_secret_opens_in_its_own_row_and_with_the_same_secret_key_only(alice, settings):
    one, _ = keys.issue(user=alice, name="one", sigv4=True)
    two, text = keys.issue(user=alice, name="two", sigv4=True)
    two.sealed, kept = one.sealed, two.sealed
    with pytest.raises(keys.NoSigningSecret):
        keys.signing_secret(two)
    two.sealed = kept
    settings.SECRET_KEY = "another secret key, quite as long as the first"
    with pytest.raises(keys.NoSigningSecret, match="secret key changed"):
        keys.signing_secret(two)
    assert keys.find(text) == two


def test_a_user_has_only_so_many_and_dead_ones_do_not_count(alice, bob, settings):
    settings.KEYS_PER_USER = 2
    first, _ = keys.issue(user=alice, name="1")
    keys.issue(user=alice, name="2", expires_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(keys.TooManyKeys):
        keys.issue(user=alice, name="3")
    keys.issue(user=bob, name="his own")
    change(first, revoked_at=timezone.now())
    keys.issue(user=alice, name="3")


def test_making_and_revoking_all_day_fills_no_table(alice, settings):
    settings.KEYS_PER_USER = 3
    for number in range(9):
        key, _ = keys.issue(user=alice, name=str(number))
        change(key, revoked_at=timezone.now())
    assert [key.name for key in ApiKey.objects.all()] == ["8", "7", "6", "5"]


@pytest.mark.django_db(transaction=True)
def test_of_calls_at_the_same_moment_none_slips_past_the_bound(alice, settings):
    settings.KEYS_PER_USER = 3
    start = threading.Barrier(8)

    def ask(number: int) -> bool:
        start.wait()
        try:
            keys.issue(user=alice, name=str(number))
        except keys.TooManyKeys:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 3
    assert ApiKey.objects.count() == 3


def test_long_dead_keys_are_tidied_away(alice):
    for name, values in {
        "lives": {},
        "just revoked": {"revoked_at": ago(days=29)},
        "long revoked": {"revoked_at": ago(days=31)},
        "just expired": {"expires_at": ago(days=29)},
        "long expired": {"expires_at": ago(days=31)},
    }.items():
        change(keys.issue(user=alice, name=name)[0], **values)
    assert tidy() == 2
    assert {key.name for key in ApiKey.objects.all()} == {"lives", "just revoked", "just expired"}
