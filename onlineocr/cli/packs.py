"""Trained data for more languages, added to the data folder: from Debian's package, else from the official file."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO

from onlineocr import env
from onlineocr.ocr.engines.tesseract import tessdata

OFFICIAL = "https://raw.githubusercontent.com/tesseract-ocr/tessdata_fast/4.1.0/{name}.traineddata"
_LARGEST = 64 * 1024 * 1024  # the largest official file has 15 MB
_SECONDS = 120


class CannotAdd(Exception):
    """A language could not be added. The text names the cause and the remedy."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Added trained data: its file, source, checksum and size."""

    path: Path
    source: str
    sha256: str
    size: int


def add(name: str, folder: Path | None = None) -> Pack:
    """Add the trained data called ``name`` (Tesseract's name, from our table) to ``folder``, by default our own.

    Needs no root: the package is unpacked, not installed. The file appears whole or not at all.
    """
    folder = env.make_folder("ONLINEOCR_TESSDATA", folder or tessdata.own_folder())
    reasons = []
    try:
        with tempfile.TemporaryDirectory(prefix=".adding-", dir=folder) as scratch:
            for bring in (_from_debian, _from_official):
                try:
                    found, source = bring(name, Path(scratch))
                except CannotAdd as error:
                    reasons.append(str(error))
                else:
                    return _put(found, folder / f"{name}{tessdata.SUFFIX}", source)
    except OSError as error:
        raise CannotAdd(
            f"nothing can be written to {folder} ({error.strerror}). Name another with ONLINEOCR_DATA."
        ) from (error)
    raise CannotAdd(
        f"'{name}' could not be brought: {'; '.join(reasons)}. Check the network or the proxy (HTTPS_PROXY), or copy "
        f"{name}{tessdata.SUFFIX} from {OFFICIAL.format(name=name)} to {folder}."
    )


def remove(name: str) -> Path:
    """Delete a file added by :func:`add`; :class:`CannotAdd` if it was not added here."""
    path = tessdata.own_folder() / f"{name}{tessdata.SUFFIX}"
    try:
        path.unlink()
    except FileNotFoundError:
        other = tessdata.find(name)
        where = f"it belongs to {other.parent}, remove its package there" if other else "it is not installed"
        raise CannotAdd(f"'{name}' was not added here: {where}.") from None
    return path


def _from_debian(name: str, scratch: Path) -> tuple[Path, str]:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise CannotAdd("this is no Debian or Ubuntu")
    package = f"tesseract-ocr-{name.replace('_', '-')}"
    with _readable_by_all(scratch) as folder:
        _run(["apt-get", "download", "-q", package], folder)
        archives = list(folder.glob("*.deb"))
        if not archives:
            raise CannotAdd(f"apt-get brought no file for {package}")
        _run(["dpkg-deb", "-x", str(archives[0]), str(scratch / "unpacked")], folder)
    files = list((scratch / "unpacked").rglob(f"{name}{tessdata.SUFFIX}"))
    if not files:
        raise CannotAdd(f"the package {package} holds no {name}{tessdata.SUFFIX}")
    return files[0], f"Debian package {archives[0].name}"


@contextmanager
def _readable_by_all(scratch: Path) -> Iterator[Path]:
    """Yield a folder outside of the data folder for apt: run by root, it downloads as a user without access to that."""
    with tempfile.TemporaryDirectory(prefix=f"onlineocr-{scratch.name}") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            folder.chmod(0o755)
        yield folder


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603  fixed programs, and names from our own table
            command, cwd=folder, env=os.environ | {"LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotAdd(f"{command[0]} did not work ({error})") from error
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("E:")] or done.stderr.splitlines()
        raise CannotAdd(f"{command[0]}: {said[-1] if said else f'ended with {done.returncode}'}")


def _from_official(name: str, scratch: Path) -> tuple[Path, str]:
    address = OFFICIAL.format(name=name)
    path = scratch / f"{name}{tessdata.SUFFIX}"
    try:
        with urllib.request.urlopen(address, timeout=30) as answer, path.open("wb") as file:  # noqa: S310  https, above
            _copy(answer, file, int(answer.headers.get("Content-Length") or 0))
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise CannotAdd(f"{address}: {reason}") from error
    return path, address


def _copy(answer: IO[bytes], file: IO[bytes], announced: int) -> None:
    """Copy at most ``_LARGEST`` bytes; ValueError unless their number is the one announced by the server."""
    taken = 0
    while chunk := answer.read(1024 * 1024):
        taken += len(chunk)
        if taken > _LARGEST:
            raise ValueError(f"more than {_LARGEST:,} bytes came")
        file.write(chunk)
    if announced and taken != announced:
        raise ValueError(f"{taken:,} bytes came of {announced:,}")


def _put(found: Path, target: Path, source: str) -> Pack:
    content = found.read_bytes()
    if not is_trained_data(content):
        raise CannotAdd(f"what came from {source} is no trained data of Tesseract; try again later")
    # The scratch folder is on the same disk, so the rename is atomic: readers see the old file or the new one.
    found.chmod(0o644)
    with found.open("rb") as file:
        os.fsync(file.fileno())
    found.replace(target)
    return Pack(target, source, hashlib.sha256(content).hexdigest(), len(content))


def is_trained_data(content: bytes) -> bool:
    """Return whether ``content`` begins with Tesseract's table of components, and each component lies inside."""
    count = int.from_bytes(content[:4], "little")
    if not 1 <= count <= 64 or len(content) < 4 + 8 * count:
        return False
    offsets = [int.from_bytes(content[at : at + 8], "little", signed=True) for at in range(4, 4 + 8 * count, 8)]
    return all(offset == -1 or 4 + 8 * count <= offset < len(content) for offset in offsets) and max(offsets) > 0
