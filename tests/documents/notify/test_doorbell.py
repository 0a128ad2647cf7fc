"""Rings wake whoever listens, and nobody is hurt when nobody does."""

import threading

import pytest
from django.conf import settings

from onlineocr.documents.notify.doorbell import Doorbell, ring


def sockets():
    return list((settings.DATA_DIR / "run").glob("*.sock"))


def test_it_wakes_a_listener():
    with Doorbell("work") as bell:
        threading.Timer(0.05, ring, ["work", "now"]).start()
        assert "now" in bell.wait(10)


def test_it_wakes_every_listener_of_its_kind_only():
    with Doorbell("work") as one, Doorbell("work") as other, Doorbell("change") as third:
        ring("work", "x")
        assert (one.wait(1), other.wait(1), third.wait(0.01)) == (["x"], ["x"], [])


def test_it_gives_all_messages_that_wait():
    with Doorbell("change") as bell:
        for name in "abc":
            ring("change", name)
        assert bell.wait(1) == ["a", "b", "c"]


def test_it_never_blocks_on_a_listener_that_does_not_listen():
    with Doorbell("work") as bell:
        for _ in range(2000):
            ring("work")
        assert bell.wait(1)


def test_it_clears_away_the_socket_of_a_killed_process(monkeypatch):
    bell = Doorbell("work")
    bell.__enter__()
    bell._socket.close()
    ring("work")
    assert not bell._path.exists()


def test_it_leaves_no_socket_behind():
    before = sockets()
    with Doorbell("work"):
        assert len(sockets()) == len(before) + 1
    assert sockets() == before


def test_it_works_in_a_folder_with_a_long_name(settings, tmp_path):
    settings.DATA_DIR = tmp_path / ("x" * 100) / ("y" * 100)
    with Doorbell("work") as bell:
        ring("work", "far")
        assert bell.wait(1) == ["far"]


@pytest.mark.parametrize("kind", ["work", "change"])
def test_it_may_ring_where_nobody_listens(kind, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    ring(kind)
