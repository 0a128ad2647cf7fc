"""Uploads of files: by a form, as JSON with base64, as the request body, or from an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any

from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from onlineocr import filenames
from onlineocr.documents import services
from onlineocr.documents.files.from_url import fetched_file
from onlineocr.documents.limits import concurrency, idempotency
from onlineocr.documents.models import Batch, Document
from onlineocr.documents.services import Upload
from onlineocr.http.encoded import decode
from onlineocr.http.forms import FILE_FIELDS
from onlineocr.http.problems import FETCH_STATUS, OCR_STATUS
from onlineocr.ocr.errors import EmptyFile, InvalidBase64, InvalidOptions, NoFile

from .admission import admit, tell
from .caller import caller_of
from .errors import ProblemError
from .idempotency import KeyedRequest
from .known_fields import DOUBLED
from .negotiation import other_format
from .parsers import NO_OBJECT, Kind, RawBodyParser, UploadFormParser, UploadJSONParser, json_object, kind_of

PARSERS = (UploadFormParser, UploadJSONParser, RawBodyParser)
# The errors of a call that submits files or an address, in any form.
READING = (
    *(code for code in OCR_STATUS if code not in {"original_gone", "invalid_file", "invalid_result"}), *FETCH_STATUS,
    "too_many_files", "invalid_idempotency_key", "idempotency_key_reused",
    "call_in_progress", "queue_full", "quota_exceeded", "storage_full", "server_busy", "disk_full",
)  # fmt: skip
# Fields that are no options. Other names count as options, and are refused if there is no such option.
_OF_QUERY = {"wait", "token", "format", "url"}
_OF_FORM = {"csrfmiddlewaretoken"}
_OF_UPLOAD = {*FILE_FIELDS, *_OF_FORM, "file_name", "url"}
_CHUNK = 256 * 1024
_NOT_BOTH = "send one file or one address, not two of them"
_LIST = re.compile(r"s?(?:\[\d{0,4}\])?$")


def options_of(query: QueryDict, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options among the fields of a query and a body without a file; the body takes precedence."""
    return _options(_single(query), _single(body), _OF_FORM)


def submit(
    request: Request, call: KeyedRequest, *, most: int = 1, batches: Callable[[str], Batch] | None = None
) -> Sequence[tuple[Document, str]]:
    """Submit the files of ``request`` for its caller; return each document with its token.

    ``batches`` returns the batch that the field `batch` names; without it there is no such field.

    If ``call`` repeats an earlier one, return the documents of the earlier one. Errors as in `receive` and
    `services.submit_batch`; :class:`AdmissionError` is raised before the body is read if possible.
    """
    caller = caller_of(request)
    with concurrency.uploads.required():
        if call.repeats:
            made = call.earlier(*_seen(receive(request, most)))
            concurrency.uploads.leave()
            return made
        found = admit(request)
        received = receive(request, most)
        uploads, batch = _into(received, batches) if batches else (received, None)

        def mark(*made: tuple[Document, str]) -> None:
            call.mark(
                received[0].options,
                [(upload.file_name, one.sha256) for upload, (one, _) in zip(uploads, made, strict=True)],
                *made,
            )

        made = services.submit_batch(
            uploads=uploads, owner=caller.owner, address=caller.address, batch=batch, in_transaction=mark
        )
    concurrency.uploads.leave()  # the files are stored; waiting for the documents needs no slot
    pages, size = sum(one.run.total for one, _ in made), sum(one.size for one, _ in made)
    tell(request, found.after(pages, size))
    return made


def _into(uploads: Sequence[Upload], batches: Callable[[str], Batch]) -> tuple[Sequence[Upload], Batch | None]:
    """Return the uploads without their field `batch`, and the batch that it names."""
    named = uploads[0].options.get("batch")
    if named is None:
        return uploads, None
    options = {name: value for name, value in uploads[0].options.items() if name != "batch"}
    return [replace(upload, options=options) for upload in uploads], batches(str(named))


def _seen(uploads: Sequence[Upload]) -> tuple[Mapping[str, Any], list[tuple[str, str]]]:
    return uploads[0].options, [(upload.file_name, idempotency.digest(upload.chunks)) for upload in uploads]


def receive(request: Request, most: int = 1) -> list[Upload]:
    """Return the file of ``request`` with its options; from a form, up to ``most`` of them.

    Raise :class:`NoFile`, :class:`InvalidBase64`, ParseError for a body that does not match its ``Content-Type``,
    :class:`InvalidOptions` for an option that is given twice, FetchError for an address whose file cannot be fetched.
    """
    query = _single(request.query_params)
    if query.get("url"):
        return [_from_address(request, query)]
    if request.META.get("CONTENT_LENGTH") in (None, "", "0"):
        raise EmptyFile("The request has no body")
    data = request.data
    if isinstance(data, QueryDict) and request.FILES:
        return _from_form(request, query, most)
    if isinstance(data, QueryDict | dict):
        return [_from_fields(request, data, query)]
    if isinstance(data, list | str | int | float | bool) or data is None:
        raise ParseError(NO_OBJECT)
    return [_from_body(request, data, query)]


