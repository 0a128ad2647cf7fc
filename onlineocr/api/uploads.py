"""The ways a file comes in: a form, JSON with base64, the bytes themselves as the body, or an address."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any
from urllib.parse import unquote

from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request

from onlineocr.accounts.rates import caller
from onlineocr.documents import services, waiting_room
from onlineocr.documents.models import Document
from onlineocr.documents.remote import upload_from
from onlineocr.documents.services import Upload
from onlineocr.ocr.errors import EmptyFile, InvalidBase64, InvalidOptions, NoFile

from .admitting import admit, tell
from .errors import ProblemError
from .idempotency import Attempt, digest
from .parsers import JSONParser
from .problems import FETCH_STATUS, OCR_STATUS

FILE_FIELDS = ("image", "file")
# The ways in which a call that hands in work can fail, whatever the way the work came.
READING = (
    *(code for code in OCR_STATUS if code not in {"original_gone", "invalid_result"}), *FETCH_STATUS,
    "too_many_files", "invalid_idempotency_key", "idempotency_key_reused",
    "call_in_progress", "queue_full", "quota_exceeded", "storage_full", "server_busy", "disk_full",
)  # fmt: skip
_NOT_OPTIONS = {*FILE_FIELDS, "wait", "token", "format", "csrfmiddlewaretoken", "file_name", "url"}
_CHUNK = 256 * 1024
_NOT_BOTH = "send one file or one address, not two of them"
_DATA_URI = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)


def options_of(*sources: Mapping[str, Any]) -> dict[str, Any]:
    """The options among the fields of a query and a body, the later ones before the earlier ones."""
    return _options(*(_single(source) for source in sources))


class RawBodyParser(BaseParser):
    """Any body that is neither a form nor JSON: the file itself, read later and in chunks."""

    media_type = "*/*"

    def parse(self, stream: IO[Any], *_: Any, **__: Any) -> IO[Any]:  # type: ignore[override]
        return stream


PARSERS = (MultiPartParser, JSONParser, RawBodyParser)


def submit(request: Request, call: Attempt, *, most: int = 1) -> Sequence[tuple[Document, str]]:
    """Have the files of ``request`` read, for whoever sends them; errors as in `receive` and `services.submit_batch`.
    Each document with its token. Nothing is read again when the ``call`` repeats an earlier one.

    :class:`Refused` before the body is read where that is possible.
    """
    owner = request.user if request.user.is_authenticated else None
    address = caller(request._request)  # noqa: SLF001 - the plain request that the address is told by
    with waiting_room.uploads.required():
        if call.repeats:
            return call.earlier(*_seen(receive(request, most)))
        found = admit(request)
        uploads = receive(request, most)

        def mark(*made: tuple[Document, str]) -> None:
            call.mark(
                uploads[0].options,
                [(upload.file_name, one.sha256) for upload, (one, _) in zip(uploads, made, strict=True)],
                *made,
            )

        made = services.submit_batch(uploads=uploads, owner=owner, address=address, also=mark)
    pages, size = sum(one.run.total for one, _ in made), sum(one.size for one, _ in made)
    tell(request, found.after(pages, size))
    return made


def _seen(uploads: Sequence[Upload]) -> tuple[Mapping[str, Any], list[tuple[str, str]]]:
    return uploads[0].options, [(upload.file_name, digest(upload.chunks)) for upload in uploads]


def receive(request: Request, most: int = 1) -> list[Upload]:
    """The file of ``request`` with its options; from a form, up to ``most`` of them.

    Raises :class:`NoFile`, :class:`InvalidBase64`, ParseError for a body that is not what
    it says, :class:`InvalidOptions` for an option that is given twice, FetchError for a file that is named by its
    address and cannot be had.
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
        raise ParseError('The JSON body must be an object such as {"image": "<base64>"}')
    return [_from_body(request, data, query)]


