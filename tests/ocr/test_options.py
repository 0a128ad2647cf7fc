"""The options as values: their spellings, their bounds, and the way back to text."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr import languages
from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.options import Options
from onlineocr.ocr.specs import Scope, option, specs_of

FLAGS = [spec.name for spec in Options.specs() if spec.schema["type"] == "boolean"]
CHOICES = {spec.name: spec.schema["enum"] for spec in Options.specs() if "enum" in spec.schema}
ENOUGH = ["en", "ru", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sv", "da", "no", "fi", "et", "lv"]


def fault(name, value):
    """The text about the option ``name`` when it is ``value``."""
    with pytest.raises(InvalidOptions) as raised:
        Options.parse({name: value})
    assert list(raised.value.fields) == [name]
    return raised.value.fields[name]


OPTIONS = st.builds(
    Options,
    engine=st.sampled_from(["auto", "fake", "a-b_1"]),
    languages=st.lists(st.sampled_from([one.tag for one in languages.every()]), max_size=4),
    pages=st.sampled_from([None, "1", "2-4,7", "5-"]),
    dpi=st.none() | st.integers(50, 600),
    orient=st.booleans(), deskew=st.booleans(), tables=st.booleans(), barcodes=st.booleans(),
    text_layer=st.sampled_from(CHOICES["text_layer"]), detail=st.sampled_from(CHOICES["detail"]),
    password=st.text(max_size=128),
)  # fmt: skip


@given(OPTIONS)
def test_it_reads_back_every_option_as_it_is_stored(options):
    assert Options.parse(options.to_dict() | {"password": options.password}) == options


@given(OPTIONS)
def test_it_reads_back_every_option_as_the_text_of_a_form(options):
    form = {name: "" if value is None else str(value) for name, value in options.to_dict().items()}
    assert Options.parse(form).to_dict() == options.to_dict()


@pytest.mark.parametrize("name", FLAGS)
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (True, True), (1, True), ("TRUE", True), ("yes", True), (" on ", True), ("1", True),
        (False, False), (0, False), ("False", False), ("no", False), ("off\n", False), ("0", False),
    ],
)  # fmt: skip
def test_it_knows_each_way_to_write_a_flag(name, written, meant):
    assert getattr(Options.parse({name: written}), name) is meant


@pytest.mark.parametrize("value", ["", "maybe", "2", 2, None, [], "truee", "y"])
def test_it_refuses_another_flag(value):
    assert fault("tables", value) == "must be true or false"


@pytest.mark.parametrize("name", CHOICES)
def test_it_takes_a_choice_in_any_case_and_no_other(name):
    assert [getattr(Options.parse({name: f" {one.upper()} "}), name) for one in CHOICES[name]] == CHOICES[name]
    assert fault(name, CHOICES[name][0] + "s") == f"must be one of: {', '.join(CHOICES[name])}"


@pytest.mark.parametrize(
    ("written", "meant"), [(50, 50), (600, 600), ("300", 300), (" 72 ", 72), ("", None), (None, None)]
)
def test_it_takes_a_resolution_between_its_bounds(written, meant):
    assert Options.parse({"dpi": written}).dpi == meant


@pytest.mark.parametrize("value", [49, 601, -300, 0, "150.5", 150.5, "many", True, [300], "3e2"])
def test_it_refuses_another_resolution(value):
    assert fault("dpi", value) == "must be a whole number from 50 to 600"


def test_it_publishes_the_bounds_of_the_resolution_that_it_checks():
    schema = next(spec.schema for spec in Options.specs() if spec.name == "dpi")
    for edge, beyond in ((schema["minimum"], schema["minimum"] - 1), (schema["maximum"], schema["maximum"] + 1)):
        assert Options.parse({"dpi": edge}).dpi == edge
        assert fault("dpi", beyond)


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("en", ("en",)), ("en,ru", ("en", "ru")), ("ru+en", ("ru", "en")), (" en , ru ", ("en", "ru")),
        ("eng\trus", ("en", "ru")), (["de", " en "], ("de", "en")), (("zh",), ("zh-Hans",)), ("en,eng,en-GB", ("en",)),
        ("auto", ()), ("AUTO", ()), (["auto"], ()), ([], ()), (None, ()), ((), ()), ("en,,ru,", ("en", "ru")),
    ],
)  # fmt: skip
def test_it_takes_languages_as_text_or_list(written, tags):
    assert Options.parse({"languages": written}).languages == tags


@pytest.mark.parametrize("value", ["", ",", " ", [""], ENOUGH, ",".join(ENOUGH)])
def test_it_takes_one_to_sixteen_languages(value):
    assert fault("languages", value).startswith("must be 'auto' or one to sixteen language codes")
    assert len(Options.parse({"languages": ENOUGH[:16]}).languages) == 16


def test_it_takes_auto_among_no_other_languages():
    assert "'auto' is not a known language code" in fault("languages", "en,auto")


@pytest.mark.parametrize("value", [7, True, 1.5])
def test_it_refuses_languages_that_are_no_text_and_no_list(value):
    assert fault("languages", value) == "must be a string such as 'en,ru' or a list of language codes"


@pytest.mark.parametrize("name", ["a", "fake", " PPOCR ", "a" * 40, "my-engine_2"])
def test_it_takes_an_engine_by_a_name(name):
    assert Options.parse({"engine": name}).engine == name.strip().lower()


@pytest.mark.parametrize("name", ["", "2", "-a", "a" * 41, "a b", "../a", "ä", "a\x00"])
def test_it_takes_no_engine_by_another_text(name):
    assert fault("engine", name).startswith("must be a name")


def test_it_takes_a_password_of_128_characters_with_its_spaces():
    assert Options.parse({"password": " " + "x" * 126 + " "}).password == " " + "x" * 126 + " "
    assert fault("password", "x" * 129) == "must have at most 128 characters"


def test_it_names_every_fault_at_once():
    with pytest.raises(InvalidOptions) as raised:
        Options.parse({"dpi": 7, "tables": "?", "colour": "red", "detail": "words"})
    assert raised.value.fields.keys() == {"dpi", "tables", "colour"}
    assert raised.value.fields["colour"].startswith("there is no such option; there are: engine, languages, pages,")


def test_it_gives_a_decoder_the_options_of_decoding_with_the_password_only_on_request():
    options = Options(dpi=200, password="hidden", tables=False)
    assert options.within(Scope.DECODING) == {"dpi": 200, "text_layer": "auto"}
    assert options.within(Scope.DECODING, secret=True) == {"dpi": 200, "text_layer": "auto", "password": "hidden"}


def test_it_has_every_option_in_one_of_its_scopes():
    by_scope = [set(Options().within(scope, secret=True)) for scope in Scope]
    assert set().union(*by_scope) == {spec.name for spec in Options.specs()}
    assert set(Options().within(Scope.SELECTION | Scope.PRESENTATION)) == {"pages", "detail"}


def test_it_writes_defaults_as_a_caller_would():
    written = {spec.name: spec.written_default for spec in Options.specs()}
    assert Options.parse(written) == Options()
    assert (written["languages"], written["pages"], written["dpi"], written["tables"]) == ("auto", None, None, True)


def test_it_finds_only_the_declared_options_of_a_class():
    @dataclass
    class Wishes:
        plain: int = 3
        size: int = option(5, "the size", int, str, scope=Scope.SERVICE, secret=True, type="integer", minimum=1)

    (spec,) = specs_of(Wishes)
    assert (spec.name, spec.default, spec.written_default, spec.secret) == ("size", 5, "5", True)
    assert spec.schema == {"type": "integer", "minimum": 1}
    assert "size" not in repr(Wishes())
