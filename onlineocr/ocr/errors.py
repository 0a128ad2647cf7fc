"""The errors of reading a document.

::

    OcrError
    ├── InputError            the file is at fault; the same file fails again
    │   ├── NoFile · InvalidBase64 · EmptyFile · UnsupportedType · DamagedFile · TruncatedFile
    │   ├── TooManyBytes · TooManyPixels · TooManyPages · NoSuchPage
    │   ├── PdfEncrypted · WrongPassword · OriginalGone
    │   └── InvalidResult     (of the JSON that is converted)
    ├── OptionError           the request is at fault
    │   ├── InvalidOptions    (one or more named fields)
    │   │   └── InvalidEdits
    │   └── LanguageNotInstalled
    ├── LimitError            the file exceeds a limit of this installation
    │   └── DecodeTimeout · DecodeMemory · DecoderCrashed · PageTimeout · DocumentTimeout
    ├── NoSpace               the disk has no room for the file that is made
    └── EngineError           this installation is at fault
        └── EngineMissing · EngineFailed · EngineCrashed · ModelDamaged · DecoderKilled · DecoderUnavailable

``code`` is stable and part of the public contract. ``permanent`` says whether the same page would fail the same way
again: only errors that are not permanent cause a second attempt. API and command line have tables of HTTP statuses and
exit codes by ``code``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self


class OcrError(Exception):
    """The base class. ``str(error)`` is the description of the error; ``remedy`` is the advice to fix it."""

    code = "ocr_error"
    title = "The document could not be read"
    remedy = ""
    permanent = True

    def __init__(self, detail: str = "", *, remedy: str = "") -> None:
        super().__init__(detail or self.title)
        if remedy:
            self.remedy = remedy

    @property
    def detail(self) -> str:
        """Description and remedy as one text for people."""
        return self.describe({})

    def describe(self, ways: Mapping[str, str]) -> str:
        """Return the same with the remedies of API or command line by code, each instead of the class's remedy."""
        usual = self.remedy == type(self).remedy
        remedy = ways.get(self.code, self.remedy) if usual else self.remedy
        return f"{self}. {remedy}" if remedy else str(self)


class InputError(OcrError):
    code = "invalid_file"
    title = "The file cannot be read"

    @classmethod
    def of(cls, path: Path, error: Exception) -> InputError:
        """Return the error for a ``path`` that could not be opened: an OSError, or ValueError for a null character."""
        if isinstance(error, FileNotFoundError):
            return InputError(f"There is no file '{path}'", remedy="Check the name and the folder.")
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return InputError(f"'{path}' cannot be opened ({reason})", remedy="Check its name and who may read it.")


class NoFile(InputError):
    code = "no_file"
    title = "There is no file in the request"
    remedy = "Send it as the form field 'image' or 'file', as base64 in JSON, or as the body itself."


class InvalidBase64(InputError):
    code = "invalid_base64"
    title = "The file is not valid base64"
    remedy = "Encode the file's bytes with standard base64, without other characters."


class EmptyFile(InputError):
    code = "empty_file"
    title = "The file is empty"
    remedy = "Send a picture or a PDF with at least one byte."


class UnsupportedType(InputError):
    code = "unsupported_type"
    title = "The content is neither a picture nor a PDF that can be read"
    remedy = "Send PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC, AVIF, Netpbm or PDF; the name of the file does not matter."


class DamagedFile(InputError):
    code = "damaged_file"
    title = "The file is damaged"
    remedy = "Save or export it again and send the new file."


class TruncatedFile(DamagedFile):
    code = "truncated_file"
    title = "The file ends too early"
    remedy = "Upload it again; the transfer or the copy was cut off."


class TooManyBytes(InputError):
    code = "too_many_bytes"
    title = "The file is too large"
    remedy = "Send a smaller file, or ask the operator to raise the limit."


class TooManyPixels(InputError):
    code = "too_many_pixels"
    title = "The picture has too many pixels"
    remedy = "Scale the picture down, or cut it into parts."


class TooManyPages(InputError):
    code = "too_many_pages"
    title = "The document has too many pages"
    remedy = "Choose pages with the option 'pages', or split the document."


class NoSuchPage(InputError):
    code = "no_such_page"
    title = "The document has no such page"
    remedy = "Ask for pages that the document has."


