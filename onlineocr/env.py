"""Settings from environment variables, with errors for invalid values.

Every function reads one variable, registers it (name, type, default, help) and returns its value. An invalid value ends
the program with one sentence: the variable, the fault, a valid example. ``known()`` lists the registered variables;
docs/reference/settings.md is checked against it.

An empty variable counts as not set. A secret may be stored in a file instead: ``NAME_FILE=/run/secrets/name``.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "ONLINEOCR_"
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
BYTES = {"b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


class EnvError(Exception):
    """A variable's value is invalid. The text names the variable, the fault and an example."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable for the documentation; ``default`` is written as in the environment."""

    name: str
    kind: str
    default: str
    help: str


_known: dict[str, Setting] = {}


def known() -> tuple[Setting, ...]:
    """Return every variable read so far, by name."""
    return tuple(_known[name] for name in sorted(_known))


def unknown() -> Iterator[tuple[str, str]]:
    """Yield each variable with our prefix that no setting reads, with a hint: it is probably misspelt.

    Call it after all settings have been read.
    """
    names = {(name + ending).removeprefix(PREFIX) for name in _known for ending in ("", "_FILE")}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and (short := name.removeprefix(PREFIX)) not in names:
            near = difflib.get_close_matches(short, names, n=1)
            yield name, f"Did you mean {PREFIX}{near[0]}?" if near else "docs/reference/settings.md lists them all."


def string(name: str, default: str = "", *, help: str, choices: Sequence[str] = ()) -> str:
    """Read a text; with ``choices``, one of them."""
    kind = " | ".join(choices) if choices else "text"

    def parse(raw: str) -> str:
        if choices and raw not in choices:
            raise ValueError("is not one of " + ", ".join(choices))
        return raw

    return read(name, default, default, parse, kind=kind, help=help, example=default or "text")


def secret(
    name: str, *, help: str, default: str = "", least: int = 0, check: Callable[[str], None] = lambda _: None
) -> str:
    """Read a text that must stay secret, also from the file named by ``NAME_FILE``. At least ``least`` characters.

    ``check`` raises ValueError for an invalid value, with a text that does not repeat the value.
    """
    shown = re.sub(r"://[^@/]*@", "://…@", default)
    _known[name] = Setting(name, "text, or a file named by " + name + "_FILE", shown, help)
    raw = os.environ.get(name, "").strip() or _from_file(name + "_FILE")
    if raw and len(raw) < least:
        raise EnvError(f"{name} is too short ({len(raw)} characters); use {least} or more random ones.")
    if raw:
        try:
            check(raw)
        except ValueError as error:
            raise EnvError(f"{name} {error}") from None
    return raw or default


def boolean(name: str, default: bool, *, help: str) -> bool:
    def parse(raw: str) -> bool:
        if raw.lower() not in YES | NO:
            raise ValueError("is neither true nor false")
        return raw.lower() in YES

    return read(name, default, str(default).lower(), parse, kind="true | false", help=help, example="true")


def integer(name: str, default: int, *, help: str, least: int = 0, most: int | None = None) -> int:
    def parse(raw: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9][0-9_]*", raw):
            raise ValueError("is not a whole number")
        return _within(int(raw), least, most)

    return read(name, default, str(default), parse, kind="whole number", help=help, example=str(default))


def number(name: str, default: float, *, help: str, least: float = 0.0, most: float | None = None) -> float:
    def parse(raw: str) -> float:
        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", raw):
            raise ValueError("is not a number")
        return _within(float(raw), least, most)

    return read(name, default, f"{default:g}", parse, kind="number", help=help, example=f"{default:g}")


def listing(name: str, default: Sequence[str] = (), *, help: str) -> list[str]:
    """Read words separated by commas or white space."""
    shown = ",".join(default)
    return read(name, list(default), shown, lambda raw: re.findall(r"[^\s,]+", raw), kind="list", help=help, example="")


def networks(name: str, *, help: str) -> list[Network]:
    """Read networks in CIDR notation, or single addresses."""
    return several(name, (), network, kind="list of networks", help=help, example="10.1.0.0/16,fd00:1::/32")


def ports(name: str, default: Sequence[int], *, help: str) -> list[int]:
    """Read port numbers."""
    return several(name, default, _port, kind="list of ports", help=help, example="443,8443")


def path(name: str, default: Path, *, help: str, shown: str = "") -> Path:
    """Read a path, with ``~`` expanded, made absolute against the working folder."""

    def parse(raw: str) -> Path:
        if "\0" in raw:
            raise ValueError("contains a null character")
        try:
            return Path(raw).expanduser().absolute()
        except RuntimeError:  # '~name' with an unknown user
            raise ValueError("names the home folder of a user that this machine does not have") from None

    return read(name, default, shown or str(default), parse, kind="path", help=help, example="/var/lib/onlineocr")