def _from_form(request: Request, query: dict[str, Any], most: int) -> list[Upload]:
    files = [file for name in request.FILES if _is_file_field(name) for file in request.FILES.getlist(name)]
    if not files:
        given = ", ".join(sorted(request.FILES))
        raise NoFile(f"The form has a file in the field '{given}', but none in 'image' or 'file'")
    if len(files) > most == 1:
        raise NoFile("The form has more than one file; send one at a time, or all of them to /api/v1/documents/")
    if len(files) > most:
        raise ProblemError("too_many_files", f"The form has {len(files)} files; at most {most} are taken at once.")
    options = _options(query, _single(request.POST))
    if len(files) > 1:
        options = {"priority": "bulk"} | options  # a batch is not urgent: its sender does not wait for the results
    return [Upload(file.chunks(_CHUNK), file.name or "", options) for file in files]


def _is_file_field(name: str) -> bool:
    """Whether ``name`` is a field for files, also as libraries write a list: ``file[]``, ``file[0]``, ``files``."""
    return _LIST.sub("", name) in FILE_FIELDS


def _from_address(request: Request, query: dict[str, Any]) -> Upload:
    """Return the file at the address in the query; the body may contain options, but no second file."""
    length = request.META.get("CONTENT_LENGTH")
    data = request.data if length not in (None, "", "0") else {}
    if request.FILES or not isinstance(data, QueryDict | dict):
        raise InvalidOptions({"url": _NOT_BOTH})
    return _from_fields(request, data, query)


def _from_fields(
    request: Request, data: Mapping[str, Any], query: dict[str, Any], *, url_encoded: bool = False
) -> Upload:
    fields = _single(data) if isinstance(data, QueryDict) else dict(data)
    field = next((name for name in FILE_FIELDS if fields.get(name)), "")
    url = fields.get("url") or query.get("url")
    if url and (field or fields.get("url", url) != query.get("url", url)):
        raise InvalidOptions({"url": _NOT_BOTH})
    name = str(fields.get("file_name", ""))
    if url:
        options = _options(query, fields)
        fetched, found = fetched_file(url=url, owner=caller_of(request).owner)
        return Upload(fetched, name or found, options)
    if not field:
        raise _no_file(fields)
    if not isinstance(fields[field], str):
        raise InvalidBase64(f"The field '{field}' must be a string of base64, or a data: URI")
    chunks = [decode(fields[field], field=field, url_encoded=url_encoded)]
    return Upload(chunks, name, _options(query, fields))


def _no_file(fields: Mapping[str, Any]) -> NoFile:
    empty = [name for name in FILE_FIELDS if name in fields]
    if empty:
        return NoFile(f"The field '{empty[0]}' is empty")
    given = ", ".join(f"'{name}'" for name in sorted(fields)[:10])
    return NoFile(f"The body has the fields {given}, but neither 'image' nor 'file'") if given else NoFile()


def _from_body(request: Request, stream: IO[bytes], query: dict[str, Any]) -> Upload:
    """Return the body as the file. A form, JSON or base64 with another ``Content-Type`` is parsed as such."""
    first = stream.read(_CHUNK)
    if not first:
        raise EmptyFile
    declared = str(request.content_type or "")
    kind = kind_of(first, declared)
    if kind is Kind.FILE:
        return Upload(
            _chunks(first, stream),
            _name(request),
            _options(query, {}),
        )
    whole = first + b"".join(_rest(stream))
    if kind is Kind.FORM:
        return _from_fields(request, QueryDict(whole, encoding="utf-8"), query, url_encoded=True)
    if kind is Kind.JSON:
        return _from_fields(request, json_object(whole), query)
    return Upload(
        [decode(whole.decode("ascii", "replace"), field="body")],
        _name(request),
        _options(query, {}),
    )


def _chunks(first: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    yield first
    yield from _rest(stream)


def _rest(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _name(request: Request) -> str:
    return filenames.of_disposition(request.headers.get("Content-Disposition", ""))


def _single(values: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(values, QueryDict):
        return dict(values)
    doubled = {name: DOUBLED for name, all_ in values.lists() if len(all_) > 1}
    if doubled:
        raise InvalidOptions(doubled)
    return values.dict()


def _options(query: Mapping[str, Any], body: Mapping[str, Any], beside: set[str] = _OF_UPLOAD) -> dict[str, Any]:
    """Return the options of ``query`` and ``body``, without the allowed other fields ``beside``."""
    fields = {name: value for name, value in body.items() if name not in beside}
    if "wait" in fields:
        raise InvalidOptions(
            {"wait": "is no field of the body; POST /api/v1/documents/ takes it in its address, as ?wait=30"}
        )
    if fields.pop("format", "json") != "json":
        raise other_format(["json"])
    return {name: value for name, value in query.items() if name not in _OF_QUERY} | fields
