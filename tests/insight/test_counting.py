"""What is hidden stays hidden: no count below five can be read or worked out."""

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.insight import counting

TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=5
    )
)

# Beside other work the machine may draw slowly; that is no fault of a table.
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_a_count_below_five_is_not_told():
    assert [counting.fewest(count) for count in (0, 4, 5, 9)] == [None, None, 5, 9]


def test_a_count_of_few_trusts_is_not_told_however_high_it_is():
    assert counting.of_enough(40, [1, 1, 2, 3, 4]) is None
    assert counting.of_enough(40, [1, 2, 3, 4, 5]) == 40


def test_the_ninetieth_percentile_is_a_value_that_nine_in_ten_keep_within():
    found = counting.spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 40])

    assert (found.median, found.ninetieth, found.count) == (5.5, 9, 10)


def test_there_is_no_middle_of_nothing():
    assert counting.spread([]) is None


def test_a_lone_small_count_takes_the_next_smallest_with_it():
    assert counting.protect_line([3, 20, 9]) == [None, 20, None]


def test_two_noughts_take_a_third_as_their_sum_is_small():
    assert counting.protect_line([0, 0, 30, 8]) == [None, None, 30, None]


def test_a_line_without_small_counts_is_shown_whole():
    assert counting.protect_line([5, 6]) == [5, 6]


def test_a_table_gets_its_totals():
    assert counting.protect([[5, 6], [7, 8]]) == [[5, 6, 11], [7, 8, 15], [12, 14, 26]]


def test_a_small_count_hides_another_in_its_row_and_in_its_column():
    table = counting.protect([[3, 20], [30, 40]])

    assert table[0][0] is None
    assert table[0].count(None) >= 2 and [row[0] for row in table].count(None) >= 2
    assert table[2][2] == 93


@many
@given(TABLES)
def test_no_small_count_is_shown(rows):
    shown = [count for row in counting.protect(rows) for count in row if count is not None]

    assert all(count >= 5 for count in shown)


@many
@given(TABLES)
def test_no_hidden_count_follows_from_the_others(rows):
    assert not worked_out(counting.protect(rows))


@many
@given(TABLES)
def test_what_is_shown_is_true(rows):
    whole = [[*row, sum(row)] for row in rows]
    whole.append([sum(column) for column in zip(*whole, strict=True)])

    for true, shown in zip(whole, counting.protect(rows), strict=True):
        assert all(told in (None, count) for count, told in zip(true, shown, strict=True))


def worked_out(table):
    """The hidden counts that the sums of rows and columns leave no choice for: by elimination."""
    height, width = len(table), len(table[0])
    unknown = [(r, c) for r in range(height) for c in range(width) if table[r][c] is None]
    equations = []
    for line in [[(r, c) for c in range(width)] for r in range(height)] + [
        [(r, c) for r in range(height)] for c in range(width)
    ]:
        signs = {cell: -1 if cell == line[-1] else 1 for cell in line}
        equations.append([Fraction(signs.get(cell, 0)) for cell in unknown])
    reduced = _reduced(equations, len(unknown))
    return [unknown[row.index(1)] for row in reduced if sum(value != 0 for value in row) == 1]


def _reduced(rows, width):
    done = 0
    for column in range(width):
        pivot = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for n, row in enumerate(rows):
            if n != done and row[column]:
                rows[n] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return rows[:done]
