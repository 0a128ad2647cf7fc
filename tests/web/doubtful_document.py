"""A document in the data folder of a running service, as read with doubts: a word with ``?`` at its end is doubtful.

Run as a program with the folder in ``ONLINEOCR_DATA``: the tests of a browser cannot use the models of another service.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def stored(data: Path, *pages: str) -> str:
    """Store a document of ``pages``, which are lines of words, in the folder; return the address of its desk."""
    return stored_for(data, "", *pages)


def stored_for(data: Path, owner: str, *pages: str) -> str:
    """Store a document like `stored`, as one of the user ``owner`` and in the search index; "" for no user."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONLINEOCR_", "DATABASE"))}
    environment = kept | {"ONLINEOCR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "onlineocr.settings"}
    command = [sys.executable, "-m", "tests.web.doubtful_document", json.dumps([owner, *pages])]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    import django

    django.setup()
    from onlineocr.accounts.models import User
    from onlineocr.documents.files import storage
    from onlineocr.documents.models import Document, Run
    from onlineocr.documents.search import indexing

    owner, *texts = json.loads(sys.argv[1])
    drawn = [draw(text, number) for number, text in enumerate(texts, 1)]
    file = storage.save(iter([pdf([image for image, _ in drawn])]), max_bytes=10**8)
    document = Document(media_type="application/pdf", file_name="scan.pdf", size=file.size, key=file.key)
    document.sha256, document.status, document.pages = file.sha256, "succeeded", len(drawn)
    document.owner = User.objects.get(username=owner) if owner else None
    token = "" if owner else document.issue_token()
    document.save()
    run = Run.objects.create(document=document, status="succeeded", total=len(drawn), done=len(drawn))
    document.shown = document.latest = run
    document.save()
    for _, value in drawn:
        store(run, value)
    if owner:
        indexing.index(document, list(run.pages.order_by("number").values_list("pk", "text")))
    storage.settle(document.key)
    sys.stdout.write(f"/documents/{document.uid}/?token={token}\n")


def store(run: Any, value: Any) -> None:
    from django.utils import timezone

    from onlineocr.documents.models import Page
    from onlineocr.ocr import editing

    doubts, lowest = editing.doubts(value)
    Page.objects.create(
        run=run, number=value.number, status="succeeded", text=value.text, confidence=value.confidence,
        result=value.to_dict(), doubts=doubts, lowest=lowest, needs_review=value.needs_review,
        finished_at=timezone.now(),
    )  # fmt: skip


def draw(text: str, number: int) -> tuple[Any, Any]:
    """Return the picture of a page and its result."""
    from onlineocr.ocr.geometry import union
    from onlineocr.ocr.layout import mean_confidence
    from onlineocr.ocr.layout.compose import compose
    from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Word
    from tests.support.drawing import draw_text

    rows = text.split("\n")
    drawing = draw_text([row.replace("?", "") for row in rows])
    boxes = iter(drawing.boxes)
    lines = []
    for row in rows:
        said = [(word.rstrip("?"), 0.5 if word.endswith("?") else 0.99) for word in row.split()]
        words = tuple(Word(word, sure, next(boxes)) for word, sure in said)
        box = union(word.box for word in words)
        lines.append(Line(" ".join(word.text for word in words), 0.8, box, box.polygon(), words))
    whole, blocks = compose([Block("text", union(line.box for line in lines), tuple(lines))])
    image = drawing.image
    confidence = mean_confidence(lines)
    value = Page(number, *image.size, EngineInfo("drawn", "1"), whole, confidence, ("en",), blocks=blocks)
    return image, value


def pdf(images: list[Any]) -> bytes:
    file = io.BytesIO()
    images[0].save(file, "PDF", save_all=True, append_images=images[1:])
    return file.getvalue()


if __name__ == "__main__":
    main()
