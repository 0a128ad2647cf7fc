"""Static files under names with a hash: made in the data folder, once for each version."""

from __future__ import annotations

import json
import os
import re
import time

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


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with the files of this version."""
    from django.test import override_settings

    root = tmp_path_factory.mktemp("statics") / "static"
    with override_settings(STATIC_ROOT=root):
        statics.prepare()
    return root


def test_nothing_that_only_a_debugger_reads_is_made(made):
    assert not [name for name in names(made) if name.endswith(".map") or "redoc/" in name]
    assert not list(made.rglob("*.map"))


def test_a_page_names_the_file_with_the_hash(made):
    known = statics.HashedStatics(location=str(made))
    assert known.url("web/style.css") == f"/static/{names(made)['web/style.css']}"
    assert known.url("web/no-such.css") == "/static/web/no-such.css"


def test_files_of_the_version_before_stay_for_a_week(made):
    (made / "web").mkdir(exist_ok=True)
    for name, days in (("web/old.css", 8), ("web/new.css", 6), ("beside.txt", 8)):
        (made / name).touch()
        os.utime(made / name, (time.time() - days * 86_400,) * 2)
    kept = {made.joinpath(name).relative_to(made) for name in names(made).values()}
    statics._forget_old(made, kept)
    there = [(made / name).exists() for name in ("web/old.css", "web/new.css", "beside.txt")]
    assert there == [False, True, True]
    assert all((made / name).exists() for name in kept)


def test_another_version_makes_them_anew(made, settings, monkeypatch):
    settings.STATIC_ROOT = made
    assert statics._is_made(made, statics._digest())
    monkeypatch.setattr(statics, "_digest", lambda: "of another version")
    made_again = []
    monkeypatch.setattr(statics, "_make", lambda root, digest: made_again.append((root, digest)))
    statics.prepare()
    assert made_again == [(made, "of another version")]


def test_the_digest_changes_with_each_content(monkeypatch, tmp_path):
    from django.core.files.storage import FileSystemStorage

    def digest(**files: str) -> str:
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        storage = FileSystemStorage(tmp_path)
        monkeypatch.setattr(statics, "_files", lambda: ((name, storage) for name in files))
        return statics._digest()

    found = [digest(a="1", b="2"), digest(b="2", a="1"), digest(a="1", b="3"), digest(a="1", c="2"), digest(a="1")]
    assert found[0] == found[1]
    assert len(set(found)) == 4
