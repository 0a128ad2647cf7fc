"""Every address that knows who calls says what an API key needs there; a new one that forgets to is closed to keys."""

from __future__ import annotations

import pytest

from onlineocr.accounts.scopes import Scope
from tests.support.routes import asking

CALLS = [pytest.param(view, method, id=f"{method} {path}") for method, path, view in asking()]


@pytest.mark.parametrize(("view", "method"), CALLS)
def test_every_view_says_what_a_key_needs(view, method):
    declared = getattr(view, "key_scopes", {})
    assert method in declared, f"Add {method} to {view.__name__}.key_scopes; see onlineocr/http/scopes.py"
    assert declared[method] is None or (declared[method] and set(declared[method]) <= set(Scope))


def test_it_sees_the_views():
    assert len(CALLS) >= 10
