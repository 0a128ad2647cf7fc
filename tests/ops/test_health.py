from __future__ import annotations

import pytest

from onlineocr import local_worker
from onlineocr.ops import health


@pytest.fixture
def check(monkeypatch):
    """Registers a check for one test."""
    monkeypatch.setattr(health, "_checks", dict(health._checks))
    return health.register_check


def test_it_is_alive(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "alive"}


def test_it_is_ready_and_names_every_dependency(client, db):
    response = client.get("/readyz")
    checks = response.json()["checks"]
    assert {"database", "migrations", "data_folder"} <= set(checks)
    assert checks["database"]["ok"]
    assert checks["migrations"] == {"ok": True, "detail": "applied", "ms": checks["migrations"]["ms"]}
    assert response.headers["Cache-Control"] == "no-store"


def _away() -> str:
    raise health.Away("The tube is cold. Warm it.")


def _broken() -> str:
    raise ZeroDivisionError("secret detail")


def test_it_answers_503_and_says_what_is_away(client, db, check):
    check("tube", _away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.json()["checks"]["tube"]["detail"] == "The tube is cold. Warm it."


def test_it_survives_a_check_that_fails_itself(client, db, check):
    check("broken", _broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "secret" not in response.content.decode()


def test_it_says_when_the_data_folder_is_gone(client, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "cannot be written" in response.json()["checks"]["data_folder"]["detail"]


def test_it_says_when_the_disk_is_nearly_full(client, db, settings):
    settings.DISK_RESERVE = 10**18
    assert "Make room" in client.get("/readyz").json()["checks"]["data_folder"]["detail"]


def test_it_says_whether_a_worker_is_starting_or_has_to_be_started(client, db, monkeypatch):
    assert "Start one: 'onlineocr worker'" in client.get("/readyz").json()["checks"]["worker"]["detail"]
    monkeypatch.setattr(local_worker, "_since", None)
    local_worker.expect_worker()
    assert client.get("/readyz").json()["checks"]["worker"]["detail"] == "The worker is starting."
    monkeypatch.setattr(local_worker, "START_SECONDS", 0.0)
    assert "'onlineocr serve' starts it again" in client.get("/readyz").json()["checks"]["worker"]["detail"]


def test_it_takes_no_post(client):
    assert client.post("/healthz").status_code == 405
