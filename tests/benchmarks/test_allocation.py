import pytest

from tests.benchmarks.allocation import measure

pytestmark = pytest.mark.slow


def test_ten_times_the_needs_take_about_ten_times_as_long():
    """Loose on purpose, because machines are shared; what it guards against was thirty times."""
    small, large = measure(1_000, 200), measure(10_000, 1_000)

    each = [row["allocate"] / row["proposals"] for row in (small, large)]
    assert each[1] < 5 * each[0]
    assert large["prove"] < 60 * small["prove"]


def test_a_round_of_ten_thousand_is_proved_stable():
    assert measure(10_000, 1_000)["blocking"] == 0