def _from_form(request: Request, query: dict[str, Any], most: int) -> list[Upload]:
    files = [file for name in FILE_FIELDS for file in request.FILES.getlist(name)]
    if not files:
        given = ", ".join(sorted(request.FILES))
        raise NoFile(f"The form has a file in the field '{given}', but none in 'image' or 'file'")
    if len(files) > most == 1:
        raise NoFile("The form has more than one file; send one at a time")
    if len(files) > most:
        raise ProblemError("too_many_files", f"The form has {len(files)} files; at most {most} are taken at once.")
    options = _options(query, _single(request.POST))
    if len(files) > 1:
        options = {"priority": "bulk"} | options  # many files are no matter of somebody who waits
    return [Upload(file.chunks(_CHUNK), file.name or "", options) for file in files]


def _from_address(request: Request, query: dict[str, Any]) -> Upload:
    """The query names the file; the body may hold options, but no second file."""
    length = request.META.get("CONTENT_LENGTH")
    data = request.data if length not in (None, "", "0") else {}
    if request.FILES or not isinstance(data, QueryDict | dict):
        raise InvalidOptions({"url": _NOT_BOTH})
    return _from_fields(request, data, query)


def _from_fields(request: Request, data: Mapping[str, Any], query: dict[str, Any]) -> Upload:
    fields = _single(data) if isinstance(data, QueryDict) else dict(data)
    encoded = next((fields[name] for name in FILE_FIELDS if fields.get(name)), None)
    url = fields.get("url") or query.get("url")
    if url and (encoded is not None or fields.get("url", url) != query.get("url", url)):
        raise InvalidOptions({"url": _NOT_BOTH})
    name = str(fields.get("file_name", ""))
    if url:
        owner = request.user if request.user.is_authenticated else None
        return upload_from(url=url, options=_options(query, fields), owner=owner, file_name=name)
    if encoded is None:
        raise NoFile
    if not isinstance(encoded, str):
        raise InvalidBase64("The file must be a string of base64, or a data: URI")
    return Upload(_decoded(encoded), name, _options(query, fields))


def _from_body(request: Request, stream: IO[bytes], query: dict[str, Any]) -> Upload:
    """The body is the file; or, sent by ``curl --data``, a form that the parser left alone."""
    first = stream.read(_CHUNK)
    if not first:
        raise EmptyFile
    if request.content_type.startswith("application/x-www-form-urlencoded") and _is_form(first):
        rest = b"".join(_rest(stream))
        form = QueryDict(first + rest, encoding="utf-8")
        return _from_fields(request, form, query)
    return Upload(_chunks(first, stream), _name(request), _options(query, {}))


def _is_form(start: bytes) -> bool:
    return re.match(rb"[A-Za-z0-9_.%+-]{1,100}=", start) is not None


def _chunks(first: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    yield first
    yield from _rest(stream)


def _rest(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _name(request: Request) -> str:
    """The name in ``Content-Disposition``, plain or by RFC 8187."""
    header = request.headers.get("Content-Disposition", "")
    if match := re.search(r"filename\*=(?:UTF-8|utf-8)''([^;]+)", header):
        return unquote(match[1])
    match = re.search(r'filename="([^"]*)"', header) or re.search(r"filename=([^;\s]+)", header)
    return match[1] if match else ""


def _decoded(text: str) -> Iterable[bytes]:
    """The bytes behind base64 (standard or URL-safe, with or without padding and line ends) or a data: URI."""
    if match := _DATA_URI.match(text):
        if "base64" not in match[0].lower():
            return [unquote(text[match.end() :], encoding="latin-1").encode("latin-1")]
        text = text[match.end() :]
    compact = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return [base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)]
    except (binascii.Error, ValueError) as error:
        raise InvalidBase64(f"The file is not valid base64: {error}") from None


def _single(values: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(values, QueryDict):
        return dict(values)
    doubled = {name: "was given more than once" for name, all_ in values.lists() if len(all_) > 1}
    if doubled:
        raise InvalidOptions(doubled)
    return values.dict()


def _options(*sources: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for source in sources:
        merged |= {name: value for name, value in source.items() if name not in _NOT_OPTIONS}
    return merged
