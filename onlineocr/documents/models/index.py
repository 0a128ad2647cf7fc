"""Tables that make lists and searches fast; see `search`."""

from __future__ import annotations

from django.db import models

from .documents import Document


class Tally(models.Model):
    """The number of documents of an owner; key 0 stands for no owner. Database triggers update it in every transaction.

    Counting a million rows takes longer than showing twenty of them.
    """

    owner_id = models.BigIntegerField(primary_key=True)
    documents = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.documents} documents of {self.owner_id}"


class IndexedPage(models.Model):
    """A page's entry in the search index; a larger key is a newer entry; see `search`. Without ``page`` it is the entry
    of a document without a readable page, which is found by its file name.

    On PostgreSQL the table has a column ``vector``, on SQLite the words are in ``documents_page_search``.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    page = models.OneToOneField("Page", null=True, on_delete=models.CASCADE, related_name="+")
    owner_id = models.BigIntegerField(help_text="owner of the document; 0: no owner")
    first = models.BooleanField(
        default=False, help_text="first entry of the document, which has the words of the file name"
    )

    class Meta:
        indexes = [models.Index(fields=["owner_id", "id"], name="indexed_page_owner")]

    def __str__(self) -> str:
        return f"entry of {self.document}"


class Unindexed(models.Model):
    """A note that a long document's entries in the search index must be updated; see `search.backlog`.

    Written in the transaction that changes the pages; ``marks`` changes with each change.
    """

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="+")
    marks = models.IntegerField()

    def __str__(self) -> str:
        return f"entries of {self.document_id} to come"
