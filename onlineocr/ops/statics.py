"""Static files under names with a hash, compressed, so that browsers can cache them for ever.

They are made once for each version, in the data folder, as the code's folder may be read-only. If they cannot be made,
the files are served under their plain names from the packages' folders.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from onlineocr.http.links import below_prefix

MANIFEST = CompressedManifestStaticFilesStorage.manifest_name
_MADE_FROM = "made-from"
_KEPT = 7 * 24 * 3600  # seconds; pages of the previous version may still be open
_LEFT_OUT = (".map", "redoc/")  # only for debuggers; not used

log = logging.getLogger(__name__)


class HashedStatics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Storage that uses the names with a hash once the files were made, and the plain names before."""

    manifest_strict = False
    # Only our own scripts import one another; a search for imports in all packages' bundles took 10 times as long.
    _modules = ("web/js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1])  # type: ignore[attr-defined]  # noqa: SLF001
    patterns = (HashedFilesMixin.patterns[0], _modules)

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the file's address below the path prefix of the request."""
        return below_prefix(super().url(name, force))

    def stored_name(self, name: str) -> str:
        plain = name.replace("\\", "/")
        found: str = self.hashed_files.get(self.hash_key(plain), name)
        return found

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Keep a reference to a file that no package ships, such as one for debuggers."""
        try:
            found: str = super().hashed_name(name, content, filename)
        except ValueError:
            return name
        return found


def prepare() -> None:
    """Make the missing files of this version. Of several processes that call it at once, one does the work."""
    root = Path(settings.STATIC_ROOT)
    try:
        root.mkdir(mode=0o700, exist_ok=True)
        with (root / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            digest = _digest()
            if not _is_made(root, digest):
                _make(root, digest)
    except OSError as error:
        log.warning("static_files_not_made", extra={"folder": str(root), "error": str(error)})


def _files() -> Iterator[tuple[str, Storage]]:
    """Yield each file shipped by a package with its name; the first one of each name."""
    seen = set()
    for finder in get_finders():
        for name, storage in finder.list([]):
            if name not in seen and not name.endswith(_LEFT_OUT) and not any(part in name for part in _LEFT_OUT):
                seen.add(name)
                yield name, storage


def _digest() -> str:
    """Return a digest of all names and contents."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name, storage in sorted(_files(), key=lambda file: file[0]):
        digest.update(name.encode() + b"\0" + hashlib.sha256(Path(storage.path(name)).read_bytes()).digest())
    return digest.hexdigest()


def _is_made(root: Path, digest: str) -> bool:
    try:
        return (root / _MADE_FROM).read_text() == digest and (root / MANIFEST).is_file()
    except FileNotFoundError:
        return False


def _make(root: Path, digest: str) -> None:
    """Make the files in a new folder, then move each into place, the list of names last, so that a kill does no
    harm."""
    for left in root.glob("new-*"):  # left by a killed process
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix="new-", dir=root) as folder:
        made = HashedStatics(location=folder)
        files = {name: (storage, name) for name, storage in _files()}
        for name, (storage, _) in files.items():
            with storage.open(name) as source:
                made.save(name, source)
        for name, _, outcome in made.post_process(files):
            if isinstance(outcome, Exception):
                raise OSError(f"{name}: {outcome}") from outcome
        new = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        new.sort(key=lambda path: path.name == MANIFEST)
        for path in new:
            place = root / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
    _forget_old(root, {path.relative_to(folder) for path in new})
    (root / _MADE_FROM).write_text(digest)


def _forget_old(root: Path, kept: set[Path]) -> None:
    for path in root.rglob("*"):
        known = path.parent == root or path.relative_to(root) in kept
        if not known and path.is_file() and path.stat().st_mtime < time.time() - _KEPT:
            path.unlink(missing_ok=True)
