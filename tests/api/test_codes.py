"""Every error code of the table is provoked: by a test here, or by one that ELSEWHERE names."""

from __future__ import annotations

import ast
import io
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import fake_engine as fake
import pytest
from PIL import Image
from typer.testing import CliRunner

from onlineocr.cli import app, exits
from onlineocr.documents.files import decoder
from onlineocr.documents.queue import claims
from onlineocr.http.problems import TABLE
from onlineocr.ocr import errors
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.sandbox import Sandbox
from onlineocr.ocr.sandbox.zygote import AT_WORK
from tests.ocr.decode.decoded import pdf_page
from tests.support import processes
from tests.support.named_tests import literals
from tests.support.remote import LOCAL, Reply, serving

DOCUMENTS, OCR = "/api/v1/documents/", "/api/ocr/"

# Where a test of another file provokes the code. It is looked up there, and must name the code.
ELSEWHERE = {
    "malformed": "api/test_errors.py::test_broken_json_is_400",
    "invalid": "api/test_token_obtain_pair.py::test_it_names_missing_fields",
    "invalid_idempotency_key": "api/test_idempotency.py::test_a_key_that_is_none_is_refused",
    "not_signed_in": "api/test_claim.py::test_it_needs_an_account",
    "wrong_credentials": "api/test_auth.py::test_a_wrong_credential_is_never_a_silent_nobody",
    "second_factor_required": "web/test_account_second.py::test_tokens_need_the_code",
    "invalid_token": "api/test_auth.py::test_a_wrong_credential_is_never_a_silent_nobody",
    "token_reused": "api/test_token_refresh.py::test_reuse_of_an_old_token_ends_the_family",
    "invalid_key": "api/test_auth.py::test_it_says_what_is_wrong_with_a_key",
    "key_expired": "api/test_auth.py::test_it_says_what_is_wrong_with_a_key",
    "key_revoked": "api/test_auth.py::test_it_says_what_is_wrong_with_a_key",
    "account_inactive": "api/test_auth.py::test_it_says_what_is_wrong_with_a_key",
    "credentials_disagree": "api/test_auth.py::test_two_credentials_that_disagree_are_refused",
    "scope_missing": "api/test_claim.py::test_it_needs_a_key_that_may_write",
    "csrf_failed": "api/test_auth.py::test_a_session_needs_the_csrf_token_to_change_something",
    "registration_closed": "api/test_register.py::test_it_can_be_closed",
    "not_found": "api/test_claim.py::test_it_needs_the_right_token",
    "method_not_allowed": "api/test_errors.py::test_a_wrong_method_is_405",
    "not_acceptable": "api/test_result.py::test_it_refuses_a_form_that_there_is_not",
    "conflict": "api/test_documents.py::test_it_has_no_result_before_a_page_is_read",
    "edit_conflict": "api/test_correct.py::test_a_line_that_is_gone_is_a_conflict",
    "too_many_revisions": "api/test_correct.py::test_a_page_has_no_more_revisions_than_it_may",
    "call_in_progress": "api/test_idempotency.py::test_while_the_first_is_under_way_the_second_is_told_to_wait",
    "too_many_shares": "api/test_shares.py::test_it_makes_only_so_many",
    "too_many_keys": "api/test_keys.py::test_it_makes_only_so_many",
    "storage_full": "api/test_usage.py::test_room_that_is_used_up_is_no_matter_of_waiting",
    "too_many_files": "api/test_batch.py::test_it_takes_no_more_files_than_it_may",
    "body_too_slow": "http/test_bodies.py::test_slow_bodies_hold_up_nobody",
    "head_too_slow": "http/test_slow_heads.py::test_it_answers_a_head_that_never_ends",
    "head_too_large": "http/test_framing.py::test_a_large_head_is_refused",
    "not_implemented": "http/test_framing.py::test_an_unknown_coding_ends_the_connection",
    "version_not_supported": "http/test_framing.py::test_other_versions_are_refused",
    "length_required": "api/test_gate.py::test_a_chunked_body_that_nobody_ends_is_411",
    "precondition_failed": "api/test_result.py::test_it_is_no_answer_to_who_wants_another_one",
    "unsupported_media_type": "api/test_errors.py::test_an_unknown_form_of_body_is_415",
    "idempotency_key_reused": "api/test_idempotency.py::test_another_call_with_the_key_is_refused",
    "revision_required": "api/test_correct.py::test_it_must_say_what_it_saw",
    "throttled": "api/test_token_obtain_pair.py::test_it_slows_one_address_down",
    "too_many_failures": "api/test_token_obtain_pair.py::test_it_pauses_after_too_many_failures",
    "queue_full": "api/test_usage.py::test_a_full_queue_is_told_before_the_file_is_taken",
    "quota_exceeded": "api/test_usage.py::test_so_is_a_quota_that_is_used_up",
    "server_error": "api/test_documents.py::test_a_file_that_cannot_be_read_is_a_fault_of_the_server",
    "unavailable": "api/test_outages.py::test_while_it_is_away_calls_are_refused_at_once",
    "server_busy": "api/test_usage.py::test_a_synchronous_call_without_a_seat_is_refused",
    "no_file": "api/test_ocr.py::test_it_refuses_a_form_without_a_file",
    "invalid_base64": "api/test_ocr.py::test_it_refuses_what_is_not_base64",
    "empty_file": "api/test_ocr.py::test_it_refuses_an_empty_file",
    "unsupported_type": "api/test_ocr.py::test_it_refuses_text_that_is_called_png",
    "truncated_file": "api/test_ocr.py::test_it_refuses_a_jpeg_without_picture_data",
    "too_many_bytes": "api/test_gate.py::test_a_body_over_the_limit_is_413_with_the_numbers",
    "too_many_pixels": "api/test_ocr.py::test_it_refuses_a_picture_with_too_many_pixels",
    "no_such_page": "api/test_ocr.py::test_it_refuses_pages_that_there_are_not",
    "pdf_encrypted": "api/test_ocr.py::test_it_refuses_an_encrypted_pdf",
    "wrong_password": "api/test_ocr.py::test_it_refuses_a_wrong_password",
    "original_gone": "api/test_documents.py::test_a_file_that_is_gone_is_410",
    "invalid_option": "api/test_ocr.py::test_it_names_every_wrong_option",
    "invalid_edit": "api/test_correct.py::test_it_must_have_seen_a_revision_that_there_is",
    "language_not_installed": "api/test_reading.py::test_it_says_what_a_caller_can_do_about_a_missing_language",
    "disk_full": "api/test_outages.py::test_uploads_leave_a_reserve",
    "engine_failed": "api/test_ocr.py::test_it_reads_well_after_a_page_that_hurt",
    "engine_crashed": "api/test_ocr.py::test_it_reads_well_after_a_page_that_hurt",
    "decoder_unavailable": "api/test_outages.py::test_while_no_decoder_starts_uploads_are_told_when_to_come_back",
    "page_timeout": "worker/test_kill.py::test_it_ends_a_page_and_a_document_at_their_deadlines",
    "document_timeout": "worker/test_kill.py::test_it_ends_a_page_and_a_document_at_their_deadlines",
    "invalid_address": "api/test_upload_by_url.py::test_it_refuses_what_is_no_address",
    "address_refused": "api/test_upload_by_url.py::test_it_refuses_private_addresses",
    "remote_unreachable": "api/test_upload_by_url.py::test_it_tells_that_nobody_is_there",
    "remote_timeout": "api/test_upload_by_url.py::test_it_tells_that_the_other_server_is_too_slow",
    "remote_refused": "api/test_upload_by_url.py::test_it_tells_what_the_other_server_answered",
    "remote_too_large": "api/test_upload_by_url.py::test_it_tells_that_the_file_is_too_large",
    "url_uploads_off": "api/test_upload_by_url.py::test_it_is_off_unless_the_operator_turns_it_on",
}
# What only an engine says; the engine of the tests raises each.
OF_ENGINES = ("ocr_error", "limit_exceeded", "engine_error", "engine_missing", "model_damaged")
SIGNALS = {"decoder_killed": signal.SIGKILL, "decoder_crashed": signal.SIGSEGV}
OF_COMMANDS = {
    "invalid_file": ["read", "{folder}/nothing.png"],
    "invalid_result": ["convert", "{folder}/list.json", "-f", "txt"],
}
HERE = {
    *OF_ENGINES, *SIGNALS, *OF_COMMANDS, "damaged_file", "too_many_pages", "remote_failed", "decode_timeout",
    "decode_memory",
}  # fmt: skip


