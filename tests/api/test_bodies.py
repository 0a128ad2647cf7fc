"""Uploads as clients really send them: read where it is clear what was meant, else the error says what to change."""

from __future__ import annotations

import base64
import gzip
import json
import textwrap
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from onlineocr.documents.files import storage
from onlineocr.documents.models import Document
from tests.web.files import picture

PNG = picture("Bodies")
TEXT = base64.b64encode(PNG).decode()
URLS = ("/api/v1/documents/", "/api/ocr/")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(params=URLS)
def send(request, api, settings):
    """``send(body, type)``: the response; both endpoints answer 202 at once, as nobody reads here."""
    settings.WAIT_SECONDS = 0

    def post(body, content_type="", **headers):
        return api.generic("POST", request.param, body, content_type=content_type, headers=headers)

    return post


def taken(response) -> str:
    """The name of the one document, which has the bytes that were meant."""
    assert response.status_code == 202, response.content
    document = Document.objects.get()
    with storage.read(document.key) as file:
        assert file.read() == PNG
    return document.file_name


def refused(response, *words: str, code: str = "") -> None:
    body = response.json()
    assert response.status_code in {400, 413, 415}, body
    assert code in {"", body["code"]}
    for word in words:
        assert word in body["detail"]
    assert not Document.objects.exists()


def form(*parts: bytes, boundary: bytes = b"limit") -> tuple[bytes, str]:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    return body, f"multipart/form-data; boundary={boundary.decode()}"


def part(disposition: bytes, content: bytes = PNG, more: bytes = b"") -> bytes:
    return b"Content-Disposition: form-data; " + disposition + b"\r\n" + more + b"\r\n" + content


@pytest.mark.parametrize(
    "disposition",
    [b'name="image"', b"name=file", b'name="image"; filename=""', b'name="file"; filename=', b'NAME="image"'],
)
def test_a_part_without_a_file_name_is_a_file(send, disposition):
    assert taken(send(*form(part(disposition), part(b'name="languages"', b"en")))) == ""


@pytest.mark.parametrize("text", [TEXT, f"data:image/png;base64,{TEXT}", "\r\n".join(textwrap.wrap(TEXT, 60))])
def test_a_part_without_a_file_name_may_be_base64(send, text):
    taken(send(*form(part(b'name="image"', text.encode()))))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("schön.png".encode("latin-1"), "schön.png"),
        ("schön.png".encode(), "schön.png"),
        ("été – 1.png".encode("cp1252"), "été – 1.png"),
        ("写真.png".encode("shift-jis"), None),
        (b"a\xff\xfe.png", None),
    ],
)
def test_a_file_name_in_any_encoding_loses_no_file(send, written, name):
    found = taken(send(*form(part(b'name="image"; filename="' + written + b'"', more=b"Content-Type: image/png\r\n"))))
    assert found == name if name else found.endswith(".png")


@pytest.mark.parametrize("name", [".", "..", "/", "a/", "C:\\", "\x07", "&sol;"])
def test_a_file_name_without_a_name_loses_no_file(send, name):
    assert taken(send(*form(part(b'name="image"; filename="' + name.encode() + b'"')))) == ""


@pytest.mark.parametrize(
    "written",
    [
        f'filename="{"a" * 3000}.png"',
        f'filename="folder/{"ö" * 3000}.png"',
        f"filename*=UTF-8''{'%C3%B6' * 3000}.png",
        f"filename=\"scan.png\"; filename*=UTF-8''{'%C3%B6' * 3000}.png",
        f'filename="{"a;" * 900}.png"',
    ],
)
def test_a_long_file_name_is_shortened(send, written):
    name = taken(send(*form(part(b'name="image"; ' + written.encode(), more=b"Content-Type: image/png\r\n"))))
    assert name.endswith(".png")
    assert 200 < len(name) <= 255


def test_a_large_part_passes_whole(send):
    body, content_type = form(part(b'name="image"', PNG + b"\r\n--limi" * 50_000))
    assert send(body, content_type).status_code == 202
    with storage.read(Document.objects.get().key) as file:
        assert file.read() == PNG + b"\r\n--limi" * 50_000


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_boundary_that_content_type_lacks_is_found_in_the_body(send, content_type):
    taken(send(form(part(b'name="image"; filename="a.png"'))[0], content_type))


@pytest.mark.parametrize("content_type", ["", "application/json", "application/octet-stream", FORM, "text/plain"])
def test_a_form_under_another_content_type_is_told(send, content_type):
    refused(send(form(part(b'name="image"; filename="a.png"'))[0], content_type), "form", "Content-Type")


