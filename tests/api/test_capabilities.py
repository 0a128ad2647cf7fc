"""GET /api/v1/capabilities"""

import json
import subprocess
import sys

import pytest

from onlineocr.documents.options import specs
from onlineocr.ocr.engines import catalog, registry
from onlineocr.ocr.export import registry as exports

URL = "/api/v1/capabilities"


def test_it_needs_no_sign_in_and_no_database(client):
    response = client.get(URL)
    assert response.status_code == 200
    assert response.json()["version"]


def test_it_names_every_engine_option_and_format(client):
    body = client.get(URL).json()
    assert [engine["name"] for engine in body["engines"]] == list(registry.names())
    assert [option["name"] for option in body["options"]] == [spec.name for spec in specs()]
    assert [export["name"] for export in body["output_formats"]] == list(exports.names())
    assert "application/pdf" in body["input_formats"]


def test_it_tells_the_languages_that_can_be_read(client):
    body = client.get(URL).json()
    assert {"tag": "en", "name": "English"} in body["languages"]
    engines = {engine["name"]: engine for engine in body["engines"]}
    assert "de" in engines["ppocr"]["languages"]
    assert set(engines["tesseract"]["languages"]) <= set(engines["auto"]["languages"])


def test_it_tells_limits_as_they_are_set(client, settings):
    settings.WAIT_SECONDS = 7.0
    settings.RETENTION_MAX = None
    limits = client.get(URL).json()["limits"]
    assert (limits["wait_seconds"], limits["max_retention"]) == (7.0, None)
    assert limits["max_pages"] == settings.LIMITS.max_pages


def test_it_tells_the_range_of_an_option(client):
    options = {option["name"]: option for option in client.get(URL).json()["options"]}
    assert options["dpi"]["schema"] == {"type": "integer", "minimum": 50, "maximum": 600}
    assert options["engine"]["schema"]["enum"] == list(registry.names())
    assert options["priority"]["default"] == "interactive"


@pytest.mark.parametrize(
    ("setting", "feature"), [("REGISTRATION_OPEN", "registration"), ("ANONYMOUS_UPLOADS", "anonymous_uploads")]
)
def test_it_tells_what_the_operator_turned_off(client, settings, setting, feature):
    setattr(settings, setting, False)
    assert client.get(URL).json()["features"][feature] is False


def test_it_is_not_sent_twice(client, settings):
    first = client.get(URL)
    assert first["Cache-Control"] == "public, max-age=60"
    assert client.get(URL, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    settings.WAIT_SECONDS = 8.0
    assert client.get(URL, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_bad_token_does_not_keep_it_away(client):
    assert client.get(URL, HTTP_AUTHORIZATION="Bearer expired").status_code == 200


@pytest.mark.engine
@pytest.mark.parametrize("name", ["ppocr", "tesseract"])
def test_it_tells_the_version_that_results_have(name):
    card = next(card for card in catalog.cards() if card.name == name)
    assert (card.version, card.available) == (registry.get(name).info.version, True)
    assert set(card.languages) == registry.get(name).languages()


def test_it_loads_no_engine():
    probe = (
        "import json, sys; from onlineocr.ocr.engines.catalog import cards; cards(); print(json.dumps([*sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert not {"cv2", "onnxruntime", "tesserocr", "numpy"} & set(json.loads(run.stdout))
