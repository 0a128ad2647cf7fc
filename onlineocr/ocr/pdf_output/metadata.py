"""Metadata of a searchable PDF: title, dates, language, producer, and PDF/A if the file conforms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from onlineocr import __version__

from ..export.pdf.layers import Head
from ..page import Problem

PROBLEMS = Name("/Problems")
PRODUCER = f"onlineocr {__version__}"
_SAID_TWICE = ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate")
_PROFILE = Path(__file__).parent / "srgb.icc"


def describe(pdf: Pdf, head: Head) -> None:
    """Add the metadata of ``head`` that ``pdf`` lacks, and set the producer and the date of change."""
    info = pdf.docinfo
    now = datetime.now(UTC).replace(microsecond=0)
    if not str(info.get(Name.Title, "")).strip() and (title := _clean(head.title)):
        info.Title = String(title)
    if Name.CreationDate not in info:
        info.CreationDate = String(_date(head.made_at or now))
    info.Producer = String(PRODUCER)
    info.ModDate = String(_date(now))
    if Name.Lang not in pdf.Root and head.languages:
        pdf.Root.Lang = String(head.languages[0])


def tell(pdf: Pdf, problems: Sequence[Problem]) -> None:
    """Write the problems to the document properties, which every program shows."""
    if problems:
        pdf.docinfo[PROBLEMS] = String(" ".join(f"{problem.detail}." for problem in problems))


def declare(pdf: Pdf, *, archival: bool) -> None:
    """Repeat the properties as XMP. With ``archival`` declare PDF/A-2b (ISO 19005-2, 6.6)."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        said.load_from_docinfo(Dictionary({key: pdf.docinfo[key] for key in _SAID_TWICE if key in pdf.docinfo}))
        if archival:
            said["pdfaid:part"], said["pdfaid:conformance"] = "2", "B"
            return
        for name in ("pdfaid:part", "pdfaid:conformance"):
            if name in said:
                del said[name]


def add_output_intent(pdf: Pdf) -> None:
    """Declare device colors as sRGB (ISO 19005-2, 6.2.3), unless the document has an output intent."""
    if Name.OutputIntents in pdf.Root:
        return
    profile = pdf.make_indirect(Stream(pdf, _PROFILE.read_bytes(), N=3))
    pdf.Root.OutputIntents = Array([
        Dictionary(
            Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
            Info=String("sRGB IEC61966-2.1"), DestOutputProfile=profile,
        )
    ])  # fmt: skip


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")


def _clean(title: str) -> str:
    """Return a title without characters that PDF or XML cannot hold."""
    return "".join(letter for letter in title if letter.isprintable()).strip()[:500]
