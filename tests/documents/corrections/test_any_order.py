"""Corrections and undos by two people, in any order, made for any earlier revision of the page."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onlineocr.documents import results
from onlineocr.documents.corrections import editing, undoing
from onlineocr.documents.corrections.errors import EditConflict
from onlineocr.documents.models import Kind, Revision, Standing
from onlineocr.ocr.editing import Edit
from onlineocr.ocr.editing.splice import bare
from tests.documents.corrections.read_documents import read_document

pytestmark = pytest.mark.django_db

BLOCKS = [["one", "two", "three"], ["four"], ["five", "six"]]
KINDS = st.sampled_from(["write", "delete", "split", "join", "add", "confirm", "undo", "undo"])
NUMBERS = st.integers(0, 11)
STEPS = st.lists(st.tuples(KINDS, NUMBERS, NUMBERS, NUMBERS), max_size=14)


def lines(page):
    return [bare(line) for block in page.value().blocks for line in block.lines]


def state(page):
    value = page.value()
    return value.text, value.blocks, value.reviewed


class Session:
    """Two people at one page: every state of it that they saw, and their revisions."""

    def __init__(self, *people):
        self.people, self.count = people, 0
        self.document = read_document(people[0], BLOCKS)
        self.seen = [self.page()]

    def page(self):
        return results.page(self.document, 1)

    def revisions(self, **fields):
        return list(Revision.objects.filter(document=self.document, **fields).order_by("number"))

    def step(self, kind, first, second, third):
        self.count += 1
        if kind != "undo":
            self.correct(kind, first, second, self.seen[-1 - third % len(self.seen)])
        elif rows := self.revisions():
            self.undo(rows[-1 - first % len(rows)].number)
        assert not self.page().value().reviewed or all(word.corrected for word in self.page().value().words)
        if self.page().revision != self.seen[-1].revision:
            self.seen.append(self.page())

    def correct(self, kind, first, second, seen):
        edit = edit_of(kind, first, second, seen.value().blocks, f"text{self.count}")
        if edit is None:
            return
        before, by = lines(self.page()), self.people[self.count % 2]
        try:
            editing.correct(self.document, 1, edits=[edit], revision=seen.revision, by=by)
        except EditConflict:
            lost = [line for line in named(edit, seen.value().blocks) if line not in before]
        else:
            lost = None
        assert lost != [], f"{edit} of revision {seen.revision} was refused, and its lines are there"

    def undo(self, number):
        """Undo a revision. Return whether it was possible; then a second undo changes nothing."""
        try:
            done = undoing.take_back(self.document, 1, revision=number, by=self.people[self.count % 2])
        except EditConflict:
            return False
        again = undoing.take_back(self.document, 1, revision=number, by=self.people[self.count % 2])
        assert again.revision == done.revision
        return True

    def undo_everything(self, order):
        for turn in range(100):
            rows = self.revisions(kind=Kind.EDIT, standing=Standing.APPLIED)
            if not rows:
                return
            rows.sort(key=lambda row: order[(row.number + turn) % len(order)])
            done = [self.undo(row.number) for row in rows]
            assert True in done, "one revision at least can be undone"

    def check_undone(self):
        """No text of an undone revision is on the page."""
        text = self.page().text.split()
        for row in self.revisions(kind=Kind.EDIT, standing=Standing.UNDONE):
            splices = row.value().splices
            old = {word.text for splice in splices for line in splice.before for word in line.words}
            new = {word.text for splice in splices for line in splice.after for word in line.words}
            assert not [word for word in new - old if word in text], row.number


def named(edit, blocks):
    """The lines that an edit is about."""
    if edit.block is None:
        return [] if edit.box else [bare(line) for block in blocks for line in block.lines]
    own = [bare(line) for line in blocks[edit.block].lines]
    return own if edit.line is None else own[edit.line : edit.line + 1]


def edit_of(kind, first, second, blocks, text):
    if kind == "add":
        return Edit(box=(0, 40 * first + 5, 300, 40 * first + 25 + second), text=text)
    if kind == "confirm" and second > 8:
        return Edit()
    if not blocks:
        return None
    block = first % len(blocks)
    texts = [line.text for line in blocks[block].lines]
    if kind in {"split", "join"}:
        return Edit(block, text="\n".join([*texts, text]) if kind == "split" else " ".join([*texts, text]))
    return Edit(block, second % len(texts), text={"write": text, "delete": "", "confirm": None}[kind])


@settings(suppress_health_check=list(HealthCheck), max_examples=20)
@given(steps=STEPS, order=st.permutations(range(7)))
def test_everything_can_be_undone_and_no_line_that_is_there_is_refused(alice, charlie, steps, order):
    session = Session(alice, charlie)
    for step in steps:
        session.step(*step)
        session.check_undone()
    session.undo_everything(order)
    assert state(session.page()) == state(session.seen[0])
