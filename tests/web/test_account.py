"""The pages of one's own account, as a browser without scripts uses them."""

from __future__ import annotations

import re
from contextlib import closing
from urllib.parse import unquote

import pytest
from django.test import Client

from onlineocr.accounts import keys
from onlineocr.accounts.models import ApiKey, User

ACCOUNT, PASSWORD, KEYS, CLOSE = "/account/", "/account/password/", "/account/keys/", "/account/delete/"
NEW = "purple monkey dishwasher"
KEY = {"name": "laptop", "ends": "30", "scopes": ["documents:read"]}

pytestmark = pytest.mark.django_db


def browser(user):
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def mine(alice):
    return browser(alice)


@pytest.fixture
def form(password):
    return {"old_password": password, "new_password": NEW, "again": NEW}


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("path", [ACCOUNT, PASSWORD, KEYS, CLOSE, f"{KEYS}nothing/revoke/"])
def test_visitors_log_in_first(client, path):
    assert unquote(client.get(path)["Location"]) == f"/accounts/login/?next={path}"


def test_every_page_leads_to_the_account(mine):
    assert 'href="/account/"' in text(mine.get("/"))
    page = text(mine.get(ACCOUNT))
    for way in (PASSWORD, CLOSE, "/api/v1/me/export", "/accounts/logout/"):
        assert f'"{way}"' in page


def test_the_new_password_signs_in_and_this_browser_stays(mine, alice, form):
    answer = mine.post(PASSWORD, form, follow=True)
    assert answer.redirect_chain == [(ACCOUNT, 302)]
    assert "Every other sign-in has ended" in text(answer)
    assert User.objects.get().check_password(NEW)


def test_every_other_browser_is_signed_out(mine, alice, form):
    other = browser(alice)
    mine.post(PASSWORD, form)
    assert other.get(ACCOUNT).status_code == 302


def test_api_keys_stay(mine, alice, form, client):
    _, key = keys.issue(user=alice, name="laptop")
    mine.post(PASSWORD, form)
    assert client.get("/api/v1/me", headers={"X-API-Key": key}).status_code == 200


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"old_password": "wrong"}, "old_password", "Nothing was changed"),
        ({"old_password": ""}, "old_password", "required"),
        ({"new_password": "12345678", "again": "12345678"}, "new_password", "numeric"),
        ({"again": "something else"}, "again", "not the same"),
    ],
)
def test_it_names_the_field_that_is_wrong(mine, form, password, change, field, says):
    answer = mine.post(PASSWORD, form | change)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert says in str(answer.context["form"].errors[field])
    assert re.findall(r'name="(\w+)"[^>]* autofocus', text(answer)) == [field]
    assert User.objects.get().check_password(password)
    assert NEW not in text(answer)


def test_the_same_password_is_refused(mine, form, password):
    assert "has already" in text(mine.post(PASSWORD, form | {"new_password": password, "again": password}))


def test_wrong_passwords_are_counted_with_those_of_the_api(mine, form, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"wrong_credentials": 1}
    assert mine.post(PASSWORD, form | {"old_password": "wrong"}).status_code == 200
    answer = mine.post(PASSWORD, form)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_password_form_that_is_sent_twice_says_what_to_do(mine, alice, form):
    first = mine.cookies["onlineocr_session"].value
    mine.post(PASSWORD, form)
    mine.cookies["onlineocr_session"] = first  # the second click came before the first answer
    assert "Log in with the new one" in text(mine.post(PASSWORD, form, follow=True))


def test_a_key_is_shown_once_and_works(mine, client):
    answer = mine.post(KEYS, KEY)
    key = re.search(r'id="secret">(oo_\w+)<', text(answer))[1]
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/api/v1/documents/", headers={"X-API-Key": key}).status_code == 200
    assert client.get("/api/v1/me", headers={"X-API-Key": key}).status_code == 403
    page = text(mine.get(ACCOUNT))
    assert "laptop" in page
    assert key not in page


def test_a_key_form_that_is_sent_twice_makes_one_key(mine):
    mine.post(KEYS, KEY)
    shown = re.search(r'id="secret">(oo_\w+)<', text(mine.post(KEYS, KEY)))[1]
    assert keys.find(shown) == ApiKey.objects.get()


