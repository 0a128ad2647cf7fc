"""Cheap checks of a file's structure: whether it ends too early, its size, its number of frames.

They read headers only, so that an upload can be refused early with the error that the decoder would raise later. A
passed check does not mean that the file is valid.
"""

from __future__ import annotations

import io
import mmap
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import DamagedFile, TruncatedFile, UnsupportedType

_MAX_SEGMENTS = 100_000
_NO_PAYLOAD = {0x01, *range(0xD0, 0xD9)}
_START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN = 0xDA
_AVIF_HEAD = 64 * 1024
_AV1_BESIDE = 0.6  # bytes a pixel that dav1d needs beside the planes: 0.5 to 0.6 measured
_ESSENTIAL = frozenset((b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"eXIf", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"))


def check_png(file: BinaryIO) -> None:
    """Raise :class:`TruncatedFile` if a PNG has no chunk with pixels."""
    at = 8
    for _ in range(_MAX_SEGMENTS):
        file.seek(at)
        head = file.read(9)
        if len(head) < 9:
            raise TruncatedFile("The PNG has a header and no data")
        length, kind = struct.unpack_from(">I4s", head)
        if kind in {b"IDAT", b"IEND"}:
            return
        at += 12 + length


def check_jpeg(file: BinaryIO) -> None:
    """Raise :class:`TruncatedFile` for a JPEG without a scan, and UnsupportedType for 12 bits a sample."""
    with _mapped(file) as data:
        _first_scan(data)


def png_is_whole(file: BinaryIO) -> bool:
    """Return whether every chunk up to IEND lies in the file. The position is kept, as a decoder may be using it."""
    with _mapped(file) as data:
        at = 8
        for _ in range(_MAX_SEGMENTS):
            if at + 12 > len(data):
                return False
            length, kind = struct.unpack_from(">I4s", data, at)
            if kind == b"IEND":
                return True
            at += 12 + length
    return False


def png_essentials(file: BinaryIO) -> BinaryIO:
    """Return the PNG with only the chunks that its pixels need, and with new checksums. A cut chunk is shortened.

    Decoders refuse a file for a broken text or color profile, which is not needed for recognition.
    """
    out = io.BytesIO()
    file.seek(0)
    out.write(file.read(8))
    for _ in range(_MAX_SEGMENTS):
        head = file.read(8)
        if len(head) < 8:
            break
        length, kind = struct.unpack(">I4s", head)
        if kind not in _ESSENTIAL:
            file.seek(length + 4, 1)
            continue
        data = file.read(length)
        file.seek(4, 1)
        out.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    out.seek(0)
    return out


def jpeg_is_whole(file: BinaryIO) -> bool:
    """Return whether an end marker follows the first scan."""
    with _mapped(file) as data:
        return data.rfind(b"\xff\xd9") > _first_scan(data)


def jpeg_frame(file: BinaryIO) -> int | None:
    """Return the marker of the first frame, such as 0xC0 for a baseline JPEG, or None (ITU-T T.81, table B.1)."""
    with _mapped(file) as data:
        return next((marker for marker, _ in _segments(data) if marker in _START_OF_FRAME), None)


def jpeg_coefficients(file: BinaryIO) -> float:
    """Return the coefficients a pixel that a decoder stores for a JPEG of several scans; 0 for any other JPEG."""
    factors: list[int] = []
    is_progressive = False
    with _mapped(file) as data:
        for marker, at in _segments(data):
            if marker in _START_OF_FRAME:
                is_progressive = marker & 0b11 == 0b10
                factors = [(each >> 4) * (each & 15) for each in data[at + 11 : at + 10 + 3 * data[at + 9] : 3]]
            if marker == _START_OF_SCAN and factors and (is_progressive or data[at + 4] < len(factors)):
                return sum(factors) / max(1, *factors)
    return 0.0


def avif_room(file: BinaryIO, *, has_alpha: bool) -> float:
    """Return the bytes a pixel that the decoder of an AVIF needs, by its first configuration (AV1-ISOBMFF, 2.3.3)."""
    with _mapped(file) as data:
        at = data.find(b"av1C", 0, _AVIF_HEAD)
        flags = data[at + 6] if 0 <= at < len(data) - 6 else 0
    is_gray, across, down = flags & 0x10, flags & 0x08, flags & 0x04
    planes = 1.0 if is_gray else 1 + 2 / ((2 if across else 1) * (2 if down else 1))
    return (planes + _AV1_BESIDE + (1 + _AV1_BESIDE) * has_alpha) * (2 if flags & 0x40 else 1)


def _first_scan(data: mmap.mmap) -> int:
    for marker, at in _segments(data):
        if marker in _START_OF_FRAME:
            _check_precision(data[at + 4 : at + 5])
        if marker == _START_OF_SCAN:
            return at
    raise TruncatedFile("The JPEG has no picture data")


def _segments(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Return the markers that have a length, and their positions, up to the first scan."""
    at = 2
    for _ in range(_MAX_SEGMENTS):
        at = data.find(b"\xff", at)
        if at < 0 or at + 4 > len(data):
            return
        marker = data[at + 1]
        if marker in {0xFF, 0x00} or marker in _NO_PAYLOAD:
            at += 1 if marker == 0xFF else 2
            continue
        yield marker, at
        if marker == _START_OF_SCAN:
            return
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def _check_precision(bits: bytes) -> None:
    if bits and bits[0] != 8:
        raise UnsupportedType(
            f"The JPEG has {bits[0]} bits per sample; only 8 are read", remedy="Save it as PNG, TIFF or an 8-bit JPEG."
        )


def check_riff(file: BinaryIO) -> None:
    """Raise :class:`TruncatedFile` if a WebP's declared length exceeds the file."""
    head = _head(file, 12)
    size = file.seek(0, 2)
    said = 8 + int.from_bytes(head[4:8], "little")
    if said > size + 1:  # the last chunk's padding byte is often missing
        raise TruncatedFile(f"The WebP says that it has {said} bytes and has {size}")


def webp_size(file: BinaryIO) -> tuple[int, int] | None:
    """Return width and height from the first chunk (RFC 9649), before the decoder allocates memory for them."""
    head = _head(file, 30)
    kind, body = head[12:16], head[20:]
    if len(body) < 10:
        return None
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def webp_is_lossy(file: BinaryIO) -> bool:
    """Return whether the first picture is compressed with loss: a chunk VP8, not VP8L (RFC 9649, 2.5 and 2.6)."""
    at = 12
    for _ in range(_MAX_SEGMENTS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8 or head[:4] in {b"VP8 ", b"VP8L"}:
            return head[:4] != b"VP8L"
        length = int.from_bytes(head[4:], "little")
        at += 8 + (16 if head[:4] == b"ANMF" else length + length % 2)
    return True


def tiff_frames(file: BinaryIO, most: int) -> tuple[list[int], bool]:
    """Return the indices of the frames that are pages (no thumbnails, no masks), and whether the chain is complete.

    Stop after ``most`` + 1 frames. A chain that refers to an earlier frame or beyond the file ends there, as in other
    readers.
    """
    head = _head(file, 16)
    order = "<" if head[:2] == b"II" else ">"
    big = head[2:4] in {b"+\0", b"\0+"}
    offset = int(struct.unpack_from(order + ("Q" if big else "I"), head.ljust(16, b"\0"), 8 if big else 4)[0])
    pages: list[int] = []
    others: list[int] = []
    seen: set[int] = set()
    is_whole = True
    while offset and offset not in seen and len(seen) <= most + 1:
        seen.add(offset)
        found = _directory(file, offset, order, big)
        if found is None:
            is_whole = False
            break
        offset, kind = found
        (others if kind & 0b101 else pages).append(len(seen) - 1)
    if not seen or not (pages or others):
        raise DamagedFile("The TIFF has no readable directory")
    return pages or others, is_whole


def _directory(file: BinaryIO, offset: int, order: str, big: bool) -> tuple[int, int] | None:
    """Return (offset of the next directory, NewSubfileType) of the directory at ``offset``; None if it is cut."""
    count_format, entry_size, pointer = ("Q", 20, "Q") if big else ("H", 12, "I")
    file.seek(offset)
    head = file.read(struct.calcsize(order + count_format))
    if len(head) < struct.calcsize(order + count_format):
        return None
    count = struct.unpack(order + count_format, head)[0]
    if count > 4096:
        return None
    entries = file.read(count * entry_size)
    tail = file.read(struct.calcsize(order + pointer))
    if len(entries) < count * entry_size:
        return None
    following = struct.unpack(order + pointer, tail)[0] if len(tail) == struct.calcsize(order + pointer) else 0
    return following, _subfile_type(entries, entry_size, order)


def _subfile_type(entries: bytes, entry_size: int, order: str) -> int:
    for at in range(0, len(entries), entry_size):
        if struct.unpack_from(order + "H", entries, at)[0] == 254:
            return int(struct.unpack_from(order + "I", entries, at + entry_size - (8 if entry_size == 20 else 4))[0])
    return 0


def _head(file: BinaryIO, length: int) -> bytes:
    file.seek(0)
    return file.read(length)


def _mapped(file: BinaryIO) -> mmap.mmap:
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
