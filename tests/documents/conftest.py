import pytest


def queue_document(owner=None, *, pages=1, priority=0, file_name="scan.png", options=None):
    """Rows of a document that waits, as the service makes them, without a file."""
    from onlineocr.documents.models import Document, Page, Run

    document = Document.objects.create(
        owner=owner, file_name=file_name, media_type="image/png", size=1, sha256="0" * 64, key="00/none", pages=pages
    )
    run = Run.objects.create(document=document, priority=priority, options=options or {})
    Page.objects.bulk_create(
        Page(run=run, number=number, priority=priority, owner_id=document.owner_id) for number in range(1, pages + 1)
    )
    return document


def read_value(text="Hello world", *, number=1, confidence=0.9):
    """The result of a page with one line."""
    from onlineocr.ocr.geometry import Box
    from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Word

    box = Box(0, 0, 100, 20)
    words = tuple(Word(word, confidence, box) for word in text.split())
    block = Block("text", box, (Line(text, confidence, box, box.polygon(), words),))
    return Page(
        number=number, width=100, height=20, engine=EngineInfo("fake", "1"), text=text, confidence=confidence,
        languages=("en",), blocks=(block,),
    )  # fmt: skip


@pytest.fixture
def queued(db):
    """``queued(alice, pages=3)``: a document that waits."""
    return queue_document


@pytest.fixture
def value():
    """``value("text")``: what an engine made of a page."""
    return read_value
