"""POST /api/ocr/: every way to send a picture, and every way to send it wrong."""

import base64
import io
import json

import fake_engine as fake
import pytest
from PIL import Image

from tests.support.answers import problem
from tests.support.processes import encrypted_pdf, huge_png, picture, poisoned

pytestmark = pytest.mark.usefixtures("worker")
URL = "/api/ocr/"


@pytest.fixture
def png():
    return picture("PNG")


def stored():
    from onlineocr.documents.models import Document

    return Document.objects.count()


def upload(data, name="scan.png"):
    file = io.BytesIO(data)
    file.name = name
    return file


@pytest.mark.parametrize("field", ["image", "file"])
def test_it_takes_a_form(api, png, field):
    response = api.post(URL, {field: upload(png)}, format="multipart")
    assert response.status_code == 200
    assert response.json()["status"] == "succeeded"


def test_it_takes_base64_in_json(api, png):
    assert api.post(URL, {"image": base64.b64encode(png).decode()}, format="json").status_code == 200


def test_it_takes_a_data_uri(api, png):
    uri = "data:image/png;base64," + base64.b64encode(png).decode()
    assert api.post(URL, {"image": uri}, format="json").status_code == 200


def test_it_takes_url_safe_base64_without_padding_and_with_line_ends(api, png):
    text = base64.urlsafe_b64encode(png).decode().rstrip("=")
    wrapped = "\n".join(text[start : start + 76] for start in range(0, len(text), 76))
    assert api.post(URL, {"image": wrapped}, format="json").status_code == 200


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "text/plain", "application/pdf"])
def test_it_takes_the_bytes_as_the_body_whatever_they_are_called(client, db, png, kind):
    assert client.post(URL, png, content_type=kind).status_code == 200


def test_it_takes_what_curl_sends_by_data_binary(client, db, png):
    response = client.post(URL, png, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200


def test_it_takes_base64_in_a_plain_form(client, db, png):
    from urllib.parse import urlencode

    body = urlencode({"image": base64.b64encode(png).decode()})
    assert client.post(URL, body, content_type="application/x-www-form-urlencoded").status_code == 200


def test_it_answers_with_text_letters_and_pages(api, png):
    body = api.post(URL, {"image": upload(png)}, format="multipart").json()
    assert body["content"] == "\n\n".join(page["text"] for page in body["pages"])
    assert body["letters"] == [char for char in body["content"] if char.isalpha()]
    assert body["count"] == len(body["letters"])
    assert body["document"] == f"/api/v1/documents/{body['id']}/"
    assert body["engine"]["name"] == "fake"


@pytest.mark.parametrize("kind", ["whole", "truncated", "partial"])
def test_it_tells_of_problems_and_review_as_the_json_result_does(api, kind):
    data = picture("TIFF" if kind == "partial" else "JPEG")
    if kind == "truncated":
        data = data[: len(data) * 3 // 4]
    if kind == "partial":
        frames = [Image.open(io.BytesIO(one)) for one in (picture(), poisoned(fake.FAIL))]
        file = io.BytesIO()
        frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:])
        data = file.getvalue()
    body = api.post(URL, {"image": upload(data)}, format="multipart").json()
    result = json.loads(b"".join(api.get(f"{body['document']}result?token={body['token']}")))
    shared = ("engine", "confidence", "languages", "needs_review")
    assert {name: body[name] for name in shared} == {name: result[name] for name in shared}
    assert body["needs_review"] == (kind != "whole")
    told = [problem["detail"].removeprefix(f"Page {problem['page']}: ") for problem in body["problems"]]
    assert told == [problem["detail"].removeprefix("Page 2: ") for problem in result["problems"]]
    assert [problem["page"] for problem in body["problems"]] == {"whole": [], "truncated": [1], "partial": [2]}[kind]
    assert api.get(f"{body['document']}?token={body['token']}").json()["problems"] == body["problems"]


def test_it_gives_a_token_to_who_has_no_account(api, png):
    body = api.post(URL, {"image": upload(png)}, format="multipart").json()
    assert api.get(body["document"]).status_code == 404
    assert api.get(body["document"], HTTP_X_DOCUMENT_TOKEN=body["token"]).status_code == 200
    assert api.get(f"{body['document']}?token={body['token']}").status_code == 200
    assert api.get(f"{body['document']}?token=wrong").status_code == 404


def test_it_keeps_the_upload_of_alice_for_alice(as_user, alice, bob, png):
    body = as_user(alice).post(URL, {"image": upload(png)}, format="multipart").json()
    assert "token" not in body
    assert as_user(alice).get(body["document"]).json()["created_by"] == "alice"
    assert as_user(bob).get(body["document"]).status_code == 404


