"""Formats of another package, as docs/howto/add-a-format.md makes them: whole wherever formats are shown or used."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.support.plugin_package import CAPABILITIES, blocks, install, run, stale_pages

FAKE = str(Path(__file__).parents[1] / "plugins")


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    shout, sgi = blocks("add-a-format.md", "python")
    entries = "".join(blocks("add-a-format.md", "toml"))
    return install(tmp_path_factory.mktemp("formats"), "more", entries, shout=shout, sgi=sgi)


@pytest.fixture
def picture(tmp_path) -> Path:
    image = Image.new("RGB", (80, 40), "white")
    image.paste("black", (10, 10, 30, 30))
    image.save(tmp_path / "black.sgi")
    return tmp_path / "black.sgi"


def read(package, picture, *options):
    command = ("-m", "onlineocr", "read", "-e", "fake", "--no-orient", *options, str(picture))
    return run(package, *command, PYTHONPATH=f"{package}:{FAKE}")


def test_the_capabilities_have_both(package):
    body = json.loads(run(package, "-c", CAPABILITIES))
    assert body["input_formats"][-1] == "image/sgi"
    described = {"name": "shout", "media_type": "text/x-shout; charset=utf-8", "extension": ".shout"}
    assert described | {"title": "Capitals"} in body["output_formats"]


def test_a_file_in_the_added_format_is_read_and_written_in_the_other(package, picture):
    plain = read(package, picture)
    assert len(plain.strip()) == 6
    assert read(package, picture, "-f", "shout") == plain.upper()


def test_a_further_ending_tells_the_format(package, picture, tmp_path):
    read(package, picture, "-o", str(tmp_path / "said.loud"))
    assert (tmp_path / "said.loud").read_text().isupper()


def test_the_zip_of_all_holds_it(package, picture, tmp_path):
    read(package, picture, "-o", str(tmp_path / "all.zip"))
    assert any(name.endswith(".shout") for name in zipfile.ZipFile(tmp_path / "all.zip").namelist())


def test_the_reference_describes_our_formats_only(package):
    assert stale_pages(package) == (0, "")


@pytest.mark.slow
def test_the_doctor_tries_the_added_input(package):
    checks = json.loads(run(package, "-m", "onlineocr", "doctor", "--json"))["checks"]
    (check,) = [check for check in checks if check["name"] == "sandbox"]
    assert check["ok"]
    assert "SGI were decoded" in check["detail"]


def test_a_broken_one_is_warned_of_and_the_others_stay(tmp_path):
    entries = "".join(blocks("add-a-format.md", "toml"))
    package = install(tmp_path, "more", entries, shout="FORMAT = 7\n", sgi="raise RuntimeError('no ink')\n")
    body = json.loads(run(package, "-W", "ignore", "-c", CAPABILITIES))
    assert "txt" in {form["name"] for form in body["output_formats"]}
    assert "shout" not in {form["name"] for form in body["output_formats"]}
    assert "image/sgi" not in body["input_formats"]
