"""Facts about processes, as the kernel tells them."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from onlineocr import processes


@pytest.fixture
def child():
    """A process that waits; it is reaped at the end of the test."""
    with subprocess.Popen(["sleep", "30"]) as process:
        yield process
        process.kill()


def name_of(pid: int) -> str:
    return f"{processes.of_this_machine()}{pid}/{processes._stat(pid)[1]}"


def until(state: str, name: str) -> bool:
    for _ in range(200):
        if processes.state(name) == state:
            return True
        time.sleep(0.01)
    return False


def test_this_process_is_alive_under_its_name():
    assert processes.name().startswith(processes.of_this_machine())
    assert processes.name() == name_of(os.getpid())
    assert processes.state(processes.name()) == "alive"
    assert not processes.is_dead(processes.name())


def test_a_process_that_was_stopped_is_neither_alive_nor_dead(child):
    name = name_of(child.pid)
    child.send_signal(signal.SIGSTOP)
    assert until("stopped", name)
    assert not processes.is_dead(name)
    child.send_signal(signal.SIGCONT)
    assert until("alive", name)


def test_a_process_that_nobody_has_reaped_is_dead(child):
    name = name_of(child.pid)
    child.kill()
    assert until("dead", name)
    assert processes.is_dead(name)


def test_a_later_process_of_the_same_number_is_another_one(child):
    assert processes.state(f"{processes.of_this_machine()}{child.pid}/1") == "dead"


def test_a_number_that_no_process_has_is_dead():
    assert processes.is_dead(f"{processes.of_this_machine()}4194305/77")


@pytest.mark.parametrize("name", ["", "x", "other-1234abcd/1/77", "w", "{}x/1", "{}1", "{}-1/1", "{}1/2/3"])
def test_of_other_names_this_machine_knows_nothing(name):
    name = name.format(processes.of_this_machine())
    assert processes.state(name) == "elsewhere"
    assert not processes.is_dead(name)


def test_it_knows_the_memory_and_the_time_of_a_process(child):
    assert processes.resident_bytes(os.getpid()) > 10 * 1024**2
    assert processes.mapped_bytes() > processes.resident_bytes(os.getpid())
    assert 0 < processes.resident_bytes(child.pid) < processes.resident_bytes(os.getpid())
    used = os.times()
    assert processes.cpu_seconds(os.getpid()) == pytest.approx(used.user + used.system, abs=0.5)
    assert processes.cpu_seconds(child.pid) < 0.5


@pytest.mark.parametrize("pid", [None, 4194305])
def test_a_process_that_has_ended_has_used_nothing(pid):
    assert (processes.resident_bytes(pid), processes.cpu_seconds(pid)) == (0, 0.0)


def test_the_time_of_a_thread_goes_on_while_it_computes():
    before, spent = processes.thread_seconds(), time.thread_time()
    while time.thread_time() - spent < 0.05:
        pass
    assert processes.thread_seconds() - before >= 0.045


def test_a_thread_that_sleeps_spends_nothing():
    before, began = processes.thread_seconds(), time.monotonic()
    time.sleep(0.2)
    # It counts the time from its awakening to its turn, which is long on a busy machine.
    assert processes.thread_seconds() - before <= time.monotonic() - began - 0.19


def test_a_setting_that_the_kernel_does_not_know_is_refused():
    assert processes.prctl(processes.PR_SET_NO_NEW_PRIVS, 0) is False
    assert processes.prctl(processes.PR_SET_CHILD_SUBREAPER, 0) is True
