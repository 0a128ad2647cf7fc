"""What lists and searches cost in a history of 1,000 to 1,000,000 pages.

    python bench/history.py [--pages 1000 10000 100000 1000000] [--rounds 20] [--keep DIR] [--write]

Makes each history (see `history_rows`; a million pages take ten minutes and 2 GiB), then asks the service's own views,
API and web pages, without a network, as the user who owns 60 % of it and as one who owns 0.1 %. Every question is asked
in turn in each round, so that a busy machine is busy for all alike. Prints the median and the 95th percentile in
milliseconds, and the 95th percentile of the processor's time, which does not grow when others use the machine; --write
puts the table and the curve into docs. With --keep, a history that DIR has already is not made again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib import history_plot, history_store
from bench.lib.history_rows import vocabulary

HERE = Path(__file__).resolve().parent


Times = dict[str, dict[str, list[tuple[float, float]]]]
"""User -> question -> milliseconds that passed and milliseconds of the processor, of each round."""

ASKED = ("heavy", "small")
LISTS = {
    "first part": "",
    "100 rows": "page_size=100",
    "oldest first": "ordering=created_at",
    "by change": "ordering=-updated_at",
    "by name": "ordering=file_name",
    "by letters": "ordering=-count",
    "least sure first": "ordering=confidence",
    "by pages": "ordering=-pages",
    "by size": "ordering=-size",
}
FILTERS = {
    "status, most": "status=succeeded",
    "status, few": "status=failed",
    "status, none": "status=running",
    "status, few, by size": "status=failed&ordering=size",
    "language, some": "language=ja",
    "language, few": "language=ko",
    "media type": "media_type=image/heic",
    "media types": "media_type=image/*",
    "a day": "created_after=2024-12-05&created_before=2024-12-06",
    "a day, by name": "created_after=2024-12-05&created_before=2024-12-06&ordering=file_name",
    "needs review": "needs_review=true",
    "two filters": "status=partial&language=de",
    "two that exclude": "status=failed&language=de",
}
SEARCHES = {
    "common word": "the",
    "used word": "street",
    "rare word": "{rare}",
    "no hit": "zzyzx",
    "two words": "invoice total",
    "phrase": '"of the"',
    "rare phrase": '"invoice total"',
    "prefix": "inv*",
    "long prefix": "invo*",
    "without": "the -of",
    "Chinese": "{han}",
}

PAGES = {
    "first part": "",
    "oldest first": "ordering=created_at",
    "by name": "ordering=file_name",
    "status, most": "status=succeeded",
    "status, few": "status=failed",
    "status, none": "status=queued,running",
    "language, some": "language=ja",
    "media types": "media_type=image/*",
    "30 days": "created_after=2024-11-05&created_before=2024-12-06",
    "needs review": "needs_review=true",
    "two filters": "status=partial&language=de",
}


def questions(rare: str) -> dict[str, str]:
    """Addresses by name, all of the same user."""
    from urllib.parse import quote

    found = {f"list: {name}": f"/api/v1/documents/?{query}" for name, query in LISTS.items()}
    found |= {f"filter: {name}": f"/api/v1/documents/?{query}" for name, query in FILTERS.items()}
    for name, words in SEARCHES.items():
        query = quote(words.format(rare=rare, han=chr(0x4E00) + chr(0x4E07)))
        found[f"search: {name}"] = f"/api/v1/documents/?search={query}"
        found[f"search by size: {name}"] = f"/api/v1/documents/?search={query}&ordering=-size"
        found[f"search, counted: {name}"] = f"/api/history/?search={query}"
    found |= {f"web page: {name}": f"/history/?{query}" for name, query in PAGES.items()}
    found |= {"counted: page 1": "/api/history/?page=1", "counted: page 50": "/api/history/?page=50"}
    return found


def measure(pages: int, data: Path, rounds: int) -> Times:
    """What each question took, by user and name."""
    history_store.connect(data)
    from django.test import Client
    from rest_framework.test import APIClient

    from onlineocr.accounts import tokens
    from onlineocr.accounts.models import User

    if not User.objects.filter(username="heavy").exists():
        history_store.fill(pages)
    asked = questions(vocabulary(1)[20_000])
    found: Times = {}
    for name in ASKED:
        client = APIClient()
        user = User.objects.get(username=name)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token(user)}")
        browser = Client(headers={"accept": "text/html"})
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
        mine = dict(asked) | {"list: a deep part": _deep(client), "list: the last part": _last()}
        found[name] = {question: [] for question in mine}
        for turn in range(rounds + 1):
            for question, address in mine.items():
                took = _ask(browser if question.startswith("web page") else client, address)
                if turn:  # the first round warms
                    found[name][question].append(took)
    return found


def _ask(client: Any, address: str) -> tuple[float, float]:
    began, worked = perf_counter(), process_time()
    response = client.get(address)
    took = (perf_counter() - began) * 1000, (process_time() - worked) * 1000
    # A small history has no page 50; that answer is as much a count.
    assert response.status_code == 200 or "page=50" in address, (address, response.content)
    return took


def _deep(client: Any) -> str:
    address = "/api/v1/documents/?page_size=100&ordering=-pages"
    for _ in range(30):
        address = client.get(address).json()["next"] or address
    return address


def _last() -> str:

    from onlineocr.documents.search.listing import Order
    from onlineocr.documents.search.parts import Cursor

    return f"/api/v1/documents/?cursor={Cursor(Order(), back=True)}"


def summary(found: Times) -> dict[str, dict[str, dict[str, float]]]:
    """Of each question the median of the time that passed, its 95th percentile, and that of the processor's time."""

    def of(took: list[tuple[float, float]]) -> dict[str, float]:
        passed, worked = (quantiles(times, n=20, method="inclusive") for times in zip(*took, strict=True))
        return {"median": passed[9], "p95": passed[18], "cpu": worked[18]}

    return {user: {name: of(took) for name, took in asked.items()} for user, asked in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="where histories are, and stay")
    parser.add_argument("--write", action="store_true", help="the table and the curve, into docs")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:  # a process of its own for each history: the settings are read once
        [pages] = arguments.pages
        print(json.dumps(summary(measure(pages, arguments.keep, arguments.rounds))))
        return
    with tempfile.TemporaryDirectory() as temporary:
        kept = arguments.keep or Path(temporary)
        found = {pages: _in_a_process(pages, kept / f"hist-{pages}", arguments.rounds) for pages in arguments.pages}
    print(history_plot.table(found))
    if arguments.write:
        history_plot.write(found, HERE.parent / "docs")


def _in_a_process(pages: int, data: Path, rounds: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", "--pages", str(pages), "--rounds", str(rounds), "--keep", str(data)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
