"""Which sockets are served after one look at all of them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from waitress import wasyncore

from onlineocr.http.server.turns import Turns


class Waiting(wasyncore.dispatcher):
    """A connection of ``client`` that has something to read."""

    def __init__(self, sockets: dict[int, wasyncore.dispatcher], sock: socket.socket, client: str) -> None:
        super().__init__(sock, sockets)
        self.client, self.read = client, 0

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.read += len(self.recv(100))


@pytest.fixture
def connect() -> Iterator:
    with ExitStack() as open_ones:
        sockets: dict[int, wasyncore.dispatcher] = {}

        def connect(client: str, data: str = "x") -> Waiting:
            ours, theirs = map(open_ones.enter_context, socket.socketpair())
            theirs.send(data.encode())
            return Waiting(sockets, ours, client)

        connect.sockets = sockets
        yield connect


def test_one_client_with_many_connections_takes_a_few_turns(connect):
    alice, bob = [connect("Alice") for _ in range(50)], connect("Bob")
    Turns().serve(connect.sockets, 0)
    assert bob.read == 1
    assert 0 < sum(one.read for one in alice) < 20


def test_connections_that_always_have_something_leave_turns_to_the_others(connect):
    alice, turns = [connect("Alice", "x" * 10_000) for _ in range(50)], Turns()
    for _ in range(50):
        turns.serve(connect.sockets, 0)
    assert min(one.read for one in alice) > 100
