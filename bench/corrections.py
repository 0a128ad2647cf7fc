"""What a correction costs, by the size of its document; and how well corrections find their places after a rerun.

    python bench/corrections.py [--pages 1 100 1000] [--rounds 20]

Makes documents of pages with 400 words in a database of its own, then corrects a line, takes it back and lists the
doubtful words, 100 by doubt and 20 in reading order, in turn, by the service's own verbs without a network. Prints
milliseconds of the processor, median and longest, which do not grow when others use the machine. The second table
corrects a word by HTTP, with the whole page as the answer and with the small one. The third table reads drawn pages
twice, the second time with other line breaks in words, shifted boxes and other mistakes, and counts which of their
corrections are done again.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


WORDS, IN_LINE = 400, 10
PAGE_WORDS = (930, 3730)  # of a full page of a book and of a newspaper


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[1, 100, 1000])
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "onlineocr.settings", "ONLINEOCR_DATA": folder}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        print("| pages of the document | correct a line | undo | doubtful words | in reading order |")
        print("|--:|--:|--:|--:|--:|")
        for pages in asked.pages:
            print(f"| {pages:,} | " + " | ".join(costs(pages, asked.rounds)) + " |", flush=True)
        print("\n| words of the page | answer | ms | bytes |\n|--:|---|--:|--:|")
        for words in PAGE_WORDS:
            for prefer in ("return=representation", "return=minimal"):
                print(
                    f"| {words:,} | {prefer} | " + " | ".join(answered(words, prefer, asked.rounds)) + " |", flush=True
                )
    print("\n| the second reading | corrections | done again | no place | harm |\n|---|--:|--:|--:|--:|")
    for name, change in SECOND.items():
        print(f"| {name} | " + " | ".join(map(str, found_again(change))) + " |")


def drawn(rng: random.Random, number: int = 1, jitter: int = 0, wrong: float = 0.0, count: int = WORDS) -> Any:
    """A page of words of letters ten pixels wide, in lines of ten."""
    from onlineocr.ocr.geometry import Box, union
    from onlineocr.ocr.layout import compose, mean_confidence
    from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Word

    lines = []
    letters = random.Random(number)
    for row in range(count // IN_LINE):
        words, left = [], 100
        for _ in range(IN_LINE):
            text = "".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=letters.randint(2, 9)))
            right = left + 10 * len(text)
            said = "".join("#" if rng.random() < wrong else letter for letter in text)
            moved = [rng.randint(-jitter, jitter) for _ in range(4)]
            box = Box(left + moved[0], 60 * row + 100 + moved[1], right + moved[2], 60 * row + 130 + moved[3])
            words.append(Word(said, round(rng.uniform(0.5, 0.99), 4), box))
            left = right + 10
        box = union(word.box for word in words)
        text = " ".join(word.text for word in words)
        lines.append(Line(text, 0.8, box, box.polygon(), tuple(words)))
    text, blocks = compose([Block("text", union(line.box for line in lines), tuple(lines))])
    confidence = mean_confidence(lines)
    return Page(number, 2000, 3000, EngineInfo("drawn", "1"), text, confidence, ("en",), blocks=blocks)


def costs(pages: int, rounds: int) -> list[str]:
    """Correct, undo, review by doubt and in reading order: median and longest."""
    from onlineocr.documents.corrections import editing, review, undoing
    from onlineocr.ocr.editing import Edit

    document = stored(pages)
    times: dict[str, list[float]] = {"correct": [], "undo": [], "review": [], "reading": []}
    number = max(1, pages // 2)
    for turn in range(rounds):
        edits = [Edit(0, turn % 40, text=f"corrected in round {turn}")]
        page = timed(times["correct"], lambda edits=edits: editing.correct(document, number, edits=edits, by=None))
        timed(times["undo"], lambda page=page: undoing.take_back(document, number, revision=page.revision, by=None))
        timed(times["review"], lambda: review.of(document))
        after = review.Place(number, 0, 2 * turn, 0)
        timed(times["reading"], lambda after=after: review.in_reading_order(document, most=20, after=after))
    return [f"{median(found):.0f}, {max(found):.0f}" for found in times.values()]


def answered(words: int, prefer: str, rounds: int) -> list[str]:
    """Correct a word by HTTP, without a network: median of milliseconds, and the bytes of the last answer."""
    from django.test import Client

    document, times = stored(1, words), []
    client = Client(headers={"X-Document-Token": document.issue_token(), "Prefer": prefer, "Host": "localhost"})
    document.save()
    answer = None
    for turn in range(rounds):
        edits = [{"block": 0, "line": turn % 90, "word": 3, "text": f"corrected{turn}"}]
        body = {"edits": edits, "revision": turn + 1}
        place = f"/api/v1/documents/{document.uid}/pages/1/"
        answer = timed(times, lambda: client.patch(place, body, content_type="application/json"))  # noqa: B023
        assert answer.status_code == 200, answer.content
    assert answer is not None
    return [f"{median(times):.0f}", f"{len(answer.content):,}"]


def timed(times: list[float], verb: Callable[[], Any]) -> Any:
    began = process_time()
    found = verb()
    times.append(1000 * (process_time() - began))
    return found


def stored(pages: int, words: int = WORDS) -> Any:
    """A document that was read."""
    from onlineocr.documents.models import Document, Run
    from onlineocr.documents.queue import claims

    document = Document.objects.create(media_type="image/png", size=1, sha256="0" * 64, key="00/none", pages=pages)
    run = Run.objects.create(document=document, total=pages)
    claims.enqueue(run, "", range(1, pages + 1))
    document.latest = run
    document.save()
    rng = random.Random(0)
    for number in range(1, pages + 1):
        claims.finish(claims.claim("bench"), drawn(rng, number, count=words))
    document.refresh_from_db()
    return document


def merged_words(page: Any, rng: random.Random) -> Any:
    """One word in ten is read together with the next one."""
    lines = []
    for line in page.lines:
        words, number = [], 0
        while number < len(line.words):
            word = line.words[number]
            number += 1
            if number < len(line.words) and rng.random() < 0.1:
                other = line.words[number]
                number += 1
                word = replace(word, text=word.text + other.text, box=word.box._replace(right=other.box.right))
            words.append(word)
        lines.append(replace(line, words=tuple(words), text=" ".join(word.text for word in words)))
    return replace(page, blocks=(replace(page.blocks[0], lines=tuple(lines)),))


def halved_lines(page: Any, _: random.Random) -> Any:
    """Every line is read as two."""
    from onlineocr.ocr.geometry import union

    lines = []
    for line in page.lines:
        for words in (line.words[:5], line.words[5:]):
            box = union(word.box for word in words)
            text = " ".join(word.text for word in words)
            lines.append(replace(line, words=words, text=text, box=box, polygon=box.polygon()))
    return replace(page, blocks=(replace(page.blocks[0], lines=tuple(lines)),))


SECOND: dict[str, Callable[[Any, random.Random], Any]] = {
    "the same": lambda page, _: page,
    "boxes up to 4 pixels off, one letter in twenty wrong": lambda page, rng: drawn(rng, page.number, 4, 0.05),
    "words run together": merged_words,
    "lines in two parts": halved_lines,
}


def found_again(second: Callable[[Any, random.Random], Any]) -> tuple[int, int, int, int]:
    """Corrections of words on 20 pages; those that are done again, that are told as lost, and that did harm: whatever
    else was read must stand there as it did."""
    from onlineocr.ocr.editing import Edit, apply, carried, plan

    rng = random.Random(1)
    made = done = lost = 0
    for number in range(1, 21):
        page = drawn(rng, number, wrong=0.05)
        places = rng.sample([(line, word) for line in range(40) for word in range(IN_LINE)], 20)
        for line, word in places:
            text = f"{line}x{word}x{number}"
            _, change = apply(page, plan(page, [Edit(0, line, word, text)]).splices)
            other = second(page, rng)
            found, _, missing = carried(other, change)
            words = [one.text for one in found.words]
            made += 1
            lost += len(missing)
            neighbours = {one.text for one in other.words} - {page.lines[line].words[word].text}
            done += words.count(text) == 1 and len(neighbours - set(words)) <= 1
    return made, done, lost, made - done - lost


if __name__ == "__main__":
    main()
