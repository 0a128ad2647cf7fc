"""Sign up, log in, log out, as a browser without scripts does it."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from onlineocr.accounts.models import User

LOG_IN, LOG_OUT, SIGN_UP = "/accounts/login/", "/accounts/logout/", "/accounts/signup/"
DORA = {"username": "dora", "email": "", "password1": "a long walk home", "password2": "a long walk home"}

pytestmark = pytest.mark.django_db


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_signs_up_and_is_signed_in_at_once(client):
    answer = client.post(SIGN_UP, DORA)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert User.objects.get().username == "dora"
    assert signed_in(client)


def test_it_goes_on_where_the_visitor_was_going_after_signing_up(client):
    assert client.post(SIGN_UP, DORA | {"next": "/history/"})["Location"] == "/history/"


@pytest.mark.parametrize("page", [LOG_IN, SIGN_UP])
@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_it_never_sends_anybody_to_another_site(client, alice, password, page, evil):
    form = {"username": "alice", "password": password} if page == LOG_IN else DORA
    assert evil not in client.get(page, {"next": evil}).content.decode()
    assert client.post(page, form | {"next": evil})["Location"] == "/"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
        ({"password1": "dora", "password2": "dora"}, "password1"),
        ({"password2": "something else entirely"}, "password2"),
        ({"username": "ALICE"}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": ""}, "username"),
        ({"email": "no address"}, "email"),
    ],
)
def test_it_names_the_field_that_is_wrong(client, alice, change, field):
    answer = client.post(SIGN_UP, DORA | change)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert re.findall(r'name="(\w+)"[^>]* autofocus', answer.content.decode()) == [field]
    assert not User.objects.filter(username="dora").exists()


def test_it_names_every_fault_at_once(client):
    answer = client.post(SIGN_UP, {"username": "a b", "email": "x", "password1": "12345", "password2": "other"})
    assert set(answer.context["form"].errors) == {"username", "email", "password1", "password2"}


def test_it_never_shows_a_password_again(client):
    answer = client.post(SIGN_UP, DORA | {"username": ""})
    assert DORA["password1"] not in answer.content.decode()


def test_it_makes_no_account_when_the_operator_closed_sign_up(client, settings):
    settings.REGISTRATION_OPEN = False
    answer = client.post(SIGN_UP, DORA)
    assert answer.status_code == 403
    assert "Sign-up is closed" in answer.content.decode()
    assert not User.objects.exists()


def test_it_offers_sign_up_only_where_it_is_open(client, settings):
    assert SIGN_UP in client.get(LOG_IN).content.decode()
    settings.REGISTRATION_OPEN = False
    assert SIGN_UP not in client.get(LOG_IN).content.decode()


def test_it_logs_in_and_out(client, alice, password):
    assert client.post(LOG_IN, {"username": "alice", "password": password})["Location"] == "/"
    assert signed_in(client)
    assert client.post(LOG_OUT)["Location"] == "/"
    assert not signed_in(client)


def test_it_does_not_log_out_by_a_link_but_asks(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert "Log out?" in client.get(LOG_OUT).content.decode()
    assert signed_in(client)
    client.post(LOG_OUT)
    assert client.get(LOG_OUT)["Location"] == "/"


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_it_says_the_same_for_a_wrong_password_and_an_unknown_name(client, alice, name):
    answer = client.post(LOG_IN, {"username": name, "password": "wrong"})
    assert "The name or the password is not right" in answer.content.decode()
    assert not signed_in(client)


def test_it_pauses_after_too_many_wrong_passwords(client, alice, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(LOG_IN, {"username": "alice", "password": "wrong"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Too many requests" in answer.content.decode()


@pytest.mark.parametrize(("page", "scope"), [(LOG_IN, "sign_in"), (SIGN_UP, "register")])
def test_it_takes_only_so_many_forms_from_one_address(client, settings, page, scope):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {scope: 2}
    answers = [client.post(page, {"username": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


@pytest.mark.parametrize("page", [LOG_IN, SIGN_UP])
def test_it_takes_no_form_without_its_csrf_token(page, alice, password):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(page, DORA | {"username": "alice", "password": password, "next": "/history/"})
    assert answer.status_code == 403
    assert "The form was too old" in answer.content.decode()
    way = re.search(r'class="button" href="([^"]+)">Open it again', answer.content.decode())[1]
    assert 'name="next" value="/history/"' in browser.get(way).content.decode()


@pytest.mark.parametrize("page", [LOG_IN, SIGN_UP])
def test_a_form_that_is_sent_twice_leads_where_the_first_one_did(page, alice, password):
    browser = Client(enforce_csrf_checks=True)
    form = DORA | {"username": "alice", "password": password, "next": "/history/"}
    browser.get(LOG_IN)
    form["csrfmiddlewaretoken"] = browser.cookies["onlineocr_csrf"].value
    assert browser.post(LOG_IN, form)["Location"] == "/history/"
    assert browser.post(page, form)["Location"] == "/history/"  # with the secret of before, which is none any more
    form["next"] = "https://evil.example/"
    assert browser.post(page, form)["Location"] == "/"


def test_logging_out_twice_leads_to_the_start_page(alice):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(LOG_OUT)["Location"] == "/"
    browser.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    answer = browser.post(LOG_OUT)
    assert answer.status_code == 403
    assert "Log out?" in browser.get(LOG_OUT).content.decode()


def test_it_does_not_show_the_log_in_form_to_who_is_signed_in(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert client.get(LOG_IN)["Location"] == "/"
    assert client.get(SIGN_UP)["Location"] == "/"


def test_it_ends_other_sessions_identity_when_somebody_logs_in(client, alice, password):
    client.get(LOG_IN)
    before = client.session.session_key
    client.post(LOG_IN, {"username": "alice", "password": password})
    assert client.session.session_key != before


def test_it_says_what_is_not_there_and_offers_to_log_in(client):
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert f"{reverse('web:login')}?next=%2Fno%2Fsuch%2Fpage" in answer.content.decode()


@pytest.mark.parametrize("form", ["/admin/login/", "/api-auth/login/"])
def test_the_forms_of_other_packages_lead_to_the_one_of_the_service(client, charlie, password, form):
    way = client.post(f"{form}?next=/admin/", {"username": "charlie", "password": password})
    assert unquote(way["Location"]) == f"{LOG_IN}?next=/admin/"
    assert not signed_in(client)


def test_the_admin_leads_to_the_form_and_back(client, charlie, password):
    way = client.get("/admin/", follow=True).redirect_chain[-1][0]
    assert unquote(way) == f"{LOG_IN}?next=/admin/"
    answer = client.post(way, {"username": "charlie", "password": password}, follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]


def test_the_admin_sends_nobody_in_circles(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "Only for the operator" in answer.content.decode()


def test_a_deactivated_account_does_not_log_in(client, alice, password):
    User.objects.update(is_active=False)
    answer = client.post(LOG_IN, {"username": "alice", "password": password})
    assert "The name or the password is not right" in answer.content.decode()
    assert not signed_in(client)
