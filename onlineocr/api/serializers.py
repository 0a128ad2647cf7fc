"""Serializers of documents, pages and results."""

from __future__ import annotations

from typing import Any, cast

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from onlineocr.documents import results, services
from onlineocr.documents.models import Document
from onlineocr.documents.models.states import Status
from onlineocr.documents.queue.estimates import forecast
from onlineocr.http.links import absolute
from onlineocr.ocr import page as values

from .shapes import ShapedSerializer, choices_of

BLOCK_KINDS = choices_of(values.Block, "kind")
ROTATIONS = choices_of(values.Page, "rotation")
SOURCES = choices_of(values.Page, "source")
_ANY = "00000000-0000-0000-0000-000000000000"


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """Something that went wrong with one page."""

    page = serializers.IntegerField(help_text="counts from 1")
    code = serializers.CharField()
    detail = serializers.CharField()


class EngineSerializer(ShapedSerializer):
    """The engine that read."""

    shape = values.EngineInfo


class PageProblemSerializer(ShapedSerializer):
    """A problem of the page: a part that was not read, or not read as requested."""

    shape = values.Problem


class CellSerializer(ShapedSerializer):
    """One cell of a table."""

    shape = values.Cell


class TableSerializer(ShapedSerializer):
    """A table. The block of kind `table` with the same box holds its lines."""

    shape = values.Table


class BarcodeSerializer(ShapedSerializer):
    """A barcode or QR code; it is no part of the text."""

    shape = values.Barcode


class WordSerializer(ShapedSerializer):
    """A word of a line."""

    shape = values.Word


class LineSerializer(ShapedSerializer):
    """A line of a block."""

    shape = values.Line


class BlockSerializer(ShapedSerializer):
    """A block of a page. Blocks, lines and words are in reading order."""

    shape = values.Block


class ResultPageSerializer(ShapedSerializer):
    """One page of a result."""

    shape = values.Page


class RecognizedTextSerializer(serializers.Serializer[dict[str, Any]]):
    """A finished result."""

    id = serializers.CharField()
    content = serializers.CharField(help_text="the recognized text in reading order")
    letters = serializers.ListField(
        child=serializers.CharField(), help_text="the letters of the text, in order: no digits, signs or spaces"
    )
    count = serializers.IntegerField(help_text="the number of `letters`")
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    languages = serializers.ListField(child=serializers.CharField(), help_text=values.LANGUAGES)
    engine = EngineSerializer(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices)
    needs_review = serializers.BooleanField(help_text="true if a page is doubtful or has problems")
    pages = ResultPageSerializer(many=True)
    problems = ProblemSerializer(many=True, help_text="of the document: pages that failed, then those of read pages")
    document = serializers.CharField(help_text="address of the document")
    token = serializers.CharField(required=False, help_text="opens a document that has no owner")


class PageSerializer(ResultPageSerializer):
    """The result of one page. Of a page that was read, no field is null except ``dpi`` and
    ``confidence``."""

    status = serializers.ChoiceField(choices=Status.choices, help_text="`succeeded` or `failed`")
    revision = serializers.IntegerField(help_text="1: as it was read; counts up with each change")


class ResultSerializer(serializers.Serializer[dict[str, Any]]):
    """The JSON result of a document."""

    id = serializers.CharField()
    schema = serializers.CharField(help_text="version of this JSON format")
    engine = EngineSerializer()
    text = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    languages = serializers.ListField(child=serializers.CharField(), help_text=values.LANGUAGES)
    needs_review = serializers.BooleanField()
    pages = ResultPageSerializer(many=True)
    problems = PageProblemSerializer(many=True)


class HistoryListSerializer(serializers.ListSerializer[Document]):
    """Fetches the texts of one listing in one query."""

    def to_representation(self, data: Any) -> list[dict[str, Any]]:
        documents = list(data)
        self.child.texts = results.texts(documents)  # type: ignore[union-attr]
        return super().to_representation(documents)


class HistorySerializer(serializers.ModelSerializer[Document]):
    """One earlier upload."""

    texts: dict[int, str] = {}

    id = serializers.CharField(source="uid")
    image = serializers.SerializerMethodField(help_text="address of the uploaded file; needs the same sign-in")
    letters = serializers.SerializerMethodField(help_text="the recognized text")
    created_by = serializers.CharField(source="owner.username", allow_null=True, default=None)
    languages = serializers.ListField(child=serializers.CharField(), help_text=values.LANGUAGES)
    document = serializers.SerializerMethodField()

    class Meta:
        model = Document
        list_serializer_class = HistoryListSerializer
        fields = (
            "id", "image", "file_name", "letters", "count", "created_by", "created_at", "updated_at", "status",
            "media_type", "size", "pages", "confidence", "languages", "document",
        )  # fmt: skip

    def get_image(self, document: Document) -> str:
        return _address(self, "document-original", document)

    def get_letters(self, document: Document) -> str:
        return self.texts.get(document.pk, "")

    def get_document(self, document: Document) -> str:
        return reverse("document", args=[document.uid])


