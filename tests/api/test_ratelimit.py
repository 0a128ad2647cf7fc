"""RateLimit-Policy and RateLimit: on success and on refusal."""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory

from onlineocr.http.rate_limit import Policy, RateLimitMiddleware, attach

URL = "/api/token_obtain_pair/"


@pytest.fixture
def told(rf: RequestFactory):
    """``told(policy, …)``: the headers of an answer to a request with these policies."""
    from django.http import HttpResponse

    def answer(*policies: Policy) -> dict[str, str]:
        request = rf.get("/")
        for policy in policies:
            attach(request, policy)
        return dict(RateLimitMiddleware(lambda _: HttpResponse())(request).headers)

    return answer


def test_it_writes_policy_and_state(told):
    headers = told(Policy("sign_in", 60, 12, window=60, reset=32.2))
    assert headers["RateLimit-Policy"] == '"sign_in";q=60;w=60'
    assert headers["RateLimit"] == '"sign_in";r=12;t=33'


def test_it_writes_several(told):
    headers = told(Policy("pages", 500, 499, unit="pages"), Policy("bytes", 10, 0, 3600, 0.1, "content-bytes"))
    assert headers["RateLimit-Policy"] == '"pages";q=500;qu="pages", "bytes";q=10;qu="content-bytes";w=3600'
    assert headers["RateLimit"] == '"pages";r=499, "bytes";r=0;t=1'


def test_a_later_policy_of_the_same_name_takes_its_place(told):
    assert told(Policy("pages", 5, 3), Policy("pages", 5, 2))["RateLimit"] == '"pages";r=2'


def test_it_is_silent_where_nothing_is_counted(told):
    assert not {"RateLimit", "RateLimit-Policy"} & set(told())


def test_it_never_tells_of_less_than_nothing(told):
    assert told(Policy("pages", 5, -2, 60, -0.5))["RateLimit"] == '"pages";r=0;t=0'


@pytest.mark.parametrize("name", ["", "Pages", 'a"b', "a b", "ä", "a\r\nb"])
def test_it_refuses_a_name_that_breaks_the_header(name):
    with pytest.raises(ValueError, match="no name of a limit"):
        Policy(name, 1, 1)


def test_a_sign_in_tells_what_is_left(api, alice, password, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 2}
    answers = [api.post(URL, {"username": "alice", "password": password}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Policy"] for answer in answers] == ['"sign_in";q=2;w=60'] * 3
    assert [re.sub(r"t=\d+", "t", answer["RateLimit"]) for answer in answers] == [
        '"sign_in";r=1;t', '"sign_in";r=0;t', '"sign_in";r=0;t',
    ]  # fmt: skip


def test_a_pause_tells_how_long_it_lasts(api, alice, password, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        api.post(URL, {"username": "alice", "password": "wrong"})
    answer = api.post(URL, {"username": "alice", "password": password})
    assert answer.status_code == 429
    assert '"password_failure";r=0;t=900' in answer["RateLimit"]
