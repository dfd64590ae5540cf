"""Financial years as people write them; two readings are asked about and never chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.financial_years import (
    NotAYear,
    financial_years_in,
    read_financial_year,
    written,
)


@pytest.mark.parametrize(
    "text",
    ["2024/25", "24/25", "2024-25", "2024–2025", "2024/2025", "2024 / 25", "FY24/25", "FY2024/25",
     "FY 24-25", "FY2425", "fy2024/25", "2024 to 2025", "Financial year 2024/25",
     "year ended March 2025", "Year ended 31 March 2025", "y/e 31 March 2025", "31.03.25",
     "year to 31 March 2025", "31/03/2025"],
)  # fmt: skip
def test_one_year_has_many_spellings(text):
    assert read_financial_year(text) == "2024/25"


@pytest.mark.parametrize("text", ["FY24", "FY 24", "2024", "FY2024", "financial year 2024"])
def test_a_year_that_may_be_either_of_two_is_asked_about(text):
    with pytest.raises(NotAYear, match=r"can mean 2023/24 or 2024/25. Write the one you mean"):
        read_financial_year(text)


@pytest.mark.parametrize(
    "text", ["", "24", "2024/26", "12/24", "1999/00", "soon", "Mar-25", "x" * 99]
)
def test_what_is_no_year_says_what_to_write(text):
    with pytest.raises(NotAYear, match="for example, 2023/24"):
        read_financial_year(text)


def test_running_text_gives_each_year_once():
    text = (
        "In 24/25 and 2023–24; 10/11 beds; year ended 31 March 2023; in 24/25; 20/12/2021; 2024/26"
    )

    assert financial_years_in(text) == ["2024/25", "2023/24", "2022/23"]


@given(st.integers(2000, 2098))
def test_what_is_written_is_read_back(first):
    assert read_financial_year(written(first)) == written(first)
    assert financial_years_in(f"Saved in {written(first)}.") == [written(first)]


@given(st.text(alphabet="0123456789/-FYto  ", max_size=20) | st.text())
def test_no_text_breaks_the_reader(text):
    financial_years_in(text)
    try:
        read_financial_year(text)
    except NotAYear as refused:
        assert str(refused).endswith(".")
