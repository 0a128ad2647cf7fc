from __future__ import annotations

import pytest

from onlineocr.env import network
from onlineocr.ops.proxy import client_address, first_outside, forwarded_for, forwarded_prefix


@pytest.mark.parametrize(
    ("header", "proxies", "address"),
    [
        ("203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.1", 2, "203.0.113.9"),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("203.0.113.9:4711", 1, "203.0.113.9"),
        ("[2001:db8::1]:4711", 1, "2001:db8::1"),
        ("[2001:db8::1]", 1, "2001:db8::1"),
        ("203.0.113.9:x", 1, ""),
        ("[203.0.113.9", 1, ""),
        ("203.0.113.9", 2, ""),
        ("", 1, ""),
        ("unknown", 1, ""),
        ("<script>", 1, ""),
    ],
)
def test_it_believes_only_our_own_proxies(header, proxies, address):
    assert forwarded_for(header, proxies) == address


def test_without_a_proxy_the_header_changes_nothing(api, db, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 1}
    body = {"username": "nobody", "password": "x"}
    answers = [
        api.post("/api/token_obtain_pair/", body, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
        for n in range(2)
    ]
    assert answers == [401, 429]


def test_behind_a_proxy_each_caller_counts_alone(api, db, settings):
    settings.TRUSTED_PROXIES = 1
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 1}
    body = {"username": "nobody", "password": "x"}
    answers = [
        api.post("/api/token_obtain_pair/", body, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
        for n in range(2)
    ]
    assert answers == [401, 401]


def test_behind_a_proxy_what_the_caller_writes_in_front_changes_nothing(api, db, settings):
    settings.TRUSTED_PROXIES = 1
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 1}
    body = {"username": "nobody", "password": "x"}
    answers = [
        api.post("/api/token_obtain_pair/", body, headers={"X-Forwarded-For": f"192.0.2.{n}, 203.0.113.9"}).status_code
        for n in range(2)
    ]
    assert answers == [401, 429]


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("203.0.113.9:4711, [fd00::1]:80", "203.0.113.9"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("<script>, 10.0.0.2", "10.0.0.2"),
        ("", ""),
    ],
)
def test_with_networks_the_last_address_outside_of_them_calls(header, address):
    assert first_outside(header, [network("10.0.0.0/8"), network("fd00::/8")]) == address


@pytest.fixture
def trusting(settings):
    settings.PROXY_NETWORKS = [network("10.0.0.0/8")]


FORWARDED = {"X-Forwarded-Host": "ocr.example.org:8443", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/ocr"}


@pytest.mark.parametrize("peer", ["10.1.2.3", "::ffff:10.1.2.3"])
def test_a_proxy_of_a_trusted_network_is_believed(trusting, client, db, peer):
    page = client.get("/", headers={"host": "internal:9999"} | FORWARDED, REMOTE_ADDR=peer).content
    assert b"https://ocr.example.org:8443/ocr/api/ocr/" in page


@pytest.mark.parametrize("peer", ["192.0.2.7", "::1", "", "fe80::1%eth0"])
def test_nobody_else_is_believed(trusting, client, db, peer):
    page = client.get("/", headers={"host": "internal:9999"} | FORWARDED, REMOTE_ADDR=peer).content
    assert b"http://internal:9999/api/ocr/" in page


def test_a_forwarded_host_is_checked_like_any_other(settings, client, db):
    settings.TRUSTED_PROXIES = 1
    assert client.get("/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 400


def test_the_log_says_once_that_a_proxy_is_not_trusted(client, db, caplog):
    for _ in range(2):
        client.get("/", headers={"X-Forwarded-For": "192.0.2.7"})
    assert caplog.text.count("set ONLINEOCR_PROXIES=1") == 1


@pytest.mark.parametrize(
    ("header", "prefix"),
    [
        ("/ocr", "/ocr"),
        ("/ocr/", "/ocr"),
        ("/a, /b", "/a/b"),
        (" /a/b/ ", "/a/b"),
        ("/", ""),
        ("", ""),
        ("ocr", ""),
        ("//evil.example", ""),
        ("/a/../b", ""),
        ("/a b", ""),
        ("/<script>", ""),
        ("/" + "a" * 65, ""),
    ],
)
def test_a_prefix_of_a_proxy_is_plain_or_none(header, prefix):
    assert forwarded_prefix(header) == prefix


@pytest.mark.parametrize(
    ("path", "prefix", "served"),
    [("/ocr/healthz", "/ocr", 200), ("/healthz", "/ocr", 200), ("/ocrs/healthz", "/ocr", 404), ("/ocr", "/ocr", 200)],
)
def test_it_serves_below_the_prefix_whether_or_not_the_proxy_removed_it(trusting, client, db, path, prefix, served):
    answer = client.get(path, headers={"X-Forwarded-Prefix": prefix}, REMOTE_ADDR="10.1.2.3")
    assert answer.status_code == served


def test_a_prefix_like_our_own_path_is_one_that_the_proxy_removed(trusting, client, db):
    answer = client.get("/api/v1/capabilities", headers={"X-Forwarded-Prefix": "/api"}, REMOTE_ADDR="10.1.2.3")
    assert answer.status_code == 200


def test_our_cookies_stay_below_the_prefix(trusting, client, db):
    answer = client.get("/accounts/login/", headers={"X-Forwarded-Prefix": "/ocr"}, REMOTE_ADDR="10.1.2.3")
    assert {cookie["path"] for cookie in answer.cookies.values()} == {"/ocr"}
    assert {cookie["path"] for cookie in client.get("/accounts/login/").cookies.values()} == {"/"}


@pytest.mark.parametrize(
    ("peer", "header", "address"),
    [
        ("10.0.0.2", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
        ("", "203.0.113.9", ""),
    ],
)
def test_without_an_address_in_the_header_the_peer_calls(trusting, peer, header, address):
    assert client_address(peer, header) == address


@pytest.mark.parametrize(("hosts", "proxies", "host"), [("a.lan, b.lan", 1, "b.lan"), ("a.lan, b.lan", 2, "a.lan"),
                                                        ("a.lan", 2, "a.lan"), (" , a.lan ,", 1, "a.lan")])  # fmt: skip
def test_the_outermost_of_our_proxies_names_the_host(settings, client, db, hosts, proxies, host):
    settings.TRUSTED_PROXIES = proxies
    page = client.get("/", headers={"host": "internal:9999", "X-Forwarded-Host": hosts}).content
    assert f"http://{host}/api/ocr/".encode() in page


def test_the_log_names_every_header_that_was_ignored(client, db, caplog):
    client.get("/", headers={"X-Forwarded-Prefix": "/x", "X-Forwarded-Proto": "https"}, REMOTE_ADDR="192.0.2.7")
    assert "X-Forwarded-Proto and X-Forwarded-Prefix from 192.0.2.7 is ignored" in caplog.text
