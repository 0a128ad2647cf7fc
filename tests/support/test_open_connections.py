"""A test that leaves a connection open fails itself, whatever left it."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from tests.support.open_connections import OpenConnections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watch():
    return OpenConnections()


def query():
    """Open this thread's connection."""
    connection.ensure_connection()


def elsewhere(do):
    """Call ``do`` in a thread that ends."""
    thread = threading.Thread(target=do, name="elsewhere")
    thread.start()
    thread.join()


def test_it_reports_a_connection_whose_thread_has_ended(watch):
    elsewhere(query)
    (found,) = watch.close_lost()
    assert "thread 'elsewhere'" in str(found)
    assert not found.is_open
    assert watch.close_lost() == []


def test_it_tells_by_which_calls_the_connection_was_opened(watch):
    elsewhere(query)
    (found,) = watch.close_lost()
    assert f"  tests/support/test_open_connections.py:{query.__code__.co_firstlineno + 2} query" in str(found)


def test_it_reports_a_connection_that_its_own_thread_has_lost(watch):
    connection.copy().ensure_connection()
    assert len(watch.close_lost()) == 1


def test_it_reports_no_connection_that_is_closed_or_in_use(watch):
    def read():
        query()
        connections.close_all()

    connection.close()
    query()
    elsewhere(read)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(query).result()
        assert watch.close_lost() == []
        pool.submit(connections.close_all).result()
    assert watch.close_lost() == []


def test_a_thread_has_one_connection_inside_an_event_loop_and_outside():
    async def inside():
        return connections["default"]

    assert asyncio.run(inside()) is connections["default"]


def test_a_test_that_leaves_a_connection_open_fails(request):
    assert any(isinstance(plugin, OpenConnections) for plugin in request.config.pluginmanager.get_plugins())
