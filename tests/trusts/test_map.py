"""The map: places to points, and marks that can be told apart."""

from __future__ import annotations

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.trusts.map import ENGLAND, LONDON, MARKS, Pin, draw, london_box, outline, spread
from portal.trusts.models import Trust


def pin(code="AAA", latitude=53.0, longitude=-1.5, type="acute"):
    return Pin(code, f"Trust {code}", type, type.capitalize(), False, latitude, longitude)


def test_north_is_up_and_east_is_right():
    leeds, london = ENGLAND.point(53.8, -1.55), ENGLAND.point(51.5, -0.13)

    assert leeds[1] < london[1]
    assert leeds[0] < london[0]


def test_a_degree_east_is_shorter_than_a_degree_north():
    start, east, north = (ENGLAND.point(*at) for at in [(53, -1), (53, 0), (54, -1)])

    assert 0.55 < (east[0] - start[0]) / (start[1] - north[1]) < 0.65


def test_a_trust_in_london_goes_to_the_frame_of_london():
    drawn = draw([pin("AAA"), pin("BBB", 51.5, -0.12), pin("CCC", None, None)])

    assert [mark.ods_code for mark in drawn.england] == ["AAA"]
    assert [mark.ods_code for mark in drawn.london] == ["BBB"]
    assert drawn.missing == 1


def test_every_type_has_a_mark_of_its_own():
    assert set(MARKS) == {*Trust.Type.values, ""}
    assert len(set(MARKS.values())) == len(MARKS)


def test_the_outline_lies_within_the_map():
    numbers = [float(number) for number in re.findall(r"[-\d.]+", outline())]

    assert all(0 <= x <= ENGLAND.width for x in numbers[::2])
    assert all(0 <= y <= ENGLAND.height for y in numbers[1::2])


def test_the_box_of_london_lies_within_the_map():
    x, y, width, height = london_box()

    assert 0 < x < x + width < ENGLAND.width
    assert 0 < y < y + height < ENGLAND.height
    assert LONDON.holds(51.5, -0.12)


near = st.tuples(st.floats(0, 40), st.floats(0, 40))


@given(st.lists(near, max_size=15))
@settings(max_examples=40, deadline=None)
def test_spreading_is_repeatable_and_moves_nothing_far(points):
    once = spread(points, apart=5)

    assert once == spread(points, apart=5)
    assert len(once) == len(points)
    assert all(math.dist(a, b) < 5 * max(len(points), 2) for a, b in zip(once, points, strict=True))


def test_points_apart_already_stay_where_they_are():
    points = [(0.0, 0.0), (20.0, 0.0), (0.0, 20.0)]

    assert spread(points, apart=8) == points


def test_two_trusts_at_one_address_come_apart():
    one, other = spread([(10.0, 10.0), (10.0, 10.0)], apart=8)

    assert math.dist(one, other) >= 7.5
