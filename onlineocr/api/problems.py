"""Every error code of the API, in one table.

The reference page docs/reference/errors.md, the OpenAPI schema and the tests are checked against it. A new error is a
new row here; a code, once published, keeps its name and its status.
"""

from __future__ import annotations

from dataclasses import dataclass

from onlineocr.fetch import errors as fetch_errors
from onlineocr.ocr.errors import by_code


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of error: its stable ``code``, HTTP ``status`` and what it means, for people."""

    code: str
    status: int
    title: str

    @property
    def remedy(self) -> str:
        """What to do about it, where that is always the same."""
        if self.code in FETCH_STATUS:
            return FETCH_ERRORS[self.code].remedy
        return by_code(self.code).remedy if self.code in OCR_STATUS else ""

    @property
    def type(self) -> str:
        """The URI of RFC 9457: the code's place in the documentation that this server carries."""
        return f"/docs/errors/#{self.code}"


# What a caller, a file or this installation did wrong, by the library's own codes.
OCR_STATUS = {
    "ocr_error": 500,
    "invalid_file": 400,
    "no_file": 400,
    "invalid_base64": 400,
    "empty_file": 400,
    "unsupported_type": 415,
    "damaged_file": 400,
    "truncated_file": 400,
    "too_many_bytes": 413,
    "too_many_pixels": 413,
    "too_many_pages": 413,
    "no_such_page": 422,
    "pdf_encrypted": 422,
    "wrong_password": 422,
    "original_gone": 410,
    "invalid_result": 400,
    "invalid_option": 422,
    "invalid_edit": 422,
    "language_not_installed": 422,
    "limit_exceeded": 413,
    "decode_timeout": 413,
    "decode_memory": 413,
    "decoder_crashed": 400,
    "page_timeout": 413,
    "document_timeout": 413,
    "engine_error": 500,
    "engine_missing": 503,
    "engine_failed": 500,
    "engine_crashed": 422,
    "model_damaged": 503,
}

# What was wrong with an address that the caller named, or with what lies behind it.
FETCH_STATUS = {
    "fetch_failed": 422,
    "invalid_address": 422,
    "address_refused": 422,
    "remote_failed": 422,
    "remote_unreachable": 422,
    "remote_timeout": 422,
    "remote_refused": 422,
    "remote_too_large": 413,
    "url_uploads_off": 403,
}
FETCH_ERRORS = {error.code: error for error in fetch_errors.tree()}

# What the service itself answers.
_OWN = (
    Problem("malformed", 400, "The request cannot be understood"),
    Problem("invalid", 400, "Some fields are not valid"),
    Problem("invalid_idempotency_key", 400, "The Idempotency-Key cannot be taken"),
    Problem("not_signed_in", 401, "Sign in first"),
    Problem("wrong_credentials", 401, "The name and the password do not belong together"),
    Problem("invalid_token", 401, "The token is not valid"),
    Problem("token_reused", 401, "The refresh token was used before"),
    Problem("invalid_key", 401, "The API key is not valid"),
    Problem("key_expired", 401, "The API key has expired"),
    Problem("key_revoked", 401, "The API key was revoked"),
    Problem("account_inactive", 401, "The account is not active"),
    Problem("credentials_disagree", 401, "The call carries credentials of different users or keys"),
    Problem("forbidden", 403, "This is not allowed"),
    Problem("scope_missing", 403, "The API key is not allowed to do this"),
    Problem("csrf_failed", 403, "The request does not come from a page of this server"),
    Problem("registration_closed", 403, "New accounts are made by the operator only"),
    Problem("not_found", 404, "There is nothing here"),
    Problem("method_not_allowed", 405, "The method is not allowed here"),
    Problem("not_acceptable", 406, "The answer does not exist in the form asked for"),
    Problem("conflict", 409, "The state does not allow this"),
    Problem("edit_conflict", 409, "Somebody changed the same lines meanwhile"),
    Problem("too_many_revisions", 409, "The page was changed as often as it may be"),
    Problem("call_in_progress", 409, "The same call is under way"),
    Problem("too_many_keys", 409, "The account has as many API keys as it may have"),
    Problem("storage_full", 409, "The account keeps as much as it may"),
    Problem("too_many_files", 413, "There are more files than one call may have"),
    Problem("length_required", 411, "The size of the body is missing"),
    Problem("precondition_failed", 412, "The answer is not the one that the request wants"),
    Problem("unsupported_media_type", 415, "The body's content type is not read here"),
    Problem("idempotency_key_reused", 422, "The Idempotency-Key belongs to another call"),
    Problem("revision_required", 428, "Say which revision of the page was seen"),
    Problem("throttled", 429, "Too many requests"),
    Problem("too_many_failures", 429, "Too many failed sign-ins"),
    Problem("queue_full", 429, "Too much work is waiting"),
    Problem("quota_exceeded", 429, "The quota is used up"),
    Problem("server_error", 500, "The server failed"),
    Problem("unavailable", 503, "A part of the service is away"),
    Problem("server_busy", 503, "The server has its hands full"),
    Problem("disk_full", 507, "The disk is full"),
)

TABLE: dict[str, Problem] = (
    {problem.code: problem for problem in _OWN}
    | {code: Problem(code, status, by_code(code).title) for code, status in OCR_STATUS.items()}
    | {code: Problem(code, status, FETCH_ERRORS[code].title) for code, status in FETCH_STATUS.items()}
)
