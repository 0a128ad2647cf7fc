"""The one list of output formats: command line, API, docs and tests derive from it."""

from __future__ import annotations

import warnings
from collections import defaultdict
from functools import cache
from importlib.metadata import entry_points

from . import alto, bundle, csv, docx, hocr, html, json, markdown, pagexml, pdf, text, tsv, xlsx
from .base import Format

GROUP = "onlineocr.formats"
_OURS = (text, json, markdown, html, hocr, alto, pagexml, tsv, csv, xlsx, docx, pdf)


@cache
def every() -> tuple[Format, ...]:
    """Return every format: ours, those of other packages, and the zip of all."""
    single = (*(module.FORMAT for module in _OURS), *_others())
    return (*single, bundle.format_of(single))


def names() -> tuple[str, ...]:
    """Every format's name."""
    return tuple(found.name for found in every())


def get(name: str) -> Format:
    """Return the format called ``name``. Raise ValueError with the known names for any other."""
    for found in every():
        if found.name == name:
            return found
    raise ValueError(f"there is no format '{name}'; there are: {', '.join(names())}")


def by_ending(file: str) -> Format:
    """Return the format of a file name by its ending. Raise ValueError if no format or several formats have it."""
    name = file.lower()
    for found in sorted(every(), key=lambda form: -len(form.extension)):
        if name.endswith(found.extension):
            return found
    ending = name[name.rfind(".") :]
    several = _by_further_ending().get(ending, [])
    if len(several) == 1:
        return several[0]
    if several:
        listed = ", ".join(form.name for form in several)
        raise ValueError(f"the ending '{ending}' stands for several formats: {listed}")
    endings = ", ".join(found.extension for found in every())
    raise ValueError(f"no format has the ending '{ending}'; there are: {endings}")


def _by_further_ending() -> dict[str, list[Format]]:
    found: dict[str, list[Format]] = defaultdict(list)
    for form in every():
        for ending in form.endings:
            found[ending].append(form)
    return found


def _others() -> tuple[Format, ...]:
    """Return the formats that other packages add by an entry point. Warn of a broken one and leave it out."""
    known = {module.FORMAT.name for module in _OURS} | {bundle.NAME}
    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            form = point.load()
        except Exception as error:  # noqa: BLE001  another package's code may raise anything
            warnings.warn(f"The format '{point.name}' could not be loaded: {error}", stacklevel=2)
            continue
        if isinstance(form, Format) and form.name == point.name and form.name not in known:
            found.append(form)
        else:
            warnings.warn(f"{point.value} is no Format called '{point.name}'", stacklevel=2)
    return tuple(found)
