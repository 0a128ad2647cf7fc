"""The settings of drf-spectacular, which writes the description of the API: a part of Django's settings."""

from __future__ import annotations

from typing import Any

from onlineocr import __version__

__all__ = ["SPECTACULAR_SETTINGS"]

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "onlineocr",
    "DESCRIPTION": "Text recognition for pictures and PDFs.",
    "TAGS": [
        {"name": "ocr", "description": "Recognize one picture or PDF in one call, and list earlier uploads."},
        {"name": "documents", "description": "Uploads as jobs: progress, results, corrections, search."},
        {"name": "batches", "description": "Files that are handed in together, watched, reviewed and fetched as one."},
        {"name": "sign-in", "description": "Create an account, and get tokens for it."},
        {"name": "account", "description": "API keys, usage, and the account itself."},
        {"name": "webhooks", "description": "Messages to your servers when documents end, and their log."},
        {"name": "service", "description": "What this installation can do."},
    ],
    "VERSION": __version__,
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "ENUM_NAME_OVERRIDES": {
        "Status": "onlineocr.documents.models.states.Status",
        "DeliveryStatus": "onlineocr.webhooks.models.Delivery.Status",
        "RevisionKind": "onlineocr.documents.models.revisions.Kind",
        "RevisionStanding": "onlineocr.documents.models.revisions.Standing",
        "BlockKind": "onlineocr.api.serializers.BLOCK_KINDS",
        "PageRotation": "onlineocr.api.serializers.ROTATIONS",
        "TextSource": "onlineocr.api.serializers.SOURCES",
        "WebhookEvent": "onlineocr.webhooks.models.EVENTS",
        "ApiKeyScope": "onlineocr.accounts.scopes.Scope",
        "UsageWindow": "onlineocr.api.v1.usage.WINDOWS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "onlineocr.api.schema.describe_problems",
        "onlineocr.api.schema.describe_closing",
        "onlineocr.api.schema.describe_server",
        "onlineocr.api.openapi.shapes.shape",
        "onlineocr.api.openapi.examples.add",
    ],
}
