"""Typed words and rich text: nothing is lost either way, and nothing typed becomes markup."""

from __future__ import annotations

import re

from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from casestudies.authoring.records import to_html, to_text

LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf"))
TYPED = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=12)


def words_of(text):
    return re.findall(r"\S+", text)


@given(TYPED)
def test_every_word_survives_the_way_there_and_back(words):
    text = "\n\n".join(f"w{word}" for word in words)

    assert words_of(to_text(to_html(text))) == words_of(text)


@given(st.text(max_size=200))
def test_a_second_round_changes_nothing(text):
    once = to_html(to_text(to_html(text)))

    assert to_html(to_text(once)) == once


def test_nothing_typed_is_taken_as_markup():
    html = to_html("<script>alert(1)</script> 5 < 6 & 7")

    assert "<script" not in html
    assert to_text(html) == "<script>alert(1)</script> 5 < 6 & 7"


def test_lines_with_a_dash_are_a_list():
    assert to_html("We did:\n- one\n- two") == "<p>We did:</p><ul><li>one</li><li>two</li></ul>"


def test_formatted_text_reads_as_typed():
    assert to_text("<p>A <b>bold</b> word</p><ul><li>x</li></ul>") == "A bold word\n\n- x"
    assert strip_tags("<p>x</p>") == "x"
