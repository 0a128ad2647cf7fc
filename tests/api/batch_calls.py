"""Calls of batches, for the tests of several files."""

from __future__ import annotations

import io

from tests.support.processes import picture

URL = "/api/v1/batches/"
UPLOADS = "/api/v1/documents/"


def new(client, **fields):
    response = client.post(URL, fields, format="json")
    assert response.status_code == 201, response.content
    return response.json()


def add(client, batch, name="a.png", data=None, key=None, **query):
    file = io.BytesIO(data or picture())
    file.name = name
    headers = {"Idempotency-Key": key} if key else {}
    headers |= {"X-Document-Token": batch["token"]} if "token" in batch else {}
    return client.post(f"{UPLOADS}?batch={batch['id']}", {"file": file, **query}, format="multipart", headers=headers)


def seen(client, batch, **query):
    query |= {"token": batch["token"]} if "token" in batch else {}
    response = client.get(f"{URL}{batch['id']}/", query)
    assert response.status_code == 200, response.content
    return response.json()
