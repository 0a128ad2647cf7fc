"""Forms with parts that Django drops or refuses: files without a name, or with one that is long, a dot or not UTF-8."""

from __future__ import annotations

import inspect
import io
import re
import secrets
from collections.abc import Iterator
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, load_handler
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

from onlineocr.ocr.decode.sniff import sniff
from onlineocr.ocr.errors import UnsupportedType

FILE_FIELDS = ("image", "file")
_UNNAMED = f"unnamed-{secrets.token_hex(8)}"
_BLOCK = 64 * 1024
_MOST_HEADERS = 32 * 1024
_MOST_NAME = 500  # bytes of a file name; Django accepts 1024 bytes of headers, and the database 255 characters
_MOST_EXTENSION = 20
_ANY_LENGTH: dict[str, Any] = (  # Django 6 refuses more than 10,000 characters; here at most _MOST_HEADERS occur
    {"max_length": None} if "max_length" in inspect.signature(parse_header_parameters).parameters else {}
)
_NAME = re.compile(rb"""(;\s*name\s*=\s*)(?:"([^"]*)"|([^;\s]*))""", re.IGNORECASE)
_FILE_NAME = re.compile(rb""";\s*filename\*?\s*=\s*("[^"]*"|[^;\r\n]*)""", re.IGNORECASE)


class FormHandler(FileUploadHandler):
    """Parses a form with Django's parser, after repairing the headers of its parts.

    - A header that is not UTF-8 is read as Windows-1252; Django would drop the whole part.
    - A field called ``image`` or ``file`` without a file name is a file; Django would treat its bytes as text. If it
      is text, such as base64, it becomes a field again. The same holds for a file name that Django reduces to
      nothing, such as ``.``.
    - A long file name is shortened; Django would refuse the form.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,  # noqa: ARG002
        boundary: bytes | str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]] | None:
        marker = b"--" + (boundary if isinstance(boundary, bytes) else boundary.encode())
        others = [
            load_handler(name, self.request or HttpRequest())
            for name in settings.FILE_UPLOAD_HANDLERS
            if not name.endswith("." + FormHandler.__name__)
        ]
        body: Any = RepairedParts(input_data, marker)
        post, files = _Parser(META, body, others, encoding).parse()
        return _with_unnamed(post, files)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return None: the other handlers create the files."""


class _Parser(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str:
        return super().sanitize_file_name(file_name) or _UNNAMED


class RepairedParts:
    """Readable body of a form that repairs the headers of the parts while it is read."""

    def __init__(self, stream: IO[bytes], marker: bytes) -> None:
        self._blocks = _repaired(stream, marker)
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes; fewer only at the end."""
        blocks = [self._left]
        have = len(self._left)
        while (size < 0 or have < size) and (block := next(self._blocks, b"")):
            blocks.append(block)
            have += len(block)
        data = b"".join(blocks)
        if size < 0:
            self._left = b""
            return data
        self._left = data[size:]
        return data[:size]


def _repaired(stream: IO[bytes], marker: bytes) -> Iterator[bytes]:
    buffer, line_start, more = b"", True, True
    while more or buffer:
        if more:
            block = stream.read(_BLOCK)
            more = bool(block)
            buffer += block
        at = buffer.find(marker)
        searched = max(0, len(buffer) - len(marker)) if more else len(buffer)
        done = at if at >= 0 else searched
        if done:
            yield buffer[:done]
            line_start = buffer[done - 1 : done] == b"\n"
            buffer = buffer[done:]
        if at < 0:
            continue
        end = buffer.find(b"\r\n\r\n", 0, _MOST_HEADERS)
        if line_start and end < 0 and more and len(buffer) < _MOST_HEADERS:
            continue
        done = end + 4 if line_start and end >= 0 else len(marker)
        head, buffer = buffer[:done], buffer[done:]
        line_start = False
        yield _repair(head) if done > len(marker) else head


def _repair(head: bytes) -> bytes:
    try:
        head.decode()
    except UnicodeDecodeError:
        head = head.decode("cp1252", errors="replace").encode()
    lines = head.split(b"\r\n")
    return b"\r\n".join(_named(line) if line[:20].lower() == b"content-disposition:" else line for line in lines)


def _named(line: bytes) -> bytes:
    """Return the header of a file without a file name, with the name that marks it for `_with_unnamed`."""
    name, file_name = _NAME.search(line), _FILE_NAME.search(line)
    field = (name[2] if name[2] is not None else name[3]).decode() if name else ""
    if file_name is None and field in FILE_FIELDS:
        return line + f'; filename="{_UNNAMED}"'.encode()
    if file_name is not None and file_name[1].strip() in {b"", b'""'}:
        return line[: file_name.start()] + f'; filename="{_UNNAMED}"'.encode() + line[file_name.end() :]
    return _shortened(line) if len(line) > _MOST_NAME else line


def _shortened(line: bytes) -> bytes:
    """Return the header with its file name shortened to 500 bytes, with the same extension."""
    try:
        _, given = parse_header_parameters(line.decode(), **_ANY_LENGTH)
    except ValueError:
        return line
    whole = re.split(r"[/\\]", given.get("filename", ""))[-1]
    stem, dot, extension = whole.rpartition(".")
    if not stem or len(extension) > _MOST_EXTENSION:
        stem, dot, extension = whole, "", ""
    ending = dot + extension
    name = stem.encode()[: _MOST_NAME - len(ending.encode())].decode(errors="ignore") + ending
    field, name = given.get("name", "").replace('"', "'"), name.replace('"', "'")
    return f'Content-Disposition: form-data; name="{field}"; filename="{name}"'.encode() if whole else line


def _with_unnamed(
    post: QueryDict, files: MultiValueDict[str, UploadedFile[Any]]
) -> tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]]:
    fields, kept = post.copy(), cast("MultiValueDict[str, UploadedFile[Any]]", MultiValueDict())
    for name, found in files.lists():
        for file in found:
            if file.name == _UNNAMED:
                text = _text(file)
                if text is not None:
                    fields.appendlist(name, text)
                    file.close()
                    continue
                file._name = ""  # type: ignore[attr-defined]  # noqa: SLF001 - the property refuses an empty name
            kept.appendlist(name, file)
    fields._mutable = False  # noqa: SLF001 - as the parser leaves it
    return fields, kept


def _text(file: UploadedFile[Any]) -> str | None:
    """Return the text in ``file``; None if it is a file of a known type, or no text."""
    head = file.read(512)
    file.seek(0)
    try:
        sniff(io.BytesIO(head))
    except UnsupportedType:
        pass
    else:
        return None
    if any(byte < 32 and byte not in b"\t\r\n" for byte in head):
        return None
    try:
        return str(file.read().decode())
    except UnicodeDecodeError:
        file.seek(0)
        return None
