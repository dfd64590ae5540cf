"""The inverted index of the database: what is written one by one is what would be at once."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines import get_engine, postings
from search.engines.postings import MOST_TENTHS, PART
from search.engines.rows import WEIGHTS
from search.query import PARTS, SearchQuery
from search.stemming import stem
from tests.builders.search import ask, ids, make_row

pytestmark = pytest.mark.django_db

WORDS = ["beds", "bed", "nurses", "the", "rota", "2023"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
# On both sides of the end of a part.
NUMBERS = st.sampled_from([1, 2, PART - 1, PART, 3 * PART + 7])
STEPS = st.lists(st.tuples(NUMBERS, st.one_of(st.none(), st.tuples(TEXT, TEXT))), max_size=12)


def held(engine):
    with connection.cursor() as cursor:
        found = postings.read(cursor, engine._tables, {stem(word) for word in WORDS})
    return {
        one: dict(zip(of.ids.tolist(), of.tenths.tolist(), strict=True))
        for one, of in found.items()
    }


def by_stem(rows):
    found = {}
    for row in rows:
        for one, tenths in postings.counted(row.folded()).items():
            found.setdefault(one, {})[row.id] = tenths
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.dictionaries(NUMBERS, TEXT), steps=STEPS)
def test_after_any_changes_it_holds_what_the_last_texts_say(first, steps):
    rows = {number: make_row(text, id=number) for number, text in first.items()}
    with get_engine("database").scratch(rows.values()) as engine, transaction.atomic():
        for number, texts in steps:
            if texts is None:
                rows.pop(number, None)
                engine.remove(number)
            else:
                rows[number] = make_row(*texts, id=number)
                engine.put(rows[number])

        assert held(engine) == by_stem(rows.values())


def test_a_word_that_fills_a_text_is_counted_up_to_the_limit():
    row = make_row("", "beds " * MOST_TENTHS, id=1)

    assert postings.counted(row.folded()) == {"bed": MOST_TENTHS}
    with get_engine("database").scratch([row, make_row("Rota", id=2)]) as engine:
        assert ids(ask("beds", engine=engine)) == [1]


@pytest.mark.needs_sqlite
@pytest.mark.parametrize("word", ["beds", "nurses", "rota", "work"])
def test_a_word_fits_in_the_proportions_of_sqlites_own_ranking(word):
    rows = [
        make_row("Beds on wards", "Nurses keep the beds of two wards free.", id=1),
        make_row("Nurses", "A rota for nurses, and beds.", id=2),
        make_row("Rota of the week", "The week has seven days of work and more.", id=3),
        *(make_row(f"Other work {n}", "Nothing to see, " * n, id=10 + n) for n in range(1, 8)),
    ]
    with get_engine("database").scratch(rows) as engine:
        found = engine.search(SearchQuery(text=word, leaves_out=frozenset(PARTS))).found
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, -bm25({engine._tables.text}, {', '.join(map(str, WEIGHTS))}) "
                f"FROM {engine._tables.text} WHERE {engine._tables.text} MATCH %s",
                [word],
            )
            theirs = dict(cursor.fetchall())

    rarity = found[0].score / theirs[found[0].entry_id]
    assert len(found) > 1
    assert {one.entry_id: one.score / rarity for one in found} == pytest.approx(theirs)


def test_a_rare_word_counts_for_more_and_no_word_counts_against():
    rows = [make_row("Work of the ward", id=n) for n in range(1, 9)]
    rows += [make_row("Hoists of the ward", id=10), make_row("Other", id=11)]
    with get_engine("database").scratch(rows) as engine:
        found = ask("work hoists", engine=engine)

    assert ids(found)[0] == 10
    assert len(ids(found)) == 9
    assert all(one.score > 0 for one in found.found)
