"""Every example of docs/howto/use-from-python.md, as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onlineocr.ocr import Options
from onlineocr.ocr.errors import InvalidOptions
from tests.support.pdfs import typed

PAGE = Path(__file__).parents[2] / "docs/howto/use-from-python.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)


def test_it_finds_the_examples():
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("example", EXAMPLES)
def test_it_runs_each_example(example, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("scan.pdf").write_bytes(typed())
    exec(example, {"__name__": "example"})
    for made in tmp_path.iterdir():
        assert made.stat().st_size > 100


@pytest.mark.parametrize("given", ["de,en", "de+en", ["de", "en"], ("de", "en"), ["deu", "eng"]])
def test_it_takes_languages_as_strings_and_lists(given):
    assert Options(languages=given).languages == ("de", "en") == Options.parse({"languages": given}).languages


def test_it_takes_pages_as_a_string():
    assert Options(pages="1-3,7") == Options.parse({"pages": "1-3,7"})
    assert Options(pages=Options(pages="1-3,7").pages) == Options(pages="1-3,7")


@pytest.mark.parametrize(
    ("name", "value"),
    [("languages", "de,xx1"), ("languages", 5), ("pages", "7-1"), ("dpi", 7), ("orient", "perhaps"), ("detail", None)],
)
def test_it_refuses_wrong_values_in_every_way_of_making_options(name, value):
    for make in (lambda: Options(**{name: value}), lambda: Options.parse({name: value})):
        with pytest.raises(InvalidOptions) as caught:
            make()
        assert list(caught.value.fields) == [name]
