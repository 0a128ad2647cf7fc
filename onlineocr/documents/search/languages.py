"""The languages of an owner's documents."""

from __future__ import annotations

from django.db import connection

from onlineocr.ocr import languages
from onlineocr.ocr.languages import Language


def of_owner(owner: int) -> list[Language]:
    """Return the languages in which ``owner`` has documents, ordered by name.

    One look into the index for each known language: a query for the distinct ones would read all rows of the owner.
    """
    known = {language.tag: language for language in languages.every()}
    values = ", ".join(["(%s)"] * len(known))
    sql = (
        f"WITH known(tag) AS (VALUES {values}) SELECT tag FROM known WHERE EXISTS ("  # noqa: S608 - places only
        "SELECT 1 FROM documents_documentlanguage WHERE language = tag AND owner_id = %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*known, owner])
        found = [known[tag] for (tag,) in cursor.fetchall()]
    return sorted(found, key=lambda language: language.name)