def test_it_takes_options_from_form_json_and_query(api, png):
    from onlineocr.documents.models import Run

    api.post(URL, {"image": upload(png), "languages": "eng"}, format="multipart")
    api.post(URL, {"image": base64.b64encode(png).decode(), "languages": ["en"]}, format="json")
    api.post(f"{URL}?languages=en-GB", {"image": upload(png)}, format="multipart")
    assert {run.options["languages"] for run in Run.objects.all()} == {"en"}


def test_it_reads_only_the_pages_that_were_asked_for(api):
    response = api.post(f"{URL}?pages=2", {"image": upload(picture("TIFF", frames=3))}, format="multipart")
    assert [page["number"] for page in response.json()["pages"]] == [2]


def test_it_answers_202_when_the_wait_is_over(api, settings):
    settings.WAIT_SECONDS = 0.05
    response = api.post(URL, {"image": upload(poisoned(fake.SLEEP, 10))}, format="multipart")
    assert response.status_code == 202
    assert response["Location"] == response.json()["document"] == f"/api/v1/documents/{response.json()['id']}/"
    assert response["Retry-After"] == "1"
    assert response.json()["status"] in {"queued", "running"}


def test_it_refuses_an_empty_body(client, db):
    problem(client.post(URL, b"", content_type="image/png"), 400, "empty_file")


def test_it_refuses_an_empty_file(api):
    problem(api.post(URL, {"image": upload(b"")}, format="multipart"), 400, "empty_file")


def test_it_refuses_a_form_without_a_file(api):
    problem(api.post(URL, {"languages": "en"}, format="multipart"), 400, "no_file")
    problem(api.post(URL, {"languages": "en"}, format="json"), 400, "no_file")


def test_it_names_the_field_that_held_the_file(api, png):
    body = problem(api.post(URL, {"picture": upload(png)}, format="multipart"), 400, "no_file")
    assert "'picture'" in body["detail"]


def test_it_refuses_two_files_at_once(api, png):
    problem(api.post(URL, {"image": upload(png), "file": upload(png)}, format="multipart"), 400, "no_file")


@pytest.mark.parametrize("name", ["x", "../scan", "my scan", "a.b.c"])
def test_it_hints_at_the_sign_that_makes_a_field_a_file(api, name):
    body = problem(api.post(URL, {"image": name}, format="multipart"), 400, "invalid_base64")
    assert f"-F 'image=@{name}'" in body["detail"]


@pytest.mark.parametrize("text", ["not base64!", "ab=c", 7, None, ["x"]])
def test_it_refuses_what_is_not_base64(api, text):
    response = api.post(URL, {"image": text}, format="json")
    problem(response, 400, "no_file" if text is None else "invalid_base64")


@pytest.mark.parametrize("body", ["{", '"text"', "[1]", "null", "7"])
def test_it_refuses_json_that_is_no_object(client, db, body):
    problem(client.post(URL, body, content_type="application/json"), 400, "malformed")


def test_it_refuses_text_that_is_called_png(api):
    problem(api.post(URL, {"image": upload(b"Dear Bob,\n" * 50)}, format="multipart"), 415, "unsupported_type")