@pytest.mark.parametrize("field", ["file[]", "image[]", "files", "images", "file[0]"])
def test_the_names_of_lists_are_taken(send, field):
    taken(send(*form(part(f'name="{field}"; filename="a.png"'.encode()))))


def test_another_field_is_named(send):
    refused(send(*form(part(b'name="picture"; filename="a.png"'))), "'picture'", code="no_file")
    refused(send(json.dumps({"img": TEXT}), "application/json"), "'img'", code="no_file")
    refused(send(json.dumps({"image": ""}), "application/json"), "'image' is empty", code="no_file")


@pytest.mark.parametrize("text", ["scan.png", "@scan.png", "/home/me/My scans/scan.PDF", "C:\\scans\\a.jpeg"])
def test_a_forgotten_at_sign_is_told(send, text):
    name = text.removeprefix("@")
    refused(send(*form(part(b'name="image"', text.encode()))), f"-F 'image=@{name}'", code="invalid_base64")
    refused(send(json.dumps({"image": text}), "application/json"), f"-F 'image=@{name}'", code="invalid_base64")


def test_an_address_in_the_field_of_the_file_is_told(send):
    refused(send(json.dumps({"image": "https://example.org/a.png"}), "application/json"), "'url'")


@pytest.mark.parametrize(
    "content_type", ["", FORM, "text/plain", "text/plain;charset=UTF-8", "application/octet-stream"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_json_is_read_under_every_content_type_and_unicode_form(send, content_type, encoding):
    taken(send(json.dumps({"image": TEXT}).encode(encoding), content_type))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_json_may_have_a_byte_order_mark(send, api, encoding):
    taken(send(json.dumps({"image": TEXT}).encode(encoding), "application/json"))
    answer = api.generic("POST", "/api/register/", "{}".encode(encoding), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_json_in_a_declared_charset_is_read(send):
    body = json.dumps({"image": TEXT, "file_name": "schön.png"}, ensure_ascii=False).encode("latin-1")
    assert taken(send(body, "application/json; charset=latin-1")) == "schön.png"


def test_json_that_is_no_unicode_says_where(send):
    refused(send(b'{"image": "\xe4"}', "application/json"), "0xe4 at 11", "UTF-8", code="malformed")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_a_file_under_the_type_of_json_is_read(send, content_type):
    taken(send(PNG, content_type))


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress), ("GZIP", gzip.compress)],
)
def test_a_compressed_body_is_unpacked(send, coding, pack):
    taken(send(pack(PNG), "image/png", **{"Content-Encoding": coding}))


def test_compressed_json_and_forms_are_unpacked(send):
    body, content_type = form(part(b'name="image"; filename="a.png"'))
    assert send(gzip.compress(body, mtime=0), content_type, **{"Content-Encoding": "gzip"}).status_code == 202
    body = gzip.compress(json.dumps({"image": TEXT}).encode())
    assert send(body, "application/json", **{"Content-Encoding": "gzip"}).status_code == 202


def test_a_compressed_body_is_held_to_the_limits(send, settings):
    settings.MAX_BODY_BYTES = 1_000_000
    bomb = gzip.compress(bytes(50_000_000), mtime=0)
    refused(send(bomb, "image/png", **{"Content-Encoding": "gzip"}), "1000000", code="too_many_bytes")


@pytest.mark.parametrize(
    "body", [b"no gzip", gzip.compress(PNG, mtime=0)[:-9], gzip.compress(PNG, mtime=0)[:5], b"\x1f\x8b"]
)
def test_a_body_that_is_not_whole_gzip_is_refused(send, body):
    refused(send(body, "image/png", **{"Content-Encoding": "gzip"}), "Content-Encoding", code="malformed")


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "x" * 500])
def test_another_coding_is_refused(send, coding):
    response = send(b"x", "image/png", **{"Content-Encoding": coding})
    refused(response, "gzip", code="unsupported_media_type")
    assert response["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    "text",
    [TEXT, TEXT.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"), f"data:image/png;base64,{TEXT}",
     TEXT.replace("+", "-").replace("/", "_")],
)  # fmt: skip
def test_base64_in_a_form_of_curl_is_read_with_its_plus_signs(send, text):
    assert "+" in TEXT
    taken(send(f"image={text}&languages=en", FORM))


