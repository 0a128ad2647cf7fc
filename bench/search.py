"""What a search with boxes costs in a history of 100,000 pages, on SQLite or PostgreSQL.

    python bench/search.py [--pages 100000] [--words 300] [--rounds 20] [--hits 10] [--keep DIR]
    DATABASE_URL=postgres://... python bench/search.py

Makes a history as `history` does (see `history_rows`), but with about 300 words a page and with results: each word has
its box, a page's result is some 37 kB. Then it asks the service's own view, without a network, as the owner of 60 % of
the pages and as one of 0.1 %. Each round asks every kind of question once, with other words, so that none is asked
twice. Prints the median and the 95th percentile of the time that passed and of the processor's time, in milliseconds.
With --keep, a history that DIR, or the database, has already is not made again.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib import history_rows, history_store

HERE = Path(__file__).resolve().parent


BAR = 50.0
CARD = {"0": "o", "1": "l", "l": "1", "o": "0", "i": "1", "m": "rn", "d": "cl", "b": "8", "s": "5"}


def confused(word: str) -> str:
    """``word`` as a bad scan would have it."""
    return "".join(CARD.get(char, char) for char in word)


def questions(chance: random.Random) -> dict[str, str]:
    """One question of each kind, with words by chance."""
    words = history_rows.vocabulary(1)
    common, used, rare = words[:30], words[100:1_000], words[20_000:60_000]
    han = [chr(0x4E00 + 7 * index) for index in range(200)]
    pick = chance.choice
    return {
        "rare word": pick(rare),
        "used word": pick(used),
        "common word": pick(common),
        "two words": f"{pick(used)} {pick(used)}",
        "phrase, common words": f'"{pick(common)} {pick(common)}"',
        "phrase of four": f'"{pick(common)} {pick(common)} {pick(common)} {pick(common)}"',
        "phrase, used words": f'"{pick(used)} {pick(used)}"',
        "prefix of 1": f"{pick('bdklmnrt')}*",
        "prefix of 3": f"{pick(rare)[:3]}*",
        "prefix of 5": f"{pick(rare)[:5]}*",
        "minus": f"{pick(common)} -{pick(common)}",
        "common minus, rare": f"{pick(rare)} -{pick(common)}",
        "Chinese word": pick(han) + pick(han),
        "confused, rare": confused(pick(rare)),
        "confused, common": confused(pick(common)),
        "no hit": "zzyzx",
        "file name": f"{pick(words[:3_000])} {chance.randrange(10_000):04}",
    }


Times = dict[str, list[tuple[float, float, int]]]


def measure(name: str, rounds: int, size: int) -> Times:
    """Milliseconds that passed, of the processor, and hits, by question."""
    from django.test import Client
    from rest_framework.test import APIClient

    from onlineocr.accounts import tokens
    from onlineocr.accounts.models import User

    user, client, browser = User.objects.get(username=name), APIClient(), Client()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token(user)}")
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    chance, found = random.Random(7), {}
    for turn in range(rounds + 1):
        asked = {kind: f"/api/v1/search?page_size={size}&q={quote(query)}" for kind, query in questions(chance).items()}
        asked["second part"] = client.get(asked["common word"]).json()["next"] or asked["common word"]
        asked["a language"] = asked["used word"] + "&language=de"
        asked["a day"] = asked["used word"] + "&created_after=2024-12-05&created_before=2024-12-06"
        for kind, address in asked.items():
            took, page = _ask(client, address), _ask(browser, address.replace("/api/v1/search", "/history/"))
            if turn:
                found.setdefault(kind, []).append(took)
                found.setdefault(f"web page: {kind}", []).append(page)
    return found


def _ask(client: Any, address: str) -> tuple[float, float, int]:
    began, worked = perf_counter(), process_time()
    response = client.get(address)
    took = (perf_counter() - began) * 1000, (process_time() - worked) * 1000
    assert response.status_code == 200, (address, response.content)
    page = response["Content-Type"].startswith("text/html")
    return *took, response.content.count(b'class="where"') if page else len(response.json()["results"])


def table(found: dict[str, Times]) -> str:
    """Markdown."""
    lines = [
        "| asked | hits | passed, median | passed, p95 | processor, median | processor, p95 |",
        "|---|" + "---:|" * 5,
    ]
    for user, times in found.items():
        lines.append(f"| **{user} owner** | | | | | |")
        for kind, took in times.items():
            passed, worked, hits = zip(*took, strict=True)
            cells = [f"{sum(hits) / len(hits):.1f}"]
            for figures in (passed, worked):
                cut = quantiles(figures, n=20, method="inclusive")
                cells += [_cell(cut[9]), _cell(cut[18])]
            lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float) -> str:
    return f"{value:.1f}" if value <= BAR else f"**{value:.0f}**"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=300, help="on a page, about")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--hits", type=int, default=10, help="in an answer")
    parser.add_argument("--keep", type=Path, help="where the history is, and stays")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        history_store.connect((arguments.keep or Path(temporary)) / f"search-{arguments.pages}")
        from onlineocr.accounts.models import User

        if not User.objects.filter(username="heavy").exists():
            history_store.fill(arguments.pages, words=arguments.words, results=True)
        gc.collect()
        gc.freeze()  # as the server does
        print(table({name: measure(name, arguments.rounds, arguments.hits) for name in ("heavy", "small")}))


if __name__ == "__main__":
    main()
