"""ONNX Runtime is imported in one place, which turns its telemetry off before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import onlineocr

PACKAGE = Path(onlineocr.__file__).parent


def test_it_is_imported_in_one_place() -> None:
    importing = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text().splitlines()
        if line.startswith((" ", "i", "f"))
        and ("import onnxruntime" in line or "from onnxruntime" in line or 'import_module("onnxruntime' in line)
    }
    assert importing == {"ocr/models/networks.py", "ocr/models/runtime.py"}  # the former for types only


def test_it_writes_nothing_at_home_whatever_the_environment_says(tmp_path: Path) -> None:
    code = "from onlineocr.ocr.models import networks; networks.session('ppocrv6_tiny_det.onnx')"
    environment = os.environ | {"HOME": str(tmp_path), "XDG_CACHE_HOME": "", "ORT_DISABLE_TELEMETRY": "0"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert list(tmp_path.iterdir()) == []
