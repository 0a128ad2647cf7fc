"""The installation's own secret key, made once and stored in the data folder."""

from __future__ import annotations

import math
import os
import re
import secrets
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from onlineocr.env import EnvError

# Parts of keys in examples, templates and tutorials; letters only.
_PUBLISHED = (
    "djangoinsecure", "changeme", "changethis", "changeit", "pleasechange", "replaceme", "replacethis", "yoursecret",
    "mysecret", "secretkey", "supersecret", "topsecret", "notsecret", "insecure", "password", "example", "placeholder",
    "keepitsecret", "keepthissecret", "development", "testing", "onlineocr",
    "qwertyuiop", "correcthorsebattery",
)  # fmt: skip
_LEAST_BITS = 30  # 32 random hexadecimal digits have 54 or more by this estimate, repeated words and rows below 20
_REMEDY = (
    "Use a random one: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'. Changing it signs everybody out."
)
PATIENCE = 5.0  # seconds that another process has for writing the 87 bytes of a key


def own(file: Path) -> str:
    """Return the key like :func:`read_or_make`, with errors as those of a setting."""
    try:
        return read_or_make(file)
    except OSError as error:
        raise EnvError(
            f"ONLINEOCR_DATA: the secret key {file} cannot be read or made ({error.strerror}). "
            "Give the data folder and all in it to the user who runs onlineocr (chown -R)."
        ) from None
    except ValueError as error:
        raise EnvError(f"ONLINEOCR_DATA: {error}") from None


def read_or_make(file: Path) -> str:
    """Return the key in ``file``; the first caller makes it, readable by its owner only.

    Several processes may start at once. Each writes a whole key under a temporary name and links it into place. A
    second link fails, so all processes read the same key, and none reads a part of it. On a file system without links,
    the first process to create the file writes it, and the others wait for its last character.

    Raises:
        OSError: the folder cannot be written or the file cannot be read.
        ValueError: the file holds no whole key.
    """
    if not file.exists():
        _make(file)
    until = time.monotonic() + PATIENCE
    while not (text := file.read_text(encoding="ascii")).endswith("\n") or not text.strip():
        if time.monotonic() > until:
            raise ValueError(f"{file} holds no whole key. Delete it; a new one is made and everybody signs in again.")
        time.sleep(0.02)
    return text.strip()


def check(key: str) -> None:
    """Raise ValueError for a key that can be guessed: a published one, a repetitive one, one of few characters."""
    words = re.sub(r"[^a-z]", "", key.lower())
    if any(word in words for word in _PUBLISHED):
        raise ValueError(f"looks like an example that others have too. {_REMEDY}")
    if _bits(key) < _LEAST_BITS:
        raise ValueError(f"repeats itself or has too few different characters. {_REMEDY}")


def _bits(key: str) -> float:
    """Return a cautious estimate of the entropy of ``key``: that of its shortest period, by the frequencies of
    characters.

    A character that follows the one before it, in the alphabet or the row of digits, counts as no entropy.
    """
    period = next(size for size in range(1, len(key) + 1) if key.startswith(key[size:]))
    unit = key[:period]
    follows = sum(abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(unit))
    counts = Counter(unit).values()
    entropy = -sum(count / period * math.log2(count / period) for count in counts)
    return entropy * (period - follows)


def _make(file: Path) -> None:
    mine = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        _write(mine)
        os.link(mine, file)
    except FileExistsError:
        return
    except OSError:
        _make_without_links(file)
    finally:
        mine.unlink(missing_ok=True)


def _make_without_links(file: Path) -> None:
    try:
        _write(file)
    except FileExistsError:
        return


def _write(file: Path) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(64) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
