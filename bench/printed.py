"""The own text of PDFs as office programs, browsers and TeX print them, beside pdftotext, script by script.

    python bench/printed.py --data DIR [--languages ar he] [--producers chromium soffice xelatex]

``DIR/multilingual_udhr`` has a text (``LANGUAGE_N.txt``) for each language. Each is printed by each producer that is
installed, read by ours (``text_layer=auto``, decoding counted in) and by Poppler's ``pdftotext``, and compared with the
text. Debian's packages: chromium, libreoffice-writer-nogui, texlive-xetex, texlive-latex-recommended, poppler-utils,
fonts-noto-core, fonts-noto-cjk. Directional marks, which pdftotext writes and no text has, are left out on both sides.
Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib.scoring import Rules, Score, score
from onlineocr.ocr import recognize

FONTS = {
    "ar": "Noto Sans Arabic", "fa": "Noto Sans Arabic", "bn": "Noto Sans Bengali", "he": "Noto Sans Hebrew",
    "hi": "Noto Sans Devanagari", "ta": "Noto Sans Tamil", "th": "Noto Sans Thai", "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR", "zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK TC",
}  # fmt: skip
SCRIPTS = {"ar": "Arabic", "fa": "Arabic", "he": "Hebrew", "bn": "Bengali", "hi": "Devanagari", "ta": "Tamil"}
RIGHT_TO_LEFT = ("ar", "fa", "he")
UNSPACED = ("ja", "zh-Hans", "zh-Hant", "th")
MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u000c]")


def _page(text: str, language: str) -> str:
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    style = f"font-family: '{FONTS.get(language, 'Noto Sans')}'; font-size: 12pt"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8"><body style="{style}">{lines}'
    )


def chromium(text: str, language: str, folder: Path) -> None:
    (folder / "page.html").write_text(_page(text, language), encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={folder}/profile", f"--print-to-pdf={folder}/page.pdf", f"file://{folder}/page.html"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def soffice(text: str, language: str, folder: Path) -> None:
    (folder / "page.html").write_text(_page(text, language), encoding="utf-8")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--writer", "--convert-to", "pdf",
         "--outdir", folder, folder / "page.html"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip


def xelatex(text: str, language: str, folder: Path) -> None:
    script = f"[Script={SCRIPTS[language]}]" if language in SCRIPTS else ""
    around = r"\TeXXeTstate=1 \everypar{\setbox0\lastbox\beginR\box0}" if language in RIGHT_TO_LEFT else ""
    breaking = rf'\XeTeXlinebreaklocale "{language[:2]}"' if language in UNSPACED else ""
    escaped = re.sub(r"([#$%&_{}])", r"\\\1", text)
    (folder / "page.tex").write_text(
        rf"\documentclass{{article}}\usepackage{{fontspec}}\setmainfont{{{FONTS.get(language, 'Noto Sans')}}}{script}"
        rf"\pagestyle{{empty}}{breaking}{around}\begin{{document}}" + "\n" + escaped.replace("\n", "\n\n") + "\n"
        r"\end{document}",
        encoding="utf-8",
    )  # fmt: skip
    subprocess.run(
        ["xelatex", "-interaction=batchmode", f"-output-directory={folder}", folder / "page.tex"],
        check=False, capture_output=True, timeout=180,
    )  # fmt: skip


PRODUCERS: dict[str, Callable[[str, str, Path], None]] = {
    "chromium": chromium, "soffice": soffice, "xelatex": xelatex,
}  # fmt: skip


def ours(pdf: Path) -> tuple[str, str]:
    """The text, and where it was taken from."""
    pages = list(recognize(pdf))
    return "\n".join(page.text for page in pages), " ".join(sorted({page.source for page in pages}))


def pdftotext(pdf: Path) -> str:
    return subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True).stdout.decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--languages", nargs="+")
    parser.add_argument("--producers", nargs="+", choices=PRODUCERS, default=tuple(PRODUCERS))
    parser.add_argument("--keep", type=Path, help="folder for the PDFs")
    arguments = parser.parse_args()
    print("| producer | language | n | F1 ours | F1 pdftotext | CER ours | CER pdftotext | taken from |")
    print("|---|---|--:|--:|--:|--:|--:|---|")
    for producer in arguments.producers:
        if not shutil.which(producer):
            print(f"{producer} is not installed", file=sys.stderr)
            continue
        found: dict[str, list[tuple[Score, Score, str]]] = defaultdict(list)
        for file in sorted((arguments.data / "multilingual_udhr").glob("*.txt")):
            language = file.stem.rpartition("_")[0]
            if not arguments.languages or language in arguments.languages:
                found[language].append(_compared(producer, file, language, arguments.keep))
        for language, each in found.items():
            _print(producer, language, each)


def _compared(producer: str, file: Path, language: str, keep: Path | None) -> tuple[Score, Score, str]:
    text = file.read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory(prefix="printed-") as name:
        PRODUCERS[producer](text, language, Path(name))
        pdf = Path(name) / "page.pdf"
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(pdf, keep / f"{producer}-{file.stem}.pdf")
        read, source = ours(pdf)
        return _score(read, text), _score(pdftotext(pdf), text), source


def _score(read: str, text: str) -> Score:
    return score(MARKS.sub("", read), MARKS.sub("", text), Rules(danda=True))


def _print(producer: str, language: str, each: list[tuple[Score, Score, str]]) -> None:
    mine, theirs = sum((one for one, *_ in each), Score()), sum((one for _, one, _ in each), Score())
    sources = ", ".join(sorted({source for *_, source in each}))
    figures = f"{mine.f1:.3f} | {theirs.f1:.3f} | {mine.cer:.3f} | {theirs.cer:.3f}"
    print(f"| {producer} | {language} | {len(each)} | {figures} | {sources} |", flush=True)


if __name__ == "__main__":
    main()
