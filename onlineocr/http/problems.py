"""Table of all error codes, which the API and the form of the start page use.

The reference page docs/reference/errors.md is generated from it, and a test compares the OpenAPI schema with it. A new
error is a new row here; a published code keeps its name and its status.
"""

from __future__ import annotations

from dataclasses import dataclass

from onlineocr.fetch import errors as fetch_errors
from onlineocr.ocr.errors import by_code


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of error: its stable ``code``, HTTP ``status``, and its meaning and remedy in words."""

    code: str
    status: int
    title: str
    remedy: str

    @property
    def type(self) -> str:
        """Return the URI of RFC 9457: the code's section in the documentation on this server."""
        return f"/docs/errors/#{self.code}"


# Errors of a call, a file or this installation, with the library's own codes.
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
    "disk_full": 507,
    "engine_error": 500,
    "engine_missing": 503,
    "engine_failed": 500,
    "engine_crashed": 422,
    "decoder_killed": 503,
    "decoder_unavailable": 503,
    "model_damaged": 503,
}

# Errors of an address that the caller gave, or of the file at this address.
FETCH_STATUS = {
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

# Errors of the service itself.
_OWN = (
    Problem(
        "malformed", 400, "The request cannot be understood", "Look at what detail names, and send the request again."
    ),
    Problem("invalid", 400, "Some fields are not valid", "Change the fields that errors names."),
    Problem(
        "invalid_idempotency_key",
        400,
        "The Idempotency-Key is not valid",
        "Send 1 to 255 ASCII characters without spaces.",
    ),
    Problem("not_signed_in", 401, "Sign in first", "Send an API key in X-API-Key, or a token in Authorization."),
    Problem(
        "wrong_credentials",
        401,
        "The name and the password do not belong together",
        "Check both; upper and lower case of the password matter.",
    ),
    Problem(
        "second_factor_required",
        401,
        "The account has a second factor",
        "Send an API key, or a code of the app at /api/token_obtain_pair/.",
    ),
    Problem("invalid_token", 401, "The token is not valid", "Ask for a new one."),
    Problem(
        "token_reused",
        401,
        "The refresh token was used before",
        "Sign in again.",
    ),
    Problem(
        "invalid_key",
        401,
        "The API key is not valid",
        "There is no such API key, or a part of it is missing or wrong. Copy it again, or make a new one.",
    ),
    Problem("key_expired", 401, "The API key has expired", "Make a new one."),
    Problem("key_revoked", 401, "The API key was revoked", "Make a new one."),
    Problem(
        "account_inactive",
        401,
        "The account is not active",
        "The account of the API key was deactivated. Ask the operator.",
    ),
    Problem(
        "credentials_disagree",
        401,
        "The call carries credentials of different users or keys",
        "Send X-API-Key or Authorization, not both.",
    ),
    Problem(
        "scope_missing",
        403,
        "The API key is not allowed to do this",
        "Use a key with the scope that detail names, or sign in: keys may not do some calls at all.",
    ),
    Problem(
        "csrf_failed",
        403,
        "The request does not come from a page of this server",
        "Load the page again and repeat it there, or send an API key or a token instead of a cookie.",
    ),
    Problem(
        "registration_closed", 403, "New accounts are made by the operator only", "Ask the operator for an account."
    ),
    Problem(
        "not_found",
        404,
        "There is nothing at this address",
        "Check the address; a document that was deleted, or belongs to another account, is not found either.",
    ),
    Problem("method_not_allowed", 405, "The method is not allowed here", "Use a method that the header Allow names."),
    Problem(
        "not_acceptable",
        406,
        "The call has no response in the requested format",
        "Send an Accept header, or a format, that the call offers.",
    ),
    Problem("conflict", 409, "The state of the document does not allow this", "Look at its state first."),
    Problem(
        "edit_conflict",
        409,
        "Somebody changed the same lines meanwhile",
        "Nothing was changed. Look at conflicts, and send the edit again with the newest revision.",
    ),
    Problem(
        "too_many_revisions",
        409,
        "The page has too many revisions",
        "A page may have 10,000. Read the document again.",
    ),
    Problem(
        "call_in_progress",
        409,
        "The same call is in progress",
        "A call with the same Idempotency-Key has not ended. Try again after Retry-After.",
    ),
    Problem("too_many_keys", 409, "The account has too many API keys", "Revoke one first."),
    Problem("too_many_shares", 409, "The document has too many links", "End one of its links first."),
    Problem(
        "storage_full", 409, "The storage of the account is full", "Delete documents that are not needed any more."
    ),
    Problem(
        "too_many_files",
        413,
        "The call has too many files",
        "Send them in several calls; the operator sets the limit by ONLINEOCR_BATCH.",
    ),
    Problem(
        "body_too_slow",
        408,
        "The body arrived too slowly, or stopped",
        "Nothing was stored; send the request again (ONLINEOCR_BODY_STALL, ONLINEOCR_BODY_PACE).",
    ),
    Problem(
        "length_required", 411, "The size of the body is missing", "Send Content-Length, or Transfer-Encoding: chunked."
    ),
    Problem(
        "precondition_failed",
        412,
        "The content has changed, so If-Match does not match",
        "Load it again, and repeat the call with its new ETag.",
    ),
    Problem(
        "unsupported_media_type",
        415,
        "The body's content type is not supported",
        "Send one of the content types that the call's reference names.",
    ),
    Problem(
        "idempotency_key_reused",
        422,
        "The Idempotency-Key belongs to another call",
        "It was sent with another file or other options. Use a new one.",
    ),
    Problem("head_too_slow", 408, "The head of the request arrived too slowly", "Send the whole head within 15 s."),
    Problem("head_too_large", 431, "The head of the request is too large", "Send at most 64 KiB and 256 fields."),
    Problem(
        "revision_required",
        428,
        "The revision of the page is missing",
        "Send the revision that you corrected, as revision in the body, or its ETag in If-Match.",
    ),
    Problem("throttled", 429, "Too many requests", "Try again after Retry-After."),
    Problem(
        "too_many_failures",
        429,
        "Too many failed sign-ins",
        "Try again after Retry-After; the operator can unlock the account.",
    ),
    Problem(
        "queue_full",
        429,
        "Too much work is waiting",
        "You, or all callers together, have too many pages in the queue. Try again after Retry-After.",
    ),
    Problem(
        "quota_exceeded",
        429,
        "The quota is used up",
        "The pages or bytes of this day or month are used up. Try again after Retry-After.",
    ),
    Problem("server_error", 500, "The server failed", "Try again; give the request_id to the operator if it goes on."),
    Problem("not_implemented", 501, "The transfer encoding is not supported", "Send chunked, or no Transfer-Encoding."),
    Problem("version_not_supported", 505, "The version of HTTP is not supported", "Send HTTP/1.1 or HTTP/1.0."),
    Problem("unavailable", 503, "A part of the service is unavailable", "Try again after Retry-After."),
    Problem("server_busy", 503, "The server is busy", "Try again after Retry-After."),
)

# The remedies of errors whose class has none, because the remedy depends on the case.
_BY_CASE = {
    "ocr_error": "An engine that was added to the installation failed. Ask the operator.",
    "invalid_file": "The command line only: check the name of the file, and who may read it.",
    "invalid_option": "Change the options that errors names.",
    "invalid_edit": "Change the fields that errors names, such as edits.2.line.",
    "language_not_installed": "Choose an installed language, or ask the operator to add it.",
    "engine_missing": "Ask the operator, to whom 'onlineocr doctor' says what is missing.",
    "model_damaged": "Ask the operator, to whom 'onlineocr doctor' names the file.",
    "limit_exceeded": "An engine that was added to the installation has this limit. Ask the operator.",
    "engine_error": "An engine that was added to the installation failed. Ask the operator.",
    "engine_failed": "Try again; give the request_id to the operator if it goes on.",
    "engine_crashed": "Send the page in another resolution, or choose another engine.",
}


# The remedies for a client program, where the remedy of the class is too general.
WAYS_OUT = {
    "language_not_installed": (
        "Choose another, or ask the operator to add it; GET /api/v1/capabilities lists the installed languages."
    ),
    "pdf_encrypted": "Send its password as the option 'password', or remove the protection.",
    "engine_missing": _BY_CASE["engine_missing"],
    "model_damaged": _BY_CASE["model_damaged"],
}


def _remedy(code: str) -> str:
    return by_code(code).remedy or _BY_CASE[code]


TABLE: dict[str, Problem] = (
    {problem.code: problem for problem in _OWN}
    | {code: Problem(code, status, by_code(code).title, _remedy(code)) for code, status in OCR_STATUS.items()}
    | {
        code: Problem(code, status, FETCH_ERRORS[code].title, FETCH_ERRORS[code].remedy)
        for code, status in FETCH_STATUS.items()
    }
)
