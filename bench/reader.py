"""One engine in a process of its own: reads a line of JSON that names a picture and its language, and answers with one.

Started by ``lib/competitors.py``. Stands alone, because the competitors run in an environment without onlineocr.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402
from PIL import Image, ImageOps  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

Image.MAX_IMAGE_PIXELS = None
Read = Callable[[np.ndarray, str], dict[str, Any]]
"""Pixels (RGB) and Tesseract's name of their language -> ``text``, ``cpu`` and what else the engine tells."""


def ours(engine: str) -> Read:
    """A decoded page through the whole pipeline: turned upright, recognized, laid out. It is not told the language."""
    import cv2

    from onlineocr.ocr import pipeline
    from onlineocr.ocr.engines import registry
    from onlineocr.ocr.options import Options
    from onlineocr.ocr.page import PageImage

    cv2.setNumThreads(1)
    loaded, options = registry.get(engine), Options()

    def read(pixels: np.ndarray, _: str) -> dict[str, Any]:
        start = time.process_time()
        page = pipeline.read_page(PageImage(1, pixels), options, loaded)
        cpu = time.process_time() - start
        words = [[word.text, word.confidence, *word.box] for word in page.words]
        told = {
            "rotation": page.rotation,
            "skew": page.skew,
            "read_by": page.engine.name,
            "confidence": page.confidence,
        }
        return {"text": page.text, "cpu": cpu, "words": words, **told}

    return read


def tesserocr(folder: str) -> Read:
    """Its default page segmentation, and the right language."""
    import tesserocr as binding

    loaded: dict[str, Any] = {}

    def read(pixels: np.ndarray, language: str) -> dict[str, Any]:
        if language not in loaded:
            loaded[language] = binding.PyTessBaseAPI(path=folder, lang=language)
        api, start = loaded[language], time.process_time()
        api.SetImage(Image.fromarray(pixels))
        text = str(api.GetUTF8Text())
        cpu = time.process_time() - start
        return {"text": text, "cpu": cpu, "words": list(_tesserocr_words(api.GetTSVText(0)))}

    return read


def _tesserocr_words(table: str) -> Any:
    for row in table.splitlines():
        level, *_, left, top, wide, high, confidence, text = row.split("\t", 11)
        if level == "5" and text.strip():
            x, y = int(left), int(top)
            yield [text.strip(), max(0.0, float(confidence)) / 100, x, y, x + int(wide), y + int(high)]


def rapidocr(models: str) -> Read:
    """Its defaults, which are the small models, or with a folder the tiny ones there; only the number of threads is
    set, and its log silenced."""
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    parameters: dict[str, Any] = dict.fromkeys(
        ("EngineConfig.onnxruntime.intra_op_num_threads", "EngineConfig.onnxruntime.inter_op_num_threads"), 1
    )
    if models:
        parameters["Det.model_path"] = str(Path(models) / "ppocrv6_tiny_det.onnx")
        parameters["Rec.model_path"] = str(Path(models) / "ppocrv6_tiny_rec.onnx")
        parameters["Rec.rec_keys_path"] = str(Path(models) / "ppocrv6_tiny_rec.txt")
    engine = RapidOCR(params={**parameters, "Global.log_level": "critical"})

    def read(pixels: np.ndarray, _: str) -> dict[str, Any]:
        start = time.process_time()
        text = "\n".join(engine(np.ascontiguousarray(pixels[:, :, ::-1])).txts or ())
        return {"text": text, "cpu": time.process_time() - start, "words": []}

    return read


def main() -> None:
    name, argument = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints must not mix with the answers
    read = {"ours": ours, "tesserocr": tesserocr, "rapidocr": rapidocr, "rapidocr_tiny": rapidocr}[name](argument)
    read(np.full((64, 64, 3), 255, np.uint8), "eng")
    for line in sys.stdin:
        asked = json.loads(line)
        with Image.open(asked["picture"]) as picture:
            pixels = np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
        answers.write(json.dumps(read(pixels, asked["language"])) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
