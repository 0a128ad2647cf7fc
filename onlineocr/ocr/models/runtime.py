"""The only import of ONNX Runtime: its telemetry is switched off before it starts."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import Any

_SWITCH = "ORT_DISABLE_TELEMETRY"


@cache
def runtime() -> Any:
    """Import ONNX Runtime, which takes a tenth of a second and 30 MiB.

    Since version 1.32 it sends events to its maker, and writes a device id and a database below ``~/.cache``. It reads
    the switch once, during the import. Its function that turns events off is called too late for both files; it is for
    a program that imported ONNX Runtime before us.
    """
    os.environ[_SWITCH] = "1"
    loaded = import_module("onnxruntime")
    loaded.disable_telemetry_events()
    return loaded
