from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from django.core.management import call_command
from django.db import connection
from drf_spectacular.generators import SchemaGenerator

from onlineocr.api.openapi import examples
from onlineocr.http.problems import TABLE

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


def test_it_is_the_same_each_time(client, db):
    first, second = (client.get("/api/schema/?format=json").json() for _ in range(2))
    assert first == second


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
        assert {"400", "406", "422", "503"} <= set(operation["responses"])
        assert "default" not in operation["responses"], "it would hide every status that nobody described"


def test_a_path_that_needs_no_account_says_so(generated):
    open_to_all = generated["paths"]["/api/v1/documents/"]["post"]["security"]
    assert {} in open_to_all
    assert {} not in generated["paths"]["/api/v1/documents/"]["get"]["security"]


# Of requests whose head names no operation for certain.
OF_HEADS = {"head_too_large", "head_too_slow", "not_implemented", "version_not_supported"}


@pytest.mark.parametrize("code", sorted(set(TABLE) - {"method_not_allowed", "server_error", "unavailable"} - OF_HEADS))
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


def operations(description) -> list[dict]:
    return [operation for path in description["paths"].values() for operation in path.values()]


def test_every_operation_has_a_name_a_summary_and_a_known_tag(generated):
    found = operations(generated)
    tags = {tag["name"] for tag in generated["tags"]}
    for part in ("operationId", "summary"):
        assert len({operation[part] for operation in found}) == len(found), part
    for operation in found:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"])
        assert 10 < len(operation["summary"]) < 100
        assert operation["summary"][-1] not in ".:;,"
        assert set(operation["tags"]) < tags


def test_the_example_of_every_json_body_is_a_good_one(generated):
    bodies = [
        (operation["operationId"], content["schema"], content.get("example"))
        for operation in operations(generated)
        for content in [operation.get("requestBody", {}).get("content", {}).get("application/json")]
        if content
    ]
    assert {name for name, _, _ in bodies} == set(examples.REQUESTS)
    for name, schema, example in bodies:
        assert problems(generated, schema, example) == [], name


def test_the_examples_of_responses_are_good_ones(generated):
    found = {operation["operationId"]: operation["responses"] for operation in operations(generated)}
    for name, status in examples.RESPONSES:
        content = found[name][status]["content"]["application/json"]
        assert problems(generated, content["schema"], content["example"]) == [], name


def problems(description, schema, instance) -> list[str]:
    validator = jsonschema_rs.Draft202012Validator(schema | {"components": description["components"]})
    return [error.message for error in validator.iter_errors(instance)]


def test_no_schema_is_named_by_a_place(generated):
    named_by_drf = re.compile(r".*Enum|.*Inner|Paginated.*Enum")
    assert [name for name in generated["components"]["schemas"] if named_by_drf.fullmatch(name)] == []


def test_an_upload_of_several_files_is_described(generated):
    form = generated["paths"]["/api/v1/documents/"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["file"]["type"] == "array"


def test_it_is_made_once_and_asked_for_again_by_its_tag(client, monkeypatch):
    first = client.get("/api/schema/")
    assert (first.status_code, first["Cache-Control"]) == (200, "public, max-age=300")
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *_, **__: pytest.fail("it was made again"))
    again = client.get("/api/schema/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get("/api/schema/").content == first.content


def test_it_names_an_unknown_parameter(client):
    answer = client.get("/api/schema/?lang=de&version=7")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
    assert [error["field"] for error in answer.json()["errors"]] == ["lang", "version"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/vnd.oai.openapi+json", "json"),
        ("application/json", "json"),
        ("application/vnd.oai.openapi", "yaml"),
        ("*/*", "yaml"),
    ],
)
def test_each_form_is_its_own(client, accept, kind):
    response = client.get("/api/schema/", headers={"Accept": accept})
    assert kind in response["Content-Disposition"]
    assert response.content.startswith(b"{" if kind == "json" else b"openapi:")
