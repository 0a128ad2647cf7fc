from __future__ import annotations

import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest
import standardwebhooks
from django.utils import timezone

from onlineocr import sealing
from onlineocr.webhooks import secret
from onlineocr.webhooks.models import DefaultSecret, Webhook


def verifies(key, headers, payload):
    try:
        standardwebhooks.Webhook(key).verify(payload, headers)
    except standardwebhooks.WebhookVerificationError:
        return False
    return True


def test_a_secret_has_the_standard_form():
    assert len(base64.b64decode(secret.new().removeprefix("whsec_"), validate=True)) == 32


def test_it_signs_as_the_example_of_the_standard():
    key, message, payload = (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        '{"test": 2432232314}',
    )
    now = timezone.datetime.fromtimestamp(1614265330, tz=timezone.get_fixed_timezone(0))
    assert secret.headers(message, payload, [key], now) == {
        "webhook-id": message,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_it_signs_in_any_zone_of_the_clock():
    key, now = secret.new(), timezone.now()
    there = timezone.localtime(now, timezone.get_fixed_timezone(330))
    assert secret.headers("msg_1", "{}", [key], there) == secret.headers("msg_1", "{}", [key], now)


def test_the_reference_library_verifies_it(alice, hook):
    webhook = hook(alice)
    signed = secret.headers("msg_1", '{"a":"ü"}', webhook.secrets(), timezone.now())
    assert verifies(webhook.plain, signed, '{"a":"ü"}')
    assert not verifies(webhook.plain, signed, '{"a":"u"}')
    assert not verifies(webhook.plain, signed | {"webhook-id": "msg_2"}, '{"a":"ü"}')
    assert not verifies(secret.new(), signed, '{"a":"ü"}')


def test_after_a_rotation_both_secrets_verify(alice, hook):
    webhook = hook(alice)
    fresh = webhook.rotate()
    signed = secret.headers("msg_1", "{}", Webhook.objects.get().secrets(), timezone.now())
    assert signed["webhook-signature"].count("v1,") == 2
    assert fresh != webhook.plain
    assert verifies(webhook.plain, signed, "{}")
    assert verifies(fresh, signed, "{}")


def test_a_day_later_only_the_new_one_does(alice, hook):
    webhook = hook(alice)
    fresh = webhook.rotate()
    Webhook.objects.update(previous_until=timezone.now() - timedelta(seconds=1))
    assert Webhook.objects.get().secrets() == [fresh]


def test_the_database_does_not_show_the_secret(alice, hook):
    webhook = hook(alice)
    key = webhook.plain.removeprefix("whsec_")
    assert all(key not in str(value) for value in Webhook.objects.values_list().get())


def test_a_secret_opens_in_no_other_row(alice, hook):
    one, other = hook(alice), hook(alice)
    other.sealed = one.sealed
    with pytest.raises(sealing.CannotUnseal):
        other.secrets()


def test_every_owner_has_one_default(alice, bob):
    assert DefaultSecret.of(alice.pk).secrets() == DefaultSecret.of(alice.pk).secrets()
    assert DefaultSecret.of(alice.pk).secrets() != DefaultSecret.of(bob.pk).secrets()


def test_the_receiver_in_the_documentation_works(alice, hook):
    page = Path(__file__).parents[2] / "docs" / "howto" / "webhooks.md"
    code = re.search(r"```python\n(.*?)```", page.read_text(), re.DOTALL)[1]
    exec(code, there := {})
    webhook = hook(alice)
    signed = secret.headers("msg_1", '{"type":"ping"}', webhook.secrets(), timezone.now())
    assert there["receive"](signed, b'{"type":"ping"}', webhook.plain) == {"type": "ping"}
    assert there["receive"](signed, b'{"type":"pong"}', webhook.plain) is None
