"""One engine in a process of its own: reads the names of pictures, one a line, and answers each with a line of JSON.

Started by ``recognize.py``. Stands alone, because the peers run in an environment without onlineocr.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402
from PIL import Image, ImageOps  # noqa: E402

Image.MAX_IMAGE_PIXELS = None
Read = Callable[[np.ndarray], str]


def ours(engine: str) -> Read:
    """A decoded page through the whole pipeline: turned upright, recognized, laid out."""
    import cv2

    from onlineocr.ocr import pipeline
    from onlineocr.ocr.engines import registry
    from onlineocr.ocr.options import Options
    from onlineocr.ocr.page import PageImage

    cv2.setNumThreads(1)
    loaded, options = registry.get(engine), Options()

    def read(pixels: np.ndarray) -> str:
        return pipeline.read_page(PageImage(1, pixels), options, loaded).text

    return read


def tesserocr(folder: str) -> Read:
    import tesserocr as binding

    api = binding.PyTessBaseAPI(path=folder, lang="eng")

    def read(pixels: np.ndarray) -> str:
        api.SetImage(Image.fromarray(pixels))
        return str(api.GetUTF8Text())

    return read


def rapidocr(_: str) -> Read:
    """Its defaults, which are the small models; only the number of threads is set, and its log silenced."""
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    threads = dict.fromkeys(
        ("EngineConfig.onnxruntime.intra_op_num_threads", "EngineConfig.onnxruntime.inter_op_num_threads"), 1
    )
    engine = RapidOCR(params={**threads, "Global.log_level": "critical"})

    def read(pixels: np.ndarray) -> str:
        return "\n".join(engine(np.ascontiguousarray(pixels[:, :, ::-1])).txts or ())

    return read


def main() -> None:
    name, argument = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints must not mix with the answers
    read = {"ours": ours, "tesserocr": tesserocr, "rapidocr": rapidocr}[name](argument)
    read(np.full((64, 64, 3), 255, np.uint8))
    for line in sys.stdin:
        with Image.open(Path(line.rstrip("\n"))) as picture:
            pixels = np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
        start = time.process_time()
        text = read(pixels)
        answers.write(json.dumps({"text": text, "cpu": time.process_time() - start}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
