"""Conformance to PDF/A-2b (ISO 19005-2). A file declares it only if a validator knows and approves all of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pikepdf import Array, Name, Pdf

from ..page import Problem

CODE = "not_archival"
_FLAVOUR = "2b"
_PROFILE = Path(__file__).parent / "srgb.icc"
_SAID = 3


def prepare(pdf: Pdf) -> list[str]:
    """Convert ``pdf`` to PDF/A-2b without visible change or loss of content; return the reasons if that is impossible.

    If there are reasons, ``pdf`` may be half converted: discard it. A file is approved only if each construct in it is
    known to conform, so a conforming file may be refused, but no other file is approved.
    """
    from pikepdf import pdfa  # noqa: PLC0415  a quarter of a second, and only PDFs need it

    if reasons := _carried(pdf):
        return reasons
    done = pdfa.prepare(pdf, _FLAVOUR, output_intent=None if Name.OutputIntents in pdf.Root else _PROFILE.read_bytes())
    if done.annotations_removed:
        return [f"hidden annotations ({', '.join(done.annotations_removed)})"]
    report = pdfa.check(pdf, _FLAVOUR)
    return list(dict.fromkeys(finding.message for finding in report.findings if not _is_known(pdf, finding.where)))


def _is_known(pdf: Pdf, where: str) -> bool:
    """Return whether a finding is a known false alarm: /OpenAction may be a destination, which is no action."""
    return where.endswith("(Catalog) /OpenAction") and isinstance(pdf.Root.OpenAction, Array)


def _carried(pdf: Pdf) -> list[str]:
    """Return the contents that a conforming file may not have and that a conversion would remove."""
    names: Any = pdf.Root.get(Name.Names, {})
    found = (("/JavaScript", "JavaScript"), ("/AlternatePresentations", "slide shows"))
    return [said for name, said in found if name in names]


def problem(reasons: Iterable[str]) -> Problem:
    """Return the problem of a file that does not conform."""
    some = list(reasons)
    more = f" and {len(some) - _SAID} more reasons" if len(some) > _SAID else ""
    found = "; ".join(some[:_SAID]) + more
    return Problem(CODE, f"The PDF does not say that it is PDF/A-2b, because of what the original holds: {found}")