def test_it_reads_a_truncated_jpeg_and_says_so(api):
    data = picture("JPEG", size=(400, 300))
    body = api.post(URL, {"image": upload(data[: len(data) // 2])}, format="multipart").json()
    assert [problem["code"] for problem in body["pages"][0]["problems"]] == ["truncated_file"]


def test_it_refuses_a_jpeg_without_picture_data(api):
    problem(api.post(URL, {"image": upload(picture("JPEG")[:300])}, format="multipart"), 400, "truncated_file")


def test_it_refuses_a_picture_with_too_many_pixels(api):
    body = problem(api.post(URL, {"image": upload(huge_png())}, format="multipart"), 413, "too_many_pixels")
    assert "50" in body["detail"]


def test_it_refuses_an_encrypted_pdf(api):
    body = problem(api.post(URL, {"image": upload(encrypted_pdf())}, format="multipart"), 422, "pdf_encrypted")
    assert "the option 'password'" in body["detail"]


def test_it_opens_an_encrypted_pdf_with_its_password(api):
    form = {"image": upload(encrypted_pdf("swordfish"))}
    assert api.post(URL, form | {"password": "swordfish"}, format="multipart").json()["status"] == "succeeded"


def test_it_refuses_a_wrong_password(api):
    form = {"image": upload(encrypted_pdf("swordfish")), "password": "marlin"}
    problem(api.post(URL, form, format="multipart"), 422, "wrong_password")


def test_it_takes_every_option_of_the_contract(api, png):
    options = {
        "engine": "fake", "languages": "auto", "pages": "1", "dpi": "300", "orient": "true", "deskew": "false",
        "text_layer": "ignore", "tables": "false", "barcodes": "false", "detail": "words", "password": "",
        "priority": "bulk", "retention": "1h",
    }  # fmt: skip
    assert api.post(URL, {"image": upload(png)} | options, format="multipart").status_code == 200


def test_it_refuses_a_file_over_the_limit(api, png, settings):
    from dataclasses import replace

    settings.LIMITS = replace(settings.LIMITS, max_bytes=100)
    body = problem(api.post(URL, {"image": upload(png)}, format="multipart"), 413, "too_many_bytes")
    assert "100" in body["detail"]


def test_it_takes_any_picture_under_two_megabytes(api):
    noise = Image.effect_noise((1300, 1300), 90)
    file = io.BytesIO()
    noise.save(file, "PNG")
    assert 1_500_000 < len(file.getvalue()) < 2_000_000
    assert api.post(URL, {"image": upload(file.getvalue())}, format="multipart").status_code == 200


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"colour": "blue"}, "colour"),
        ({"languages": "klingonese"}, "languages"),
        ({"engine": "nobody"}, "engine"),
        ({"dpi": "many"}, "dpi"),
        ({"pages": "3-1"}, "pages"),
        ({"priority": "now"}, "priority"),
        ({"retention": "forever"}, "retention"),
        ({"tables": "perhaps"}, "tables"),
        ({"barcodes": "maybe"}, "barcodes"),
        ({"text_layer": "sometimes"}, "text_layer"),
        ({"password": "x" * 129}, "password"),
    ],
)
def test_it_names_every_wrong_option(api, png, options, field):
    body = problem(api.post(URL, {"image": upload(png)} | options, format="multipart"), 422, "invalid_option")
    assert [error["field"] for error in body["errors"]] == [field]


def test_it_lists_all_options_when_one_is_unknown(api, png):
    body = problem(api.post(URL, {"image": upload(png), "colour": "blue"}, format="multipart"), 422, "invalid_option")
    assert all(name in body["detail"] for name in ("engine", "languages", "priority", "retention"))


def test_it_refuses_pages_that_there_are_not(api, png):
    problem(api.post(f"{URL}?pages=7", {"image": upload(png)}, format="multipart"), 422, "no_such_page")


def test_it_keeps_nothing_of_what_it_refused(api, settings):
    before = originals(settings)
    data = picture("JPEG", size=(400, 300))
    for bad in (b"", b"text", data[:300], data[:9]):
        assert api.post(URL, {"image": upload(bad)}, format="multipart").status_code in {400, 415}
    assert (stored(), originals(settings)) == (0, before)


@pytest.mark.parametrize("deed", [fake.FAIL, fake.KILL, fake.RAISE])
def test_it_reads_well_after_a_page_that_hurt(api, png, deed):
    response = api.post(URL, {"image": upload(poisoned(deed))}, format="multipart")
    problem(response, 422 if deed == fake.KILL else 500, "engine_crashed" if deed == fake.KILL else "engine_failed")
    assert api.post(URL, {"image": upload(png)}, format="multipart").json()["status"] == "succeeded"


def test_it_asks_for_an_account_where_the_operator_wants_it(api, as_user, alice, settings, png):
    settings.ANONYMOUS_UPLOADS = False
    problem(api.post(URL, {"image": upload(png)}, format="multipart"), 401, "not_signed_in")
    assert as_user(alice).post(URL, {"image": upload(png)}, format="multipart").status_code == 200


def test_it_takes_no_get(api):
    problem(api.get(URL), 405, "method_not_allowed")


def originals(settings):
    return sorted(path for path in (settings.DATA_DIR / "originals").rglob("*") if path.is_file())


def test_it_names_the_document_by_its_file_without_a_path(api, png):
    body = api.post(URL, {"image": upload(png, name="../../etc/\u202egnp.exe")}, format="multipart").json()
    document = api.get(body["document"], HTTP_X_DOCUMENT_TOKEN=body["token"]).json()
    assert document["file_name"] == "gnp.exe"


def test_its_body_is_json_in_utf_8(api, png):
    response = api.post(URL, {"image": upload(png)}, format="multipart")
    assert response["Content-Type"] == "application/json"
    json.loads(response.content.decode())
