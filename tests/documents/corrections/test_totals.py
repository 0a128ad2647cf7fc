"""The sums of a document after a correction are those that reading the corrected pages would have given."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onlineocr.documents.corrections import editing, history, undoing
from onlineocr.documents.corrections.errors import NoRevision
from onlineocr.documents.models import Document, Page, Revision
from onlineocr.documents.queue import closing
from onlineocr.ocr.editing import Edit
from onlineocr.ocr.errors import InvalidEdits
from tests.documents.corrections.read_documents import read_document

pytestmark = pytest.mark.django_db
FIELDS = ("count", "confidence", "needs_review", "pages")
STEPS = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 1), st.sampled_from(["", "ten", "a longer line", "12 + 3", "ÄÖ"])),
    min_size=1,
    max_size=4,
)


def sums(document) -> dict:
    found = Document.objects.get(pk=document.pk)
    return {name: getattr(found, name) for name in FIELDS}


def summed_up(document) -> dict:
    """The sums that the end of a run would write for the pages as they are now."""
    rows = document.run.pages.order_by("number")
    texts = list(rows.values_list("text", flat=True))
    columns = list(rows.values_list("confidence", "text"))
    return {
        "count": sum(map(str.isalpha, "\n\n".join(texts))),
        "confidence": closing._mean([(confidence, len(text)) for confidence, text in columns]),
        "needs_review": any(rows.values_list("needs_review", flat=True)),
        "pages": len(texts),
    }


@pytest.fixture
def document(alice):
    """Two pages of two blocks."""
    return read_document(alice, [["tho fox"], ["jumps"]], [["over the"], ["dog 7"]])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(steps=STEPS)
def test_they_follow_every_correction_and_its_undoing(alice, steps):
    document = read_document(alice, [["tho fox"], ["jumps"]], [["over the"], ["dog 7"]])
    before = sums(document)
    assert before == summed_up(document)
    for number, block, text in steps:
        try:
            editing.correct(document, number, edits=[Edit(block, 0, None, text)], by=alice)
        except InvalidEdits:  # the line is gone
            continue
        assert sums(document) == summed_up(document)
    for revision in Revision.objects.filter(document=document).order_by("page", "-number"):
        undoing.take_back(document, revision.page, revision=revision.number, by=alice)
        assert sums(document) == summed_up(document)
    assert sums(document) == before


def test_a_correction_changes_the_time_of_the_document(alice, document):
    before = Document.objects.get().updated_at
    editing.correct(document, 1, edits=[Edit(0, 0, 0, "the")], by=alice)
    assert Document.objects.get().updated_at > before
    assert Document.objects.get().updated_at == Page.objects.get(number=1).revised_at


def test_an_edit_that_changes_nothing_writes_nothing(alice, document):
    before = Document.objects.get().updated_at
    page = editing.correct(document, 1, edits=[Edit(0, 0, None, "tho fox")], by=alice)
    again = editing.correct(document, 1, edits=[Edit(0, 0, None, "tho fox")], by=alice)
    assert again.revision == page.revision
    assert Revision.objects.count() <= 1
    assert Document.objects.get().updated_at >= before


def test_revisions_are_listed_from_the_newest_in_parts(alice, document):
    for text in ("one", "two", "three"):
        editing.correct(document, 1, edits=[Edit(0, 0, None, text)], by=alice)
    numbers = [[one.number for one in history.listed(document, 1, before=before, most=2)] for before in (None, 3, 2, 1)]
    assert numbers == [[4, 3], [2], [], []]
    assert [one.number for one in history.every(document)] == [2, 3, 4]
    assert history.listed(document, 2, before=None, most=2) == []


@pytest.mark.parametrize("number", [0, 1, 3, 99])
def test_there_is_no_other_revision_to_undo(alice, document, number):
    editing.correct(document, 1, edits=[Edit(0, 0, None, "one")], by=alice)
    with pytest.raises(NoRevision):
        undoing.take_back(document, 1, revision=number, by=alice)


@pytest.mark.parametrize(("seen", "known"), [(0, False), (1, True), (2, True), (3, True), (4, False), (-1, False)])
def test_edits_refer_to_a_revision_that_there_is(alice, document, seen, known):
    for text in ("one", "two"):
        editing.correct(document, 1, edits=[Edit(0, 0, None, text)], by=alice)
    if known:
        editing.correct(document, 1, edits=[Edit(1, 0, None, "leaps")], revision=seen, by=alice)
    else:
        with pytest.raises(InvalidEdits, match="the page is at revision 3"):
            editing.correct(document, 1, edits=[Edit(1, 0, None, "leaps")], revision=seen, by=alice)
