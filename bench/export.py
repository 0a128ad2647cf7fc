"""How fast, how large and how exact searchable PDFs are, beside other programs that lay recognized text on pages.

    python bench/export.py                       200 pages; competitors in bench/.competitors-pdf
    python bench/export.py --pages 50 --no-competitors

The pages are dense (56 lines of about 10 words) and their words known, so nothing is recognized. Three originals: a
scan in JPEG and one in fax data, as PDFs, and a TIFF. Speed is in pages per second of processor time; memory is what
the process that assembles has more than before. OCRmyPDF gets the same pages as hOCR and only draws the text layer,
by its own renderer. (hocr-tools 1.1.1, the other one on PyPI, does not run on Python 3.9 and later.) Places are what
Poppler's ``pdftotext -bbox`` finds.
"""

from __future__ import annotations

import argparse
import html
import io
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from onlineocr.ocr.export import registry  # noqa: E402
from onlineocr.ocr.export.base import About  # noqa: E402
from onlineocr.ocr.export.pdf import layers  # noqa: E402
from onlineocr.ocr.geometry import Box  # noqa: E402
from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Word  # noqa: E402

SIZE, DPI = (1654, 2339), 200  # A4
FONT = HERE.parent / "tests/fonts/DejaVuSans-subset.ttf"
ORIGINALS = ("jpeg.pdf", "fax.pdf", "fax.tiff")
_SYLLABLES = (
    "al", "ice", "rab", "bit", "que", "en", "hat", "ter", "mad", "tea", "par", "ty", "wa", "tch", "gar", "den", "cro",
    "quet", "cat", "dor", "mouse",
)  # fmt: skip


def dense(number: int) -> Page:
    """A page of 56 lines, another one for each ``number``."""
    chance = random.Random(number)
    lines = [_line(chance, 120 + 38 * row) for row in range(56)]
    block = Block("text", Box(100, 100, SIZE[0] - 100, SIZE[1] - 100), tuple(lines))
    return Page(
        number, *SIZE, EngineInfo("bench", "1"), dpi=DPI, text="\n".join(one.text for one in lines), blocks=(block,)
    )


def _line(chance: random.Random, top: int) -> Line:
    words, x = [], 120
    while x < SIZE[0] - 320:
        text = "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3)))
        width = len(text) * 13 + chance.randint(-6, 6)
        words.append(Word(text, 0.9, Box(x, top, x + width, top + 28)))
        x += width + chance.randint(9, 16)
    box = Box(120, top, words[-1].box.right, top + 28)
    return Line(" ".join(word.text for word in words), 0.9, box, box.polygon(), tuple(words))


def original(name: str, pages: int) -> bytes:
    """A document of ``pages`` scans that show text."""
    import pikepdf
    from PIL import Image, ImageDraw, ImageFont

    kind, form = name.split(".")
    pictures = []
    for number in range(1, min(pages, 8) + 1):  # as many different ones as matter
        image = Image.new("L", SIZE, "white")
        pen, font = (
            ImageDraw.Draw(image),
            ImageFont.truetype(str(HERE.parent / "tests/fonts/DejaVuSans-subset.ttf"), 24),
        )
        for word in dense(number).words:
            pen.text((word.box.left, word.box.top), word.text, fill="black", font=font)
        pictures.append(image if kind == "jpeg" else image.convert("1", dither=0))
    file = io.BytesIO()
    every = [pictures[number % len(pictures)] for number in range(pages)]
    if form == "tiff":
        every[0].save(file, "TIFF", save_all=True, append_images=every[1:], compression="group4", dpi=(DPI, DPI))
        return file.getvalue()
    with pikepdf.new() as document:
        for picture in every:
            _scan(document, picture)
        document.save(file)
    return file.getvalue()


