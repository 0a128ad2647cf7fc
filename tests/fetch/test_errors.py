"""The errors of outgoing calls: each has a code of its own, a fault and an advice."""

from __future__ import annotations

import pytest

from onlineocr.fetch import errors
from onlineocr.http.problems import TABLE

EVERY = list(errors.tree())


def test_the_tree_has_every_error_with_a_code_of_its_own():
    codes = [error.code for error in EVERY]
    assert len(set(codes)) == len(codes) == 9
    assert {errors.RemoteTimeout, errors.RemoteTooLarge, errors.FetchesBusy} <= set(EVERY)


@pytest.mark.parametrize("error", EVERY, ids=lambda error: error.__name__)
def test_each_has_a_row_in_the_table_of_problems(error):
    assert error.code in TABLE


@pytest.mark.parametrize("error", EVERY, ids=lambda error: error.__name__)
def test_each_tells_the_fault_and_then_the_advice(error):
    assert error().detail == f"{error.title}. {error.remedy}"
    assert error("It burns").detail == f"It burns. {error.remedy}"
    assert error.remedy.endswith(".")


def test_without_an_advice_the_fault_stands_alone():
    class Odd(errors.FetchError):
        code, title = "odd", "It is odd"

    assert Odd().detail == "It is odd."


def test_a_refusal_keeps_the_status_of_the_other_server():
    assert errors.RemoteRefused("It answered 404", status=404).status == 404
    assert errors.RemoteRefused().status == 0


def test_a_private_name_and_an_unknown_one_give_the_same_advice():
    assert "private network" in errors.RemoteUnreachable.remedy
