"""What stands in deploy/ and docker/ is read by the programs that it is for, where they are installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CI = os.environ.get("CI") == "true"  # a missing program is then a failure


@pytest.fixture
def site(tmp_path):
    """A whole configuration around deploy/nginx.conf, with a certificate made for the moment."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=ocr.example.org", "-days", "1",
         "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"/etc/letsencrypt\S+/fullchain.pem", str(tmp_path / "cert.pem"), text)
    text = re.sub(r"/etc/letsencrypt\S+/privkey.pem", str(tmp_path / "key.pem"), text)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {text} }}")
    return whole


def nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def version() -> tuple[int, ...]:
    said = subprocess.run([nginx(), "-v"], capture_output=True, text=True, check=True).stderr
    return tuple(map(int, re.search(r"nginx/([\d.]+)", said)[1].split(".")))


@pytest.mark.skipif(not CI and not (nginx() and shutil.which("openssl")), reason="nginx or openssl is not installed")
def test_nginx_reads_its_server_block(site):
    if version() >= (1, 25, 1):  # as the file says
        site.write_text(site.read_text().replace(" ssl http2;", " ssl;").replace("# http2 on;", "\nhttp2 on;\n#"))
    tested = subprocess.run([nginx(), "-t", "-p", site.parent, "-c", site], capture_output=True, text=True, check=False)
    assert "syntax is ok" in tested.stderr, tested.stderr
    assert "[warn]" not in tested.stderr.replace('the "user" directive', "")


@pytest.mark.skipif(not CI and not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_reads_its_unit(tmp_path):
    unit = tmp_path / "onlineocr.service"
    command = tmp_path / ".venv" / "bin" / "onlineocr"
    command.parent.mkdir(parents=True)
    command.touch(0o755)
    unit.write_text((ROOT / "deploy" / "onlineocr.service").read_text().replace("/opt/onlineocr", str(tmp_path)))
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert [line for line in verified.stderr.splitlines() if "onlineocr.service" in line and "Failed" not in line] == []


@pytest.mark.skipif(not CI and not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_little_that_the_service_could_harm():
    # Left are the namespaces of decode children, the network, and 0.1 each for what its work needs.
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager",
         ROOT / "deploy" / "onlineocr.service"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout[-300:] + judged.stderr


def test_the_service_writes_to_its_data_folder_only():
    unit = (ROOT / "deploy" / "onlineocr.service").read_text()
    assert "ReadWritePaths" not in unit
    assert {"ProtectSystem=strict", "StateDirectory=onlineocr"} < set(unit.splitlines())


def test_the_image_is_made_of_what_the_context_holds():
    context = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (ROOT / "docker" / "Dockerfile").read_text(), re.MULTILINE)
    assert {name for line in copied for name in line.split()} == context
    assert all((ROOT / name).exists() for name in context)
