"""The least memory in which a decode child reads a picture at the limit of pixels, by format and mode.

    .venv/bin/python bench/decode_memory.py                       every format and mode
    .venv/bin/python bench/decode_memory.py png-rgba avif-        those whose names begin so
    .venv/bin/python bench/decode_memory.py --at 1536 --folder D  only whether they are read at 1536 MiB; keep the files

Each picture goes through the real sandbox. The memory is found by halving, in steps of 128 MiB; the time is that of one
page by the clock, with 4 GiB. The limits of bytes and seconds are lifted, so that memory alone decides.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.data import large_pictures
from onlineocr.ocr.errors import DecodeMemory, OcrError
from onlineocr.ocr.limits import MIB, Limits
from onlineocr.ocr.sandbox import Sandbox

STEP, MOST = 128, 4096  # MiB


def outcome(path: Path, mebibytes: int) -> tuple[str, float]:
    """What becomes of ``path`` with so much memory, and in how many seconds: "read", "memory", or the error's text."""
    limits = Limits(max_bytes=2**31, decode_seconds=300, decode_memory=mebibytes * MIB)
    with Sandbox(limits) as sandbox:
        sandbox.warm()
        began = time.monotonic()
        try:
            sandbox.probe(path)
            with sandbox.page(path, 1):
                found = "read"
        except DecodeMemory:
            found = "memory"
        except OcrError as error:
            found = str(error)
        return found, time.monotonic() - began


def least(path: Path) -> tuple[str, float]:
    """The least memory that suffices, or the error that comes with the most; the seconds with the most."""
    found, seconds = outcome(path, MOST)
    if found != "read":
        return (f"more than {MOST}" if found == "memory" else found), seconds
    below, enough = 0, MOST // STEP
    while enough - below > 1:
        middle = (below + enough) // 2
        if outcome(path, middle * STEP)[0] == "read":
            enough = middle
        else:
            below = middle
    return f"{enough * STEP:,} MiB", seconds


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="beginnings of names")
    parser.add_argument("--at", type=int, help="MiB: look only whether the pictures are read with so much")
    parser.add_argument("--folder", type=Path, help="where the pictures are kept, and taken from the next time")
    asked = parser.parse_args(arguments)
    names = [name for name in large_pictures.KINDS if name.startswith(tuple(asked.names or [""]))]
    with tempfile.TemporaryDirectory() as passing:
        for name in names:
            path = (asked.folder or Path(passing)) / name
            if not path.exists():
                large_pictures.make(name, path)
            told, seconds = outcome(path, asked.at) if asked.at else least(path)
            print(f"| {name} | {path.stat().st_size / MIB:.1f} | {told} | {seconds:.1f} |", flush=True)
            if not asked.folder:
                path.unlink()


if __name__ == "__main__":
    main()
