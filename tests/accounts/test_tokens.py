from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from onlineocr.accounts import tokens
from onlineocr.accounts.models import RefreshFamily


def test_an_access_token_stands_for_its_user(alice, bob):
    assert tokens.user_of(tokens.access_token(alice)) == alice
    assert tokens.user_of(tokens.access_token(bob)) == bob


def test_an_access_token_lasts_a_quarter_of_an_hour(alice):
    token = AccessToken(tokens.access_token(alice))
    assert token["exp"] - token["iat"] == 15 * 60


def test_an_expired_access_token_is_refused(alice):
    token = AccessToken.for_user(alice)
    token.set_exp(from_time=timezone.now() - timedelta(hours=1))
    with pytest.raises(tokens.InvalidToken, match="expired"):
        tokens.user_of(str(token))


@pytest.mark.parametrize(("seconds", "works"), [(2, True), (8, False)])
def test_an_access_token_works_some_seconds_after_its_end(alice, seconds, works):
    token = AccessToken(tokens.access_token(alice))
    token["exp"] = int(timezone.now().timestamp()) - seconds
    try:
        assert (tokens.user_of(str(token)) == alice) == works
    except tokens.InvalidToken:
        assert not works


def test_a_new_password_ends_access_tokens_at_once(alice):
    token = tokens.access_token(alice)
    alice.set_password("a new password")
    alice.save()
    with pytest.raises(tokens.InvalidToken, match="password was changed"):
        tokens.user_of(token)


def test_deactivation_ends_access_tokens_at_once(alice):
    token = tokens.access_token(alice)
    alice.is_active = False
    alice.save()
    with pytest.raises(tokens.InvalidToken):
        tokens.user_of(token)


def test_a_refresh_token_opens_nothing(alice):
    with pytest.raises(tokens.InvalidToken):
        tokens.user_of(tokens.sign_in(alice).refresh)


def test_a_token_signed_by_another_key_is_refused(alice):
    token = AccessToken.for_user(alice)
    token[tokens.PASSWORD_CLAIM] = alice.get_session_auth_hash()[:16]
    header, body, _ = str(token).split(".")
    with pytest.raises(tokens.InvalidToken):
        tokens.user_of(f"{header}.{body}.{'A' * 43}")


def test_a_signed_token_without_a_family_is_refused(alice):
    with pytest.raises(tokens.InvalidToken):
        tokens.refresh(str(RefreshToken.for_user(alice)))


def test_an_expired_family_is_refused(alice):
    token = tokens.sign_in(alice).refresh
    RefreshFamily.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(tokens.InvalidToken):
        tokens.refresh(token)


def test_a_refresh_prolongs_the_family(alice):
    token = tokens.sign_in(alice).refresh
    RefreshFamily.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    tokens.refresh(token)
    assert RefreshFamily.objects.get().expires_at > timezone.now() + timedelta(days=13)


def test_the_sweep_deletes_what_is_long_over_and_nothing_else(alice):
    for _ in range(4):
        tokens.sign_in(alice)
    living, revoked, expired, fresh = RefreshFamily.objects.order_by("pk")
    old = timezone.now() - timedelta(days=2)
    RefreshFamily.objects.filter(pk=revoked.pk).update(revoked_at=old)
    RefreshFamily.objects.filter(pk=expired.pk).update(expires_at=old)
    RefreshFamily.objects.filter(pk=fresh.pk).revoke()
    assert tokens.sweep() == 2
    assert set(RefreshFamily.objects.all()) == {living, fresh}
    assert set(RefreshFamily.objects.living()) == {living}
