"""GET /api/v1/documents/{id}/events"""

import json

import pytest

from onlineocr.documents.notify import events
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import DamagedFile
from tests.support.processes import picture

URL = "/api/v1/documents/"


def parsed(response):
    """The events of a stream that has ended: (id, kind, data)."""
    found = []
    for block in b"".join(response.streaming_content).decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in lines:
            found.append((lines["id"], lines["event"], json.loads(lines["data"])))
    return found


def told(found):
    return [data.get("number") or data["status"] for _, _, data in found]


@pytest.fixture
def read(queued, value):
    """A document of three pages, of which the last came first and the second failed."""
    document = queued(None, pages=3)
    claimed = [claims.claim("w") for _ in range(3)]
    claims.finish(claimed[2], value(number=3))
    claims.fail(claimed[1], DamagedFile("no header"))
    claims.finish(claimed[0], value(number=1))
    document.token = document.issue_token()
    document.save(update_fields=["token_hash"])
    return document


def listen(api, document, last=""):
    headers = {"HTTP_LAST_EVENT_ID": last} if last else {}
    return api.get(f"{URL}{document.uid}/events?token={document.token}", **headers)


def test_it_tells_every_page_in_the_order_of_its_end_and_then_the_end(api, read):
    response = listen(api, read)
    assert response["Content-Type"].startswith("text/event-stream")
    assert told(parsed(response)) == [3, 2, 1, "partial"]


def test_it_says_why_a_page_failed(api, read):
    failed = next(data for _, _, data in parsed(listen(api, read)) if data.get("number") == 2)
    assert (failed["status"], failed["problem"]["code"]) == ("failed", "damaged_file")


def test_it_goes_on_after_every_event_without_loss_or_repeat(api, read):
    everything = parsed(listen(api, read))
    for index, (last, _, _) in enumerate(everything[:-1], 1):
        assert parsed(listen(api, read, last)) == everything[index:]


def test_it_answers_204_to_who_knows_the_end(api, read):
    last = parsed(listen(api, read))[-1][0]
    assert listen(api, read, last).status_code == 204


@pytest.mark.parametrize("last", ["0", "soon", "1-2", "٣-1-1-running", "9" * 300, "99999-1-1-running", "-1-1-1-"])
def test_it_begins_anew_for_an_id_that_it_never_gave(api, read, last):
    assert told(parsed(listen(api, read, last))) == [3, 2, 1, "partial"]


def test_it_does_not_lose_pages_that_ended_at_once(queued, value, settings):
    settings.DOCUMENT_SECONDS = 30
    document = queued(None, pages=40)
    claims.finish(claims.claim("w"), value(), spent_ms=10_000_000)
    everything = [event for event in events.follow(document, seconds=5) if event]
    rest = [event for event in events.follow(document, everything[10].id, seconds=5) if event]
    assert [event.data for event in everything[:-1]] != []
    assert rest == everything[11:]
    assert len(everything) == 41


def test_it_tells_pages_of_a_new_run_from_the_start(api, read, value, settings):
    last = parsed(listen(api, read))[-1][0]
    run = read.runs.create(total=1)
    claims.enqueue(run, "", [1])
    type(read).objects.filter(pk=read.pk).update(latest=run, status="queued")
    claims.finish(claims.claim("w"), value())
    assert told(parsed(listen(api, read, last))) == [1, "succeeded"]


def test_it_is_closed_to_others(api, as_user, bob, queued, alice):
    address = f"{URL}{queued(alice).uid}/events"
    assert [client.get(address).status_code for client in (api, as_user(bob))] == [404, 404]


def test_it_sends_a_sign_of_life_when_nothing_happens(queued):
    stream = events.follow(queued(None), seconds=5, pause=0.05)
    assert [event.kind if event else None for event in (next(stream) for _ in range(3))] == ["status", None, None]


def test_it_ends_when_its_time_is_over(queued):
    assert [event.kind for event in events.follow(queued(None), seconds=0.1) if event] == ["status"]


def test_it_tells_what_happens_while_it_is_listened_to(api, worker):
    answer = api.post(URL, picture("TIFF", frames=6), content_type="image/tiff").json()
    response = api.get(f"{URL}{answer['id']}/events?token={answer['token']}")
    assert sorted(map(str, told(parsed(response))[-7:])) == [*"123456", "succeeded"]