class DocumentSummarySerializer(serializers.ModelSerializer[Document]):
    """A document in a list, without pages and text."""

    id = serializers.CharField(source="uid")
    created_by = serializers.CharField(source="owner.username", allow_null=True, default=None)
    languages = serializers.ListField(child=serializers.CharField(), help_text=values.LANGUAGES)
    tags = serializers.ListField(
        child=serializers.CharField(), help_text="names that a person gave, in folders by slashes"
    )
    document = serializers.SerializerMethodField()
    original = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = (
            "id", "status", "file_name", "media_type", "size", "created_by", "created_at", "updated_at", "expires_at",
            "pages", "count", "confidence", "languages", "needs_review", "tags", "document", "original", "result",
        )  # fmt: skip

    def get_document(self, document: Document) -> str:
        return _address(self, "document", document)

    def get_original(self, document: Document) -> str:
        return _address(self, "document-original", document)

    def get_result(self, document: Document) -> str:
        return _address(self, "document-result", document)


class DocumentListSerializer(serializers.Serializer[Any]):
    """One part of a list, and the addresses of those beside it."""

    next = serializers.CharField(allow_null=True, help_text="address of the next part; null at the end")
    previous = serializers.CharField(allow_null=True, help_text="address of the part before; null at the beginning")
    results = DocumentSummarySerializer(many=True)


class ProgressSerializer(serializers.Serializer[dict[str, Any]]):
    """Pages of the latest run that were read or failed, and all of its pages."""

    done = serializers.IntegerField(min_value=0)
    total = serializers.IntegerField(min_value=0)


class PageStateSerializer(serializers.Serializer[dict[str, Any]]):
    """A page of the latest run."""

    number = serializers.IntegerField(help_text="counts from 1")
    status = serializers.ChoiceField(choices=Status.choices)
    confidence = serializers.FloatField(allow_null=True)
    needs_review = serializers.BooleanField(help_text="whether a person should check the page")


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document, its state and its progress."""

    id = serializers.CharField(source="uid")
    created_by = serializers.CharField(source="owner.username", allow_null=True, default=None)
    languages = serializers.ListField(child=serializers.CharField(), help_text=values.LANGUAGES)
    tags = serializers.ListField(
        child=serializers.CharField(), help_text="names that a person gave, in folders by slashes"
    )
    progress = serializers.SerializerMethodField()
    queue_place = serializers.SerializerMethodField()
    estimate_seconds = serializers.SerializerMethodField()
    options = serializers.SerializerMethodField()
    pages = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()
    batch = serializers.CharField(
        source="batch.uid", allow_null=True, default=None, help_text="id of the batch with which it was handed in"
    )
    document = serializers.SerializerMethodField(help_text="address of the document")
    original = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    token = serializers.CharField(
        required=False, help_text="opens a document without an owner; only in the response to its upload"
    )

    class Meta:
        model = Document
        fields = (
            "id", "status", "progress", "queue_place", "estimate_seconds",
            "file_name", "media_type", "size", "created_by", "created_at", "updated_at",
            "expires_at", "count", "confidence", "languages", "needs_review", "tags", "note",
            "options", "pages", "problems", "batch", "document", "original", "result", "token",
        )  # fmt: skip

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, document: Document) -> dict[str, int]:
        done, total = services.progress(document)
        return {"done": done, "total": total}

    def to_representation(self, instance: Document) -> dict[str, Any]:
        self._forecast = forecast(instance.run)
        return super().to_representation(instance)

    def get_queue_place(self, _: Document) -> int | None:
        """Position of the document's next page in the queue, from 1; null when none of its pages waits."""
        return self._forecast.place

    def get_estimate_seconds(self, _: Document) -> float | None:
        """Estimated seconds until all pages are read, from the recent pace; null when no pace is known."""
        return self._forecast.seconds

    def get_options(self, document: Document) -> dict[str, Any]:
        options: dict[str, Any] = document.run.options
        return options

    @extend_schema_field(PageStateSerializer(many=True))
    def get_pages(self, document: Document) -> list[Any]:
        return list(document.run.pages.order_by("number").values("number", "status", "confidence", "needs_review"))

    @extend_schema_field(ProblemSerializer(many=True))
    def get_problems(self, document: Document) -> list[dict[str, Any]]:
        """Of the document: pages of the latest run that failed, then those of read pages."""
        return results.problems(document)

    def get_document(self, document: Document) -> str:
        return reverse("document", args=[document.uid])

    def get_original(self, document: Document) -> str:
        return _address(self, "document-original", document)

    def get_result(self, document: Document) -> str:
        return _address(self, "document-result", document)


class BatchSerializer(serializers.Serializer[dict[str, Any]]):
    """The documents made of a form with several files, in their order."""

    count = serializers.IntegerField()
    documents = DocumentSerializer(many=True)
    batch = serializers.CharField(required=False, help_text="address of the batch; absent once it was deleted")
    token = serializers.CharField(required=False, help_text="opens a batch without an owner, and all its documents")


def _address(serializer: serializers.BaseSerializer[Any], name: str, document: Document) -> str:
    """Return the address of ``document`` at the route ``name``.

    The route is resolved once for a whole list, where it took half of the time.
    """
    known = cast("dict[str, Any]", serializer.context).setdefault("addresses", {})
    if name not in known:
        path = reverse(name, args=[_ANY])
        request = serializer.context.get("request")
        known[name] = (absolute(request, path) if request is not None else path).split(_ANY)
    return str(document.uid).join(known[name])
