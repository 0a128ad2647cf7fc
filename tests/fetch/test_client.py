"""post and download against real servers on this machine, which the policy of these tests allows."""

from __future__ import annotations

import io
import socket
import threading
import time

import pytest

from onlineocr import fetch
from onlineocr.fetch import network
from tests.support.remote import LOCAL, Reply, certificate, serving

LOCALS = fetch.Policy(allow=LOCAL)


def post(url, body=b"{}", *, policy=LOCALS, seconds=5.0, **headers):
    return fetch.post(fetch.Url.parse(url), body, headers, policy=policy, seconds=seconds)


def download(url, *, policy=LOCALS, seconds=5.0, max_bytes=10_000):
    file = io.BytesIO()
    got = fetch.download(fetch.Url.parse(url), file, policy=policy, seconds=seconds, max_bytes=max_bytes)
    assert got.size == len(file.getvalue())
    return got.file_name, file.getvalue()


@pytest.fixture
def names(monkeypatch):
    """What names resolve to, one list of addresses per look-up; the last stays."""
    known: dict[str, list[list[str]]] = {}
    true = socket.getaddrinfo

    def look_up(host, *rest, **more):
        if host not in known:
            return true(host, *rest, **more)
        found = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def test_it_posts_and_sees_the_answer():
    with serving(Reply(202, b"thanks", {"Retry-After": "7"})) as server:
        answer = post(f"{server.url}/hook?a=b", b'{"x":1}', **{"Content-Type": "application/json"})
    assert (answer.status, answer.excerpt, answer.headers["retry-after"]) == (202, "thanks", "7")
    asked = server.asked[0]
    assert (asked.method, asked.target, asked.body) == ("POST", "/hook?a=b", b'{"x":1}')
    assert asked.headers["user-agent"] == fetch.client.AGENT
    assert asked.headers["host"] == f"127.0.0.1:{server.server_port}"
    assert not {"cookie", "authorization"} & asked.headers.keys()


def test_it_does_not_call_this_machine_on_its_own():
    with serving() as server, pytest.raises(fetch.AddressRefused):
        post(server.url, policy=fetch.Policy(plain=True, ports=[server.server_port]))
    assert server.asked == []


def test_a_name_that_leads_to_this_machine_is_like_one_that_nobody_has(names):
    names["inside.example"] = [["127.0.0.1"]]
    with serving() as server:
        policy = fetch.Policy(plain=True, ports=[server.server_port])
        with pytest.raises(fetch.FetchError) as inside:
            post(f"http://inside.example:{server.server_port}", policy=policy)
        with pytest.raises(fetch.FetchError) as nowhere:
            post(f"http://nobody.invalid:{server.server_port}", policy=policy)
    assert server.asked == []
    assert (inside.value.code, inside.value.detail) == (nowhere.value.code, nowhere.value.detail)
    assert inside.value.code == "remote_unreachable"


def test_it_looks_a_name_up_once_and_connects_to_what_it_checked(names):
    names["rebind.example"] = [["127.0.0.1"], ["169.254.169.254"]]
    with serving(Reply(204)) as server:
        assert post(f"http://rebind.example:{server.server_port}/").status == 204
    assert names["rebind.example"] == [["169.254.169.254"]], "the second answer was never asked for"
    assert server.asked[0].headers["host"] == f"rebind.example:{server.server_port}"


def test_one_private_address_among_good_ones_is_refused(names):
    names["two-faced.example"] = [["127.0.0.1", "10.0.0.1"]]
    with serving() as server, pytest.raises(fetch.RemoteUnreachable):
        post(f"http://two-faced.example:{server.server_port}/")
    assert server.asked == []


def test_it_tries_the_next_address_when_one_is_dead(names):
    names["half.example"] = [["127.0.0.9", "127.0.0.1"]]
    with serving(Reply(200)) as server:
        assert post(f"http://half.example:{server.server_port}/").status == 200


def test_a_name_that_nobody_has_is_unreachable():
    with pytest.raises(fetch.RemoteUnreachable, match="leads to no server"):
        post("https://no-such-host.invalid/")


def test_a_look_up_that_hangs_ends_at_the_deadline(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(20) and [])
    started = time.monotonic()
    with pytest.raises(fetch.RemoteTimeout):
        post("https://slow-dns.example/", seconds=0.3)
    release.set()
    assert time.monotonic() - started < 3


def test_a_port_where_nobody_listens_is_unreachable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(fetch.RemoteUnreachable):
            post(f"http://127.0.0.1:{taken.getsockname()[1]}/")


def test_a_redirect_is_an_answer_and_is_not_followed():
    with serving(Reply(302, headers={"Location": "/other"})) as server:
        assert post(server.url).status == 302
    assert len(server.asked) == 1


def test_a_gigantic_answer_costs_a_kilobyte():
    with serving(Reply(endless=True)) as server:
        started = time.monotonic()
        answer = post(server.url)
    assert (answer.status, len(answer.excerpt)) == (200, 1024)
    assert time.monotonic() - started < 3


def test_an_answer_that_breaks_off_counts_by_its_status():
    with serving(Reply(200, b"half", promise=100)) as server:
        assert post(server.url) == fetch.Answer(200, post(server.url).headers, "half")


def test_a_server_that_does_not_answer_ends_at_the_deadline():
    with serving(Reply(delay=3)) as server, pytest.raises(fetch.RemoteTimeout):
        post(server.url, seconds=0.3)


