"""The second step of a sign-in: an app's codes, recovery codes, and no way around it."""

from __future__ import annotations

import base64
import re
import time
from contextlib import closing

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from onlineocr.accounts import keys

LOG_IN, SECOND, ACCOUNT = "/accounts/login/", "/accounts/second/", "/account/"
APP, CODES, CONFIRM = "/account/second/app/", "/account/second/codes/", "/account/confirm/"
TOKENS = "/api/token_obtain_pair/"

pytestmark = pytest.mark.django_db


def code(secret, shift=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def alices(alice, password):
    """Her name and password, as forms take them."""
    return {"username": "alice", "password": password}


@pytest.fixture
def mine(alice, password):
    """Her browser, in which she has just typed her password again."""
    client = Client()
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    client.post(f"{CONFIRM}?next={ACCOUNT}", {"password": password})
    return client


@pytest.fixture
def secret(mine):
    """The secret of the app, switched on by its first code."""
    found = re.search(r'class="secret">(\w+)<', mine.get(APP).content.decode())[1]
    assert mine.post(APP, {"code": code(found)})["Location"] == CODES
    cache.clear()  # the same code may be used again
    return found


def recovery(mine):
    return re.findall(r"<code>(\d{8})</code>", mine.get(CODES).content.decode())


def test_the_account_leads_to_it(mine):
    page = mine.get(ACCOUNT).content.decode()
    assert f'href="{APP}"' in page
    assert re.search(r'src="data:image/svg\+xml;base64,', mine.get(APP).content.decode())


def test_the_password_comes_before_it(alice, password):
    client = Client()
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    way = client.get(APP)["Location"]
    assert way.startswith(CONFIRM)
    assert "Nothing was changed" in client.post(way, {"password": "wrong"}).content.decode()
    assert client.post(way, {"password": password})["Location"] == APP
    assert client.get(APP).status_code == 200


def test_a_wrong_first_code_switches_nothing_on(mine):
    mine.get(APP)
    assert "not right" in mine.post(APP, {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()


def test_the_secret_is_stored_encrypted(secret):
    assert not [row for row in Authenticator.objects.all() if secret in str(row.data)]


def test_the_password_alone_does_not_log_in(secret, client, alices):
    assert client.post(LOG_IN, alices)["Location"] == SECOND
    assert not signed_in(client)
    assert client.get(ACCOUNT).status_code == 302


def test_the_code_completes_the_sign_in_and_leads_on(secret, client, alices):
    client.post(LOG_IN, alices | {"next": "/history/"})
    assert "Six digits" in client.get(SECOND).content.decode()
    assert client.post(SECOND, {"code": code(secret)})["Location"] == "/history/"
    assert signed_in(client)


@pytest.mark.parametrize(
    "wrong", ["", "000000", "12345678", "x" * 5000, "\u0661\u0662\u0663\u0664\u0665\u0666", "1\x002"], ids=ascii
)
def test_a_wrong_code_does_not(secret, client, alices, wrong):
    client.post(LOG_IN, alices)
    assert client.post(SECOND, {"code": wrong}).status_code == 200
    assert not signed_in(client)


def test_a_code_works_once(secret, client, alices):
    once = code(secret)
    for _ in range(2):
        other = Client()
        other.post(LOG_IN, alices)
        other.post(SECOND, {"code": once})
    assert not signed_in(other)


def test_codes_cannot_be_guessed_from_many_addresses(secret, alices):
    client = Client()
    client.post(LOG_IN, alices)
    for number in range(12):
        answer = client.post(SECOND, {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{number}")
    assert "Too many" in answer.content.decode()
    client.post(SECOND, {"code": code(secret)})
    assert not signed_in(client)


def test_a_recovery_code_works_once(secret, mine, alices):
    codes = recovery(mine)
    assert len(codes) == 10
    for expected in (True, False):
        client = Client()
        client.post(LOG_IN, alices)
        client.post(SECOND, {"code": codes[0]})
        assert signed_in(client) is expected
    assert codes[0] not in recovery(mine)


def test_new_recovery_codes_end_the_earlier_ones(secret, mine):
    before = recovery(mine)
    mine.post(f"{CODES}new/")
    assert not set(before) & set(recovery(mine))


def test_it_is_switched_off_after_the_password_and_a_question(secret, mine, client, alices):
    assert "Switch off" in mine.get(f"{APP}remove/").content.decode()
    mine.post(f"{APP}remove/")
    assert not Authenticator.objects.exists()
    assert client.post(LOG_IN, alices)["Location"] == "/"


@pytest.mark.parametrize(
    "page", [SECOND, APP, f"{APP}remove/", CODES, f"{CODES}new/", CONFIRM, "/account/second/confirm/"]
)
def test_visitors_see_none_of_its_pages(client, page):
    assert LOG_IN in client.get(page)["Location"]
    assert LOG_IN in client.post(page, {"code": "123456"}).get("Location", LOG_IN)


def test_nobody_sees_the_codes_of_another(secret, bob, password):
    his = Client()
    his.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    his.post(f"{CONFIRM}?next={ACCOUNT}", {"password": password})
    assert his.get(CODES).status_code == 404
    assert his.get(f"{APP}remove/").status_code == 404


@pytest.mark.parametrize("way", ["/admin/login/", "/api-auth/login/"])
def test_no_other_form_goes_around_it(secret, client, alices, way):
    client.post(way, alices)
    assert not signed_in(client)


def test_basic_with_a_password_is_refused_and_an_api_key_works(secret, client, alice, password):
    basic = base64.b64encode(f"alice:{password}".encode()).decode()
    answer = client.get("/api/v1/me", headers={"Authorization": f"Basic {basic}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_required")
    _, key = keys.issue(user=alice, name="laptop")
    assert client.get("/api/v1/me", headers={"X-API-Key": key}).status_code == 200


def test_tokens_need_the_code(secret, api, alices):
    answer = api.post(TOKENS, alices)
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_required")
    assert api.post(TOKENS, alices | {"code": "000000"}).status_code == 401
    assert api.post(TOKENS, alices | {"code": code(secret)}).status_code == 200
    assert api.post(TOKENS, alices | {"code": code(secret)}).status_code == 401


def test_a_wrong_password_says_nothing_of_a_second_factor(secret, api):
    answer = api.post(TOKENS, {"username": "alice", "password": "wrong", "code": "1"})
    assert answer.json()["code"] == "wrong_credentials"


def test_codes_by_the_api_are_limited_too(secret, api, alices):
    for number in range(12):
        answer = api.post(TOKENS, alices | {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{number}")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_failures")
    assert int(answer["Retry-After"]) > 0


def test_a_code_without_a_second_factor_changes_nothing(api, alices):
    assert api.post(TOKENS, alices | {"code": "123456"}).status_code == 200


def test_after_a_change_of_the_secret_key_no_code_fits(secret, client, alices, settings):
    client.post(LOG_IN, alices)
    Authenticator.objects.update(data={"secret": "nonsense", "seed": "nonsense", "used_mask": 0})
    client.post(SECOND, {"code": code(secret)})
    client.post(SECOND, {"code": code("")})
    assert not signed_in(client)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_switches_it_on_and_logs_in_with_it(signed_in, chromium, server, scripts):
    name = signed_in.locator(".who").text_content()
    state = signed_in.context.storage_state()
    phone = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": scripts}
    with closing(chromium.new_context(base_url=server, storage_state=state, **phone)) as context:
        page = context.new_page()
        page.goto(ACCOUNT)
        page.get_by_role("link", name="Switch it on").click()
        page.get_by_label("Your password").fill("a long walk home")
        page.get_by_role("button", name="Go on").click()
        key = page.locator(".secret").text_content()
        assert page.evaluate("document.querySelector('.qr').naturalWidth") > 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_label("Code").fill(code(key, -1))
        page.get_by_role("button", name="Switch it on").click()
        assert page.locator(".codes code").count() == 10
        page.goto(LOG_IN)
        page.get_by_role("button", name="Log out").click()
        page.goto(LOG_IN)
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password", exact=True).fill("a long walk home")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="The second step").wait_for()
        page.get_by_label("Code").fill(code(key))
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("button", name="Log out").wait_for()
