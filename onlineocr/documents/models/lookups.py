"""Lookups that let a query use an index, or keep it from one, where SQLite would choose wrongly.

A partial index is used only for a query that contains the same condition literally. Django binds values as parameters,
so its conditions never match, and a query for two waiting pages reads a million ended ones.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import CharField, DateTimeField, Lookup, Transform


class Unindexed(Transform):
    """``field__unindexed``: the same value, but SQLite does not use an index for it (its documented unary plus)."""

    lookup_name = "unindexed"

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:
        sql, parameters = compiler.compile(self.lhs)
        return (f"+{sql}" if connection.vendor == "sqlite" else sql), parameters


class OneOfWords(Lookup):
    """``field__one_of=("queued", "running")``: like ``in``, with the words literally in the query; plain words only."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        words = [str(word) for word in self.rhs]
        if not all(re.fullmatch(r"[a-z]+", word) for word in words):
            raise ValueError(f"not plain words: {words}")
        sql, parameters = self.process_lhs(compiler, connection)
        return f"{sql} IN ({', '.join(repr(word) for word in words)})", parameters


class Filled(Lookup):
    """``field__filled=True``: the field is not the empty string."""

    lookup_name = "filled"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, parameters = self.process_lhs(compiler, connection)
        return (f"NOT ({sql} = '')" if self.rhs else f"{sql} = ''"), parameters


for lookup in (Unindexed, OneOfWords, Filled):
    CharField.register_lookup(lookup)
DateTimeField.register_lookup(Unindexed)
