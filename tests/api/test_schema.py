from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from drf_spectacular.generators import SchemaGenerator

from onlineocr.api.problems import TABLE

COMMITTED = Path(__file__).parents[2] / "openapi.json"
RENEW = "Renew it: python manage.py spectacular --format openapi-json --file openapi.json"


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> dict:
    file = tmp_path_factory.mktemp("schema") / "openapi.json"
    call_command("spectacular", format="openapi-json", file=str(file), fail_on_warn=True, validate=True)
    return json.loads(file.read_text())


def test_the_committed_schema_is_the_one_that_the_code_gives(generated):
    if connection.vendor != "sqlite":
        pytest.skip("the ranges of numbers are those of SQLite")
    assert json.loads(COMMITTED.read_text()) == generated, RENEW


def test_it_is_openapi_3_1(generated):
    assert generated["openapi"].startswith("3.1")


def test_it_is_served_to_everybody(client):
    response = client.get("/api/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json")
    assert response.status_code == 200
    assert json.loads(response.content)["info"]["title"] == "onlineocr"


def test_every_operation_says_how_it_fails(generated):
    operations = [operation for path in generated["paths"].values() for operation in path.values()]
    assert operations
    for operation in operations:
        assert {"400", "406", "503"} <= set(operation["responses"])
        assert "default" not in operation["responses"], "it would hide every status that nobody described"


def test_a_path_that_needs_no_account_says_so(generated):
    open_to_all = generated["paths"]["/api/v1/documents/"]["post"]["security"]
    assert {} in open_to_all
    assert {} not in generated["paths"]["/api/v1/documents/"]["get"]["security"]


@pytest.mark.parametrize("code", sorted(set(TABLE) - {"method_not_allowed", "server_error", "unavailable"}))
def test_every_problem_is_told_of_by_an_operation(generated, code):
    responses = [
        (status, answer["description"])
        for path in generated["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
    ]
    assert (str(TABLE[code].status), True) in {(status, f"`{code}`" in text) for status, text in responses}


def test_it_names_every_way_to_sign_in():
    schema = SchemaGenerator(urlconf="tests.api.probe").get_schema(request=None, public=True)
    assert set(schema["components"]["securitySchemes"]) == {"key", "bearer", "basic", "session"}
    ways = [set(way) for way in schema["paths"]["/api/probe/"]["get"]["security"]]
    assert ways == [{"key"}, {"bearer"}, {"basic"}, {"session"}]


def test_no_password_is_ever_in_an_answer(generated):
    assert "password" not in generated["components"]["schemas"]["Register"]["properties"]
    assert "password" in generated["components"]["schemas"]["RegisterRequest"]["properties"]
