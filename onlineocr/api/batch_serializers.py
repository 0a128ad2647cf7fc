"""Serializers of batches."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from onlineocr.documents.batches import state
from onlineocr.documents.models import Batch, Document
from onlineocr.documents.models.states import Status
from onlineocr.http.known_fields import KnownFields

from .serializers import DocumentSummarySerializer, ProblemSerializer, ProgressSerializer

_STATES = {
    "type": "object",
    "properties": {name: {"type": "integer", "minimum": 1} for name in Status.values},
    "description": "number of files in each state that occurs",
}


class NewBatchSerializer(KnownFields):
    """The properties of a new batch."""

    name = serializers.CharField(max_length=255, required=False, allow_blank=True, help_text="for people")


class BatchSummaryListSerializer(serializers.ListSerializer[Batch]):
    """Counts the files of all listed batches in one query."""

    def to_representation(self, data: Any) -> list[dict[str, Any]]:
        batches = list(data)
        self.child.counts = state.summaries(batches)  # type: ignore[union-attr]
        return super().to_representation(batches)


class BatchSummarySerializer(serializers.ModelSerializer[Batch]):
    """A batch in a list."""

    counts: dict[int, dict[str, int]] = {}

    id = serializers.CharField(source="uid")
    created_by = serializers.CharField(source="owner.username", allow_null=True, default=None)
    count = serializers.SerializerMethodField(help_text="number of its files")
    ended = serializers.SerializerMethodField(help_text="number of its files that are not waiting or being read")
    pages = serializers.SerializerMethodField(help_text="number of pages of all its files")
    batch = serializers.SerializerMethodField(help_text="address of the batch")

    class Meta:
        model = Batch
        list_serializer_class = BatchSummaryListSerializer
        fields = ("id", "name", "created_by", "created_at", "expires_at", "count", "ended", "pages", "batch")

    def get_count(self, batch: Batch) -> int:
        return self.counts[batch.pk]["files"]

    def get_ended(self, batch: Batch) -> int:
        return self.counts[batch.pk]["ended"]

    def get_pages(self, batch: Batch) -> int:
        return self.counts[batch.pk]["pages"]

    def get_batch(self, batch: Batch) -> str:
        return reverse("batch", args=[batch.uid])


class BatchFileSerializer(DocumentSummarySerializer):
    """A file of a batch: a document with its progress."""

    progress = serializers.SerializerMethodField()
    doubts = serializers.SerializerMethodField(help_text="doubtful words that nobody has confirmed")
    estimate_seconds = serializers.SerializerMethodField(
        help_text="estimated seconds until it is read; null when no pace is known"
    )
    problems = serializers.SerializerMethodField(help_text=f"its first {state.PROBLEMS} pages that failed")

    class Meta(DocumentSummarySerializer.Meta):
        fields = (
            "id", "status", "progress", "estimate_seconds", "doubts", "needs_review", "problems", "file_name",
            "media_type", "size", "created_at", "updated_at", "expires_at", "confidence", "languages", "document",
            "original", "result",
        )  # fmt: skip

    def _file(self, document: Document) -> state.File:
        found: state.File = self.context["by_key"][document.pk]
        return found

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, document: Document) -> dict[str, int]:
        file = self._file(document)
        return {"done": file.done, "total": file.total}

    def get_doubts(self, document: Document) -> int:
        return self._file(document).doubts

    def get_estimate_seconds(self, document: Document) -> float | None:
        return self._file(document).seconds

    @extend_schema_field(ProblemSerializer(many=True))
    def get_problems(self, document: Document) -> list[dict[str, Any]]:
        return self._file(document).problems


class BatchDetailSerializer(serializers.ModelSerializer[Batch]):
    """A batch with the states of its files. The context has its ``state``, ``files``, and the ``page`` of the list."""

    id = serializers.CharField(source="uid")
    status = serializers.SerializerMethodField(
        help_text="the state of all files if they have the same one; `partial` if they ended in several states"
    )
    created_by = serializers.CharField(source="owner.username", allow_null=True, default=None)
    count = serializers.SerializerMethodField(help_text="number of files")
    states = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField(help_text="pages of all files")
    doubts = serializers.SerializerMethodField(help_text="doubtful words of all files that nobody has confirmed")
    needs_review = serializers.SerializerMethodField(help_text="number of files that a person should check")
    estimate_seconds = serializers.SerializerMethodField(
        help_text="estimated seconds until all are read; null when no pace is known"
    )
    files = serializers.SerializerMethodField()
    next = serializers.SerializerMethodField(help_text="address of the next files; null at the end")
    previous = serializers.SerializerMethodField(help_text="address of the files before; null at the beginning")
    batch = serializers.SerializerMethodField(help_text="address of the batch")
    result = serializers.SerializerMethodField(help_text="address of the results of all files as one zip")
    token = serializers.CharField(
        required=False, help_text="opens a batch without an owner, and its documents; only when it was made"
    )

    class Meta:
        model = Batch
        fields = (
            "id", "name", "status", "created_by", "created_at", "expires_at", "count", "states", "progress", "doubts",
            "needs_review", "estimate_seconds", "files", "next", "previous", "batch", "result", "token",
        )  # fmt: skip

    @property
    def _state(self) -> state.State:
        found: state.State = self.context["state"]
        return found

    @extend_schema_field(serializers.ChoiceField(choices=Status.choices))
    def get_status(self, _: Batch) -> str:
        return self._state.status

    def get_count(self, _: Batch) -> int:
        return self._state.files

    @extend_schema_field(_STATES)
    def get_states(self, _: Batch) -> dict[str, int]:
        return self._state.states

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, _: Batch) -> dict[str, int]:
        return {"done": self._state.done, "total": self._state.total}

    def get_doubts(self, _: Batch) -> int:
        return self._state.doubts

    def get_needs_review(self, _: Batch) -> int:
        return self._state.needs_review

    def get_estimate_seconds(self, _: Batch) -> float | None:
        return self._state.seconds

    @extend_schema_field(BatchFileSerializer(many=True))
    def get_files(self, _: Batch) -> Any:
        files: list[state.File] = self.context["files"]
        context = {"request": self.context["request"], "by_key": {file.document.pk: file for file in files}}
        return BatchFileSerializer([file.document for file in files], many=True, context=context).data

    def get_next(self, _: Batch) -> str | None:
        found: str | None = self.context["page"].next
        return found

    def get_previous(self, _: Batch) -> str | None:
        found: str | None = self.context["page"].previous
        return found

    def get_batch(self, batch: Batch) -> str:
        return reverse("batch", args=[batch.uid])

    def get_result(self, batch: Batch) -> str:
        return reverse("batch-result", args=[batch.uid])
