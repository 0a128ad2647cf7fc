"""An example of every JSON body, by the operation's id; tests/api/test_schema.py validates each against its schema."""

from __future__ import annotations

from typing import Any

REQUESTS: dict[str, Any] = {
    "register": {"username": "alice", "email": "alice@example.org", "password": "correct horse battery"},
    "token_obtain_pair": {"username": "alice", "password": "correct horse battery"},
    "token_refresh": {"refresh": "eyJhbGciOiJIUzI1NiJ9.eyJmYW0iOjd9.c2lnbmF0dXJl"},
    "batch_create": {"name": "Letters of March"},
    "document_rerun": {"languages": "de,en", "deskew": False},
    "document_page_correct": {
        "revision": 1,
        "edits": [{"block": 0, "line": 2, "word": 1, "text": "Invoice"}, {"block": 1, "confirmed": True}],
    },
    "document_page_reread": {"box": [120, 80, 900, 140], "languages": "el"},
    "document_page_rotate": {"turn": 90},
    "document_label": {"tags": ["bills/2026", "to pay"], "note": "The sum is in dispute."},
    "document_share": {"expires": "7d"},
    "key_create": {"name": "scanner", "scopes": ["documents:write"], "expires": "90d"},
    "key_rename": {"name": "scanner in the hall"},
    "me_update": {"email": "alice@example.org"},
    "me_password": {"old_password": "correct horse battery", "new_password": "purple monkey dishwasher"},
    "me_close": {"password": "correct horse battery"},
    "webhook_create": {"name": "archive", "url": "https://archive.example.org/hook", "events": ["document.succeeded"]},
    "webhook_update": {"active": True},
}

_ID = "01938f6e-7c1a-7d33-9e0c-5a1b2c3d4e5f"
_DOCUMENT = {
    "id": _ID,
    "status": "queued",
    "progress": {"done": 0, "total": 2},
    "queue_place": 3,
    "estimate_seconds": 4.5,
    "file_name": "letter.pdf",
    "media_type": "application/pdf",
    "size": 48213,
    "created_by": "alice",
    "created_at": "2026-11-28T09:00:00Z",
    "updated_at": "2026-11-28T09:00:00Z",
    "expires_at": None,
    "count": 0,
    "confidence": None,
    "languages": [],
    "needs_review": False,
    "tags": [],
    "note": "",
    "options": {"engine": "auto", "languages": "auto"},
    "pages": [
        {"number": 1, "status": "queued", "confidence": None, "needs_review": False},
        {"number": 2, "status": "queued", "confidence": None, "needs_review": False},
    ],
    "problems": [],
    "batch": None,
    "document": f"/api/v1/documents/{_ID}/",
    "original": f"https://ocr.example.org/api/v1/documents/{_ID}/original",
    "result": f"https://ocr.example.org/api/v1/documents/{_ID}/result",
}
RESPONSES: dict[tuple[str, str], Any] = {
    ("register", "201"): {"username": "alice", "email": "alice@example.org"},
    ("token_obtain_pair", "200"): {
        "access": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo3fQ.c2lnbmF0dXJl",
        "refresh": "eyJhbGciOiJIUzI1NiJ9.eyJmYW0iOjd9.c2lnbmF0dXJl",
    },
    ("document_create", "202"): _DOCUMENT,
    ("document_retrieve", "200"): _DOCUMENT,
}


def add(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the examples to their operations; a postprocessing hook of drf-spectacular."""
    for path in result["paths"].values():
        for operation in path.values():
            name = operation["operationId"]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is not None:
                body["example"] = REQUESTS[name]
            for status, response in operation["responses"].items():
                if (name, status) in RESPONSES:
                    response["content"]["application/json"]["example"] = RESPONSES[name, status]
    return result