def duration(name: str, default: str, *, help: str, least: float = 0.0, most: float | None = None) -> float:
    """Read a length of time, in seconds: ``90``, ``90s``, ``15m``, ``24h``, ``30d``, ``2w``."""

    def parse(raw: str) -> float:
        return _within(_measure(raw, SECONDS, "s", "length of time"), least, most, "s")

    return read(name, parse(default), default, parse, kind="duration", help=help, example="90s, 15m, 24h or 30d")


def size(name: str, default: str, *, help: str, least: int = 0) -> int:
    """Read a number of bytes: ``1048576``, ``50MiB``, ``2GB``."""

    def parse(raw: str) -> int:
        return _within(round(_measure(raw, BYTES, "b", "size")), least, None, " bytes")

    return read(name, parse(default), default, parse, kind="size", help=help, example="50MiB or 2GB")


def data_dir() -> Path:
    """Return the folder of all lasting data: database, uploads, keys, added languages."""
    given = os.environ.get("ONLINEOCR_DATA", "").strip()
    return path(
        "ONLINEOCR_DATA",
        Path(given) if given else _default_data_dir(),
        help="The folder for the database, the uploads, the secret key and added languages.",
        shown="data beside the checkout; ~/.local/share/onlineocr for an installed package",
    )


def _default_data_dir() -> Path:
    if (ROOT / "manage.py").exists():
        return ROOT / "data"
    try:
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "onlineocr"
    except RuntimeError:  # no HOME, and no entry in /etc/passwd
        raise EnvError(
            "ONLINEOCR_DATA is not set, and this user has no home folder. Name a folder that it may write. "
            "Example: ONLINEOCR_DATA=/var/lib/onlineocr"
        ) from None


def tessdata_dir() -> Path:
    """Return the folder for languages added by ``onlineocr languages add``."""
    return path(
        "ONLINEOCR_TESSDATA",
        data_dir() / "tessdata",
        help="The folder for added Tesseract languages; it is searched before the system's.",
        shown="tessdata in the data folder",
    )


def listen_host() -> str:
    """Return the address on which the web server listens."""
    return string("ONLINEOCR_HOST", "127.0.0.1", help="The address to listen on; 0.0.0.0 for all of this machine.")


def listen_port() -> int:
    """Return the port on which the web server listens."""
    return integer("ONLINEOCR_PORT", 9999, help="The port to listen on; 0 for a free one.", most=65535)


def make_folder(name: str, folder: Path) -> Path:
    """Create ``folder``, given by the variable ``name``, readable by its owner only, unless it exists."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EnvError(
            f"{name}: the folder {str(folder)!r} cannot be made ({error.strerror}). Name one that can."
        ) from None
    return folder


def read(name: str, default: T, shown: str, parse: Callable[[str], T], *, kind: str, help: str, example: str) -> T:
    """Read one value by ``parse``. Its ValueError is the end of a sentence that begins with the variable."""
    _known[name] = Setting(name, kind, shown, help)
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return parse(raw)
    except ValueError as error:
        hint = f" Example: {name}={example}" if example else ""
        raise EnvError(f"{name}={raw!r} {error}.{hint}") from None


def several(
    name: str, default: Sequence[T], parse: Callable[[str], T], *, kind: str, help: str, example: str
) -> list[T]:
    """Read a list of values by ``parse``, which raises ValueError as for :func:`read`."""

    def parse_all(raw: str) -> list[T]:
        return [parse(word) for word in re.findall(r"[^\s,]+", raw)]

    shown = ",".join(map(str, default))
    return read(name, list(default), shown, parse_all, kind=kind, help=help, example=example)


def network(word: str) -> Network:
    """Parse a network in CIDR notation or a single address; the ValueError names the nearest valid one, if any."""
    try:
        return ipaddress.ip_network(word)
    except ValueError as error:
        reason = str(error)
    try:
        wider = ipaddress.ip_network(word, strict=False)
    except ValueError:
        raise ValueError(f"holds no network: {reason}") from None
    raise ValueError(f"holds {word}, whose address has bits behind the prefix; write {wider}")


def _port(word: str) -> int:
    if not word.isascii() or not word.isdecimal() or not 0 < int(word) < 65536:
        raise ValueError(f"holds no port: {word}")
    return int(word)


def _from_file(name: str) -> str:
    file = os.environ.get(name, "").strip()
    if not file:
        return ""
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise EnvError(f"{name}={file!r} cannot be read ({error}). Name a readable text file or unset it.") from None


def _within(value: T, least: T, most: T | None, unit: str = "") -> T:
    if value < least:  # type: ignore[operator]
        raise ValueError(f"is below the least, {least:g}{unit}")
    if most is not None and value > most:  # type: ignore[operator]
        raise ValueError(f"is above the most, {most:g}{unit}")
    return value


def _measure(raw: str, units: dict[str, float] | dict[str, int], plain: str, what: str) -> float:
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*([a-zA-Z]*)", raw)
    unit = (match[2].lower() or plain) if match else ""
    if match is None or unit not in units:
        raise ValueError(f"is not a {what}")
    return float(match[1]) * units[unit]
