"""Charts as geometry: on one scale from zero, inside the drawing."""

from portal.charts import bars as charts
from portal.charts.bars import LANE, Line, Series

TWO = [Series("At work", "done"), Series("Proposed", "asked")]


def test_the_longest_bar_fills_the_lane_and_the_others_are_to_its_scale():
    found = charts.bars([Line("A", (4,), "4"), Line("B", (1,), "1")], TWO[:1])

    widths = [float(bar.segments[0].width) for bar in found.bars]
    assert widths == [LANE, LANE / 4]


def test_parts_of_a_bar_stand_behind_one_another():
    found = charts.bars([Line("A", (1, 1), "2 of 4", mark=4)], TWO)

    first, second = found.bars[0].segments
    assert float(second.left) == float(first.width)
    assert float(found.bars[0].mark) == LANE


def test_a_part_of_nothing_is_not_drawn():
    found = charts.bars([Line("A", (0, 2), "2")], TWO)

    assert [part.tone for part in found.bars[0].segments] == ["asked"]


def test_nothing_to_count_draws_nothing():
    assert charts.bars([Line("A", (0, 0), "0")], TWO) is None
    assert charts.bars([], TWO) is None
    assert charts.grid(["A"], ["B"], [[0]]) is None


def test_a_mark_through_all_bars_is_on_their_scale():
    found = charts.bars([Line("A", (3,), "3")], TWO[:1], line=(6, "promised"))

    assert float(found.line.at) == LANE and float(found.bars[0].segments[0].width) == LANE / 2


def test_every_square_of_a_grid_is_inside_it():
    found = charts.grid(["A", "B"], ["C", "D", "E"], [[0, 1, 2], [4, 7, 0]])

    assert all(one.left < found.width and one.top < found.height for one in found.squares)
    assert [one.shade for one in found.squares] == [0, 1, 2, 3, 4, 0]


def test_a_long_heading_breaks_once():
    found = charts.grid(["Area"], ["Acute specialist"], [[1]])

    assert [line.label for line in found.columns[0].lines] == ["Acute", "specialist"]
