"""The tables of documents, of their runs and pages, and of deletions that are not finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Page as PageValue

from .access import Access
from .batches import Batch
from .ids import token_hash, uuid7
from .querysets import DocumentQuerySet, PageQuerySet, RunQuerySet
from .states import OPEN, Priority, Status

if TYPE_CHECKING:
    from onlineocr.accounts.models import User

HISTORY_FIELDS = ("created_at", "updated_at", "file_name", "count", "confidence", "pages", "size")


class Document(Access, models.Model):
    """One upload. The columns after ``status`` summarize the run whose result is shown."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    owner = models.ForeignKey(  # indexed by `document_history`, which begins with it
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        db_index=False,
        on_delete=models.CASCADE,
        related_name="documents",
    )
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    share_key = models.CharField(
        max_length=24, blank=True, editable=False, help_text="fair-share key: see limits.callers"
    )
    batch = models.ForeignKey(  # indexed by `document_batch`
        Batch, null=True, blank=True, db_index=False, on_delete=models.SET_NULL, related_name="documents"
    )
    file_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, editable=False)
    key = models.CharField(max_length=255, editable=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    transient = models.BooleanField(default=False, help_text="deleted as soon as its result has been fetched")

    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    pages = models.IntegerField(default=0)
    count = models.IntegerField(default=0, help_text="number of letters in the text")
    confidence = models.FloatField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    needs_review = models.BooleanField(default=False, help_text="whether a page has doubtful words or problems")
    tags = models.JSONField(default=list, blank=True, help_text="names that a person gave; see labels")
    note = models.TextField(blank=True, help_text="note by a person about the document")
    shown = models.ForeignKey("Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    latest = models.ForeignKey("Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"], name="document_history"),
            models.Index(fields=["-created_at", "-id"], name="document_all"),
            # One for each order of the document list, so that a page of the list is read without sorting.
            *(
                models.Index(fields=["owner", name, "id"], name=f"document_by_{name}")
                for name in HISTORY_FIELDS
                if name != "created_at"
            ),
            # For filters, where few rows have the value; staff ask for any owner's, so the owner comes second.
            models.Index(fields=["status", "owner"], name="document_status"),
            models.Index(fields=["media_type", "owner"], name="document_media_type"),
            models.Index(fields=["owner"], name="document_needs_review", condition=models.Q(needs_review=True)),
            models.Index(
                fields=["batch", "created_at", "id"], name="document_batch", condition=models.Q(batch__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)  # not the file's name: the admin's log keeps this after the deletion

    @property
    def run(self) -> Run:
        """Return the latest run."""
        assert self.latest is not None  # noqa: S101 - a document is made together with its first run
        self.latest.document = self  # else each access to the run's document would be a query
        return self.latest

    def name_languages(self, tags: list[str]) -> None:
        """Set ``languages`` and write the rows used to filter by language; does not save the document itself."""
        if tags == self.languages:
            return
        if self.languages:
            DocumentLanguage.objects.filter(document=self).delete()
        self.languages = tags
        DocumentLanguage.objects.bulk_create(
            DocumentLanguage(document=self, owner_id=self.owner_id, language=tag) for tag in tags
        )

    def visible_to(self, user: User | Any, token: str = "") -> bool:
        """Return whether the user, or a caller with ``token``, may see the document; nobody may after its expiry.

        ``token`` is the document's own or that of a link by which it is shared.
        """
        return self.opens_for(user, token) or (not self.expired and self._is_shared_by(token))

    def _is_shared_by(self, token: str) -> bool:
        return bool(token) and self.shares.living().filter(token_hash=token_hash(token)).exists()

    def has_token(self, token: str) -> bool:
        """Return whether ``token`` is the document's own, or that of its batch, and neither has an owner."""
        if super().has_token(token):
            return True
        batch = self.batch if token and self.owner_id is None else None
        return batch is not None and batch.owner_id is None and batch.has_token(token)


class DocumentLanguage(models.Model):
    """The entries of ``Document.languages``, one row each, so that an index finds the documents in a language."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    owner_id = models.BigIntegerField(null=True, help_text="owner of the document")
    language = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["language", "owner_id", "document"], name="document_language")]

    def __str__(self) -> str:
        return f"{self.language} in {self.document}"


class DocumentTag(models.Model):
    """The entries of ``Document.tags``, one row each and folded, so that an index finds the documents with a tag."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    tag = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["tag", "document"], name="document_tag")]

    def __str__(self) -> str:
        return f"{self.tag} of {self.document}"

    @staticmethod
    def fold(tag: str) -> str:
        """Return the form by which tags are compared: without case."""
        return tag.casefold()


class Run(models.Model):
    """One reading of a document with one set of options."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="runs")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    options = models.JSONField(default=dict)
    priority = models.SmallIntegerField(choices=Priority, default=Priority.INTERACTIVE)
    protected = models.BooleanField(default=False, help_text="whether a password was sent, which the workers got")
    webhook = models.CharField(
        max_length=2048, blank=True, editable=False, help_text="address that gets messages; see outbox"
    )
    region = models.JSONField(
        null=True,
        blank=True,
        help_text="part of a page, or a turn of it, that is read and then merged into the result",
    )
    cancel_requested = models.BooleanField(default=False)
    total = models.IntegerField(default=0, help_text="number of pages")
    done = models.IntegerField(default=0, help_text="number of pages that have ended")
    spent_ms = models.BigIntegerField(default=0, help_text="reading time of all tries of its pages")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["cancel_requested"], name="run_open", condition=models.Q(status__in=OPEN)),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.document}"

    def progress(self) -> dict[str, int]:
        """Return how many pages were read or failed, and the number of all pages. Canceled pages do not count as
        done."""
        canceled = self.pages.filter(status=Status.CANCELED).count() if self.cancel_requested else 0
        return {"done": self.done - canceled, "total": self.total}

    def parsed_options(self) -> Options:
        """Return the core's options of this run."""
        return Options.parse(self.options)


class Page(models.Model):
    """One page of one run, with its result once it has been read. It has a `QueueEntry` until it ends."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="pages")
    number = models.IntegerField(help_text="counts from 1")
    status = models.CharField(
        max_length=10, choices=Status, default=Status.QUEUED, help_text="queued until the page has ended"
    )
    attempts = models.SmallIntegerField(default=0, help_text="number of tries until the page ended")
    worker = models.CharField(max_length=120, blank=True, help_text="worker that ended the page")
    # Columns of earlier versions, in which this table was the queue: dropping one rewrites every result on SQLite.
    priority = models.SmallIntegerField(default=0, editable=False)
    lane = models.CharField(max_length=24, blank=True, editable=False)
    token = models.CharField(max_length=32, blank=True, editable=False)

    finished_at = models.DateTimeField(null=True, blank=True)
    seq = models.IntegerField(default=0, help_text="number of the run's ended pages when this one ended, including it")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="hash of picture, options and engines")
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    confidence = models.FloatField(null=True, blank=True)
    duration_ms = models.IntegerField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    needs_review = models.BooleanField(default=False)
    doubts = models.IntegerField(
        null=True, help_text="number of doubtful words that nobody has confirmed; null: not counted yet"
    )
    lowest = models.FloatField(null=True, help_text="lowest confidence of a word that nobody has confirmed")
    turned = models.SmallIntegerField(
        null=True, help_text="clockwise degrees by which a person turned the picture; null: as it was found"
    )
    revision = models.IntegerField(default=1, help_text="1 for the result of the engine; each change adds 1")
    revised_at = models.DateTimeField(null=True, blank=True, help_text="time of the last change of the result")
    text = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="page_once_in_run")]
        indexes = [
            models.Index(fields=["fingerprint"], name="page_fingerprint", condition=~models.Q(fingerprint="")),
            # Counts of doubtful words without the rows, which are as large as their results.
            models.Index(fields=["run", "status", "number", "doubts", "lowest"], name="page_doubts"),
        ]

    def __str__(self) -> str:
        return f"page {self.number} of {self.run}"

    def value(self) -> PageValue:
        """Return the result as the core's value; ValueError if there is none yet."""
        if self.result is None:
            raise ValueError(f"Page {self.number} has no result")
        return PageValue.from_dict(self.result)


class Erasure(models.Model):
    """A deleted document whose files and traces are still to be removed.

    A database trigger writes the row, so that none is missing however the document was deleted; see `deletion`.
    """

    uid = models.UUIDField()
    key = models.CharField(max_length=255)

    def __str__(self) -> str:
        return f"what is left of {self.uid}"