@pytest.mark.parametrize("change", [{"name": ""}, {"scopes": []}, {"scopes": ["all"]}, {"ends": "9999"}])
def test_a_key_form_with_a_fault_makes_no_key(mine, change):
    answer = mine.post(KEYS, KEY | change)
    assert list(answer.context["form"].errors) == list(change)
    assert not ApiKey.objects.exists()


def test_too_many_keys_are_refused(mine, settings):
    settings.KEYS_PER_USER = 1
    mine.post(KEYS, KEY)
    assert "Revoke one first" in text(mine.post(KEYS, KEY | {"name": "other"}))


def test_a_key_is_revoked_after_a_question(mine, alice, client):
    key, secret = keys.issue(user=alice, name="laptop")
    way = f"{KEYS}{key.uid}/revoke/"
    assert way in text(mine.get(ACCOUNT))
    assert "Revoke this key?" in text(mine.get(way))
    assert mine.post(way)["Location"] == f"{ACCOUNT}#keys"
    assert client.get("/api/v1/documents/", headers={"X-API-Key": secret}).status_code == 401


def test_nobody_revokes_the_keys_of_others(mine, bob):
    key, _ = keys.issue(user=bob, name="laptop")
    assert mine.post(f"{KEYS}{key.uid}/revoke/").status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_an_account_is_deleted_with_its_password(mine, password):
    assert "Delete the account?" in text(mine.get(CLOSE))
    assert "Nothing was changed" in text(mine.post(CLOSE, {"password": "wrong"}))
    answer = mine.post(CLOSE, {"password": password}, follow=True)
    assert "were deleted" in text(answer)
    assert not User.objects.exists()
    assert mine.post(CLOSE, {"password": password})["Location"] == "/"


def test_an_account_without_a_password_is_deleted_by_its_name(mine, alice):
    alice.set_unusable_password()
    alice.save()
    mine = browser(alice)
    assert "has no password" in text(mine.get(PASSWORD))
    assert "not the name" in text(mine.post(CLOSE, {"username": "Alice"}))
    mine.post(CLOSE, {"username": "alice"})
    assert not User.objects.exists()


@pytest.mark.parametrize("path", [PASSWORD, KEYS, CLOSE])
def test_forms_of_other_sites_do_nothing(alice, path, form, password):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert client.post(path, form | KEY | {"password": password}).status_code == 403
    assert User.objects.get().check_password(password)
    assert not ApiKey.objects.exists()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_changes_the_password_and_makes_and_revokes_a_key(signed_in, chromium, server, scripts):
    state = signed_in.context.storage_state()
    with closing(chromium.new_context(base_url=server, storage_state=state, java_script_enabled=scripts)) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Account").click()
        page.get_by_label("Name").fill("laptop")
        page.get_by_role("button", name="Make a key").dblclick()
        assert page.locator("#secret").text_content().startswith("oo_")
        assert page.get_by_role("link", name="Revoke laptop").count() == 1
        page.get_by_role("link", name="Revoke laptop").click()
        page.get_by_role("button", name="Revoke it").click()
        page.get_by_text("The key laptop was revoked").wait_for()
        page.get_by_role("link", name="Change the password").click()
        page.get_by_label("Present password").fill("a long walk home")
        page.get_by_label("New password", exact=True).fill(NEW)
        page.get_by_label("New password again").fill(NEW)
        page.get_by_role("button", name="Change it").click()
        page.get_by_text("Every other sign-in has ended").wait_for()
    signed_in.goto("/account/")
    signed_in.get_by_role("heading", name="Log in").wait_for()


@pytest.mark.browser
@pytest.mark.slow
def test_a_new_key_is_shown_below_the_head_of_the_page_with_a_gap_above_its_button(signed_in):
    signed_in.goto("/account/#keys")
    assert signed_in.get_by_role("heading", name="API keys").bounding_box()["y"] > 10
    signed_in.get_by_label("Name").fill("laptop")
    signed_in.get_by_role("button", name="Make a key").click()
    key, button = signed_in.locator("#secret"), signed_in.get_by_role("button", name="Copy the key")
    button.wait_for()
    assert button.bounding_box()["y"] - key.bounding_box()["y"] - key.bounding_box()["height"] > 5
    assert signed_in.get_by_role("link", name="onlineocr").bounding_box()["y"] >= 0
