"""{"url": …}: a file that the server fetches itself, from real servers on this machine that the operator allowed."""

import pytest

from onlineocr.documents.files import from_url
from onlineocr.documents.models import Document
from tests.support.processes import picture
from tests.support.remote import LOCAL, Reply, serving

URL = "/api/v1/documents/"


@pytest.fixture(autouse=True)
def _permitted(settings):
    settings.URL_UPLOADS, settings.FETCH_ALLOW, settings.FETCH_SECONDS = "everybody", LOCAL, 5


@pytest.fixture
def site():
    """A server that has a picture."""
    with serving(Reply(body=picture(), headers={"Content-Disposition": 'inline; filename="scan 1.png"'})) as server:
        yield server


def refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not Document.objects.exists()
    return response.json()["detail"]


def test_it_takes_an_address_in_json(as_user, alice, site):
    body = as_user(alice).post(URL, {"url": f"{site.url}/x"}, format="json").json()
    assert (body["status"], body["file_name"], body["media_type"]) == ("queued", "scan 1.png", "image/png")


def test_it_takes_an_address_in_a_form_with_options(api, site):
    body = api.post(URL, {"url": f"{site.url}/x", "deskew": "false"}, format="multipart").json()
    assert body["options"]["deskew"] is False


def test_it_takes_an_address_in_an_urlencoded_form(api, site):
    form = f"url={site.url}/x&file_name=mine.png"
    body = api.post(URL, form, content_type="application/x-www-form-urlencoded").json()
    assert body["file_name"] == "mine.png"


def test_it_takes_an_address_in_the_query(api, site):
    assert api.post(f"{URL}?url={site.url}/x&orient=no").json()["options"]["orient"] is False


def test_the_first_endpoint_takes_it_too(api, site, worker):
    assert api.post("/api/ocr/", {"url": f"{site.url}/x"}, format="json").json()["status"] == "succeeded"


def test_it_is_off_unless_the_operator_turns_it_on(api, site, settings):
    settings.URL_UPLOADS = "off"
    refused(api.post(URL, {"url": site.url}, format="json"), 403, "url_uploads_off")
    assert site.asked == []


def test_it_may_be_for_accounts_only(api, as_user, alice, site, settings):
    settings.URL_UPLOADS = "accounts"
    refused(api.post(URL, {"url": site.url}, format="json"), 403, "url_uploads_off")
    assert as_user(alice).post(URL, {"url": site.url}, format="json").status_code == 202


@pytest.mark.parametrize("url", ["/etc/passwd", "file:///etc/passwd", "http://0x7f.1/", 7, ["https://example.org/"]])
def test_it_refuses_what_is_no_address(api, url):
    refused(api.post(URL, {"url": url}, format="json"), 422, "invalid_address")


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:169.254.169.254]"])
def test_it_refuses_private_addresses(api, host):
    refused(api.post(URL, {"url": f"http://{host}/"}, format="json"), 422, "address_refused")


def test_it_refuses_a_redirect_to_a_private_address(api):
    with serving(Reply(302, headers={"Location": "http://10.0.0.1/"})) as server:
        refused(api.post(URL, {"url": server.url}, format="json"), 422, "address_refused")


def test_it_tells_what_the_other_server_answered(api):
    with serving(Reply(404)) as server:
        assert "404" in refused(api.post(URL, {"url": server.url}, format="json"), 422, "remote_refused")


def test_it_tells_that_the_other_server_is_too_slow(api, settings):
    settings.FETCH_SECONDS = 0.3
    with serving(Reply(delay=2)) as server:
        refused(api.post(URL, {"url": server.url}, format="json"), 422, "remote_timeout")


def test_it_tells_that_the_file_is_too_large(api):
    with serving(Reply(promise=10**12)) as server:
        refused(api.post(URL, {"url": server.url}, format="json"), 413, "remote_too_large")


def test_it_tells_that_nobody_is_there(api):
    refused(api.post(URL, {"url": "http://127.0.0.1:1/"}, format="json"), 422, "remote_unreachable")


def test_what_comes_is_judged_by_its_content(api):
    with serving(Reply(body=b"<html>not found</html>", headers={"Content-Type": "image/png"})) as server:
        refused(api.post(URL, {"url": server.url}, format="json"), 415, "unsupported_type")


def test_an_empty_file_is_named_so(api):
    with serving(Reply(body=b"")) as server:
        refused(api.post(URL, {"url": server.url}, format="json"), 400, "empty_file")


def test_it_refuses_a_file_beside_the_address(api, site):
    refused(api.post(URL, {"url": site.url, "file": "aGVsbG8="}, format="json"), 422, "invalid_option")
    refused(api.post(f"{URL}?url={site.url}", picture(), content_type="image/png"), 422, "invalid_option")
    assert site.asked == []


def test_it_leaves_no_file_behind_when_an_option_is_wrong(api, site):
    refused(api.post(URL, {"url": site.url, "dpi": "x"}, format="json"), 422, "invalid_option")


def test_it_fetches_only_so_many_at_once(api, site, monkeypatch):
    monkeypatch.setattr(from_url, "_AT_ONCE", from_url.threading.BoundedSemaphore(1))
    with from_url._AT_ONCE:
        response = api.post(URL, {"url": site.url}, format="json")
    refused(response, 429, "queue_full")
    assert int(response["Retry-After"]) > 0
    assert api.post(URL, {"url": site.url}, format="json").status_code == 202
