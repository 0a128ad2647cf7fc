"""JSON results, read back"""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.errors import InvalidResult
from onlineocr.ocr.export import reading, registry
from onlineocr.ocr.export.base import About
from onlineocr.ocr.export.reading.scan import Malformed, Scanner
from onlineocr.ocr.page import Problem
from tests.ocr.export.samples import ABOUT, FULL, OTHER, written


@pytest.fixture
def file(tmp_path):
    """``file(data)``: a file that holds it."""

    def make(data):
        path = tmp_path / "result.json"
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        return path

    return make


@pytest.fixture
def result():
    """A result as plain values, to be spoiled."""
    return json.loads(written("json", FULL, OTHER))


def refused(path):
    with pytest.raises(InvalidResult) as error:
        reading.opened(path)
    return str(error.value)


def test_what_was_written_comes_back(file):
    found = reading.opened(file(written("json", FULL, OTHER)))
    assert (list(found.pages()), found.count, found.about.id) == ([FULL, OTHER], 2, "0190")


@pytest.mark.parametrize("indent", [None, 2])
def test_however_it_is_set_out(file, result, indent):
    path = file(json.dumps(result, indent=indent, sort_keys=bool(indent)).encode())
    assert list(reading.opened(path).pages()) == [FULL, OTHER]


def test_it_writes_again_what_it_read(file):
    problems = (Problem("damaged_file", "Page 3: torn"),)
    about = About(id="0190", languages=("en", "zh-Hans"), problems=problems, sha256="ab" * 32)
    troubled = type(FULL).from_dict(FULL.to_dict() | {"problems": [{"code": "truncated_file", "detail": "torn"}]})
    data = written("json", troubled, about=about)
    found = reading.opened(file(data))
    assert found.about.problems == about.problems
    assert b"".join(registry.get("json").bytes(found.pages(), found.about)) == data


def test_unknown_fields_and_later_schemas_of_the_same_kind_are_read(file, result):
    result["pages"][0]["mood"] = result["mood"] = {"happy": 1}
    result["schema"] = "1.7"
    assert reading.opened(file(result)).count == 2


@pytest.mark.parametrize("cut", [0, 1, 30, 400, -3])
def test_it_refuses_what_is_cut_off(file, cut):
    assert "It is not the JSON of a result" in refused(file(written("json", FULL)[:cut]))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe", "not UTF-8 text, at byte 1"), (b"\x89PNG\r\n", "not UTF-8 text"), (b"[]", "'{' is missing"),
        (b"{}", "it must have 'pages'"), (b'{"pages": []}', "it must have 'id'"), (b'{"pages": 7}', "'[' is missing"),
        (b'{"pages": [NaN]}', "NaN is no number"), (b'{"a": 1, "a": 2}', "'a' comes twice"), (b"{]", "expecting value"),
        (b'{"x": {"a": 1, "a": 2}}', "a name comes twice"), (b'{"x": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"x": ' + b"9" * 5000 + b"}", "digits"), (b'{"pages": []} {}', "follows after its end"), (b'{"a" 1}', "':'"),
        (b'{1: 2}', "a name in double quotes"), (b'{"pages": [1]}', "'page' must be an object"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_with_a_file(file, data, says):
    assert says in refused(file(data))


def _without(name):
    return lambda page: page.pop(name)


def _with(name, value):
    return lambda page: page.__setitem__(name, value)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_without("blocks"), "'page' must have 'blocks'"),
        (_with("number", 0), "'page.number' must be a whole number"),
        (_with("number", True), "page.number"),
        (_with("width", -1), "page.width"),
        (_with("width", 1e3), "page.width"),
        (_with("confidence", 1.5), "'page.confidence' must be a number from 0 to 1 or null"),
        (_with("dpi", 0), "dpi"),
        (_with("rotation", 45), "must be one of: 0, 90, 180, 270"),
        (_with("rotation", 0.0), "page.rotation"),
        (_with("text", None), "'page.text' must be a text"),
        (_with("skew", 10**400), "page.skew"),
        (_with("text", ""), "spans of its words within its text"),
        (_with("source", "dream"), "text_layer"),
        (_with("engine", []), "'page.engine' must be an object"),
        (_with("languages", [1]), "page.languages[0]"),
    ],
)
def test_it_says_which_field_of_a_page_is_wrong(file, result, spoil, says):
    spoil(result["pages"][0])
    assert says in refused(file(result))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("rows", 10**5, "at most 1,000,000 places"), ("columns", 1, "within its rows and columns"),
        ("cells", [{}], "page.tables[0].cells[0]' must have 'row'"), ("box", [5, 5, 1, 9], "left, top, right, bottom"),
        ("box", [1, 2, 3], "have 4 values"), ("box", [0, 0, 10**7, 1], "from 0 to 1,000,000"),
    ],
)  # fmt: skip
def test_it_says_which_field_of_a_table_is_wrong(file, result, field, value, says):
    result["pages"][0]["tables"][0][field] = value
    if field == "rows":
        result["pages"][0]["tables"][0]["columns"] = 100
    assert says in refused(file(result))


def test_pages_come_in_their_order_and_once(file, result):
    result["pages"].reverse()
    assert "not have page 1 after page 2" in refused(file(result))


@pytest.mark.parametrize("schema", ["2.0", 1, None, ""])
def test_it_refuses_another_schema(file, result, schema):
    result["schema"] = schema
    assert "schema" in refused(file(result))


SIMPLE = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False)
ANY = st.recursive(SIMPLE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=9)


@given(ANY, st.integers(1, 9))
def test_it_reads_any_json_however_little_comes_at_once(value, most):
    scanner = Scanner(_Slow(json.dumps({"a": [value, value], "b": value}), most))
    found = {name: list(scanner.each()) if name == "a" else scanner.value() for name in scanner.items()}
    scanner.end()
    assert found == {"a": [value, value], "b": value}


@given(st.text('{}[]",:0123456789.eE-+truefalsn \\u', max_size=20))
def test_it_agrees_with_the_library_on_what_is_json(text):
    try:
        expected = json.loads("[" + text + "]")
    except (ValueError, RecursionError):
        expected = None
    scanner = Scanner(io.StringIO("[" + text + "]"))
    try:
        found = list(scanner.each())
        scanner.end()
    except (Malformed, ValueError):
        found = None
    if expected is None:
        assert found is None
    else:
        assert found in (expected, None)  # None: a name that comes twice, a number that is none


class _Slow(io.StringIO):
    def __init__(self, text, most):
        super().__init__(text)
        self.most = most

    def read(self, _=-1):
        return super().read(self.most)


def test_its_memory_does_not_grow_with_the_pages(tmp_path):
    import tracemalloc

    def peak(count):
        path = tmp_path / f"{count}.json"
        pages = (type(FULL).from_dict(FULL.to_dict() | {"number": n}) for n in range(1, count + 1))
        path.write_bytes(b"".join(registry.get("json").bytes(pages, ABOUT)))
        tracemalloc.start()
        try:
            assert sum(1 for _ in reading.opened(path).pages()) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(400) < 1.3 * peak(100)  # the text of all pages is held
