"""The engine ``tesseract``."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
import tesserocr
from tesserocr import PyTessBaseAPI as Api

from ... import languages
from ...errors import EngineFailed, EngineMissing, ModelDamaged
from ...geometry import Polygon
from ...options import Options
from ...page import EngineInfo, Line, Pixels
from ..base import Reading
from . import strips, tessdata
from .descriptor import Tesseract as Described
from .lines import lines_of
from .osd import Detector

Key = tuple[tuple[Path, int], ...]

_VERSION = tesserocr.tesseract_version().splitlines()[0].removeprefix("tesseract ")
_DESCRIPTOR = Described()
_INFO = EngineInfo(_DESCRIPTOR.name, _VERSION)
_KEPT = 3  # sets of languages that stay loaded: 20 to 60 MB each
_BORDER = 12  # Tesseract loses text that touches the edge
_DPI = 300  # keeps Tesseract from guessing, which costs time and warns about small pictures
_ROTATION_SURE = 2.0  # noise is below, a few words of text are above
_VARIABLES = {"debug_file": "/dev/null"}


class Tesseract:
    """Tesseract 5 with the LSTM recogniser only; one thread, no process of its own."""

    def __init__(self) -> None:
        if error := _DESCRIPTOR.without_data():
            raise error
        self._loaded: OrderedDict[Key, Api] = OrderedDict()

    @property
    def info(self) -> EngineInfo:
        return _INFO

    def languages(self) -> frozenset[str]:
        return _DESCRIPTOR.languages()

    def directions(self, pixels: Pixels) -> Mapping[int, float]:
        """Return 1 for the turn that Tesseract's own detection finds and 0 for the others; nothing if it is unsure."""
        try:
            found = self._detector.detect(pixels)
        except EngineMissing:
            return {}
        if found is None or found.rotation_confidence < _ROTATION_SURE:
            return {}
        return {degrees: float(degrees == found.rotation) for degrees in (0, 90, 180, 270)}

    @cached_property
    def _detector(self) -> Detector:
        return Detector()

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        """Read ``pixels``: height x width x 3, RGB, upright. Without languages in ``options`` it reads English, or an
        installed language; :class:`LanguageNotInstalled` if trained data for one of them is missing."""
        _DESCRIPTOR.check(options.languages)
        names = list(_DESCRIPTOR.models(options.languages)) or [_default()]
        api = self._load(names)
        height, width = pixels.shape[:2]
        try:
            _show(api, pixels)
            if not api.Recognize():
                raise EngineFailed("Tesseract gave up on the page")
            lines, used = lines_of(api, _BORDER, width, height)
        except RuntimeError as error:
            raise EngineFailed(f"Tesseract failed: {error}") from error
        finally:
            api.Clear()
        info = EngineInfo(_INFO.name, _INFO.version, tuple(names))
        return Reading(lines, info, options.languages or _tags(used))

    def read_lines(self, pixels: Pixels, polygons: Iterable[Polygon], tags: tuple[str, ...]) -> Iterator[Line | None]:
        """Read the line at each of ``polygons`` (its corners in ``pixels``, in the text's own direction) in the
        languages ``tags``; None where no line is found."""
        api = self._load(list(_DESCRIPTOR.models(tags)))
        try:
            for polygon in polygons:
                yield strips.read(api, pixels, polygon, _show, _BORDER)
        except RuntimeError as error:
            raise EngineFailed(f"Tesseract failed: {error}") from error
        finally:
            api.Clear()
            api.SetPageSegMode(tesserocr.PSM.AUTO)

    def _load(self, names: list[str]) -> Api:
        """Return Tesseract with these languages; it is loaded again only if its files have changed."""
        paths = [path for name in names if (path := tessdata.find(name))]
        key = tuple((path, path.stat().st_mtime_ns) for path in paths)
        if key not in self._loaded:
            while len(self._loaded) >= _KEPT:
                self._loaded.popitem(last=False)[1].End()
            self._loaded[key] = _start(paths)
        self._loaded.move_to_end(key)
        # Adaptation to the previous page must not affect this page.
        self._loaded[key].ClearAdaptiveClassifier()
        return self._loaded[key]


def _start(paths: list[Path]) -> Api:
    try:
        return Api(
            path="/",
            lang=tessdata.address(paths),
            oem=tesserocr.OEM.LSTM_ONLY,
            psm=tesserocr.PSM.AUTO,
            variables=_VARIABLES,
        )
    except RuntimeError as error:
        files = ", ".join(map(str, paths))
        raise ModelDamaged(f"Tesseract cannot load {files}: {error}") from error


def _show(api: Api, pixels: Pixels) -> None:
    """Pass the picture to ``api``, with a border in the colour of its edge."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    framed = np.empty((pixels.shape[0] + 2 * _BORDER, pixels.shape[1] + 2 * _BORDER, 3), np.uint8)
    framed[:] = np.median(edge, axis=0).astype(np.uint8)
    framed[_BORDER:-_BORDER, _BORDER:-_BORDER] = pixels
    height, width = framed.shape[:2]
    api.SetImageBytes(framed.tobytes(), width, height, 3, 3 * width)
    api.SetSourceResolution(_DPI)


def _default() -> str:
    installed = tessdata.installed()
    if not installed:
        raise EngineMissing("Tesseract's trained data has gone")
    return "eng" if "eng" in installed else min(installed)


def _tags(used: Counter[str]) -> tuple[str, ...]:
    """Return the languages whose words were read, most used first."""
    found = (languages.by_tesseract(Path(name).name) for name, _ in used.most_common())
    return tuple(language.tag for language in found if language)
