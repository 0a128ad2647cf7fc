"""Search in the texts of one document's pages that were read, but are not in the search index yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ..models import Document, IndexedPage, Page, Unindexed
from ..models.states import OPEN
from . import positions
from .terms import Term

MOST = 100
"""Most pages searched without the index; about 2 ms each."""

MOST_NOTED = 10_000
"""Most notes that are counted."""


@dataclass(frozen=True, slots=True)
class Unsearched:
    """The numbers of the pages with a match, and how many pages could not be searched."""

    found: frozenset[int]
    left: int


def find(document: Document, terms: tuple[Term, ...]) -> Unsearched:
    """Search up to `MOST` pages of ``document`` that have been read and have no entry in the index.

    ``left`` counts the pages beyond, and the pages still to be read.
    """
    run = document.shown or document.run
    entry = IndexedPage.objects.filter(page=OuterRef("pk"))
    rows = Page.objects.succeeded().filter(~Exists(entry), run=run).order_by("number")
    texts = list(rows.values_list("number", "text")[:MOST])
    beyond = rows.count() - MOST if len(texts) == MOST else 0
    found = frozenset(number for number, text in texts if matches(text, terms))
    return Unsearched(found, beyond + run.pages.open().count())


def matches(text: str, terms: Iterable[Term]) -> bool:
    """Return whether ``text`` has all terms, or look-alikes of them, and none of the excluded ones."""
    positive = [term for term in terms if not term.negative]
    without = [replace(term, negative=False) for term in terms if term.negative]
    if any(place.exact for place in positions.find(text, without)):
        return False
    return bool(positive) and all(positions.find(text, [term]) for term in positive)


def documents(owner: int) -> int:
    """Return how many documents of ``owner`` cannot be found yet, or not by all of their pages."""
    rows = Document.objects.filter(owner=owner).exclude(expires_at__lte=timezone.now())
    unread = Q(status__in=OPEN, shown=None)
    noted = Unindexed.objects.filter(document__owner=owner).values_list("document", flat=True)
    # Two queries by two indexes; one with OR reads all of the owner's documents.
    return rows.filter(unread).count() + rows.filter(pk__in=list(noted[:MOST_NOTED])).exclude(unread).count()
