"""Revision: one change of one page's result after it was read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from onlineocr.ocr.editing import Change


class Kind(models.TextChoices):
    """The kind of change."""

    EDIT = "edit", "a person wrote or confirmed something"
    UNDO = "undo", "a revision was taken back, or an undo"
    REREAD = "reread", "a part of the page was read again"
    ROTATE = "rotate", "the page was turned and read again"
    CARRY = "carry", "a person's change of an earlier reading, done again on this one"


class Standing(models.TextChoices):
    """The state of a revision."""

    APPLIED = "applied", "it is part of the result"
    UNDONE = "undone", "it was taken back"
    CARRIED = "carried", "the document was read again, and it was done again on the new reading"
    LOST = "lost", "the document was read again, and some of it found no place there"
    REPLACED = "replaced", "the document was read again"


class Revision(models.Model):
    """A change. ``number`` is the page's ``revision`` after it; the first reading is revision 1 and has no row.

    It belongs to the document and the page's number, not to a run's page: a rerun makes new pages.
    """

    document = models.ForeignKey("Document", on_delete=models.CASCADE, db_index=False, related_name="revisions")
    page = models.IntegerField(help_text="number of the page")
    number = models.IntegerField(help_text="revision of the page after the change")
    run = models.ForeignKey(
        "Run",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="run whose result was changed; empty: that reading is not stored any more",
    )
    kind = models.CharField(max_length=10, choices=Kind)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.APPLIED)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="author; empty: holder of the document's token",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    target = models.IntegerField(null=True, help_text="number of the revision that this one undoes or repeats")
    lost = models.JSONField(default=list, help_text="changes that could not be applied to the new reading")
    change = models.JSONField(help_text="lines before and after the change")

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [  # its index finds those of a document and of a page, too
            models.UniqueConstraint(fields=["document", "page", "number"], name="revision_once_of_page")
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of page {self.page} of {self.document}"

    def value(self) -> Change:
        """Return the change as the core's value."""
        return Change.from_dict(self.change)
