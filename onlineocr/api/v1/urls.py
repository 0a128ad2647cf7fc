"""Everything under ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from onlineocr.api.v1 import documents, results

urlpatterns = [
    path("documents/", documents.DocumentsView.as_view(), name="documents"),
    path("documents/<uuid:uid>/", documents.DocumentView.as_view(), name="document"),
    path("documents/<uuid:uid>/cancel", documents.CancelView.as_view(), name="document-cancel"),
    path("documents/<uuid:uid>/original", documents.OriginalView.as_view(), name="document-original"),
    path("documents/<uuid:uid>/result", results.ResultView.as_view(), name="document-result"),
]
