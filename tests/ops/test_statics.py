"""Static files under names with a hash: made in the data folder, once for each version."""

from __future__ import annotations

import json
import re

import pytest

from onlineocr.ops import statics


@pytest.fixture
def root(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    return settings.STATIC_ROOT


def names(root):
    return json.loads((root / statics.MANIFEST).read_text())["paths"]


def test_it_makes_names_with_a_hash_and_compresses(root):
    statics.prepare()
    style = names(root)["web/style.css"]
    assert re.fullmatch(r"web/style\.[0-9a-f]{12}\.css", style)
    assert (root / style).is_file()
    assert (root / f"{style}.gz").stat().st_size < (root / style).stat().st_size / 2


def test_scripts_import_one_another_by_those_names(root):
    statics.prepare()
    script = (root / names(root)["web/js/send.js"]).read_text()
    imported = re.findall(r'from "\./([\w.]+)"', script)
    assert len(imported) == 2
    assert {f"web/js/{name}" for name in imported} <= set(names(root).values())


def test_it_makes_them_once(root):
    statics.prepare()
    before = (root / statics.MANIFEST).stat().st_mtime_ns
    statics.prepare()
    assert (root / statics.MANIFEST).stat().st_mtime_ns == before


def test_it_makes_them_again_after_a_kill(root):
    root.mkdir()
    (root / "new-killed").mkdir()
    statics.prepare()
    (root / statics.MANIFEST).unlink()
    statics.prepare()
    assert names(root)
    assert not list(root.glob("new-*"))


def test_it_goes_on_where_nothing_can_be_written(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.STATIC_ROOT = tmp_path / "file" / "static"
    statics.prepare()
    assert statics.HashedStatics(location=str(tmp_path / "none")).url("web/style.css") == "/static/web/style.css"
