"""Every command of the papers, run in order and as it stands; ELSEWHERE says of the others why not.

``./serve`` itself, from a fresh clone, is run by the campaign 'install'.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.conftest import Service, clean_environment
from tests.support.drawing import draw_text

ROOT = Path(__file__).resolve().parents[1]
PAPERS = [
    "README.md",
    "docs/quickstart.md",
    *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/howto/*.md")),
]
LETTER = ["Invoice of the month", "total amount due 2041", "inventory of the store", "with regards to you all"]

ELSEWHERE = {
    "<this repository>": "the campaign 'install' clones and serves",
    "./serve\n": "the campaign 'install' serves; git pull needs another repository",
    " ./serve": "it serves for ever, under names of another machine",
    "languages add": "needs the network; tests/cli/test_languages.py",
    "systemctl": "needs systemd, and changes the machine",
    "runuser": "needs that service",
    "pip install": "needs the network; tests/api/test_clients.py, tests/ocr/engines/test_plugin.py",
    "docker compose": "needs Docker",
    "https://example.org": "needs a server of another machine",
    '"edits"': "edits of a made up page; tests/api/test_correct.py",
    "revisions/2/undo": "undoes those edits; tests/api/test_correct.py",
    "admin create alice": "asks on a terminal; tests/cli/test_admin.py",
}

TOKEN = """
curl -d username=frank -d password='correct horse battery' "$URL/api/register/" >/dev/null 2>&1 || true
TOKEN=$(curl -d username=frank -d password='correct horse battery' "$URL/api/token_obtain_pair/" | pick access)
"""
DOCUMENT = f"""{TOKEN}
curl() {{ command curl -sS --fail-with-body -H "Authorization: Bearer $TOKEN" "$@"; }}
ID=$(curl -F file=@scan.pdf "$URL/api/v1/documents/?wait=60" | pick id)
while case $(curl "$URL/api/v1/documents/$ID/" | pick status) in queued | running) ;; *) false ;; esac
do sleep 0.3; done
D=$URL/api/v1/documents/$ID
"""
GRACE = """
curl "$URL/api/register/" -d username=grace -d 'password=purple monkey dishwasher' >/dev/null
"""

# What a reader has done or filled in before the block of that number.
BEFORE = {
    "docs/quickstart.md": {
        3: "access=$(curl -d username=alice -d password='correct horse battery' $URL/api/token_obtain_pair/"
        " | pick access)"
    },
    "docs/howto/accounts-and-sign-in.md": {
        2: "ACCESS=$(curl \"$URL/api/token_obtain_pair/\" -d username=dana -d 'password=purple monkey dishwasher' "
        "| tee pair | pick access); REFRESH=$(cat pair | pick refresh)",
        5: """command curl -sS --fail-with-body -u 'dana:a long walk home' "$URL/api/v1/me/password" >/dev/null """
        "-d 'old_password=a long walk home' -d 'new_password=purple monkey dishwasher'",
    },
    "docs/howto/api-keys.md": {
        0: GRACE,
        1: 'KEY=$(curl -u grace "$URL/api/v1/keys/" -d name=all | tee key | pick key); ID=$(cat key | pick id)',
    },
    "docs/howto/correct-a-reading.md": {0: DOCUMENT},
    "docs/howto/fetch-results.md": {0: DOCUMENT},
    "docs/howto/keep-and-delete.md": {
        0: TOKEN,
        1: TOKEN + 'ACCESS=$TOKEN; ID=$(curl -F file=@photo.png "$URL/api/v1/documents/" | tee sent | pick id); '
        "TOKEN=$(cat sent | pick token)",
        2: TOKEN + 'ID=$(curl -H "Authorization: Bearer $TOKEN" -F file=@photo.png "$URL/api/v1/documents/" | pick id)',
    },
    "docs/howto/limits-and-quotas.md": {0: TOKEN},
    "docs/howto/search.md": {0: TOKEN + "KEY=$TOKEN"},
}

# The reader's own values: an address, a password that curl asks for, a password of a file.
FILLED_IN = (
    ("http://127.0.0.1:9999", "$URL"), ("'$URL", '"$URL"\''), ("X-Document-Password: …", "X-Document-Password: none"),
    ("/backup/", "./backup/"),
)  # fmt: skip

PRELUDE = f"""
set -eu
pick() {{ {sys.executable} -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }}
curl() {{
    case "${{1:-}} ${{2:-}}" in "-u dana" | "-u grace")
        name=$2; shift 2; set -- -u "$name:purple monkey dishwasher" "$@" ;;
    esac
    command curl -sS --fail-with-body "$@"
}}
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.engine,
    pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed"),
]


def blocks(paper: str) -> list[str]:
    text = (ROOT / paper).read_text()
    found = re.findall(r"^( *)```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def filled_in(block: str) -> str:
    for there, here in FILLED_IN:
        block = block.replace(there, here)
    return block


def elsewhere(block: str) -> bool:
    return any(sign in f"\n{block}" for sign in ELSEWHERE)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A service as ``./serve`` starts it."""
    service = Service(["--port", "0", "--data", str(tmp_path_factory.mktemp("served") / "data")])
    service.start()
    draining = threading.Thread(target=lambda: [*service.process.stdout])  # or its log fills the pipe
    draining.start()
    try:
        yield service
    finally:
        service.process.terminate()
        draining.join(20)
        service.end()


@pytest.fixture
def clone(tmp_path, served) -> Path:
    """A folder that looks like a clone with a reader's files in it."""
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    (commands / "onlineocr").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -P -m onlineocr "$@"\n')
    (commands / "onlineocr").chmod(0o755)
    passing = shutil.ignore_patterns("*.sock", "run", "tmp", "*.part")
    shutil.copytree(served.arguments[-1], tmp_path / "data", ignore=passing)
    pages = [draw_text(LETTER).image.convert("RGB").resize((1200, 1000)) for _ in range(3)]
    for name in ("photo.png", "scan.png", "one.png"):
        pages[0].save(tmp_path / name)
    for name in ("scan.pdf", "two.pdf"):
        pages[0].save(tmp_path / name, save_all=True, append_images=pages[1:])
    return tmp_path


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if any(not elsewhere(block) for block in blocks(paper))])
def test_the_commands_work_as_they_stand(paper, clone, served):
    script = [PRELUDE, f"URL={served.url.rstrip('/')}"]
    for number, block in enumerate(blocks(paper)):
        script.append(BEFORE.get(paper, {}).get(number, ""))
        if not elsewhere(block):
            script.append(f"{{\n{filled_in(block)}}} >last")
    done = subprocess.run(
        ["sh", "-c", "\n".join(script)], cwd=clone, capture_output=True, text=True, timeout=120, check=False,
        env=clean_environment() | {"ONLINEOCR_DATA": str(clone / "data")},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stderr}\n{(clone / 'last').read_text(errors='replace')[-2000:]}"


def test_nothing_is_left_out_without_need():
    everything = "\n".join(f"\n{block}" for paper in PAPERS for block in blocks(paper))
    assert [sign for sign in ELSEWHERE if sign not in everything] == []
