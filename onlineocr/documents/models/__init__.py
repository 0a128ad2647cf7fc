"""The tables: Batch > Document > Run > Page, and QueueEntry. Django looks for every model here."""

from .batches import Batch
from .counts import PageCount
from .documents import HISTORY_FIELDS, Document, DocumentLanguage, DocumentTag, Erasure, Page, Run
from .index import IndexedPage, Tally, Unindexed
from .limits import Allowance, KeyedCall, Usage
from .queue import QueueEntry, Worker
from .revisions import Kind, Revision, Standing
from .shares import Share

__all__ = [
    "HISTORY_FIELDS",
    "Allowance",
    "Batch",
    "Document",
    "DocumentLanguage",
    "DocumentTag",
    "Erasure",
    "IndexedPage",
    "KeyedCall",
    "Kind",
    "Page",
    "PageCount",
    "QueueEntry",
    "Revision",
    "Run",
    "Share",
    "Standing",
    "Tally",
    "Unindexed",
    "Usage",
    "Worker",
]
