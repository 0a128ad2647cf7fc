"""What a child may not do, tried from inside a process that gave up the same things."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from onlineocr.ocr.sandbox import Sandbox, bpf, landlock, seccomp

BOUND = """
    import errno, os, socket, sys, resource
    from onlineocr import processes
    from onlineocr.ocr.limits import Limits
    from onlineocr.ocr.sandbox import confine, landlock, seccomp
    def refused(deed):
        try: deed()
        except OSError: return True
        except MemoryError: return True
        return False
"""

needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(not seccomp.possible(), reason="this kernel has no seccomp filter")


def inside(code: str) -> None:
    """Run ``code`` in a process of its own; its assertions are the test's."""
    script = textwrap.dedent(BOUND) + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@needs_landlock
def test_only_named_places_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("key")
    inside(f"""
        confine.give_up_privileges()
        assert landlock.confine([os.path.dirname(os.__file__), "/no/such/place"])
        assert open(os.__file__).read(1)
        assert refused(lambda: open({str(tmp_path / "secret")!r}))
        assert refused(lambda: open({str(tmp_path / "new")!r}, "w"))
        assert refused(lambda: os.unlink({str(tmp_path / "secret")!r}))
        assert refused(lambda: open("/proc/self/environ"))
    """)
    assert (tmp_path / "secret").exists()


@needs_seccomp
@pytest.mark.parametrize(
    "deed",
    [
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "os.open('/tmp/onlineocr-escaped', os.O_WRONLY | os.O_CREAT)",
        "os.open(os.__file__, os.O_RDWR)",
        "os.kill(os.getppid(), 0)",
        "os.unlink('/tmp/onlineocr-escaped')",
        "os.memfd_create('x')",
        "os.chroot('/')",
        "os.unshare(0x10000000) if hasattr(os, 'unshare') else os.setsid()",
        "os.pipe()",
    ],
)
def test_calls_that_are_not_listed_are_refused(deed: str) -> None:
    inside(f"""
        confine.give_up_privileges()
        assert seccomp.confine()
        assert refused(lambda: {deed})
        assert os.open(os.__file__, os.O_RDONLY)
    """)


_EVERY_CALL = """
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    confine.give_up_privileges()
    listed = seccomp.numbers() | ({56, 220} if THREADS else set())  # clone
    assert seccomp.confine(threads=THREADS)
    probes = {335, 336}  # uretprobe, uprobe of x86_64: no filter sees them, and they end who has no probe set
    for number in set(range(600)) - listed - probes:
        assert libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6) == -1, number
        assert ctypes.get_errno() == errno.ENOSYS, number
"""


@needs_seccomp
@pytest.mark.parametrize("threads", ["False", "True"])
def test_every_other_call_is_refused(threads: str) -> None:
    inside(_EVERY_CALL.replace("THREADS", threads))


@needs_seccomp
@pytest.mark.skipif(bpf.column() != 0, reason="these calls exist on x86_64 only")
def test_calls_of_foreign_architectures_are_refused() -> None:
    inside("""
        import ctypes, mmap
        libc = ctypes.CDLL(None, use_errno=True)
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        code.write(bytes.fromhex("b814000000 cd80 c3"))  # getpid of i386: mov eax, 20; int 0x80; ret
        getpid = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
        confine.give_up_privileges()
        assert seccomp.confine()
        assert getpid() == -errno.ENOSYS
        for number in range(600):
            assert libc.syscall(ctypes.c_long(0x40000000 | number), *[ctypes.c_long(-1)] * 6) == -1, number
            assert ctypes.get_errno() == errno.ENOSYS, number
    """)


_THREADS = """
    import threading
    confine.give_up_privileges()
    assert seccomp.confine(threads=THREADS)
    def started():
        try: thread = threading.Thread(target=list); thread.start(); thread.join(); return True
        except RuntimeError: return False
    assert started() is THREADS
    assert refused(os.fork)
    assert refused(lambda: os.posix_spawn("/bin/true", ["true"], {}))
"""


@needs_seccomp
@pytest.mark.parametrize("threads", ["False", "True"])
def test_threads_start_only_for_a_decoder_that_needs_them(threads: str) -> None:
    inside(_THREADS.replace("THREADS", threads))


@needs_seccomp
@pytest.mark.parametrize("machine", [0, 1])
def test_the_filter_fits_the_kernel_on_each_machine(machine: int) -> None:
    program = seccomp._program(machine, 1, threads=True)
    assert len(program) % 8 == 0
    assert len(program) // 8 < 4096  # BPF_MAXINSNS


def test_bounds_hold() -> None:
    inside("""
        confine.bound(Limits(decode_memory=64 * 2**20, decode_seconds=1.5), processes.mapped_bytes(), 0)
        assert refused(lambda: bytearray(128 * 2**20))
        assert len(bytearray(8 * 2**20))
        assert resource.getrlimit(resource.RLIMIT_CPU) == (2, 2)
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_NPROC) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (64, 64)
    """)


def test_a_zygote_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "sesame")
    with Sandbox() as sandbox:
        sandbox.warm()
        environment = Path(f"/proc/{sandbox._warm_forkserver().pid}/environ")
        assert not os.access(environment, os.R_OK) or b"sesame" not in environment.read_bytes()


def test_a_zygote_holds_decoders_only(visible: Sandbox) -> None:
    mapped = Path(f"/proc/{visible._warm_forkserver().pid}/maps").read_text()
    assert "pdfium" in mapped
    assert not any(name in mapped for name in ("onnxruntime", "cv2", "tesserocr", "psycopg", "_ssl", "_sqlite3"))


def test_a_zygote_has_one_thread_and_few_descriptors(visible: Sandbox) -> None:
    pid = visible._warm_forkserver().pid
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1
    opened = {str(fd.readlink()).partition(":")[0] for fd in Path(f"/proc/{pid}/fd").iterdir()}
    assert opened == {"/dev/null", "socket", "anon_inode"}


def test_it_says_what_the_kernel_denies_for_us(sandbox: Sandbox) -> None:
    found = sandbox.protections()
    assert set(found) == {"namespaces", "landlock", "seccomp"}
    assert (found["landlock"], found["seccomp"]) == (bool(landlock.version()), seccomp.possible())


def test_the_service_itself_loads_no_decoder() -> None:
    decoders = {"PIL", "pypdfium2", "pillow_heif", "cv2"}
    code = f"import sys, onlineocr.ocr.sandbox; print(sorted({decoders} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
