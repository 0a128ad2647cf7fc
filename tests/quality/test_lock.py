"""The lock and what is exported from it belong together, and every package comes as a wheel."""

from __future__ import annotations

import importlib.util
import re
import shutil
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("requirements", ROOT / "scripts" / "requirements.py")
assert spec
assert spec.loader
requirements = importlib.util.module_from_spec(spec)
spec.loader.exec_module(requirements)


@pytest.fixture
def copy(tmp_path):
    for name in ("pyproject.toml", "uv.lock", *requirements.FILES):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_the_lock_and_the_requirements_belong_together():
    assert requirements.problems(ROOT) == []


def test_it_sees_a_changed_lock(copy):
    change(copy / "uv.lock", "\n", "\n\n")
    assert len(requirements.problems(copy)) == len(requirements.FILES)


def test_it_sees_a_dependency_that_was_not_locked(copy):
    change(copy / "pyproject.toml", '"django>=5.2', '"django>=5.1')
    assert requirements.problems(copy) == [
        "uv.lock was not made from pyproject.toml as it is: run 'python scripts/requirements.py'"
    ]


def test_it_sees_a_forged_hash(copy):
    hash_ = re.search(r"--hash=(sha256:\w+)", (copy / "requirements.txt").read_text())[1]
    change(copy / "requirements.txt", hash_, "sha256:" + "0" * 64)
    assert "does not have the hashes of uv.lock" in requirements.problems(copy)[0]


@pytest.mark.parametrize("python", ["cp311", "cp312", "cp313"])
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_package_comes_as_a_wheel(python, machine):
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    wanting = {
        package["name"]
        for package in lock["package"]
        if package["name"] not in {"onlineocr", "colorama", "tzdata"}
        and not any(fits(wheel["url"].rpartition("/")[2], python, machine) for wheel in package.get("wheels", ()))
    }
    # Locked twice: the one for newer Pythons has no wheel for 3.11, and markers keep it away from there.
    assert wanting - {"numpy", "django"} == set()


def fits(wheel: str, python: str, machine: str) -> bool:
    *_, tags, abi, platform = wheel.removesuffix(".whl").split("-")
    pure = platform == "any" and ("py3" in tags or python in tags)
    native = "linux" in platform and machine in platform and (python in tags or "abi3" in abi or "py3" in tags)
    return pure or native


def test_every_dependency_has_its_row():
    text = (ROOT / "docs" / "design" / "dependencies.md").read_text()
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert [name for name in declared if not re.search(rf"`{re.escape(re.split('[<>=~!]', name)[0])}`", text)] == []
