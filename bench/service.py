"""Pictures a second and answer times of the whole service, beside other servers and beside bare recognisers.

    python bench/service.py --data DIR [--sets receipts_sroie,forms_funsd] [--limit 12] [--rounds 3] [--competitors PY]

``DIR`` has a folder of pictures for each set, as for `recognize.py`. All servers run from the start; in each round one
after the other reads the same pictures, once with one client and once with four. Beside ours: ``rapidocr-api`` from the
package index and the tesseract command behind thirty lines of Python, two processes each, and two bare recognisers
(`bare.py`: our engine without any service). ``--competitors`` names a Python that has rapidocr-api, see README.md.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib.serving import free_port, service

HERE = Path(__file__).resolve().parent
ENDINGS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
Read = Callable[[Path], None]


def pictures(folder: Path, limit: int) -> list[Path]:
    """Spread over the set, the same ones every time."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    return found[:: max(1, len(found) // limit)][:limit]


def post(port: int, path: str, body: bytes, content_type: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("POST", path, body, {"Content-Type": content_type})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        raise SystemExit(f"port {port}: {answer.status} {said[:300]!r}")
    connection.close()


@contextlib.contextmanager
def ours(engine: str) -> Iterator[Read]:
    with service(engine, ONLINEOCR_RECOGNISERS="2") as running:
        yield lambda path: post(running.port, "/api/ocr/", path.read_bytes(), ENDINGS[path.suffix.lower()])


@contextlib.contextmanager
def program(command: list[str], port: int, path: str, *, form: bool) -> Iterator[Read]:
    process = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    try:
        _wait_for(port)
        yield lambda picture: post(port, path, *(_form(picture) if form else _plain(picture)))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        process.wait()


def _plain(picture: Path) -> tuple[bytes, str]:
    return picture.read_bytes(), ENDINGS[picture.suffix.lower()]


def _form(picture: Path) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="image_file"; filename="{picture.name}"\r\n'
    head += f"Content-Type: {ENDINGS[picture.suffix.lower()]}\r\n\r\n"
    return (
        head.encode() + picture.read_bytes() + f"\r\n--{edge}--\r\n".encode(),
        f"multipart/form-data; boundary={edge}",
    )


def _wait_for(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"nobody listens on port {port}")


@contextlib.contextmanager
def bare(engine: str, count: int = 2) -> Iterator[Read]:
    """``count`` recognisers, each of which reads one picture at a time."""
    processes = [
        subprocess.Popen(
            [sys.executable, str(HERE / "lib" / "bare.py"), engine],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        for _ in range(count)
    ]  # fmt: skip
    idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
    for process in processes:
        idle.put(process)

    def read(path: Path) -> None:
        process = idle.get()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{path}\n")
        process.stdin.flush()
        process.stdout.readline()
        idle.put(process)

    try:
        yield read
    finally:
        for process in processes:
            process.kill()
            process.wait()


def one_client(read: Read, files: list[Path]) -> list[float]:
    times = []
    for path in files:
        started = time.perf_counter()
        read(path)
        times.append(time.perf_counter() - started)
    return times


def four_clients(read: Read, files: list[Path]) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, files))
    return len(files) / (time.perf_counter() - started)


def contestants(stack: contextlib.ExitStack, arguments: argparse.Namespace) -> dict[str, Read]:
    found = {
        "bare, two": stack.enter_context(bare(arguments.engine)),
        "onlineocr": stack.enter_context(ours(arguments.engine)),
    }
    if arguments.competitors:
        port = free_port()
        command = [
            str(Path(arguments.competitors).with_name("rapidocr_api")),
            "-ip",
            "127.0.0.1",
            "-p",
            str(port),
            "-workers",
            "2",
        ]
        found["rapidocr-api"] = stack.enter_context(program(command, port, "/ocr", form=True))
    if shutil.which("tesseract"):
        port = free_port()
        command = [sys.executable, str(HERE / "lib" / "tesseract_server.py"), str(port)]
        found["tesseract command"] = stack.enter_context(program(command, port, "/", form=False))
    return found


def measure(reads: dict[str, Read], files: list[Path], rounds: int) -> tuple[float, float]:
    """Prints the table; the share of the bare recognisers' pace, and the median of what one client waits longer."""
    alone: dict[str, list[float]] = defaultdict(list)
    pace: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for path in files:  # one picture to all in turn: a busy machine is busy for all alike
            for name, read in reads.items():
                alone[name] += one_client(read, [path])
        for name, read in reads.items():
            pace[name].append(four_clients(read, files))
    for name in reads:
        ratio = median(mine / bare_ for mine, bare_ in zip(pace[name], pace["bare, two"], strict=True))
        print(
            f"  {name:18} one client p50 {median(alone[name]):6.3f} s   four clients {median(pace[name]):5.2f} /s"
            f"   {ratio:5.2f} of bare"
        )
    added = median(mine - bare_ for mine, bare_ in zip(alone["onlineocr"], alone["bare, two"], strict=True))
    share = median(mine / bare_ for mine, bare_ in zip(pace["onlineocr"], pace["bare, two"], strict=True))
    print(f"  onlineocr adds {1000 * added:.0f} ms to the bare recogniser, median over the pictures")
    return share, added


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", default="receipts_sroie,forms_funsd")
    parser.add_argument("--limit", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--competitors", default="")
    arguments = parser.parse_args()
    met = True
    with contextlib.ExitStack() as stack:
        reads = contestants(stack, arguments)
        for name in arguments.sets.split(","):
            files = pictures(arguments.data / name, arguments.limit)
            for read in reads.values():
                four_clients(read, files[:4])  # warm
            print(f"{name}, {len(files)} pictures, {arguments.rounds} rounds")
            share, added = measure(reads, files, arguments.rounds)
            met = met and share >= 0.95 and added <= 0.04
    print("bars (0.95 of two bare recognisers; 40 ms):", "reached" if met else "not reached")
    sys.exit(not met)


if __name__ == "__main__":
    main()
