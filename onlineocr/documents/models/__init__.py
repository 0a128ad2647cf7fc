"""The tables. Document > Run > Page; the Page rows are the queue. Django looks here for every model."""

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
