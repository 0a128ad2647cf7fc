"""The engines of a comparison, each in a process of its own; and a store of what slow ones have read before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.lib.evaluation import Sample

BENCH = Path(__file__).parents[1]
BEFORE = "before"
"""Our engine of another checkout."""
COMPETITORS = ("tesserocr", "rapidocr", "rapidocr_tiny")
Answer = dict[str, Any]
"""``text``; ``cpu``: seconds of the process, decoding left out; ``words``: [text, confidence, left, top, right, bottom]
(none where an engine gives none); ours also ``rotation``, ``skew``, ``read_by`` and ``confidence``."""


class Competitor:
    """A child process with one engine; ``checkout`` is the folder whose ``onlineocr`` and ``bench`` it runs."""

    def __init__(self, name: str, python: Path, argument: str, *, checkout: Path = BENCH.parent) -> None:
        engine = "ours" if name == BEFORE else name
        command = [str(python), str(checkout / "bench" / "reader.py"), engine, argument]
        kept = {key: value for key, value in os.environ.items() if key.startswith(("ONLINEOCR_", "TESSDATA_PREFIX"))}
        environment = kept | {"PYTHONPATH": str(checkout), "PATH": "/usr/bin:/bin"}
        self.name = name
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def read(self, sample: Sample) -> Answer:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps({"picture": str(sample.path), "language": sample.language}) + "\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} stopped at {sample.path}")
        return dict(json.loads(answer))

    def close(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()


class Cache:
    """The competitors' readings of earlier runs, in a file with a line of JSON for each."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known: dict[tuple[str, str, str], Answer] = {}
        if file is not None and file.is_file():
            for line in file.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["engine"], entry["set"], entry["picture"]] = entry["answer"]

    def get(self, engine: str, sample: Sample) -> Answer | None:
        return self._known.get((engine, sample.set, sample.path.name)) if engine in COMPETITORS else None

    def put(self, engine: str, sample: Sample, answer: Answer) -> None:
        if self._file is None or engine not in COMPETITORS:
            return
        entry = {"engine": engine, "set": sample.set, "picture": sample.path.name, "answer": answer}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


class Contest:
    """All engines of a run, started when first needed; :meth:`read` asks one."""

    def __init__(
        self,
        names: list[str],
        ours: str,
        competitors: Path,
        tessdata: Path,
        cache: Cache,
        *,
        before: Path | None = None,
    ) -> None:
        self.names = names if before is None else [BEFORE, *names]
        self._before = before
        self.cached: set[str] = set()
        self._ours, self._competitors, self._tessdata, self._cache = ours, competitors, tessdata, cache
        self._running: dict[str, Competitor] = {}

    def read(self, name: str, sample: Sample) -> Answer:
        answer = self._cache.get(name, sample)
        if answer is not None:
            self.cached.add(name)
            return answer
        if name not in self._running:
            self._running[name] = self._start(name)
        answer = self._running[name].read(sample)
        self._cache.put(name, sample, answer)
        return answer

    def close(self) -> None:
        for child in self._running.values():
            child.close()

    def _start(self, name: str) -> Competitor:
        if name == "ours":
            return Competitor(name, Path(sys.executable), self._ours)
        if name == BEFORE:
            assert self._before is not None
            checkout = self._before.resolve()
            return Competitor(name, checkout / ".venv" / "bin" / "python", self._ours, checkout=checkout)
        if name == "tesserocr":
            return Competitor(name, Path(sys.executable), str(self._tessdata))
        models = BENCH.parent / "onlineocr" / "ocr" / "models"
        return Competitor(name, _competitors_python(self._competitors), str(models) if name == "rapidocr_tiny" else "")


def _competitors_python(folder: Path) -> Path:
    """The interpreter of the competitors' environment, made if it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", BENCH / "requirements-competitors.txt"], check=True)
    return python


@contextmanager
def joined_tessdata(*folders: Path) -> Iterator[Path]:
    """One folder with the trained data of all: Tesseract takes no more."""
    with tempfile.TemporaryDirectory(prefix="tessdata-") as made:
        for folder in folders:
            for file in folder.glob("*.traineddata"):
                link = Path(made) / file.name
                if not link.exists():
                    link.symlink_to(file.resolve())
        yield Path(made)
