"""How often a typing error is seen for what it is, and a word for what it is.

`typing_errors.tsv` holds what was typed and what was meant: a quarter of the pairs of Wikipedia's
list of common misspellings whose right word the demonstration has, as the benchmark of GNU Aspell
gives them, and slips of the fingers in words of the NHS. `correct_words.txt` holds words, places
and names that readers may search for, whether or not there is a record.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import demo
from search import spelling
from search.engines.embedded.engine import EmbeddedEngine
from search.indexing.rows import IndexRow
from search.text_query import read

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
ENOUGH = 0.85


@pytest.fixture(scope="module")
def index():
    """The words of the demonstration's case studies, in an index of their own."""
    content = Path(demo.__file__).parent / "content"
    lines = [
        line
        for path in sorted(content.rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 50
    rows = (IndexRow(id=number, texts={"body": line}) for number, line in enumerate(lines, 1))
    with EmbeddedEngine().scratch(rows) as engine:
        yield engine


@pytest.fixture
def suggested(index):
    """What a text is suggested instead, by the word as typed."""
    words = index.words(sees_network=False)
    return lambda text: dict(spelling.suggestions(read(text), words, sees_network=False))


def lines_of(name):
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def test_most_typing_errors_get_the_word_that_was_meant(suggested):
    errors = [line.split("\t") for line in lines_of("typing_errors.tsv")]

    right = [meant == suggested(typed).get(typed) for typed, meant in errors]

    assert len(errors) >= 200
    assert sum(right) / len(errors) >= ENOUGH, [
        pair for pair, hit in zip(errors, right, strict=True) if not hit
    ]


def test_no_correct_word_gets_a_suggestion(suggested):
    known = lines_of("correct_words.txt")

    assert len(known) >= 300
    assert {word: told for word in known if (told := suggested(word))} == {}
