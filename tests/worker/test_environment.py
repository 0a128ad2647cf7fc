"""What a recogniser child is told of its owner's environment."""

from __future__ import annotations

from onlineocr.worker import recogniser


def test_it_finds_added_languages_where_its_owner_does(monkeypatch) -> None:
    monkeypatch.setenv("ONLINEOCR_TESSDATA", "/somewhere/tessdata")
    assert recogniser._environment()["ONLINEOCR_TESSDATA"] == "/somewhere/tessdata"


def test_it_sees_no_secret(monkeypatch) -> None:
    monkeypatch.setenv("ONLINEOCR_SECRET_KEY", "hidden")
    assert "hidden" not in recogniser._environment().values()
