"""A bare recogniser: reads the pictures whose paths come in, one a line, and answers the seconds that each took.

The engine and the steps around it, on one thread, without service, queue, sandbox or database. Used by `service.py`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from onlineocr.ocr.engines import registry
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import PageImage
from onlineocr.ocr.pipeline import read_page


def main() -> None:
    engine, options = registry.get(sys.argv[1]), Options()
    for line in sys.stdin:
        started = time.perf_counter()
        with Image.open(line.strip()) as picture:
            pixels = np.ascontiguousarray(np.asarray(picture.convert("RGB")))
        read_page(PageImage(1, pixels), options, engine)
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main()
