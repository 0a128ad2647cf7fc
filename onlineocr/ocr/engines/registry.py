"""The only list of engines: ours and those that other packages add by an entry point."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from ..confidence import Curve
from ..errors import EngineMissing, InvalidOptions, OcrError
from .base import Engine
from .descriptor import Descriptor

GROUP = "onlineocr.engines"

_OURS = {
    "auto": "onlineocr.ocr.engines.auto_descriptor:Auto",
    "ppocr": "onlineocr.ocr.engines.ppocr.descriptor:PpOcr",
    "tesseract": "onlineocr.ocr.engines.tesseract.descriptor:Tesseract",
}


def names() -> tuple[str, ...]:
    """Return every engine's name, ours first."""
    return tuple(_all())


def targets() -> dict[str, str]:
    """Return our own engines by name, each with its descriptor as ``module:class``."""
    return dict(_OURS)


def descriptors() -> tuple[Descriptor, ...]:
    """Return every engine's descriptor, ours first."""
    return tuple(_all().values())


def describe(name: str) -> Descriptor:
    """Return the descriptor of the engine ``name``; :class:`InvalidOptions` unless there is one."""
    if found := _all().get(name):
        return found
    raise InvalidOptions({"engine": f"there is no engine '{name}'; there are: {', '.join(names())}"})


@cache
def get(name: str) -> Engine:
    """Return the engine called ``name``, loaded once per process."""
    descriptor = describe(name)
    try:
        return descriptor.load()
    except OcrError:
        raise
    except Exception as error:  # another package's code may raise anything
        raise EngineMissing(f"The engine '{name}' could not be loaded: {error}") from error


def curve(name: str) -> Curve | None:
    """Return the confidence curve of the engine ``name``; None if it has none or does not exist."""
    found = _all().get(name)
    return found.curve if found else None


@cache
def _all() -> dict[str, Descriptor]:
    """Find the installed engines once per process: that takes milliseconds."""
    found = {name: _loaded(target) for name, target in _OURS.items()}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if point.name not in found:
            found[point.name] = _described(point)
    return found


def _loaded(target: str) -> Descriptor:
    module, _, attribute = target.partition(":")
    descriptor: Descriptor = getattr(import_module(module), attribute)()
    return descriptor


def _described(point: EntryPoint) -> Descriptor:
    """Return the descriptor that another package registers; a broken one stays in the list and reports its fault."""
    try:
        found = point.load()
    except Exception as error:  # noqa: BLE001  another package's code may raise anything
        return _Broken(point.name, f"could not be loaded: {error}")
    if not (isinstance(found, type) and issubclass(found, Descriptor)):
        return _Broken(point.name, f"is registered as {point.value}, which is no subclass of Descriptor")
    if found.name != point.name:
        return _Broken(point.name, f"is registered as {point.value}, which calls itself '{found.name}'")
    return found()


class _Broken(Descriptor):
    """An engine of another package whose registration is faulty."""

    def __init__(self, name: str, fault: str) -> None:
        self.name = self.title = name
        self._fault = fault

    def version(self) -> None:
        return None

    def languages(self) -> None:
        return None

    def missing(self) -> EngineMissing:
        return EngineMissing(
            f"The engine '{self.name}' {self._fault}", remedy="Mend or remove the package that registers it."
        )

    def load(self) -> Engine:
        raise self.missing()
