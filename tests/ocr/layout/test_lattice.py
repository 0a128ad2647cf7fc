"""Rules that meet, as a lattice of fields; letters are twenty pixels high."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box, Rules
from onlineocr.ocr.layout.tables.lattice import Field, lattices, merged
from tests.ocr.layout.test_tables import whole

LETTER = 20
XS, YS = (0, 200, 400), (0, 50, 100)
FIELDS = st.builds(
    lambda top, left, high, wide: Field(top, left, top + high, left + wide),
    st.integers(0, 5), st.integers(0, 5), st.integers(1, 3), st.integers(1, 3),
)  # fmt: skip


def found(rules, most=100):
    return [lattice for lattice, _ in lattices(rules, LETTER, most)]


def without(rules, way, number, **sides):
    """The rules with one of them changed, or left out."""
    every = {"across": list(rules.across), "down": list(rules.down)}
    changed = every[way].pop(number)
    if sides:
        every[way].insert(number, changed._replace(**sides))
    return Rules(tuple(every["across"]), tuple(every["down"]))


def places(field):
    return {(row, column) for row in range(field.top, field.bottom) for column in range(field.left, field.right)}


@given(FIELDS, FIELDS)
def test_fields_overlap_where_they_have_a_place_in_common(one, other):
    assert one.overlaps(other) == other.overlaps(one) == bool(places(one) & places(other))
    assert places(one) | places(other) <= places(one.joined(other))


def test_it_finds_the_lines_and_fields_of_a_grid():
    (lattice,) = found(whole(XS, YS))
    assert (lattice.xs, lattice.ys, lattice.rows, lattice.columns) == (XS, YS, 2, 2)
    assert lattice.fields == (Field(0, 0, 1, 1), Field(0, 1, 1, 2), Field(1, 0, 2, 1), Field(1, 1, 2, 2))
    assert lattice.box == Box(0, 0, 400, 100)


def test_it_knows_the_boundaries_of_its_fields():
    (lattice,) = found(without(whole(XS, YS), "down", 1, top=50))
    assert lattice.fields[0] == Field(0, 0, 1, 2)
    assert lattice.walls() == {(0, 0), (1, 0), (1, 1)}
    assert lattice.floors() == {(0, 0), (0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize(("short", "ys"), [(0, (0, 50)), (12, (0, 50)), (13, (0, 37))])
def test_it_takes_rules_for_meeting_that_end_near_each_other(short, ys):
    rules = whole((0, 200), (0, 50))
    (lattice,) = found(Rules(rules.across, tuple(rule._replace(bottom=50 - short) for rule in rules.down)))
    assert lattice.ys == ys


@pytest.mark.parametrize(("beside", "columns"), [(12, 3), (13, 2)])
def test_it_takes_rules_for_meeting_that_are_beside_each_other(beside, columns):
    rules = whole(XS, YS)
    more = rules.down[2]._replace(left=399 + beside, right=401 + beside)
    assert found(Rules(rules.across, (*rules.down, more)))[0].columns == columns


@pytest.mark.parametrize(("apart", "columns"), [(9, 2), (10, 3)])
def test_it_takes_a_double_line_for_one(apart, columns):
    rules = whole(XS, YS)
    double = Rules(rules.across, (*rules.down, rules.down[1]._replace(left=199 + apart, right=201 + apart)))
    assert found(double)[0].columns == columns


@pytest.mark.parametrize(("beyond", "columns"), [(20, 2), (21, 3)])
def test_it_closes_a_column_without_an_edge(beyond, columns):
    rules = whole(XS, YS)
    longer = Rules(tuple(rule._replace(right=400 + beyond) for rule in rules.across), rules.down)
    assert found(longer)[0].columns == columns


@pytest.mark.parametrize(("bottom", "fields"), [(70, 4), (69, 3)])
def test_it_wants_half_of_an_edge_drawn(bottom, fields):
    assert len(found(without(whole(XS, YS), "down", 1, bottom=bottom))[0].fields) == fields


@pytest.mark.parametrize(("most", "known"), [(4, True), (3, False)])
def test_it_gives_up_a_lattice_of_too_many_fields(most, known):
    ((lattice, box),) = lattices(whole(XS, YS), LETTER, most)
    assert ((lattice is not None), box) == (known, Box(-1, -1, 401, 101))


def test_it_parts_rules_that_do_not_meet_and_needs_rules_of_both_kinds():
    one, other = whole(XS, YS), whole((600, 800), YS)
    assert [lattice.columns for lattice in found(Rules(one.across + other.across, one.down + other.down))] == [2, 1]
    assert found(Rules(one.across, ())) == found(Rules((), one.down)) == found(Rules()) == []


@given(st.lists(st.integers(0, 200), max_size=10), st.integers(0, 20))
def test_it_merges_places_that_are_near(places, reach):
    lines = merged(places, reach)
    assert lines == sorted(lines)
    assert all(other - one > reach for one, other in pairwise(lines))
    assert merged([*places, 500], reach) == [*lines, 500]
    assert (lines[0] >= min(places), lines[-1] <= max(places)) == (True, True) if places else not lines


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6, unique=True))
def test_its_fields_cover_the_lattice_without_overlap(gone):
    xs, ys = (0, 100, 200, 300), (0, 50, 100, 150)
    rules = whole(xs, ys)
    down = [
        Box(rule.left, ys[step], rule.right, ys[step + 1])
        for at, rule in enumerate(rules.down) for step in range(3) if (at, step) not in gone
    ]  # fmt: skip
    for lattice in found(Rules(rules.across, tuple(down))):
        taken = [place for field in lattice.fields for place in places(field)]
        assert sorted(taken) == [(row, column) for row in range(lattice.rows) for column in range(lattice.columns)]
