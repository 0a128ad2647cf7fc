"""The web process never holds an engine, a decoder or a PDF library: some of them abort the interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys

HEAVY = {
    "cv2",
    "onnxruntime",
    "tesserocr",
    "pypdfium2",
    "pypdfium2_raw",
    "PIL",
    "pillow_heif",
    "py3langid",
    "pikepdf",
    "lxml",
}
PROBE = """
import json, sys
import onlineocr.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
from django.test import Client
Client().get("/healthz")
print(json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""


def test_it_loads_no_engine_and_no_decoder(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", PROBE], env=os.environ | {"ONLINEOCR_DATA": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert HEAVY & set(json.loads(run.stdout.splitlines()[-1])) == set()
