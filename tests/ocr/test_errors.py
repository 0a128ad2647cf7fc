"""The errors as texts for people and as messages between processes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onlineocr.ocr import errors

EVERY = list(errors.tree())
OWN = [one for one in EVERY if one.__module__ == errors.__name__]


def test_it_gives_each_error_a_title_and_each_code_one_class():
    assert all(one.title and not one.title.endswith(".") for one in OWN)
    shared = {one.code for one in OWN if [other.code for other in OWN].count(one.code) > 1}
    assert shared == {errors.InvalidOptions.code}


def test_it_ends_each_remedy_as_a_sentence():
    assert [one for one in OWN if one.remedy and not one.remedy.endswith(".")] == []


def test_it_draws_every_error_in_the_tree_of_the_module():
    drawn = set(re.findall(r"\b[A-Z]\w+(?=[^\w]|$)", errors.__doc__.split("``code``")[0]))
    assert {one.__name__ for one in OWN} <= drawn


@pytest.mark.parametrize("kind", [one for one in OWN if not issubclass(one, errors.OptionError)])
def test_it_restores_an_error_of_another_process(kind):
    found = errors.from_wire(kind.code, "It broke")
    assert (type(found), str(found), found.remedy) == (kind, "It broke", kind.remedy)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalid_option", errors.OptionError), ("invalid_edit", errors.OcrError),
        ("made_up", errors.OcrError), ("", errors.OcrError),
    ],
)  # fmt: skip
def test_it_restores_no_fields_and_no_unknown_code(code, kind):
    found = errors.from_wire(code, "It broke", "Mend it.")
    assert (type(found), found.detail) == (kind, "It broke. Mend it.")


def test_it_describes_itself_by_its_title_and_its_remedy():
    assert errors.EmptyFile().detail == "The file is empty. Send a picture or a PDF with at least one byte."
    assert errors.EngineFailed("It broke").detail == "It broke"


def test_it_gives_the_remedy_of_the_caller_instead_of_its_usual_one():
    ways = {"empty_file": "Choose another file."}
    assert errors.EmptyFile().describe(ways) == "The file is empty. Choose another file."
    assert errors.EmptyFile(remedy="Fill it.").describe(ways) == "The file is empty. Fill it."
    assert errors.DamagedFile("Broken").describe(ways).startswith("Broken. Save or export it again")


def test_it_repeats_only_failures_of_the_installation():
    tried_again = {one.__name__ for one in OWN if not one.permanent}
    assert tried_again == {
        "NoSpace",
        "EngineError",
        "EngineFailed",
        "EngineCrashed",
        "DecoderKilled",
        "DecoderUnavailable",
    }


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file"), "There is no file 'a/b.png'. Check the name and the folder."),
        (PermissionError(13, "Permission denied"), "'a/b.png' cannot be opened (Permission denied). Check its name"),
        (ValueError("embedded null byte"), "'a/b.png' cannot be opened (embedded null byte). Check its name"),
    ],
)
def test_it_says_why_a_path_cannot_be_opened(error, said):
    assert errors.InputError.of(Path("a/b.png"), error).detail.startswith(said)


def test_it_joins_the_faults_of_all_fields():
    error = errors.InvalidOptions({"dpi": "too small", "pages": "no page"})
    assert str(error) == "dpi: too small; pages: no page"


def test_it_finds_the_missing_data_in_a_text():
    found = errors.LanguageNotInstalled.missing_data
    assert found("Thai cannot be read: the trained data 'tha' is missing, install it") == "tha"
    assert found("The engine does not read Thai") == ""


def test_it_counts_memory_in_mebibytes():
    assert str(errors.DecodeMemory.over(1536 * 2**20)) == "Decoding needs more than 1536 MiB of memory"
