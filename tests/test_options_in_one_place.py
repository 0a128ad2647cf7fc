"""An option is declared once, as a field of ``Options``: each place that has the options is derived from it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from onlineocr.documents.options import specs
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.sandbox.wire import Order
from onlineocr.ocr.specs import Scope
from tests.api.test_options import STORED
from tests.support.changed_package import ROOT, altered, run

BEFORE = "    tables: bool = option("
ADDED = """\
    mirror: str = option(
        "never", "turn the page round", _choice("never", "once"), scope=Scope.DECODING | Scope.READING,
        for_regions=True, label="Mirror", short="-m", type="string", enum=["never", "once"],
    )
"""
LOOK = """
import json, sys
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.sandbox.wire import Order
from onlineocr.documents import reread
sys.path.insert(0, "docs")
import generate
client, chosen = Client(headers={"host": "ocr.example.org"}), Options.parse({"mirror": "once"})
schema = SchemaGenerator().get_schema(request=None, public=True)
upload = schema["paths"]["/api/v1/documents/"]["post"]
print(json.dumps({
    "dictionary": chosen.to_dict()["mirror"],
    "read_back": Options.parse(chosen.to_dict()).mirror,
    "wire": Order.unpack(Order.of(1, chosen, Limits()).pack()).options.mirror,
    "reread": "mirror" in reread.OPTIONS,
    "capabilities": [one for one in client.get("/api/v1/capabilities").json()["options"] if one["name"] == "mirror"],
    "openapi": [one["schema"] for one in upload["parameters"] if one["name"] == "mirror"],
    "rerun": schema["components"]["schemas"]["RerunRequest"]["properties"]["mirror"]["enum"]
        if "RerunRequest" in schema["components"]["schemas"] else None,
    "form": '<label for="mirror">Mirror</label>' in client.get("/").content.decode(),
    "refused": client.post("/api/v1/documents/?mirror=twice", b"GIF89a", content_type="image/png").json()["errors"],
    "reference": "## `mirror`\\n\\nTurn the page round.\\n\\nType: one of `never`, `once`. Default: `never`."
        in "".join(generate.options()),
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The package with one more option, declared in one place."""
    return altered(tmp_path_factory.mktemp("copy"), "ocr/options.py", BEFORE, ADDED + BEFORE)


@pytest.mark.slow
def test_an_added_option_is_everywhere(copy):
    found = json.loads(run(copy, "-c", LOOK).splitlines()[-1])
    schema = {"type": "string", "enum": ["never", "once"]}
    described = {"name": "mirror", "default": "never", "description": "turn the page round", "schema": schema}
    assert found == {
        "dictionary": "once", "read_back": "once", "wire": "once", "reread": True, "capabilities": [described],
        "openapi": [schema], "rerun": ["never", "once"], "form": True, "reference": True,
        "refused": [{"field": "mirror", "detail": "must be one of: never, once"}],
    }  # fmt: skip


@pytest.mark.slow
def test_an_added_option_is_a_flag_of_the_command(copy):
    assert "--mirror" in run(copy, "-m", "onlineocr", "read", "--help")


def test_none_is_lost_on_its_way_to_a_decode_child():
    chosen = Options.parse(STORED | {"password": "hidden"})
    order = Order.unpack(Order.of(1, chosen, Limits()).pack())
    for spec in Options.specs():
        arrived = getattr(order.options, spec.name) == getattr(chosen, spec.name)
        assert arrived == bool(spec.scope & Scope.DECODING), spec.name


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.name)
def test_each_default_is_read_back_as_it_is_shown(spec):
    assert spec.parse(spec.written_default) == spec.default


def test_the_types_that_a_caller_may_give_are_of_the_same_options():
    tree = ast.parse((ROOT / "onlineocr" / "ocr" / "options.py").read_text())
    (made,) = (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "__init__")
    assert [argument.arg for argument in made.args.args[1:]] == [spec.name for spec in Options.specs()]
