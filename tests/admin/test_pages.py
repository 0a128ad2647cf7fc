"""Every page of the operator's site, with rows in every table."""

from __future__ import annotations

import contextlib
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from onlineocr.accounts.models import User
from tests.admin.crawler import Crawler, main_form
from tests.admin.rows import make_rows

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
SEARCHES = ["alice", "a\0b", "-%'*\"\U0001f642", "a" * 3000]
QUERIES = ["p=x", "p=99999", "o=99.x", "all=", "id__in=x", "status__exact=%00", "created_at__gte=x"]
CUT = """() => Math.max(0, ...[document.documentElement, ...document.querySelectorAll("#main, .results")]
  .map((e) => e.scrollWidth - e.clientWidth))"""
NO_KEYS = ["x", "_00", "9" * 30]


@pytest.fixture
def rows(alice, bob, charlie, queued, hook, client):
    """Rows of every registered model."""
    make_rows(alice=alice, bob=bob, queued=queued, hook=hook, client=client)


@pytest.fixture
def site(client, rows, charlie):
    """A browser in which Charlie, the operator, is signed in; a page that fails is an answer, as for a visitor."""
    client.force_login(charlie)
    client.raise_request_exception = False
    return client


def place(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_the_site_has_the_name_of_the_service(site):
    page = site.get("/admin/").content.decode()
    assert "Django" not in page
    assert ">onlineocr</a>" in page


def statuses(client, addresses):
    return {address: client.get(address).status_code for address in addresses}


def crawl(client):
    def get(address):
        response = client.get(address)
        return response.status_code, response.content

    return Crawler(get, queries=False).crawl()


class Browser:
    """Signs in at the server's own form, over HTTP."""

    def __init__(self, server: str, name: str, password: str) -> None:
        self.server, jar = server, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.get("/admin/login/")
        token = next(cookie.value for cookie in jar if cookie.name == settings.CSRF_COOKIE_NAME)
        fields = {"username": name, "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
        self.opener.open(f"{server}/accounts/login/", urllib.parse.urlencode(fields).encode()).close()

    def get(self, address: str) -> tuple[int, bytes]:
        try:
            with self.opener.open(self.server + address) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_each_page_opens_for_a_superuser_over_http(live_server, rows, password):
    seen = Crawler(Browser(live_server.url, "charlie", password).get).crawl()
    assert {address: status for address, status in seen.items() if status >= 400} == {}
    for model in MODELS:
        row = model.objects.first()
        assert row is not None, f"the fixture makes no row of {model}"
        assert {place(model, "changelist"), place(model, "change", row.pk), place(model, "history", row.pk)} <= set(
            seen
        )


def test_each_list_answers_every_search_and_query(site):
    lists = [place(model, "changelist") for model in MODELS]
    asked = [f"{address}?{urllib.parse.urlencode({'q': term})}" for address in lists for term in SEARCHES]
    asked += [f"{address}?{query}" for address in lists for query in QUERIES]
    found = {address: status for address, status in statuses(site, asked).items() if status not in {200, 302, 400}}
    assert found == {}


def test_a_row_that_is_not_there_is_no_error_of_the_server(site):
    pages = [
        place(model, page, "0").replace("/0/", f"/{key}/")
        for model in MODELS
        for page in ("change", "history", "delete")
        for key in NO_KEYS
    ]
    assert {address: status for address, status in statuses(site, pages).items() if status >= 500} == {}


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label_lower for model in MODELS])
def test_each_form_and_action_can_be_sent(site, charlie, model):
    """As they are, on every row; the deletion last."""
    address = place(model, "changelist")
    rows = model.objects.exclude(pk=charlie.pk) if model is User else model.objects.all()
    keys = list(rows.values_list("pk", flat=True))
    for page in [place(model, "change", keys[0]), place(model, "add")]:
        if (shown := site.get(page)).status_code == 200 and (fields := main_form(shown.content)):
            assert site.post(page, fields).status_code in {200, 302, 403}, page
    listed = site.get(address)
    chosen = {"_selected_action": keys, "index": "0"}
    for name in sorted(listed.context["cl"].model_admin.get_actions(listed.wsgi_request)):
        assert site.post(address, chosen | {"action": name}).status_code in {200, 302}, name
    if admin.site._registry[model].has_delete_permission(listed.wsgi_request):
        one = keys[-1]
        assert site.get(place(model, "delete", one)).status_code == 200
        assert site.post(place(model, "delete", one), {"post": "yes"}).status_code == 302
        assert site.post(address, chosen | {"action": "delete_selected", "post": "yes"}).status_code == 302
        assert not rows.exists()


def staff(name, *codenames):
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def test_staff_with_all_rights_on_everything_meet_no_error(site):
    deeds = ("add", "view", "change", "delete")
    site.force_login(staff("dana", *(f"{deed}_{model._meta.model_name}" for deed in deeds for model in MODELS)))
    assert {address: status for address, status in crawl(site).items() if status not in {200, 302, 403}} == {}


def test_staff_with_one_right_meet_no_error(site):
    found = {}
    for model in MODELS:
        row = model.objects.first()
        pages = [place(model, "changelist"), *(place(model, page, row.pk) for page in ("change", "delete"))]
        for deed in ("view", "change"):
            right = f"{deed}_{model._meta.model_name}"
            site.force_login(staff(f"staff-{right}", right))
            found |= {(right, address): status for address, status in statuses(site, pages).items()}
    assert {at: status for at, status in found.items() if status not in {200, 302, 403}} == {}


@pytest.mark.browser
def test_every_list_fits_on_a_screen(chromium, site):
    """Django's test client answers Chromium's requests, in this thread, where the rows of this test can be seen."""

    def answer(route):
        found = site.get(urllib.parse.urlsplit(route.request.url).path)
        route.fulfill(status=found.status_code, content_type=found["Content-Type"], body=found.getvalue())

    lists = [place(model, "changelist") for model in MODELS]
    with contextlib.closing(chromium.new_context(viewport={"width": 1280, "height": 900})) as context:
        page = context.new_page()
        page.route("**/*", answer)
        cut = {path: page.goto(f"http://testserver{path}").status != 200 or page.evaluate(CUT) for path in lists}
    assert {path: over for path, over in cut.items() if over} == {}
