"""Documents that have been read, for the tests of the search index."""

import pytest


@pytest.fixture
def finish(value):
    """``finish("page 1", None)``: read the waiting pages in their order; None fails a page."""

    from onlineocr.documents.models import Page
    from onlineocr.documents.queue import claims
    from onlineocr.ocr.errors import OcrError

    def finish(*texts):
        for text in texts:
            claim = claims.claim("w")
            if text is None:
                Page.objects.filter(pk=claim.page_id).update(attempts=3)
                claims.fail(claim, OcrError("broken"))
            else:
                claims.finish(claim, value(text, number=claim.number))

    return finish


@pytest.fixture
def read(queued, finish):
    """``read(alice, "page 1", None)``: a document that has been read, None for a page that failed."""

    def document(owner, *texts, **fields):
        made = queued(owner, pages=len(texts), **fields)
        finish(*texts)
        made.refresh_from_db()
        return made

    return document