def refused(response, code):
    body = response.json()
    assert (response.status_code, body["code"]) == (TABLE[code].status, code), body
    return body


def test_each_code_has_its_test():
    assert HERE.isdisjoint(ELSEWHERE)
    assert HERE | ELSEWHERE.keys() == TABLE.keys()


@pytest.mark.parametrize("code", ELSEWHERE)
def test_the_test_elsewhere_names_it(code):
    assert code in literals(ELSEWHERE[code])


def test_each_code_of_here_is_named_by_its_test():
    here = {text for node in ast.parse(Path(__file__).read_text()).body if isinstance(node, ast.FunctionDef)
            for text in [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]}  # fmt: skip
    assert HERE - {*OF_ENGINES, *SIGNALS, *OF_COMMANDS} <= here


@pytest.mark.parametrize("code", OF_COMMANDS)
def test_a_command_refuses(tmp_path, code):
    (tmp_path / "list.json").write_text("[]")
    words = [word.format(folder=tmp_path) for word in OF_COMMANDS[code]]
    done = CliRunner().invoke(app, words)
    said = {"invalid_file": "There is no such file", "invalid_result": "not the JSON of a result"}[code]
    assert (done.exit_code, said in done.output) == (exits.FILE, True), done.output


@pytest.mark.parametrize("code", OF_ENGINES)
def test_an_engine_refuses(api, worker, code):
    number = [error.code for error in errors.tree()].index(code)
    response = api.post(OCR, processes.poisoned(fake.REFUSE, number), content_type="image/png")
    assert "was told to refuse" in refused(response, code)["detail"]