def test_headers_that_never_end_are_cut_off():
    with Raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 300_000) as url, pytest.raises(fetch.RemoteFailed):
        post(url)


def test_what_is_not_http_is_a_failure():
    with Raw(b"SSH-2.0-OpenSSH_9.2\r\n") as url, pytest.raises(fetch.RemoteFailed, match="not HTTP"):
        post(url)


def test_it_passes_proxies_of_the_environment_by(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(Reply(204)) as server:
        assert post(server.url).status == 204


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """``trusted("name")``: a server's TLS context whose certificate for ``name`` is believed."""

    def make(name):
        file, context = certificate(tmp_path, name)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        network.tls.cache_clear()
        return context

    yield make
    network.tls.cache_clear()


def test_tls_verifies_the_name_although_the_address_is_pinned(names, trusted):
    names["good.example"] = names["bad.example"] = [["127.0.0.1"]]
    with serving(Reply(204), tls=trusted("good.example")) as server:
        assert post(f"https://good.example:{server.server_port}/").status == 204
        with pytest.raises(fetch.RemoteUnreachable, match="safe connection"):
            post(f"https://bad.example:{server.server_port}/")


def test_a_certificate_that_nobody_vouches_for_is_refused(names, tmp_path):
    names["self.example"] = [["127.0.0.1"]]
    with serving(tls=certificate(tmp_path, "self.example")[1]) as server, pytest.raises(fetch.RemoteUnreachable):
        post(f"https://self.example:{server.server_port}/")
    assert server.asked == []


def test_it_fetches_a_file_and_names_it():
    with serving(Reply(body=b"data", headers={"Content-Disposition": 'attachment; filename="a b.pdf"'})) as server:
        assert download(f"{server.url}/x.png") == ("a b.pdf", b"data")


@pytest.mark.parametrize(
    ("header", "path", "name"),
    [
        ("attachment; filename*=UTF-8''%E2%82%AC.pdf; filename=x", "/", "€.pdf"),
        ("inline; filename=plain.png", "/", "plain.png"),
        ("", "/folder/sc%C3%A4n.png?sig=1", "scän.png"),
        ("", "/", ""),
    ],
)
def test_it_finds_the_name(header, path, name):
    with serving(Reply(body=b"x", headers={"Content-Disposition": header} if header else {})) as server:
        assert download(server.url + path)[0] == name


def test_it_follows_a_redirect():
    with serving(Reply(301, headers={"Location": "/there.png"}), Reply(body=b"there")) as server:
        assert download(f"{server.url}/here.png") == ("there.png", b"there")


def test_it_checks_where_a_redirect_leads():
    there = Reply(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
    with serving(there) as server, pytest.raises(fetch.AddressRefused):
        download(server.url)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://user@127.0.0.1/", "http://1/"])
def test_it_follows_no_redirect_to_an_address_that_is_not_valid(location):
    with serving(Reply(302, headers={"Location": location})) as server, pytest.raises(fetch.InvalidAddress):
        download(server.url)


def test_it_does_not_go_from_https_to_http(names, trusted):
    names["good.example"] = [["127.0.0.1"]]
    with serving(Reply(body=b"x")) as plain:
        reply = Reply(302, headers={"Location": f"http://127.0.0.1:{plain.server_port}/"})
        with serving(reply, tls=trusted("good.example")) as server, pytest.raises(fetch.RemoteFailed, match="to http"):
            download(f"https://good.example:{server.server_port}/")
    assert plain.asked == []


def test_it_does_not_run_in_circles():
    with serving(Reply(302, headers={"Location": "/again"})) as server, pytest.raises(fetch.RemoteFailed, match="more"):
        download(server.url)
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 500])
def test_another_status_than_200_is_no_file(status):
    with serving(Reply(status)) as server, pytest.raises(fetch.RemoteRefused, match=str(status)) as caught:
        download(server.url)
    assert caught.value.status == status


def test_it_believes_a_length_that_is_too_large():
    with serving(Reply(promise=10_001)) as server, pytest.raises(fetch.RemoteTooLarge):
        download(server.url)


def test_it_counts_where_no_length_is_told():
    with serving(Reply(endless=True)) as server, pytest.raises(fetch.RemoteTooLarge):
        download(server.url)


def test_a_file_that_breaks_off_is_no_file():
    with serving(Reply(body=b"half", promise=100)) as server, pytest.raises(fetch.RemoteFailed, match="broke off"):
        download(server.url)


def test_a_server_that_drips_ends_at_the_deadline():
    with serving(Reply(body=b"x" * 100, drip=0.1)) as server:
        started = time.monotonic()
        with pytest.raises(fetch.RemoteTimeout):
            download(server.url, seconds=0.6)
    assert time.monotonic() - started < 3


def test_it_takes_nothing_compressed():
    reply = Reply(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    with serving(reply) as server, pytest.raises(fetch.RemoteFailed, match="compressed"):
        download(server.url)
    assert server.asked[0].headers["accept-encoding"] == "identity"


class Raw:
    """A server that sends ``data`` to the first caller and closes."""

    def __init__(self, data):
        self.data, self.socket = data, socket.create_server(("127.0.0.1", 0))

    def __enter__(self):
        threading.Thread(target=self._answer, daemon=True).start()
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/"

    def __exit__(self, *_):
        self.socket.close()

    def _answer(self):
        caller, _ = self.socket.accept()
        with caller:
            caller.recv(65536)
            try:
                caller.sendall(self.data)
            except OSError:
                return  # the caller had enough