def test_bytes_that_curl_stripped_are_told(send):
    refused(send(PNG.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b""), FORM), "--data-binary")


@pytest.mark.parametrize("content_type", ["", FORM, "image/png", "application/octet-stream"])
def test_a_file_needs_no_right_content_type(send, content_type):
    taken(send(PNG, content_type))


@pytest.mark.parametrize("body", [TEXT, f"data:image/png;base64,{TEXT}", f"{TEXT}\n"])
@pytest.mark.parametrize("content_type", ["", "text/plain", "image/png"])
def test_base64_as_the_body_is_read(send, body, content_type):
    taken(send(body, content_type))


@pytest.mark.parametrize(
    "text",
    [
        f"data:image/png;name=a,b.png;base64,{TEXT}",
        f'data:image/png;name="a;b,c.png";base64,{TEXT}',
        f"data:image/png;charset=utf-8;base64,{TEXT}",
        f"data:;base64,{TEXT}",
        f"DATA:image/png;BASE64, {TEXT}",
        f" data:image/png;base64,\n{TEXT}\n",
        f"image/png;base64,{TEXT}",
        f"data:image/png;base64,{TEXT.replace('+', '%2B').replace('=', '%3D')}",
        TEXT.replace("+", "-").replace("/", "_").rstrip("="),
        " ".join(textwrap.wrap(TEXT, 60)),
        TEXT[:76] + "\\n" + TEXT[76:],
        str(TEXT.encode()),
        json.dumps(TEXT),
    ],
)
def test_every_way_to_write_base64_is_read(send, text):
    taken(send(json.dumps({"image": text}), "application/json"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("iVBOR*", "'*'"),
        (TEXT[:41].rstrip("="), "end is missing"),
        ("not base64!", "begins with"),
        ("\ufffdPNG", "as a file"),
    ],
)
def test_text_that_is_no_base64_is_shown(send, text, word):
    refused(send(json.dumps({"image": text}), "application/json"), word, code="invalid_base64")


def test_two_files_in_the_synchronous_call_name_the_other_one(api):
    files = {"image": SimpleUploadedFile("a.png", PNG), "file": SimpleUploadedFile("b.png", PNG)}
    refused(api.post("/api/ocr/", files, format="multipart"), "/api/v1/documents/", code="no_file")


@pytest.mark.parametrize(
    "name", ["filename=a.png", "filename*=UTF-8''sch%C3%B6n.png", "filename*=iso-8859-1'de'sch%F6n.png"]
)
def test_the_name_of_a_body_is_read(send, name):
    assert taken(send(PNG, "image/png", **{"Content-Disposition": f"attachment; {name}"})) in {"a.png", "schön.png"}


def test_the_web_form_takes_a_name_in_another_encoding(client, db):
    body, content_type = form(part(b'name="file"; filename="sch\xf6n.png"', more=b"Content-Type: image/png\r\n"))
    assert client.generic("POST", "/", body, content_type=content_type).status_code == 302
    assert Document.objects.get().file_name == "schön.png"


def test_the_web_form_without_a_choice_says_so(client, db):
    body, content_type = form(part(b'name="file"; filename=""', b"", b"Content-Type: application/octet-stream\r\n"))
    response = client.generic("POST", "/", body, content_type=content_type)
    assert response.status_code == 400
    assert b"No file was chosen" in response.content


@pytest.mark.parametrize(
    "text", [r'{"image": "\ud800"}', r'{"image": "aaaa", "\ud800": 1}', r'{"image": "aaaa", "languages": "\uDFFF"}']
)
def test_half_of_a_surrogate_pair_is_refused(send, text):
    refused(send(text.encode(), "application/json"), "half of a pair", code="malformed")


def test_a_whole_surrogate_pair_is_a_character(send):
    assert send(json.dumps({"image": TEXT, "name": "\U0001f600"}).encode(), "application/json").status_code in {
        202,
        422,
    }


@pytest.mark.parametrize("path", ["/api/v1/keys/", "/api/v1/webhooks/"])
def test_half_of_a_surrogate_pair_is_refused_by_every_call(as_user, alice, path):
    response = as_user(alice).generic("POST", path, rb'{"name": "o", "scopes": ["\ud800"]}', "application/json")
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_a_body_above_every_limit_is_too_large_and_not_the_disk_too_full(client, db):
    response = client.generic("POST", "/api/ocr/", b"", "image/png", CONTENT_LENGTH=str(10**15))
    assert (response.status_code, response.json()["code"]) == (413, "too_many_bytes")
