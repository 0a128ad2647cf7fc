"""Search for Tesseract's trained data. Each call searches again, so a language added while we run is found at once."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from .... import env
from ...languages import Language, by_tesseract

SUFFIX = ".traineddata"
_SYSTEM = ("/usr/share/tessdata", "/usr/local/share/tessdata")


def own_folder() -> Path:
    """Return the folder that ``onlineocr languages add`` fills."""
    return env.tessdata_dir()


def folders() -> tuple[Path, ...]:
    """Return every folder that may hold trained data, in the order of the search: ours, the environment's, the
    installed packages', the system's."""
    return tuple(dict.fromkeys(_folders()))


def _folders() -> Iterator[Path]:
    with suppress(env.EnvError):  # a library in a process without a home folder has none
        yield own_folder()
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        yield from (Path(prefix).absolute(), Path(prefix).absolute() / "tessdata")
    yield Path(sysconfig.get_path("data")) / "share" / "tessdata"
    yield from sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), reverse=True)
    yield from map(Path, _SYSTEM)


def find(name: str) -> Path | None:
    """Return the file with the trained data called ``name``, such as ``chi_sim`` or ``osd``."""
    return next((path for folder in folders() if (path := folder / f"{name}{SUFFIX}").is_file()), None)


def installed() -> dict[str, Path]:
    """Return Tesseract's name of each language that can currently be read, with its file."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            if by_tesseract(path.name.removesuffix(SUFFIX)):
                found.setdefault(path.name.removesuffix(SUFFIX), path)
    return found


def installed_languages() -> tuple[Language, ...]:
    """Return the installed languages, in no special order."""
    return tuple(language for name in installed() if (language := by_tesseract(name)))


def address(paths: Iterable[Path]) -> str:
    """Return the languages argument with which Tesseract, with ``/`` as its data folder, loads exactly ``paths``.

    Tesseract expects all of its files in one folder, ours are in several. It joins folder, name and suffix without a
    check, so a name may be a path. Without this we would have to create and remove a folder of links.
    """
    return "+".join(_name(path) for path in paths)


def _name(path: Path) -> str:
    full = str(path.resolve())
    if not full.endswith(SUFFIX):  # a link to a file of another name
        full = str(path.absolute())
    if "+" in full or "~" in full:  # these have a meaning in the list of languages
        full = f"/proc/self/fd/{_opened(path.parent)}/{path.name}"
    return full.removeprefix("/").removesuffix(SUFFIX)


@cache
def _opened(folder: Path) -> int:
    return os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
