"""The one list of output formats: command line, API, docs and tests derive from it."""

from __future__ import annotations

from . import alto, bundle, csv, docx, hocr, html, json, markdown, pagexml, pdf, text, tsv, xlsx
from .base import Format

_PAGES = Format(
    "page", "application/zip", ".page.zip", "One PAGE-XML file for each page", pagexml.write_several, binary=True
)

_SINGLE = (
    Format("txt", "text/plain; charset=utf-8", ".txt", "Plain text, a form feed between pages", text.write),
    Format("json", "application/json", ".json", "Everything: words, boxes, confidences", json.write),
    Format("md", "text/markdown; charset=utf-8", ".md", "Headings, paragraphs, lists and tables", markdown.write),
    Format("html", "text/html; charset=utf-8", ".html", "The same, one file for a browser", html.write),
    Format("hocr", "text/vnd.hocr+html; charset=utf-8", ".hocr", "hOCR 1.2, as Tesseract writes it", hocr.write),
    Format("alto", "application/alto+xml", ".alto.xml", "ALTO 4.4, the standard of libraries", alto.write),
    Format(
        "page", "application/vnd.prima.page+xml", ".page.xml", "PAGE-XML 2019-07-15; several pages as a zip",
        pagexml.write, several=_PAGES,
    ),
    Format("tsv", "text/tab-separated-values; charset=utf-8", ".tsv", "Tesseract's twelve columns", tsv.write),
    Format("csv", "text/csv; charset=utf-8", ".csv", "The tables", csv.write, only_tables=True),
    Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx",
        "The tables, a sheet for each", xlsx.write, binary=True, costly=True, only_tables=True,
    ),
    Format(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx",
        "A Word document to edit", docx.write, binary=True, costly=True,
    ),
    Format(
        "pdf", "application/pdf", ".pdf", "The original with its text made searchable, PDF/A-2b", pdf.write,
        binary=True, costly=True, needs_original=True,
    ),
)  # fmt: skip
_FORMATS = (
    *_SINGLE,
    Format("zip", "application/zip", ".zip", "All of the others", bundle.of(_SINGLE), binary=True, costly=True),
)


def names() -> tuple[str, ...]:
    """Every format's name."""
    return tuple(found.name for found in _FORMATS)


def get(name: str) -> Format:
    """The format called ``name``; ValueError names those that there are."""
    for found in _FORMATS:
        if found.name == name:
            return found
    raise ValueError(f"there is no format '{name}'; there are: {', '.join(names())}")


_ALIASES = {".markdown": "md", ".text": "txt", ".htm": "html"}
_AMBIGUOUS = {".xml": ("alto", "page")}


def by_ending(file: str) -> Format:
    """The format that the name ``file`` ends with; ValueError where its ending stands for none or for several."""
    name = file.lower()
    for found in sorted(_FORMATS, key=lambda form: -len(form.extension)):
        if name.endswith(found.extension):
            return found
    ending = name[name.rfind(".") :]
    if ending in _ALIASES:
        return get(_ALIASES[ending])
    if several := _AMBIGUOUS.get(ending):
        raise ValueError(f"the ending '{ending}' stands for several formats: {', '.join(several)}")
    endings = ", ".join(found.extension for found in _FORMATS)
    raise ValueError(f"no format has the ending '{ending}'; there are: {endings}")