def test_a_damaged_file(api, db):
    refused(api.post(OCR, b"%PDF-1.7\nnothing more\n%%EOF\n", content_type="application/pdf"), "damaged_file")


def test_more_pages_than_are_taken(api, db, settings):
    settings.LIMITS = replace(settings.LIMITS, max_pages=1)
    refused(api.post(DOCUMENTS, processes.picture("TIFF", frames=2), content_type="image/tiff"), "too_many_pages")


def test_a_server_without_a_usable_answer(api, db, settings):
    settings.URL_UPLOADS, settings.FETCH_ALLOW = "everybody", LOCAL
    with serving(Reply(body=b"x", headers={"Content-Encoding": "gzip"})) as server:
        refused(api.post(DOCUMENTS, {"url": server.url}, format="json"), "remote_failed")


@pytest.fixture
def page(as_user, alice, value, monkeypatch):
    """``page(data, **limits)``: a call for the picture of a page that was read, which these limits then hold."""

    def prepare(data, **limits):
        address = as_user(alice).post(DOCUMENTS, data, content_type="application/pdf")["Location"]
        claims.finish(claims.claim("w"), value())
        tight = Sandbox(Limits(**limits))
        monkeypatch.setattr(decoder, "sandbox", lambda: tight)
        boxes.append(tight)
        return lambda: as_user(alice).get(f"{address}pages/1/image")

    boxes: list[Sandbox] = []
    yield prepare
    for box in boxes:
        box.close()


def slow():
    """A PDF that takes PDFium minutes."""
    return pdf_page(b"0 0 1 1 re f " * 3_000_000)


def test_a_page_that_takes_too_long_to_decode(page):
    refused(page(slow(), decode_seconds=0.5)(), "decode_timeout")


def test_a_page_that_takes_too_much_memory_to_decode(page):
    file = io.BytesIO()
    Image.new("RGB", (6000, 6000), "white").save(file, "PNG")
    refused(page(file.getvalue(), decode_memory=48 * 2**20)(), "decode_memory")


@pytest.mark.parametrize("code", SIGNALS)
def test_a_decoder_that_ends(page, code):
    call = page(slow(), decode_seconds=60)
    box = decoder.sandbox()
    box.warm()

    def end():
        zygote = box._warm_forkserver().pid
        os.kill(processes.wait_for(lambda: at_work(zygote))[0], SIGNALS[code])

    thread = threading.Thread(target=end)
    thread.start()
    refused(call(), code)
    thread.join()


def at_work(zygote):
    children = Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()
    return [int(child) for child in children if Path(f"/proc/{child}/comm").read_text().strip() == AT_WORK]
