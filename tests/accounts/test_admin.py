from __future__ import annotations

import pytest
from django.urls import reverse

from onlineocr.accounts import keyform, keys
from onlineocr.accounts.models import ApiKey, User
from onlineocr.documents.models import Document


@pytest.fixture
def operator(client, charlie):
    client.force_login(charlie)
    return client


def test_it_lists_users(operator, alice):
    page = operator.get(reverse("admin:accounts_user_changelist"), {"q": "ali"}).content.decode()
    assert "alice@example.org" in page


def test_it_makes_a_user(operator):
    fields = {"username": "dana", "usable_password": "true", "password1": "purple monkey", "password2": "purple monkey"}
    assert operator.post(reverse("admin:accounts_user_add"), fields).status_code == 302
    assert User.objects.get(username="dana").check_password("purple monkey")


def test_it_refuses_a_name_that_differs_only_in_case(operator, alice):
    fields = {
        "username": "ALICE",
        "usable_password": "true",
        "password1": "purple monkey",
        "password2": "purple monkey",
    }
    page = operator.post(reverse("admin:accounts_user_add"), fields).content.decode()
    assert "already exists" in page


def test_it_closes_the_account_of_a_user_who_is_deleted(operator, alice, bob, queued):
    queued(alice)
    kept = queued(bob)
    keys.issue(user=alice, name="k")
    address = reverse("admin:accounts_user_delete", args=[alice.pk])
    assert "Documents: 1" in operator.get(address).content.decode()
    assert operator.post(address, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="alice").exists()
    assert list(Document.objects.all()) == [kept]


def test_it_closes_several_at_once(operator, alice, bob, queued):
    queued(alice)
    form = {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk], "post": "yes"}
    operator.post(reverse("admin:accounts_user_changelist"), form)
    assert [user.username for user in User.objects.all()] == ["charlie"]
    assert not Document.objects.exists()


def test_it_shows_a_user_and_never_the_password(operator, alice):
    page = operator.get(reverse("admin:accounts_user_change", args=[alice.pk])).content.decode()
    assert "alice" in page
    assert alice.password not in page


def test_others_do_not_get_in(client, alice):
    client.force_login(alice)
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302


def test_its_pages_fit_the_policy(operator):
    response = operator.get(reverse("admin:index"))
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert b"<script>" not in response.content


KEYS = "admin:accounts_apikey_changelist"


@pytest.fixture
def key(alice):
    """A key of Alice, and its whole text."""
    return keys.issue(user=alice, name="scanner", sigv4=True)


@pytest.mark.parametrize("term", ["alice", "scan", "{uid}", "oo_{uid}", "oo_{uid}_{secret}", "oo_{uid}_"])
def test_it_finds_a_key_by_name_user_or_id(operator, bob, key, term):
    keys.issue(user=bob, name="other")
    text = keyform.parse(key[1])
    page = operator.get(reverse(KEYS), {"q": term.format(uid=text.uid, secret=text.secret)}).content.decode()
    assert key[0].public_name in page
    assert "other" not in page


@pytest.mark.parametrize("term", ["oo_", "oo__", "_", "nothing", "a\0b"])
def test_it_finds_nothing_by_nonsense(operator, key, term):
    assert operator.get(reverse(KEYS), {"q": term}).status_code == 200


def test_it_shows_no_secret_of_a_key(operator, key):
    pages = [reverse(KEYS), reverse("admin:accounts_apikey_change", args=[key[0].pk])]
    for page in [operator.get(address).content.decode() for address in pages]:
        assert key[0].public_name in page
        assert not any(hidden in page for hidden in (keyform.parse(key[1]).secret, key[0].digest, key[0].sealed))


def test_it_revokes_keys(operator, key):
    form = {"action": "revoke", "_selected_action": [key[0].pk]}
    page = operator.post(reverse(KEYS), form, follow=True).content.decode()
    assert "1 key was revoked" in page
    assert not ApiKey.objects.living().exists()


def test_it_makes_no_key(operator, alice):
    assert operator.get(reverse("admin:accounts_apikey_add")).status_code == 403
