"""A real nginx of an ordinary user around ``deploy/nginx.conf``: own folders, high ports, its own certificate."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.processes import WITH_US, free_port

ROOT = Path(__file__).resolve().parents[2]
NAME = "ocr.example.org"


def program() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not found or not shutil.which("openssl"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("nginx or openssl is not installed")
    return found


def site(folder: Path, upstream: str, port: int) -> str:
    """The shipped server block with TLS on ``port`` of the loopback, in front of ``upstream``."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={NAME}", "-days", "1",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"/etc/letsencrypt\S+/fullchain.pem", str(folder / "cert.pem"), text)
    text = re.sub(r"/etc/letsencrypt\S+/privkey.pem", str(folder / "key.pem"), text)
    text = text.replace("127.0.0.1:9999", upstream.removeprefix("http://"))
    text = re.sub(r"listen \[::\]:\d+( ssl http2)?;", "", text)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;")
    return text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")


@contextmanager
def nginx(folder: Path, text: str, port: int) -> Iterator[None]:
    """Run nginx with the server blocks ``text``, one of which listens on ``port``."""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root; " if os.geteuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}} "
        f"http {{ access_log {folder}/calls; {temporary} {text} }}"
    )
    process = subprocess.Popen([program(), "-e", folder / "errors", "-p", folder, "-c", whole], **WITH_US)
    try:
        _wait(process, folder, port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    for _ in range(200):
        if process.poll() is not None:
            pytest.fail(f"nginx ended: {(folder / 'errors').read_text()}")
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not come up")
