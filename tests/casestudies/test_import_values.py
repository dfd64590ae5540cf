"""Values of an import file: texts, titles, licences."""

from __future__ import annotations

import pytest

from casestudies.importing import mapping
from casestudies.importing.building import title_from
from casestudies.schema.values import story


@pytest.mark.parametrize(
    ("given", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<p onclick='x'>Hi<script>y</script></p>", "<p>Hiy</p>"),
        ('<p><a href="javascript:x">z</a></p>', "<p><a>z</a></p>"),
    ],
)
def test_text_becomes_simple_and_safe_html(given, html):
    assert story(given) == html


def test_a_title_is_cut_at_a_word():
    title = title_from("word " * 40)

    assert len(title) <= 100 and title.endswith("word…")


@pytest.mark.parametrize(
    ("words", "licence"),
    [
        ("OGL v3.0 (site terms)", "ogl-3"),
        ("CC BY 4.0", "cc-by-4"),
        ("CC BY-NC 4.0 / journal terms", "unknown"),
        ("proprietary - facts only", "owner"),
        ("not stated", "unknown"),
        ("cc-by-4", "cc-by-4"),
    ],
)
def test_a_licence_is_read_from_the_sources_words(words, licence):
    assert mapping.licence_of(words)[0] == licence
