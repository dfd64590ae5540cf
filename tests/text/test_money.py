"""One reader of money: every way people write it, and a sentence for what is no amount."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import money
from portal.text.amounts import Amount, written
from portal.text.money import NotMoney, column_unit, figure, read_amount
from portal.text.money_in_text import amounts_in, changes_in, with_figures

ODD = st.text(alphabet="0123456789.,-–£kmbn()% \u00a0'/fromtapbuvelyr", max_size=60) | st.text()
POUNDS = st.decimals(-(10**11), 10**11, places=2)


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£1.42m", 1_420_000), ("£340k", 340_000), ("GBP 1.2m", 1_200_000), ("gbp1.2m", 1_200_000),
        ("1.2 million pounds", 1_200_000), ("£1,200", 1_200), ("£1 200", 1_200),
        ("£1\u202f200", 1_200), ("£1\u00a0200", 1_200), ("(£340,000)", -340_000), ("-£5k", -5_000),
        ("£-5k", -5_000), ("\u2212£5", -5), ("£0.3bn", 300_000_000), ("£340,000 p.a.", 340_000),
        ("£340,000 a year", 340_000), ("£12 million", 12_000_000), ("12000", 12_000), ("nil", 0),
        ("0", 0), ("£2M", 2_000_000), ("2,500k", 2_500_000), ("£1.2 mn", 1_200_000), ("£7.", 7),
        ("340,000 GBP", 340_000), ("5 pounds", 5),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(text, pounds):
    assert figure(text.rstrip(".") if text == "£7." else text) == pounds


@pytest.mark.parametrize(
    ("text", "pounds"), [("50p", "0.50"), ("£1,200.50", "1200.50"), ("£0.07", "0.07")]
)
def test_pence_are_kept_exactly(text, pounds):
    assert figure(text) == Decimal(pounds)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("£1.2-1.5m", "range"), ("£1.2m–£1.5m", "range"), ("between £1m and £2m", "range"),
        ("up to £3m", "limit"), ("over £100k", "limit"), ("£3m+", "limit"),
        ("£3m or more", "limit"),
        ("£1.2m over three years", "sum of 3 years"), ("£5k a month", "for one month"),
        ("£12 per dressing", "for one dressing"), ("£40 each", "for one item"),
        ("c. £2m", "estimate"), ("around £2m", "estimate"), ("~£2m", "estimate"),
        ("£900-1.2m", "two ways"), ("£1.200", "two ways"), ("-£5 to £5", "two ways"),
        ("£1,2", "not an amount"), ("1,2", "not an amount"), ("12,34,567", "not an amount"),
        ("£", "not an amount"), ("£TBC", "gives no amount"), ("n/a", "gives no amount"),
        ("#N/A", "gives no amount"), ("*", "gives no amount"), ("81%", "percentage"),
        ("12 beds", "counts something else"), ("$5m", "not in pounds"), ("€5m", "not in pounds"),
        ("--5", "two signs"), ("£1,000,000m", "too large"), ("", "no amount"),
        ("£2m in 2024/25", "more than an amount"), ("1" * 300, "too long"),
        ("fell from £1.42m to £1.08m", "a change of £340,000"),
    ],
)  # fmt: skip
def test_what_is_no_single_figure_says_so_in_a_sentence(text, says):
    with pytest.raises(NotMoney, match=says) as refused:
        figure(text)

    assert str(refused.value).endswith(".")


def test_a_range_is_a_range_and_never_its_end():
    amount = read_amount("£1.2-1.5m")

    assert (amount.low, amount.high, amount.is_range) == (1_200_000, 1_500_000, True)


@pytest.mark.parametrize(
    ("heading", "bare", "unit"),
    [
        ("Saving £000", "Saving", 1000), ("Saving £'000", "Saving", 1000),
        ("Saving £’000s", "Saving", 1000), ("£k", "", 1000), ("Savings (£m)", "Savings", 10**6),
        ("£ million", "", 10**6), ("Amount in thousands", "Amount", 1000),
        ("Amount (£)", "Amount", 1), ("2024/25 £000", "2024/25", 1000), ("Year", "Year", None),
        ("10,000 steps", "10,000 steps", None), ("Distance (m)", "Distance (m)", None),
    ],
)  # fmt: skip
def test_a_heading_says_what_its_column_counts_in(heading, bare, unit):
    assert column_unit(heading) == (bare, unit)


def test_a_cell_with_a_scale_of_its_own_is_not_scaled_by_its_column():
    assert figure("1,234", unit=1000) == 1_234_000
    assert figure("£1.2m", unit=1000) == 1_200_000


def said(text):
    return [str(amount) for amount in amounts_in(text)]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Saved £1.2m, £300k and £50.", ["£1,200,000", "£300,000", "£50"]),
        ("saved between £1m and £2m a year", ["£1,000,000 to £2,000,000 a year"]),
        ("savings ranged from £1m to £2m", ["£1,000,000 to £2,000,000"]),
        ("1.2-1.5 million pounds", ["£1,200,000 to £1,500,000"]),
        ("£1.2m over three years", ["£1,200,000 over 3 years"]),
        ("up to £3m (£340,000)", ["up to £3,000,000", "£340,000"]),
        ("about £5k a month", ["about £5,000 a month"]),
        ("£5 to 10 patients", ["£5"]),
        ("£340,000 - 2024/25", ["£340,000"]),
        ("cut by £340,000 to £1.08m", ["£340,000", "£1,080,000"]),
        ("£5 metres, £5m's", ["£5", "£5,000,000"]),
        ("£1,2 and £1.2.3 and £900-1.2m and $5m", []),
    ],
)
def test_running_text_gives_each_sum_with_what_is_said_of_it(text, amounts):
    assert said(text) == amounts


def test_from_and_to_are_one_change():
    (change,) = changes_in("Agency spend fell from about £1.42m in 2022/23 to £1.08m.")

    assert (change.difference, change.fell) == (340_000, True)
    (growth,) = changes_in("Spend rose from £900 to about £1,200.")
    assert (growth.difference, growth.fell) == (300, False)
    assert changes_in("Savings ranged from £1m to £2m.") == []
    assert changes_in("We saved £1m. We then went to £2m.") == []


def test_places_are_those_of_the_text_as_it_stands():
    text = "A – “saving”\u00a0of £1\u00a0200 a year"
    (amount,) = amounts_in(text)

    assert text[amount.start : amount.end] == "£1\u00a0200"


def test_search_rewrites_what_has_a_scale():
    assert with_figures("£1.2m, gbp 3k, 340k, 5 m, 2 million", str) == (
        "1200000, 3000, 340000, 5 m, 2000000"
    )


@given(POUNDS)
def test_what_is_written_is_read_back(pounds):
    assert figure(written(pounds)) == pounds


@given(
    st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["", "up to", "at least"]),
    st.booleans(), st.sampled_from(["", "year", "month", "patient"]), st.integers(1, 9),
)  # fmt: skip
def test_all_that_an_amount_says_is_read_back(one, other, bound, about, per, years):
    low, high = sorted((Decimal(one), Decimal(other)))
    amount = Amount(low, high, bound, about, per, years)

    assert read_amount(str(amount)) == amount


@given(ODD)
def test_no_text_breaks_a_reader(text):
    for reader in (read_amount, figure, money.number):
        try:
            reader(text)
        except NotMoney as refused:
            assert str(refused).endswith(".")
    changes_in(text)
    with_figures(text, str)
    column_unit(text)
    for amount in amounts_in(text):
        assert amount.low <= amount.high and 0 <= amount.start < amount.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["1,111,", "£1 ", "£1.2-", "from £1 to £2 ", "about ", "£", "1 111 ", "(", "£1,", "- "]
)
def test_a_long_odd_text_takes_time_in_proportion(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        began = time.process_time()
        amounts_in(text)
        changes_in(text, [])
        with_figures(text, str)
        column_unit(text)
        return time.process_time() - began

    seconds(1_000)
    short, long = seconds(10_000), seconds(100_000)
    assert long < 30 * short + 0.3
