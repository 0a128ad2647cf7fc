"""Static files under names with a hash, compressed, so that browsers keep them for ever.

They are made once for each version, in the data folder: the code may lie where nobody can write. Where they cannot be
made, the files are served under their plain names from where the packages keep them.
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
_KEPT = 7 * 24 * 3600  # seconds; pages of the version before may still be open
_LEFT_OUT = (".map", "redoc/")  # only for debuggers; not used

log = logging.getLogger(__name__)


class HashedStatics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Knows the names with a hash once the files were made, and the plain ones before."""

    manifest_strict = False
    # Modules import one another in our own scripts only; looking for it in the bundles of others took 10 times as long.
    _modules = ("web/js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1])  # type: ignore[attr-defined]  # noqa: SLF001
    patterns = (HashedFilesMixin.patterns[0], _modules)

    def url(self, name: str | None, force: bool = False) -> str:
        """Addresses begin with the path prefix of the request."""
        return below_prefix(super().url(name, force))

    def stored_name(self, name: str) -> str:
        plain = name.replace("\\", "/")
        found: str = self.hashed_files.get(self.hash_key(plain), name)
        return found

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """A reference to a file that no package ships, such as one for debuggers, stays as it is."""
        try:
            found: str = super().hashed_name(name, content, filename)
        except ValueError:
            return name
        return found


def prepare() -> None:
    """Make the files that this version lacks. Several processes may do it at once; one of them does the work."""
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
    """Each file that packages ship, by its name; of those with one name the first."""
    seen = set()
    for finder in get_finders():
        for name, storage in finder.list([]):
            if name not in seen and not name.endswith(_LEFT_OUT) and not any(part in name for part in _LEFT_OUT):
                seen.add(name)
                yield name, storage


def _digest() -> str:
    """Of all names and contents."""
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
    """In a folder of its own, then put in place file by file, the list of names last: a kill leaves nothing half."""
    for left in root.glob("new-*"):  # by a process that was killed
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