class PdfEncrypted(InputError):
    code = "pdf_encrypted"
    title = "The PDF is protected by a password"
    remedy = "Give its password, or remove the protection."


class WrongPassword(InputError):
    code = "wrong_password"
    title = "The password does not open the PDF"
    remedy = "Check the password; upper and lower case matter."


class OriginalGone(InputError):
    code = "original_gone"
    title = "The uploaded file is not there any more"
    remedy = "Send the file again."


class InvalidResult(InputError):
    code = "invalid_result"
    title = "The file is no JSON result"
    remedy = "Take the file that 'onlineocr read -f json' or '?format=json' writes, unchanged."


class OptionError(OcrError):
    code = "invalid_option"
    title = "An option is not valid"


class InvalidOptions(OptionError):
    """One or more options are wrong. ``fields`` maps each option's name to a description of its fault."""

    title = "Some options are not valid"

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in fields.items()))
        self.fields = fields


class InvalidEdits(InvalidOptions):
    """One or more edits of a page are wrong; ``fields`` names each, such as ``edits.0.text``."""

    code = "invalid_edit"
    title = "Some edits are not valid"


class LanguageNotInstalled(OptionError):
    code = "language_not_installed"
    title = "The language is not installed"

    @staticmethod
    def missing_data(text: str) -> str:
        """Return the name of the missing trained data in the ``text`` of such an error or problem, or ""."""
        found = re.search(r"the trained data '(\w+)' is missing", text)
        return found[1] if found else ""


class LimitError(OcrError):
    code = "limit_exceeded"
    title = "The file needs more than this installation allows"


class DecodeTimeout(LimitError):
    code = "decode_timeout"
    title = "Decoding the file took too long"
    remedy = "Simplify the file: print it to a new PDF, or save the picture anew."


class DecodeMemory(LimitError):
    code = "decode_memory"
    title = "Decoding the file needs too much memory"
    remedy = "Scale the picture down or split the document."

    @classmethod
    def over(cls, limit: int) -> Self:
        """Return the error of a file for which ``limit`` bytes are not enough."""
        return cls(f"Decoding needs more than {limit // 2**20} MiB of memory")


class DecoderCrashed(LimitError):
    code = "decoder_crashed"
    title = "The decoder stopped while it read the file"
    remedy = "The file is damaged or hostile; save or export it again."


class PageTimeout(LimitError):
    code = "page_timeout"
    title = "Reading the page took too long"
    remedy = "Scale the page down, or ask the operator to raise the time limit."


class DocumentTimeout(LimitError):
    code = "document_timeout"
    title = "Reading the document took too long"
    remedy = "Read the rest with the option 'pages', or ask the operator to raise the time limit."


class NoSpace(OcrError):
    code = "disk_full"
    title = "The disk is full"
    remedy = "Ask the operator to make room, then try again."
    permanent = False


class EngineError(OcrError):
    code = "engine_error"
    title = "The recognition engine failed"
    permanent = False


class EngineMissing(EngineError):
    code = "engine_missing"
    title = "The engine is not available on this installation"
    permanent = True


class EngineFailed(EngineError):
    code = "engine_failed"


class EngineCrashed(EngineError):
    code = "engine_crashed"
    title = "The recognition engine stopped while it read the page"


class DecoderKilled(EngineError):
    code = "decoder_killed"
    title = "The decoder was ended from outside while it read the file"
    remedy = "Try again; give the machine more memory if it goes on."


class DecoderUnavailable(EngineError):
    code = "decoder_unavailable"
    title = "No decoder can be started at the moment"
    remedy = "Try again later."


class ModelDamaged(EngineError):
    code = "model_damaged"
    title = "A model file is missing or does not have the expected content"
    permanent = True


def tree(root: type[OcrError] = OcrError) -> Iterator[type[OcrError]]:
    """Yield ``root`` and every error class below it, depth first."""
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


def by_code(code: str) -> type[OcrError]:
    """Return the class with ``code`` (the first in the tree), or ``OcrError`` for an unknown one.

    Errors cross process boundaries as (code, detail); this restores them.
    """
    return next((cls for cls in tree() if cls.code == code), OcrError)


def from_wire(code: str, detail: str, remedy: str = "") -> OcrError:
    """Rebuild an error that another process reported."""
    cls = by_code(code)
    if issubclass(cls, InvalidOptions) or cls.code != code:
        cls = OcrError
    return cls(detail, remedy=remedy)
