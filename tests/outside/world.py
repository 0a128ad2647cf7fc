# ruff: noqa: PTH103, PTH109, PTH123
"""A world without an outside: a command runs in namespaces of its own, and all that it sends or writes is noted.

    unshare -rnm --propagation private python tests/outside/world.py REPORT KEPT COMMAND...

Every address leads to the loopback interface, where a packet socket sees each packet for another host and each question
for a name. Every folder of the system is covered by an overlay, whose upper layer then holds each file that was made or
changed. REPORT gets both as JSON, without the files below KEPT. It needs no privilege where the kernel allows user
namespaces to everybody.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import ipaddress
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from fcntl import ioctl
from pathlib import Path

SECONDS_AFTER = 2.0  # for what is sent when the command has ended
COVERED = ("bin", "etc", "home", "opt", "root", "run", "srv", "usr", "var", "work", "tmp")
_IFF_UP, _SIOCSIFFLAGS, _ETH_P_ALL = 1, 0x8914, 3
_SO_ATTACH_FILTER = 26


def main(report: str, kept: str, *command: str) -> int:
    folder = Path(report).parent
    answer = os.open(report, os.O_WRONLY | os.O_CREAT)  # before an overlay covers it
    upper = _cover(folder)
    packets: list[str] = []
    _route_everything_here()
    threading.Thread(target=_listen, args=(packets,), daemon=True).start()
    code = subprocess.run(command, check=False, cwd=os.getcwd()).returncode
    time.sleep(SECONDS_AFTER)
    files = [name for name in _changed(upper) if not name.startswith((f"{kept}/", f"{folder}/work"))]
    with open(answer, "w") as file:
        json.dump({"code": code, "packets": packets, "files": files}, file)
    return 0


def _mount(kind: str, place: str, data: str = "") -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"world", place.encode(), kind.encode(), 0, data.encode() or None) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"mount {kind}: {os.strerror(error)}", place)


def _cover(folder: Path) -> int:
    """Cover every folder of the system; return a descriptor of the folder that holds the upper layers."""
    base = folder / "work"
    base.mkdir()
    _mount("tmpfs", str(base))
    upper = os.open(base, os.O_RDONLY)
    for name in COVERED:
        place = Path("/") / name
        if place.is_dir() and not place.is_symlink() and not _overlay(place, upper):
            # Something is mounted below, which a user may not uncover: each folder in it for itself.
            for part in [part for part in place.iterdir() if part.is_dir() and not part.is_symlink()]:
                _overlay(part, upper)
    _mount("tmpfs", "/dev/shm")
    os.chdir(os.getcwd())  # the folder as the overlay has it
    return upper


def _overlay(place: Path, upper: int) -> bool:
    base = f"/proc/self/fd/{upper}"
    for part in ("upper", "inner"):
        os.makedirs(f"{base}/{part}{place}")
    try:
        _mount("overlay", str(place), f"lowerdir={place},upperdir={base}/upper{place},workdir={base}/inner{place}")
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return False
    return True


def _changed(upper: int) -> list[str]:
    """Paths of the files that were made, changed or removed, whatever holds them."""
    found = [*_files(f"/proc/self/fd/{upper}/upper"), *(f"/dev/shm{name}" for name in _files("/dev/shm"))]
    return sorted(found)


def _files(root: str) -> list[str]:
    found = []
    for folder, _, names in os.walk(root):
        found += [f"{folder.removeprefix(root)}/{name}" for name in names]
    return found


def _route_everything_here() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", _IFF_UP))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as link:
        for family in (socket.AF_INET, socket.AF_INET6):
            route = struct.pack("=BBBBBBBBI", family, 0, 0, 0, 255, 3, 254, 2, 0)  # table local, scope host, local
            route += struct.pack("=HHI", 8, 4, socket.if_nametoindex("lo"))  # RTA_OIF
            link.send(struct.pack("=IHHII", 16 + len(route), 24, 0x0605, 1, 0) + route)  # RTM_NEWROUTE
            error = struct.unpack("=i", link.recv(4096)[16:20])[0]
            if error and family == socket.AF_INET:
                raise OSError(-error, "the route to this host")


def _listen(packets: list[str]) -> None:
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_ALL)) as sniffer:
        program, count = _filter()
        kept = ctypes.create_string_buffer(program)
        sniffer.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HxxxxxxP", count, ctypes.addressof(kept)))
        while True:
            text = _describe(sniffer.recv(2048))
            if text not in packets:
                packets.append(text)


def _filter() -> tuple[bytes, int]:
    """Packets for another host than this one, and those for port 53 of this one."""
    steps = [
        (0x30, 0, 0, 0), (0x54, 0, 0, 0xF0), (0x15, 0, 5, 0x40),  # IPv4?
        (0x30, 0, 0, 16), (0x15, 0, 13, 127), (0xB1, 0, 0, 0), (0x48, 0, 0, 2), (0x15, 10, 11, 53),  # 127.0.0.0/8
        (0x20, 0, 0, 24), (0x15, 0, 8, 0), (0x20, 0, 0, 28), (0x15, 0, 6, 0), (0x20, 0, 0, 32), (0x15, 0, 4, 0),
        (0x20, 0, 0, 36), (0x15, 0, 2, 1), (0x28, 0, 0, 42), (0x15, 0, 1, 53),  # ::1, port 53
        (0x06, 0, 0, 0xFFFF), (0x06, 0, 0, 0),
    ]  # fmt: skip
    return b"".join(struct.pack("HBBI", *step) for step in steps), len(steps)


def _describe(packet: bytes) -> str:
    if packet[0] >> 4 == 4:
        target, protocol, body = packet[16:20], packet[9], packet[4 * (packet[0] & 15) :]
    else:
        target, protocol, body = packet[24:40], packet[6], packet[40:]
    port = struct.unpack("!H", body[2:4])[0] if protocol in {6, 17} else 0
    name = f" asks for {_name(body[20:])}" if protocol == 17 and port == 53 else ""
    kind = {6: "tcp", 17: "udp"}.get(protocol, str(protocol))
    return f"{kind} {ipaddress.ip_address(target)} {port}{name}"


def _name(question: bytes) -> str:
    labels = []
    with contextlib.suppress(IndexError):
        while length := question[0]:
            labels.append(question[1 : 1 + length].decode(errors="replace"))
            question = question[1 + length :]
    return ".".join(labels)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