def _scan(document: Any, picture: Any) -> None:
    from pikepdf import Dictionary, Name, Page, Stream

    file = io.BytesIO()
    width, height = (72 * side / DPI for side in SIZE)
    entries = {"Width": SIZE[0], "Height": SIZE[1], "ColorSpace": Name.DeviceGray}
    if picture.mode == "L":
        picture.save(file, "JPEG", quality=75)
        entries |= {"Filter": Name.DCTDecode, "BitsPerComponent": 8}
        data = file.getvalue()
    else:
        from onlineocr.ocr.pdf_output.tiff import fax

        found = fax(picture, 1)
        data, entries = found.data, entries | found.entries
    image = Stream(document, data, Type=Name.XObject, Subtype=Name.Image, **entries)
    content = Stream(document, f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im Do Q".encode())
    page = Dictionary(
        Type=Name.Page, MediaBox=[0, 0, round(width, 2), round(height, 2)], Contents=content,
        Resources=Dictionary(XObject=Dictionary(Im=document.make_indirect(image))),
    )  # fmt: skip
    document.pages.append(Page(document.make_indirect(page)))


def alone(pages: int) -> None:
    """In a process of its own: one original made searchable, as the child does it; figures as JSON."""
    from onlineocr.ocr.limits import Limits
    from onlineocr.ocr.options import Options
    from onlineocr.ocr.pdf_output.assembly import assemble

    source = Path(sys.argv[3])
    with tempfile.TemporaryFile() as texts, Path(sys.argv[4]).open("w+b") as out, source.open("rb") as file:
        start = time.process_time()
        layers.write(texts, layers.Head("bench", ("en",)), map(dense, range(1, pages + 1)))
        made = time.process_time()
        drawn = sum(_time(number) for number in range(1, pages + 1, max(1, pages // 20))) * max(1, pages // 20)
        texts.seek(0)
        base, before = _own_memory(), time.process_time()
        problems = assemble(file, texts, out, Options(), Limits())
        spent = time.process_time() - before
        print(json.dumps({
            "layers": made - start - drawn, "assembly": spent, "memory": _own_memory() - base,
            "bytes": out.tell(), "problems": [problem.detail for problem in problems],
        }))  # fmt: skip


def _own_memory() -> int:
    """Anonymous memory of this process in KiB. The original is mapped: its pages are the system's to keep or drop."""
    said = re.search(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(said[1]) if said else 0


def _time(number: int) -> float:
    """What it costs to make up the page, which is no part of the export."""
    start = time.process_time()
    dense(number)
    return time.process_time() - start


def measured(folder: Path, pages: int) -> Iterator[str]:
    yield (
        "| original | pages | layers, ms a page | assembly, ms a page | pages a CPU second | memory, MiB "
        "| size / original | over 1.1 times, KB a page |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for name in ORIGINALS:
        for count in sorted({max(1, pages // 4), pages, 2 * pages}):
            source, target = folder / f"{count}-{name}", folder / f"{count}-{name}.out.pdf"
            source.write_bytes(original(name, count))
            run = [sys.executable, __file__, "alone", str(count), str(source), str(target)]
            said = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
            whole, size = said["layers"] + said["assembly"], source.stat().st_size
            yield (
                f"| {name} | {count} | {1000 * said['layers'] / count:.1f} | {1000 * said['assembly'] / count:.1f} | "
                f"{count / whole:.0f} | {said['memory'] / 1024:.0f} | {said['bytes'] / size:.3f} | "
                f"{(said['bytes'] - 1.1 * size) / count / 1000:.1f} |"
            )


def places(pdf: Path, expected: list[Word]) -> str:
    """How far the words that Poppler finds on the first page are from ``expected``, in pixels."""
    found = subprocess.run(
        ["pdftotext", "-l", "1", "-bbox", pdf, "-"], check=True, capture_output=True, text=True
    ).stdout
    words = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', found)
    sides = re.search(r'<page width="(.+?)" height="(.+?)"', found)
    scale = SIZE[0] / float(sides[1]) if sides else 1.0
    texts = [html.unescape(word[4]) for word in words]
    same = texts == [word.text for word in expected]
    if len(texts) != len(expected):
        return f"{len(texts)} of {len(expected)} words | |"
    ends = sorted(abs(float(word[2]) * scale - true.box.right) for word, true in zip(words, expected, strict=True))
    return f"{'yes' if same else 'no'} | {statistics.mean(ends):.2f} | {ends[int(len(ends) * 0.99)]:.2f} |"


def competitors(folder: Path, pages: int, environment: Path) -> Iterator[str]:
    python = environment / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "-r", HERE / "requirements-competitors-pdf.txt"], check=True
        )
    hocr = folder / "hocr"
    hocr.mkdir()
    for number in range(1, pages + 1):
        text = b"".join(registry.get("hocr").bytes(iter([dense(number)]), About()))
        (hocr / f"{number:04}.hocr").write_bytes(text)
    yield "\n| program | pages a CPU second | words in order | mean distance of a word's end, px | 99th percentile |"
    yield "|---|---|---|---|---|"
    expected = list(dense(1).words)
    start = time.process_time()
    with tempfile.TemporaryFile() as file:
        layers.write(file, layers.Head(), [dense(number) for number in range(1, pages + 1)])
    ours = time.process_time() - start - sum(_time(number) for number in range(1, pages + 1))
    yield f"| ours, layers only | {pages / ours:.0f} | {places(folder / f'{pages}-fax.pdf.out.pdf', expected)}"
    out, before = folder / "ocrmypdf.pdf", resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python, HERE / "lib" / "competitors_pdf.py", hocr, out], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    yield f"| OCRmyPDF 17.13, text layer only | {pages / spent:.0f} | {places(out, expected)}"


def main() -> None:
    if sys.argv[1:2] == ["alone"]:
        alone(int(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument(
        "--competitors", type=Path, default=HERE / ".competitors-pdf", help="environment with the other programs"
    )
    parser.add_argument("--no-competitors", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for row in measured(Path(name), arguments.pages):
            print(row, flush=True)
        if not arguments.no_competitors:
            for row in competitors(Path(name), arguments.pages, arguments.competitors):
                print(row, flush=True)


if __name__ == "__main__":
    main()
