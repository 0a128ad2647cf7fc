"""A stranger's first minutes: clone, ./serve, a picture read; then a second start. Needs the network.

On bare Debian roots as well, as root and as an ordinary user, with the tests: that needs root and debootstrap.
``TEST_ROOTS`` names a folder in which the roots are kept for the next time, ``TEST_BARE`` holds
arguments for their ``./test``, such as ``--fast``.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
SECOND_START = 3.0
KEPT = ("PATH", "PIP_", "SSL_", "UV_", "http_proxy", "https_proxy", "no_proxy")

pytestmark = pytest.mark.long


def start(clone: Path) -> tuple[subprocess.Popen[str], str, float]:
    """``./serve`` with an almost empty environment: the process, its address, the seconds until it answered."""
    began = time.monotonic()
    process = subprocess.Popen(
        [clone / "serve", "--port", "0"],
        env={name: value for name, value in os.environ.items() if name.startswith(KEPT)},
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    line = process.stdout.readline()
    assert "listens on" in line
    return process, line.partition("listens on ")[2].split()[0], time.monotonic() - began


def end(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0


def picture() -> bytes:
    image = Image.new("RGB", (900, 120), "white")
    ImageDraw.Draw(image).text((20, 20), "The quick brown fox", font=ImageFont.load_default(60), fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_a_fresh_clone_reads_a_picture_and_starts_again_at_once(tmp_path):
    clone = tmp_path / "a clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)

    process, url, _ = start(clone)
    request = Request(f"{url}api/ocr/", data=picture(), headers={"Content-Type": "image/png"})
    with urlopen(request, timeout=90) as answer:
        assert b"The quick brown fox" in answer.read()
    end(process)

    seconds = []
    for _ in range(3):
        process, _, took = start(clone)
        seconds.append(took)
        end(process)
    assert min(seconds) < SECOND_START


PACKAGES = "git,python3,python3-venv,ca-certificates,curl"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
INSIDE = """
set -eu
mount --rbind /dev "$1/dev"
mount -t proc proc "$1/proc"
exec chroot "$1" su - "$2" -c "$3"
"""
SERVE = """
set -eu
cd onlineocr
./serve --port 0 >../listening 2>../log &
serving=$!
until grep -q listens ../listening; do kill -0 $serving || { cat ../log; exit 1; }; sleep 1; done
url=$(sed 's/.*listens on //; s/ .*//' ../listening)
curl -sS --fail -F image=@../page.png "${url}api/ocr/"
kill $serving
wait $serving
echo; echo "ended: $?"
"""


def bare_debian(suite: str) -> Path:
    """A Debian with what the README names, and nothing else."""
    kept = Path(os.environ.get("TEST_ROOTS", "/tmp/onlineocr-roots")) / suite
    if not (kept / ".done").exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", suite, kept], check=True)
        (kept / ".done").touch()
    for file in (CERTIFICATES, Path("/etc/resolv.conf"), Path("/etc/hosts"), Path("/etc/pip.conf")):
        if file.exists():
            shutil.copyfile(file, f"{kept}{file}")
    return kept


class Bare:
    """A user on a bare Debian, with a clone and a picture at home."""

    def __init__(self, root: Path, user: str) -> None:
        self.root, self.user = root, user
        if user != "root":
            subprocess.run(["chroot", root, "sh", "-c", f"id {user} || useradd -m -s /bin/bash {user}"], check=True)
        home = root / ("root" if user == "root" else f"home/{user}")
        subprocess.run(["git", "-C", ROOT, "bundle", "create", "-q", root / "srv" / "onlineocr", "HEAD"], check=True)
        (root / "srv" / "onlineocr").chmod(0o644)
        (home / "page.png").write_bytes(picture())
        (home / "page.png").chmod(0o644)
        self.run("rm -rf onlineocr && git clone -q /srv/onlineocr && cd onlineocr && git checkout -q -b here")

    def run(self, script: str) -> str:
        kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT) and "FIND_LINKS" not in name}
        exports = "".join(f"export {name}='{value}'; " for name, value in kept.items() if name != "PATH")
        done = subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", INSIDE, "-", self.root, self.user,
             exports + script],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-8000:]
        return done.stdout


@pytest.fixture(params=["bookworm", "trixie"])
def debian(request) -> Path:
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        pytest.skip("bare Debian roots need root and debootstrap")
    return bare_debian(request.param)


@pytest.mark.parametrize("user", ["root", "alice"])
def test_a_bare_debian_serves_and_its_tests_are_green(debian, user):
    bare = Bare(debian, user)
    said = bare.run(SERVE)
    assert "The quick brown fox" in said
    assert "ended: 0" in said
    assert "100%]" in bare.run(f"cd onlineocr && ./test {os.environ.get('TEST_BARE', '')}".rstrip())
