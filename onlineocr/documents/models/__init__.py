"""The tables: Document > Run > Page, and QueueEntry. Django looks for every model here."""

from .documents import (
    HISTORY_FIELDS,
    Document,
    DocumentLanguage,
    Erasure,
    IndexedPage,
    Page,
    QueueEntry,
    Run,
    Tally,
    Unindexed,
    Worker,
)
from .limits import Allowance, KeyedCall, Usage
from .revisions import Kind, Revision, Standing

__all__ = [
    "HISTORY_FIELDS",
    "Allowance",
    "Document",
    "DocumentLanguage",
    "Erasure",
    "IndexedPage",
    "KeyedCall",
    "Kind",
    "Page",
    "QueueEntry",
    "Revision",
    "Run",
    "Standing",
    "Tally",
    "Unindexed",
    "Usage",
    "Worker",
]
