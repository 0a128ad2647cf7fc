from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from rest_framework.test import APIClient

from onlineocr.accounts.models import User

URL = "/api/register/"
DANA = {"username": "dana", "email": "dana@example.org", "password": "purple monkey dishwasher"}


def fields_of(response) -> dict[str, str]:
    return {entry["field"]: entry["detail"] for entry in response.json()["errors"]}


def test_it_makes_an_account(api):
    response = api.post(URL, DANA)
    assert response.status_code == 201
    assert response.json() == {"username": "dana", "email": "dana@example.org"}
    assert User.objects.get(username="dana").check_password(DANA["password"])


def test_it_takes_a_form(api):
    assert api.post(URL, DANA, format="multipart").status_code == 201


def test_it_takes_an_urlencoded_form(api):
    body = "username=dana&password=purple+monkey+dishwasher"
    response = api.post(URL, body, content_type="application/x-www-form-urlencoded")
    assert response.json() == {"username": "dana", "email": ""}


def test_it_needs_no_email(api):
    response = api.post(URL, DANA | {"email": ""})
    assert response.status_code == 201


def test_it_makes_neither_staff_nor_superuser(api):
    assert api.post(URL, DANA | {"is_staff": True, "is_superuser": True}).status_code == 422
    assert not User.objects.filter(username="dana").exists()
    api.post(URL, DANA)
    user = User.objects.get(username="dana")
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)


def test_it_keeps_spaces_around_a_password(api):
    api.post(URL, DANA | {"password": " purple monkey "})
    assert User.objects.get(username="dana").check_password(" purple monkey ")


@pytest.mark.parametrize("name", ["dana@example.org", "dana.o-k_1+x", "дана", "达娜", "d" * 150])
def test_it_takes_the_names_that_django_takes(api, name):
    assert api.post(URL, DANA | {"username": name}).json()["username"] == name


@pytest.mark.parametrize("name", ["", " ", "d" * 151, "a b", "dana!", "da/na", "dana\0", None, [], {"a": 1}])
def test_it_refuses_other_names(api, name):
    response = api.post(URL, DANA | {"username": name})
    assert response.status_code == 400
    assert list(fields_of(response)) == ["username"]


@pytest.mark.parametrize("name", ["alice", "ALICE", "aLice", "\uff41lice"])
def test_it_refuses_a_taken_name_in_any_spelling(api, alice, name):
    response = api.post(URL, DANA | {"username": name})
    assert response.status_code == 400
    assert fields_of(response) == {"username": "A user with that username already exists."}


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short1!", "too short"),
        ("password123", "too common"),
        ("9081726354", "entirely numeric"),
        ("dana@example", "too similar"),
        ("", "may not be blank"),
        ("x" * 1025, "no more than 1024"),
    ],
)
def test_it_refuses_a_weak_password(api, password, reason):
    response = api.post(URL, DANA | {"password": password})
    assert response.status_code == 400
    assert reason in fields_of(response)["password"]


def test_it_names_every_bad_field(api):
    response = api.post(URL, {"username": "a b", "email": "nowhere"})
    assert set(fields_of(response)) == {"username", "email", "password"}
    assert response.json()["code"] == "invalid"


def test_it_never_answers_with_the_password(api):
    assert "purple" not in api.post(URL, DANA | {"username": "a b"}).content.decode()


@pytest.mark.parametrize("body", ["", "{", "[]", '"dana"', "null", "\xff"])
def test_it_refuses_a_body_that_is_no_object(api, body):
    response = api.post(URL, body.encode("latin-1"), content_type="application/json")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


def test_it_can_be_closed(api, settings):
    settings.REGISTRATION_OPEN = False
    response = api.post(URL, DANA)
    assert (response.status_code, response.json()["code"]) == (403, "registration_closed")
    assert not User.objects.exists()


def test_it_ignores_a_stale_token(api):
    assert api.post(URL, DANA, HTTP_AUTHORIZATION="Bearer old").status_code == 201


def test_it_slows_one_address_down(api, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"register": 2}
    answers = [api.post(URL, DANA | {"username": f"dana{n}"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 3600
    assert api.post(URL, DANA, REMOTE_ADDR="192.0.2.7").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_it_gives_a_name_to_one_of_many_who_ask_at_once():
    start = Barrier(8)

    def ask(spelling: str) -> int:
        start.wait()
        try:
            return APIClient().post(URL, DANA | {"username": spelling}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(ask, ["dana", "Dana", "DANA", "dAna", "daNa", "danA", "DAna", "dana"]))
    assert answers == [201] + [400] * 7
    assert User.objects.count() == 1
