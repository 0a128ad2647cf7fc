"""The sources that the library reads: a path, bytes, an open file, a picture or an array."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from .errors import EmptyFile, InputError, TooManyBytes, TooManyPixels, UnsupportedType
from .limits import Limits

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

_IN_PNG = {"1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16"}
_KINDS = "a path, bytes, a file that is open in binary mode, a PIL image or a NumPy array"


class Readable(Protocol):
    """A file that is open in binary mode, or any other object with such a ``read``."""

    def read(self, size: int = ..., /) -> bytes: ...


if TYPE_CHECKING:
    Source: TypeAlias = (
        str | os.PathLike[str] | bytes | bytearray | memoryview | Readable | Image.Image | np.ndarray[Any, Any]
    )


def take(source: Source, limits: Limits) -> tuple[Path | bytes, Limits]:
    """Return a path or a copy of the bytes, and the limits for reading them.

    The copy does not change when the source changes or is closed. A picture from memory may become a larger file than
    ``limits`` allow; then the returned limits allow it.
    """
    if isinstance(source, str | os.PathLike):
        return Path(source), limits
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), limits
    if _is_a(source, "PIL.Image", "Image"):
        data = _png(source, limits)
    elif _is_a(source, "numpy", "ndarray"):
        data = _png(_picture(source), limits)
    elif hasattr(source, "read"):
        return _contents(source, limits), limits
    else:
        raise TypeError(f"{type(source).__name__!r} cannot be read; give {_KINDS}")
    return data, replace(limits, max_bytes=max(limits.max_bytes, len(data)))


@contextmanager
def opened(taken: Path | bytes) -> Iterator[int]:
    """Yield a descriptor for the sandbox from the value of :func:`take`; :class:`InputError` for a missing file."""
    if isinstance(taken, Path):
        descriptor = _descriptor(taken)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
        return
    if not taken:
        raise EmptyFile
    descriptor = os.memfd_create("document", os.MFD_CLOEXEC)
    with os.fdopen(descriptor, "w+b") as file:
        file.write(taken)
        file.flush()
        yield file.fileno()


def _descriptor(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        raise InputError.of(path, error) from None


def _is_a(source: object, module: str, name: str) -> bool:
    """Return whether it is an instance of a class; if it is, the class's module is already imported."""
    return module in sys.modules and isinstance(source, getattr(sys.modules[module], name))


def _contents(file: Any, limits: Limits) -> bytes:
    data = file.read(limits.max_bytes + 1)
    if isinstance(data, str):
        raise TypeError("the file is open in text mode; open it with the mode 'rb'")
    if len(data) > limits.max_bytes:
        raise TooManyBytes(f"The file has more than {limits.max_bytes:,} bytes")
    return bytes(data)


def _png(image: Any, limits: Limits) -> bytes:
    from PIL import ImageOps  # noqa: PLC0415  the web process must not load it

    if not image.width or not image.height:
        raise EmptyFile("The picture has no pixels", remedy="Give one with at least one.")
    if image.width * image.height > limits.max_pixels:
        raise TooManyPixels(f"The picture has {image.width * image.height:,} pixels; at most {limits.max_pixels:,}")
    dpi = image.info.get("dpi")
    upright = ImageOps.exif_transpose(image)
    if upright.mode == "F":
        raise UnsupportedType(
            "The picture's pixels are floating-point numbers, of which the range is not known",
            remedy="Scale them to 0 to 255 and convert the picture to the mode 'L'.",
        )
    if upright.mode not in _IN_PNG:
        upright = upright.convert("RGBA" if upright.mode in {"PA", "RGBa", "La"} else "RGB")
    file = io.BytesIO()
    upright.save(file, "PNG", compress_level=1, **({"dpi": tuple(map(float, dpi))} if dpi else {}))
    return file.getvalue()


def _picture(array: Any) -> Any:
    import numpy as np  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.dtype == np.uint16 and array.ndim == 3:
        array = (array >> 8).astype(np.uint8)
    shapes = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))
    if not shapes or array.dtype not in (np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(bool)):
        raise UnsupportedType(
            f"An array of the shape {array.shape} with numbers of the type {array.dtype} is no picture",
            remedy="Give rows and columns of uint8, uint16 or bool: gray, RGB or RGBA.",
        )
    if not array.size:
        raise EmptyFile("The picture has no pixels", remedy="Give one with at least one.")
    return Image.fromarray(np.ascontiguousarray(array))
