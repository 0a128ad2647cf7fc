"""Spellings of one name and of one password."""

from __future__ import annotations

import base64
import json
import unicodedata

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from onlineocr.accounts.models import User

PASSWORD = "Pässwörd für Ⅳ ﬁsche"
NAME = "Ångström"
SPELLINGS = [NAME, "ångström", "ÅNGSTRÖM", unicodedata.normalize("NFD", NAME), "Ａ\u030angström"]
FORMS = ["NFC", "NFD", "NFKC", "NFKD"]


@pytest.fixture
def angstrom(db):
    return User.objects.create_user(NAME, password=PASSWORD)


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def sign_in(way, name, password) -> bool:
    """Whether this way lets the name in with the password."""
    client = APIClient()
    if way == "token":
        return client.post("/api/token_obtain_pair/", {"username": name, "password": password}).status_code == 200
    if way == "basic":
        return client.get("/api/v1/me", headers={"Authorization": basic(name, password)}).status_code == 200
    page, form = reverse("web:login"), {"username": name, "password": password}
    return client.post(page, form, format="multipart").status_code == 302


@pytest.mark.parametrize("way", ["token", "basic", "web"])
@pytest.mark.parametrize("name", SPELLINGS, ids=ascii)
def test_every_spelling_signs_in_every_way(angstrom, way, name):
    assert sign_in(way, name, PASSWORD)
    assert not sign_in(way, name, PASSWORD + "x")


@pytest.mark.parametrize("way", ["token", "basic", "web"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_password_signs_in(angstrom, way, form):
    assert sign_in(way, NAME, unicodedata.normalize(form, PASSWORD))


@pytest.mark.parametrize("old", FORMS)
@pytest.mark.parametrize("typed", FORMS)
def test_a_hash_from_before_the_rule_takes_every_form_too(angstrom, old, typed):
    word = "Pässwörd für Åse"  # without letters that NFKC replaces for good
    angstrom.password = make_password(unicodedata.normalize(old, word))
    assert angstrom.check_password(unicodedata.normalize(typed, word))


def test_another_case_of_the_password_does_not_sign_in(angstrom):
    assert not sign_in("token", NAME, PASSWORD.swapcase())


@pytest.mark.parametrize("name", SPELLINGS, ids=ascii)
def test_no_spelling_of_a_taken_name_registers(angstrom, api, client, charlie, name):
    answer = api.post("/api/register/", {"username": name, "password": PASSWORD})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "username")
    form = {"username": name, "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert b"already exists" in client.post(reverse("web:signup"), form).content
    client.force_login(charlie)
    assert b"already exists" in client.post("/admin/accounts/user/add/", form).content
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(name)


def test_bob_signs_in_as_bob_though_he_registered_as_capital_bob(api):
    body = {"username": "Bob", "password": "correct horse battery"}
    assert api.post("/api/register/", body).json()["username"] == "Bob"
    assert api.post("/api/token_obtain_pair/", body | {"username": "bob"}).status_code == 200
    assert api.post("/api/register/", body | {"username": "bob"}).status_code == 400


def test_a_name_that_grows_beyond_the_limit_is_refused(api, db):
    answer = api.post("/api/register/", {"username": "ﷺ" * 100, "password": PASSWORD})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "username")


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "a\0b"])
def test_no_text_breaks_the_sign_in(api, db, text):
    for body in ({"username": text, "password": "x"}, {"username": "x", "password": text}):
        for path in ("/api/token_obtain_pair/", "/api/register/"):
            answer = api.post(path, json.dumps(body), content_type="application/json")
            assert answer.status_code in {400, 401}


def test_failures_of_all_spellings_are_counted_together(angstrom, settings):
    for name in SPELLINGS:
        sign_in("token", name, "wrong")
    assert AccessAttempt.objects.get().failures_since_start == len(SPELLINGS)
    assert sign_in("token", "ångström", PASSWORD)
    assert not AccessAttempt.objects.exists()


def test_the_operator_finds_documents_by_any_spelling(as_user, charlie, angstrom, queued):
    queued(angstrom)
    for name in SPELLINGS:
        assert as_user(charlie).get("/api/history/", {"created_by": name}).json()["count"] == 1


def test_renaming_writes_the_key(angstrom):
    angstrom.username = "Bob"
    angstrom.save()
    assert User.objects.named("BOB") == angstrom
    assert User.objects.named(NAME) is None


@pytest.mark.django_db(transaction=True)
def test_namesakes_from_before_the_rule_go_on_with_their_exact_names():
    """The last to sign in keeps the key. LOWER, which kept names apart before, knows neither of these."""
    before, leaves = [("accounts", "0003_closing")], MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate([*before, *(node for node in leaves if node[0] != "accounts")])
    try:
        old = executor.loader.project_state(before).apps.get_model("accounts", "User")
        for name, last in (("strasse", None), ("straße", timezone.now()), ("dana", None)):
            old.objects.create(username=name, password=make_password(f"password of {name}"), last_login=last)
    finally:
        MigrationExecutor(connection).migrate(leaves)
    for name in ("strasse", "straße", "dana", "DANA"):
        assert sign_in("token", name, f"password of {name.lower()}")
    assert User.objects.named("STRASSE").username == "straße"
    user = User.objects.get(username="strasse")
    user.save()
    assert (user.name_key, User.objects.get(username="straße").name_key) == (f"strasse#{user.pk}", "strasse")
    assert APIClient().post("/api/register/", {"username": "Strasse", "password": PASSWORD}).status_code == 400
