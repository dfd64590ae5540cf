"""What people write in several ways is one word, or one phrase, on both sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import in_figures, words

SAME = [
    ["£1.2m", "£1.2 m", "£ 1.2m", "GBP 1.2m", "gbp1.2m", "£1.2 million", "£1,200,000", "£1.20mn",
     "1,200,000", "1.2 million", "1.2 million pounds", "1.2m pounds", "1200000 pounds sterling",
     "GBP 1,200,000", "£1200k", "1,200,000 GBP"],
    ["£340k", "£340,000", "340 thousand pounds", "£0.34m", "340k"],
    ["£1.2-1.5m", "£1.2m-£1.5m", "£1.2 to £1.5 million", "£1.2–1.5m"],
    ["CO₂", "CO2", "co2"],
    ["N₂O", "N2O"],
    ["m²", "m2", "sq m", "square metres", "square meter", "sq.m"],
    ["10%", "10 %", "10 per cent", "10 percent"],
    ["4 hour", "4hr", "4-hr", "4h", "4-hour"],
    ["18-week", "18 week", "18wk"],
    ["2023/24", "2023-24", "2023–24", "2023/2024"],
    ["1st April 2024", "1 April 2024"],
    ["O'Brien", "O’Brien", "O´Brien"],
    ["patient's", "patient’s", "patient"],
    ["ward(s)", "ward"],
    ["COVID-19", "COVID‑19", "Covid 19", "covid–19"],
    ["A&E", "A & E", "a&e"],
    ["programme", "program"],
]  # fmt: skip


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_one_thing_has_the_same_words(texts):
    assert {text: words(text) for text in texts} == dict.fromkeys(texts, words(texts[-1]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£1.2m", ["1200000"]),
        ("saved £1.2m, then £340k.", ["saved", "1200000", "then", "340000"]),
        ("a corridor of 1.2m", ["a", "corridor", "of", "1", "2m"]),
        ("5 pounds of flour", ["5", "of", "flour"]),
        ("pounds", ["pounds"]),
        ("01/04/2024", ["01", "04", "2024"]),
        ("2023-24-25", ["2023", "24", "25"]),
        ("F2F T2 6-4-2", ["f2f", "t2", "6", "4", "2"]),
        ("it's", ["it"]),
    ],
)
def test_figures_and_what_only_looks_like_them(text, expected):
    assert words(text) == expected


@given(st.text(alphabet="0123456789.,£%-/ kmbngpoudshtr²'()", max_size=60))
def test_any_figures_are_read(text):
    assert in_figures(in_figures(text)) is not None
    assert all(word == word.lower() and word.isalnum() for word in words(text))
