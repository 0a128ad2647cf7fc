"""Export uv.lock to the requirements files that pip installs from, and check that they belong together.

python scripts/requirements.py            lock (by uv) and write requirements.txt and requirements-dev.txt
python scripts/requirements.py --check    compare, without uv; exit status 1 and a text when they differ
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILES = {"requirements.txt": ("--no-default-groups",), "requirements-dev.txt": ("--all-groups",)}
HEADER = "# Made by 'python scripts/requirements.py' from uv.lock {digest}; do not edit."


def main() -> int:
    if sys.argv[1:] == ["--check"]:
        wrong = list(problems(ROOT))
        sys.stdout.writelines(f"{line}\n" for line in wrong)
        return 1 if wrong else 0
    write()
    return 0


def write() -> None:
    subprocess.run(["uv", "lock", "--quiet"], cwd=ROOT, check=True)
    for name, groups in FILES.items():
        exported = subprocess.run(
            ["uv", "export", "--frozen", "--no-emit-project", "--no-annotate", "--no-header", *groups],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        Path(ROOT, name).write_text(f"{HEADER.format(digest=digest(ROOT))}\n{exported.stdout}")


def digest(root: Path) -> str:
    return hashlib.sha256((root / "uv.lock").read_bytes()).hexdigest()[:16]


def problems(root: Path) -> list[str]:
    """What does not fit together, one text each; empty when all is well."""
    lock = tomllib.loads((root / "uv.lock").read_text())
    packages = {(package["name"], package.get("version")): package for package in lock["package"]}
    found = [text for name in FILES for text in _file_problems(root, name, packages)]
    declared = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    ours = next(package for package in lock["package"] if package["name"] == "onlineocr")
    locked = ours["metadata"]["requires-dist"]
    if set(map(_normal, declared)) != set(map(_declared, locked)):
        found.append("uv.lock was not made from pyproject.toml as it is: run 'python scripts/requirements.py'")
    return found


def _file_problems(root: Path, name: str, packages: dict[tuple[str, str], dict[str, Any]]) -> list[str]:
    text = (root / name).read_text()
    if text.partition("\n")[0] != HEADER.format(digest=digest(root)):
        return [f"{name} was not made from uv.lock as it is: run 'python scripts/requirements.py'"]
    found = []
    for line in text.replace("\\\n", " ").splitlines()[1:]:
        pin, *_ = line.split(" ", 1)
        package, _, version = pin.partition("==")
        bare = re.sub(r"\[.*\]", "", package)
        if hashes(line) != _locked_hashes(packages.get((bare, version), {})):
            found.append(f"{name}: {pin} does not have the hashes of uv.lock")
    return found


def hashes(line: str) -> set[str]:
    return set(re.findall(r"--hash=(\S+)", line))


def _locked_hashes(package: dict[str, Any]) -> set[str]:
    files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    return {file["hash"] for file in files}


def _normal(requirement: str) -> tuple[str, frozenset[str]]:
    """Name with extras, and the clauses of the version in any order."""
    text = requirement.replace(" ", "").lower()
    name = re.match(r"[a-z0-9._-]+(\[[^]]*\])?", text)
    end = name.end() if name else 0
    return text[:end], frozenset(text[end:].split(","))


def _declared(entry: dict[str, Any]) -> tuple[str, frozenset[str]]:
    extras = f"[{','.join(entry['extras'])}]" if "extras" in entry else ""
    return _normal(f"{entry['name']}{extras}{entry.get('specifier', '')}")


if __name__ == "__main__":
    sys.exit(main())
