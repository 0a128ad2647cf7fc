"""TIFF's compressed strip, unchanged, if a frame is one strip of fax or JPEG data; and encoding of fax data."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from pikepdf import Dictionary, Name
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from .pixels import DEVICES, Pixels, of_jpeg

_WIDTH, _LENGTH, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER = 256, 257, 258, 259, 262, 266
_OFFSETS, _ORIENTATION, _SAMPLES, _ROWS_PER_STRIP, _COUNTS = 273, 274, 277, 278, 279
_TILE_WIDTH, _JPEG_TABLES = 322, 347
_GROUP_4, _JPEG, _OLD_JPEG = 4, 7, 6
_BLACK_IS_ZERO, _RGB = 1, 2
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def kept(image: Image.Image, file: BinaryIO) -> Pixels | None:
    """Return the frame with its data unchanged, or None if PDF does not support them."""
    tags: Any = getattr(image, "tag_v2", {})
    offsets, counts = _several(tags.get(_OFFSETS)), _several(tags.get(_COUNTS))
    if len(offsets) != 1 or len(counts) != 1 or tags.get(_TILE_WIDTH):
        return None
    size, turn = (int(tags.get(_WIDTH, 0)), int(tags.get(_LENGTH, 0))), int(tags.get(_ORIENTATION, 1))
    turn = turn if 1 <= turn <= 8 else 1
    file.seek(offsets[0])
    if tags.get(_COMPRESSION) == _GROUP_4 and tags.get(_SAMPLES, 1) == 1 and _several(tags.get(_BITS, 1)) == (1,):
        data = file.read(counts[0])
        if tags.get(_FILL_ORDER, 1) == 2:
            data = data.translate(_REVERSED)
        return _group_4(data, size, turn, black_is_one=tags.get(_PHOTOMETRIC) == _BLACK_IS_ZERO)
    if tags.get(_COMPRESSION) == _JPEG and image.mode in {"L", "RGB"}:
        data = _whole(tags.get(_JPEG_TABLES, b""), file.read(counts[0]))
        return of_jpeg(data, size, image.mode, turn, transformed=tags.get(_PHOTOMETRIC) != _RGB)
    return None


def _several(value: Any) -> tuple[int, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, tuple) else (value,)


def _whole(tables: bytes, strip: bytes) -> bytes:
    """Return a JPEG of a strip and the tables that it shares with other strips (TIFF Technical Note 2)."""
    return strip[:2] + tables[2:-2] + strip[2:] if len(tables) > 4 else strip


def is_lossy(image: Image.Image) -> bool:
    """Return whether the frame was compressed with loss."""
    return getattr(image, "tag_v2", {}).get(_COMPRESSION) in {_JPEG, _OLD_JPEG}


def fax(image: Image.Image, turn: int) -> Pixels:
    """Return a picture of mode 1 in CCITT group 4 (ITU-T T.6), encoded by libtiff as one strip."""
    file = io.BytesIO()
    image.save(file, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: image.height})
    file.seek(0)
    with TiffImageFile(file) as made:
        tags: Any = made.tag_v2
        (offset,), (count,) = _several(tags[_OFFSETS]), _several(tags[_COUNTS])
        data = file.getvalue()[offset : offset + count]
        return _group_4(data, image.size, turn, black_is_one=tags[_PHOTOMETRIC] == _BLACK_IS_ZERO)


def _group_4(data: bytes, size: tuple[int, int], turn: int, *, black_is_one: bool) -> Pixels:
    how = Dictionary(K=-1, Columns=size[0], Rows=size[1], BlackIs1=black_is_one)
    entries = {"Filter": Name.CCITTFaxDecode, "DecodeParms": how, "BitsPerComponent": 1, "ColorSpace": DEVICES["L"]}
    return Pixels(*size, data, "L", entries, turn)
