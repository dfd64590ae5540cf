"""What the gate does to each kind of character, and what holds for any text."""

from __future__ import annotations

import sys
import time
import unicodedata
from html import unescape
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings

from portal.text.normalising import (
    MOST_MARKS,
    RULES,
    clean,
    clean_html,
    clean_line,
    clean_value,
    fold,
    is_same,
)
from tests.hypothesis_profiles import examples
from tests.text.odd_text import odd_text

GONE = ("Cs", "Co", "Cc")
UNSEEN = set("\u00ad\u200b\u200e\u200f\u202a\u202e\u2060\u2066\ufeff\u3164\u115f\ufffe\uffff")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
def test_each_kind_of_character(rule):
    assert clean(rule.typed) == rule.cleaned
    assert fold(rule.typed) == fold(rule.cleaned) == rule.folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CO₂", "co2"), ("m²", "M2"), ("O'Brien", "O’Brien"), ("ﬁnance", "Finance"),
        ("COVID‑19", "covid-19"), ("Ysbyty Gŵyr", "ysbyty gwyr"), ("N₂O", "n2o"),
        ("co\u00adoperation", "cooperation"), ("ＡＢＣ", "abc"), ("Søren", "soren"),
        ("straße", "STRASSE"), ("2023–24", "2023-24"), ("be\u200bds", "beds"), ("ı", "I"),
        ("e\u0301", "é"), ("“beds”", '"beds"'), ("10\u00a0beds", "10 beds"),
    ],
)  # fmt: skip
def test_what_a_reader_takes_for_the_same_is_the_same(one, other):
    assert is_same(one, other)


def test_what_bears_meaning_stays():
    kept = "é – “ ” ’ ² ₂ ½ £ µ ŵ • … № 👩‍⚕️ 🏥 1️⃣ مستشفى ברוך हिन्दी 中文 می‌خواهم"

    assert clean(kept) == kept


@pytest.mark.parametrize("step", [331, pytest.param(1, marks=pytest.mark.full)])
def test_every_character_there_is(step):
    """Alone between letters: clean once is clean for good, and XML can hold it."""
    wrong = []
    for code in [*range(0x600), *range(0x600, sys.maxunicode + 1, step)]:
        text = f"a{chr(code)}b"
        cleaned = clean(text)
        folded = fold(text)
        if clean(cleaned) != cleaned or fold(folded) != folded or fold(cleaned) != folded:
            wrong.append(hex(code))
    everything = clean("".join(map(chr, range(sys.maxunicode + 1))))

    assert wrong == []
    assert ElementTree.fromstring(f"<a>{escape(everything)}</a>").text == everything


@given(odd_text())
@settings(max_examples=examples(300, full=20_000))
def test_clean_is_clean_for_good_and_can_go_anywhere(text):
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [one for one in cleaned if unicodedata.category(one) in GONE and one not in "\n\t"]
    assert not UNSEEN.intersection(cleaned)
    assert ElementTree.fromstring(f"<a>{escape(cleaned)}</a>") is not None


@given(odd_text())
@settings(max_examples=examples(300, full=20_000))
def test_one_line_is_one_line(text):
    line = clean_line(text)

    assert clean_line(line) == line
    assert len(line.splitlines()) <= 1
    assert "\t" not in line


@given(odd_text())
@settings(max_examples=examples(300, full=20_000))
def test_a_fold_is_folded_for_good_and_does_not_see_what_was_cleaned(text):
    folded = fold(text)

    assert fold(folded) == folded
    assert fold(clean(text)) == folded


@given(odd_text())
@settings(max_examples=examples(300, full=20_000))
def test_rich_text_is_clean_and_keeps_its_tags(text):
    html = f"<p>{escape(text)}</p><ul><li>{escape(text)}</li></ul>"

    cleaned = clean_html(html)

    assert clean_html(cleaned) == cleaned
    assert cleaned.startswith("<p>")
    assert cleaned.endswith("</li></ul>")
    assert "</p><ul><li>" in cleaned
    assert not UNSEEN.intersection(cleaned)


def test_what_is_written_by_number_in_rich_text_is_the_character_that_it_is():
    html = "<p>be&shy;ds &#x202e;x&#8203;y &nbsp;&amp; &lt;b&gt; &eacute;</p>"

    assert clean_html(html) == "<p>beds xy  &amp; &lt;b&gt; &eacute;</p>"
    assert "<" not in unescape(clean_html("&#xff1c;script")).replace("<script", "")


def test_a_mark_never_melts_into_a_tag():
    assert clean_html("<p>\u0338a</p>") == "<p>a</p>"


def test_values_of_json_are_cleaned_with_their_keys():
    assert clean_value({"a\u200b": ["\ufb01", {"b": "\x07"}, 1, None, True]}) == {
        "a": ["fi", {"b": ""}, 1, None, True]
    }


def test_a_tower_of_marks_is_a_letter_with_a_few():
    tower = "e" + "\u0315\u0300" * 50_000

    started = time.perf_counter()
    cleaned = clean(tower)

    assert len(unicodedata.normalize("NFD", cleaned)) <= MOST_MARKS + 1
    assert time.perf_counter() - started < 3
