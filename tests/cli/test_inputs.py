"""The files that a command may read, and a remedy for every other one."""

from __future__ import annotations

import io
import os
import socket

import pytest

from onlineocr.cli import inputs
from onlineocr.ocr.errors import EmptyFile, InputError


def opened(file):
    with inputs.opened(str(file), "read", "scan.png") as found:
        return found


def refused(file) -> InputError:
    with pytest.raises(InputError) as caught:
        opened(file)
    return caught.value


def test_a_file_is_passed_on_by_its_path(tmp_path):
    (tmp_path / "a b.png").write_bytes(b"x")
    assert opened(tmp_path / "a b.png") == tmp_path / "a b.png"
    (tmp_path / "link").symlink_to(tmp_path / "a b.png")
    assert opened(tmp_path / "link") == tmp_path / "link"


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refused(tmp_path / "none.png").describe({}).startswith("There is no such file")
    (tmp_path / "link").symlink_to(tmp_path / "none.png")
    assert "no such file" in str(refused(tmp_path / "link"))


def test_of_a_folder_it_names_a_file_within(tmp_path):
    (tmp_path / "my scans").mkdir()
    error = refused(tmp_path / "my scans")
    assert "It is a folder" in str(error)
    assert f"'{tmp_path}/my scans/scan.png'" in error.remedy


def test_a_named_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    error = refused(tmp_path / "pipe")
    assert "It is a named pipe" in str(error)
    assert f"read - < {tmp_path}/pipe" in error.remedy


def test_a_socket_and_a_device_are_no_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s")
        assert "It is a socket, and no file" in str(refused("s"))
    assert "It is a device, and no file" in str(refused("/dev/null"))


def test_a_file_behind_a_file_cannot_be_read(tmp_path):
    (tmp_path / "file").touch()
    assert "It cannot be read (Not a directory)" in str(refused(tmp_path / "file" / "x"))


@pytest.mark.parametrize("name", ["/dev/fd/{}", "/proc/self/fd/{}"])
def test_a_pipe_that_the_caller_opened_is_read_itself(name):
    reading, writing = os.pipe()
    os.write(writing, b"content")
    os.close(writing)
    try:
        with inputs.opened(name.format(reading), "read", "scan.png") as stream:
            assert inputs.read(stream, 4) == b"cont"
            assert inputs.read(stream, 400) == b"ent"
        os.fstat(reading)  # the caller's descriptor stays open
    finally:
        os.close(reading)


def test_a_descriptor_of_a_file_is_a_file(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    with (tmp_path / "a").open("rb") as file:
        assert str(opened(f"/dev/fd/{file.fileno()}")) == f"/dev/fd/{file.fileno()}"


def test_a_descriptor_that_nobody_opened_is_told():
    assert "no such file" in str(refused("/dev/fd/987")).lower() or "cannot be read" in str(refused("/dev/fd/987"))


class Terminal(io.BytesIO):
    """Standard input of a person who waits."""

    def isatty(self) -> bool:
        return True


class Torn(io.BytesIO):
    """A stream whose other end fails."""

    def read(self, *_: int | None) -> bytes:
        raise OSError(5, "Input/output error")


@pytest.fixture
def stdin(monkeypatch):
    """``stdin(stream)``: what standard input is."""

    def of(stream) -> None:
        monkeypatch.setattr(inputs.sys, "stdin", io.TextIOWrapper(stream))

    return of


def test_a_dash_is_standard_input(stdin):
    stdin(io.BytesIO(b"content"))
    with inputs.opened("-", "read", "scan.png") as stream:
        assert inputs.read(stream, 100) == b"content"


def test_a_terminal_is_not_waited_for(stdin):
    stdin(Terminal())
    with pytest.raises(EmptyFile) as caught:
        opened("-")
    assert "Standard input is a terminal" in str(caught.value)
    assert "read - < scan.png" in caught.value.remedy


def test_a_stream_that_breaks_is_told():
    with pytest.raises(InputError, match=r"It cannot be read \(Input/output error\)"):
        inputs.read(Torn(), 10)


def test_a_file_of_the_kernel_is_not_waited_for():
    assert isinstance(refused("/proc/version"), EmptyFile)
