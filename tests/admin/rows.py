"""A row of every table that the admin shows, made by the service's own verbs where it has some."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from onlineocr.accounts import keys, tokens
from onlineocr.accounts.models import ApiKey
from onlineocr.documents.corrections import editing, undoing
from onlineocr.documents.models import Allowance, Usage, Worker
from onlineocr.documents.queue import claims
from onlineocr.ocr.editing import Edit
from onlineocr.ocr.errors import DamagedFile
from onlineocr.webhooks import services as webhooks
from tests.documents.corrections.read_documents import read_document


def make_rows(*, alice, bob, queued, hook, client) -> None:
    """Rows of every registered model, in the states that they can have."""
    read = read_document(alice, [["tho fox", "jumps"], ["over"]], [["the dog"]], file_name="fox & <b>hound</b>.png")
    editing.correct(read, 1, edits=[Edit(block=0, line=0, text="the fox")], by=alice)
    editing.correct(read, 2, edits=[Edit(block=0, line=0, text="a dog")], by=None)
    undoing.take_back(read, 1, revision=2, by=bob)
    queued(alice, file_name="строка \u202e.pdf")
    claims.fail(claims.claim("w"), DamagedFile("it is cut"))
    claims.cancel(queued(bob, pages=2).run)
    queued(bob)
    assert claims.claim("host/1/2")
    queued(bob, file_name="", options={"languages": "de"})
    queued(None, pages=3)
    keys.issue(user=alice, name="scanner", sigv4=True)
    keys.issue(user=alice, name="old")
    ApiKey.objects.filter(name="old").revoke()
    tokens.sign_in(alice)
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "x"})
    EmailAddress.objects.create(user=alice, email="alice@example.org", primary=True, verified=True)
    webhooks.ping(hook(alice, name="mine", events=["document.failed"]))
    hook(bob).disable("gone")
    Worker.objects.create(name="host/1/2", recognisers=2, page_ms=12.5)
    Allowance.objects.create(user=alice, pages=10)
    Usage.objects.create(share_key=f"u{alice.pk}", window="day", since=timezone.now(), pages=3, bytes=4)
    Group.objects.create(name="clerks").permissions.add(Permission.objects.first())
    client.post("/api/token_obtain_pair/", {"username": "alice", "password": "wrong"})
    AccessLog.objects.create(username="alice", ip_address="192.0.2.1", path_info="/")
    AccessFailureLog.objects.create(username="alice", ip_address="192.0.2.1", path_info="/")
