"""How long a long document keeps everybody else from writing: when its run ends, is corrected, is read again.

    python bench/long.py [--pages 1000] [--rounds 10]

Makes documents of pages of 400 words in a SQLite database of its own, by the service's own verbs: once of words as
texts have them (Zipf's law, 30,000 different ones), once of words that never come twice, the dearest case. For each
step it prints the longest transaction, all of them together, and the whole step, in milliseconds of the processor,
which do not grow when others use the machine. What is "entered after" a step is done by a worker.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.corrections import IN_LINE, WORDS, drawn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "onlineocr.settings", "ONLINEOCR_DATA": folder}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        print("| words | step | longest transaction | all transactions | whole step |\n|---|---|--:|--:|--:|")
        for name in ("as in texts", "all different"):
            for step, numbers in steps(asked.pages, asked.rounds, zipf=name == "as in texts"):
                print(f"| {name} | {step} | " + " | ".join(f"{number:,.0f}" for number in numbers) + " |", flush=True)


def steps(pages: int, rounds: int, *, zipf: bool) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Each step's name, and what it took."""
    from onlineocr.documents.corrections import editing
    from onlineocr.documents.models import Document
    from onlineocr.documents.queue import claims
    from onlineocr.ocr.editing import Edit

    document = Document.objects.create(media_type="image/png", size=1, sha256="0" * 64, key="00/none", pages=pages)
    for again in (False, True):
        last = read_but_one(document, pages, zipf=zipf)
        claim = claims.claim("bench")
        name = "its second run ends" if again else "its run ends"
        yield name, measured(lambda claim=claim, last=last: claims.finish(claim, last))
        yield f"{name}: entered after", measured(work_off)
    document.refresh_from_db()
    found = []
    for turn in range(rounds):
        edits = [Edit(0, turn % 40, text=f"corrected {turn}")]
        found.append(measured(lambda edits=edits: editing.correct(document, pages // 2, edits=edits, by=None)))
    yield "a line is corrected", sorted(found)[len(found) // 2]
    yield "a line is corrected: entered after", measured(work_off)


def read_but_one(document: Any, pages: int, *, zipf: bool) -> Any:
    """A run of which all pages but the last are read; the last page."""
    from onlineocr.documents.models import Run
    from onlineocr.documents.queue import claims

    run = Run.objects.create(document=document, total=pages)
    claims.enqueue(run, "", range(1, pages + 1))
    document.latest = run
    document.save(update_fields=["latest"])
    rng = random.Random(0)
    texts = [in_words(rng, drawn(rng, number)) if zipf else drawn(rng, number) for number in range(1, pages + 1)]
    for value in texts[:-1]:
        claims.finish(claims.claim("bench"), value)
    return texts[-1]


_VOCABULARY = [f"{'abcdefghijklmnopqrstuvwxyz'[number % 26]}{number:x}" for number in range(30_000)]
_WEIGHTS = [1 / (rank + 1) for rank in range(30_000)]


def in_words(rng: random.Random, page: Any) -> Any:
    """The page with words as often as texts have them."""
    from onlineocr.ocr.layout import compose

    words = iter(rng.choices(_VOCABULARY, _WEIGHTS, k=WORDS))
    lines = []
    for line in page.lines:
        said = [next(words) for _ in range(IN_LINE)]
        kept = tuple(replace(word, text=text) for word, text in zip(line.words, said, strict=True))
        lines.append(replace(line, words=kept, text=" ".join(said)))
    text, blocks = compose([replace(page.blocks[0], lines=tuple(lines))])
    return replace(page, text=text, blocks=blocks)


def work_off() -> None:
    """What a worker does after."""
    from onlineocr.documents.search import backlog

    while not backlog.work_off():
        pass


def measured(step: Callable[[], Any]) -> tuple[float, float, float]:
    """Milliseconds of the longest transaction, of all, and of the step."""
    began = process_time()
    with transactions() as times:
        step()
    return max(times, default=0.0), sum(times), 1000 * (process_time() - began)


@contextmanager
def transactions() -> Iterator[list[float]]:
    """From BEGIN to COMMIT, each one that writes: on SQLite nobody else writes meanwhile."""
    from django.db import connection

    times: list[float] = []
    begin, commit = "_start_transaction_under_autocommit", "_commit"  # Django offers no other place to look in
    kept = getattr(connection, begin), getattr(connection, commit)
    at = [0.0]

    def begun() -> None:
        kept[0]()
        at[0] = process_time()

    def committed() -> Any:
        try:
            return kept[1]()
        finally:
            times.append(1000 * (process_time() - at[0]))

    setattr(connection, begin, begun)
    setattr(connection, commit, committed)
    try:
        yield times
    finally:
        delattr(connection, begin)
        delattr(connection, commit)


if __name__ == "__main__":
    main()
