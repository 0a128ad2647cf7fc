"""What a PDF's own text gains: pages read with text_layer auto, ignore and only, each by all three in turn.

    python bench/textlayer.py --pdfs DIR [--limit 10]        NAME.pdf (its first page) and NAME.txt
    python bench/textlayer.py --scans DIR [--limit 10]       NAME.png, NAME.txt, NAME.json (boxes of words)

``--scans`` makes three PDFs of each picture: bare; with its true text hidden under it; with that of the next picture,
which is a lie. Decoding is counted with the reading. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

import cv2  # noqa: E402
import pikepdf  # noqa: E402
from PIL import Image  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib.scoring import Rules, Score, score  # noqa: E402
from onlineocr.ocr import pipeline  # noqa: E402
from onlineocr.ocr.decode import document  # noqa: E402
from onlineocr.ocr.decode.canvas import plain  # noqa: E402
from onlineocr.ocr.engines import registry  # noqa: E402
from onlineocr.ocr.limits import Limits  # noqa: E402
from onlineocr.ocr.options import Options  # noqa: E402
from onlineocr.ocr.page import Page  # noqa: E402

MODES = ("auto", "ignore", "only")
RULES = Rules(ordered=False)
_RANGES = [f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in range(256)]  # a range keeps its first byte
_BLOCKS = [f"64 beginbfrange {' '.join(_RANGES[start : start + 64])} endbfrange" for start in range(0, 256, 64)]
_EVERY_LETTER = (
    "/CIDInit/ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <ffff> "
    f"endcodespacerange {' '.join(_BLOCKS)} endcmap end end"
).encode()


class Tally:
    def __init__(self) -> None:
        self.total, self.each, self.cpu = Score(), [], []
        self.sources: Counter[str] = Counter()

    def add(self, one: Score, cpu: float, source: str) -> None:
        self.total += one
        self.each.append(one.f1)
        self.cpu.append(cpu)
        self.sources[source] += 1


def read(data: bytes, mode: str, engine: Any) -> tuple[Page, float]:
    """The first page, and the CPU seconds that decoding and reading took."""
    options = Options(text_layer=mode)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        began = time.process_time()
        image = document.decode(file, 1, options, Limits(decode_seconds=60), plain)
        page = pipeline.read_page(image, options, engine)
        return page, time.process_time() - began


def pages(folder: Path, limit: int | None) -> Iterator[tuple[str, bytes, str]]:
    """(kind, PDF, true text) of each page of ``--pdfs``."""
    for path in sorted(folder.glob("*.pdf"))[:limit]:
        yield "born digital", path.read_bytes(), path.with_suffix(".txt").read_text(encoding="utf-8")


def scans(folder: Path, limit: int | None) -> Iterator[tuple[str, bytes, str]]:
    paths = sorted(folder.glob("*.png"))[:limit]
    words = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["words"] for path in paths]
    for index, path in enumerate(paths):
        truth = path.with_suffix(".txt").read_text(encoding="utf-8")
        yield "bare scan", scan(path, []), truth
        yield "true text under a scan", scan(path, words[index]), truth
        yield "false text under a scan", scan(path, words[index - 1]), truth


def scan(picture: Path, words: list[dict[str, Any]], dpi: int = 150) -> bytes:
    """A PDF of a picture with ``words`` under it, in a font that has no glyphs and knows every letter."""
    scale = 72 / dpi
    image = Image.open(picture).convert("RGB")
    width, height = (side * scale for side in image.size)
    content = [f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im Do Q BT 3 Tr"]
    content += [_word(word["text"], [side * scale for side in word["box"]], height) for word in words]
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(width, height))
        pixels = pdf.make_stream(image.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        pixels.Width, pixels.Height, pixels.BitsPerComponent, pixels.ColorSpace = *image.size, 8, pikepdf.Name.DeviceRGB
        resources = pikepdf.Dictionary(XObject={"/Im": pixels}, Font={"/F": _font(pdf)})
        pdf.pages[0].Resources = resources
        pdf.pages[0].Contents = pdf.make_stream("\n".join([*content, "ET"]).encode())
        stream = io.BytesIO()
        pdf.save(stream)
    return stream.getvalue()


def _word(text: str, box: list[float], height: float) -> str:
    left, top, right, bottom = box
    size = max(bottom - top, 1.0)
    codes = text.encode("utf-16-be", "surrogatepass").hex()
    stretched = (right - left) / (0.5 * size * len(codes) / 4) * 100
    return f"/F {size:.2f} Tf {stretched:.2f} Tz 1 0 0 1 {left:.2f} {height - bottom + 0.2 * size:.2f} Tm <{codes}> Tj"


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    name = pikepdf.Name("/Glyphless")
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=5, FontBBox=[0, -200, 500, 800], ItalicAngle=0,
        Ascent=800, Descent=-200, CapHeight=800, StemV=80,
    )  # fmt: skip
    system = pikepdf.Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0)
    inner = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, DW=500, CIDSystemInfo=system,
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=name,
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(inner)],
            ToUnicode=pdf.make_stream(_EVERY_LETTER),
        )
    )


def table(results: dict[tuple[str, str], Tally]) -> str:
    rows = [
        "| pages | n | text_layer | word F1 | mean F1 of pages | CPU s, median | CPU s, total | source |",
        "|---|--:|---|--:|--:|--:|--:|---|",
    ]
    for (kind, mode), tally in results.items():
        sources = ", ".join(f"{count} {source}" for source, count in tally.sources.most_common())
        rows.append(
            f"| {kind} | {len(tally.each)} | {mode} | {tally.total.f1:.3f} | {statistics.fmean(tally.each):.3f} "
            f"| {statistics.median(tally.cpu):.2f} | {sum(tally.cpu):.1f} | {sources} |"
        )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, help="folder of PDFs and their true texts")
    parser.add_argument("--scans", type=Path, help="folder of pictures, their true texts and boxes of words")
    parser.add_argument("--limit", type=int, help="pages, or pictures")
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--verbose", action="store_true", help="one line for each page")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    engine = registry.get(arguments.engine)
    results: dict[tuple[str, str], Tally] = {}
    given = [*(pages(arguments.pdfs, arguments.limit) if arguments.pdfs else ())]
    for kind, data, truth in [*given, *(scans(arguments.scans, arguments.limit) if arguments.scans else ())]:
        for mode in MODES:
            page, cpu = read(data, mode, engine)
            one = score(page.text, truth, RULES)
            results.setdefault((kind, mode), Tally()).add(one, cpu, page.source)
            if arguments.verbose:
                print(
                    f"{kind}, {mode}: F1 {one.f1:.3f}, {cpu:.2f} s, {page.source_reason}", file=sys.stderr, flush=True
                )
    print(table(results))


if __name__ == "__main__":
    main()
