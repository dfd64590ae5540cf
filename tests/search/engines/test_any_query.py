"""No search can break an engine, and every engine finds the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casestudies.choices import Effect, Recurrence, SignOffLevel
from search.bands import SavingBand
from search.query import FACETS, LINE_FACETS, Amounts
from tests.builders.search import ask, counts, make_row
from tests.hypothesis_profiles import examples

WORDS = ["beds", "bed", "wards", "theatre", "centre", "center", "nurse", "winter", "late", "the"]
MARKS = ['"', "-", '-"', "AND", "OR", "NOT", "NEAR(", "*", "^", "{title}:", "'", "\\", ":", "<->",
         "|", "&", "!", "(", ")", "%", "%s", ";", "~", "/", "é", "\u200d", "👩‍⚕️", "½", "ß", "١٢",
         "£1.2m", "1,200,000", "-beds", '"late winter"']  # fmt: skip
TEXTS = st.text(max_size=120) | st.lists(st.sampled_from(WORDS + MARKS), max_size=12).map(" ".join)
VALUES = ["a", "b", "odd value", "", "é"]
# A savings line has only values that the site knows.
OF_LINES = dict(
    zip(
        LINE_FACETS,
        (Effect.values, Recurrence.values, SignOffLevel.values, SavingBand.values),
        strict=True,
    )
)
CHOICES = {name: [*OF_LINES.get(name, []), *VALUES] for name in FACETS}
FILTERS = st.lists(st.sampled_from(FACETS), max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(
        {name: st.lists(st.sampled_from(CHOICES[name]), min_size=1, max_size=2) for name in names}
    )
)
AMOUNTS = st.none() | st.builds(
    Amounts, st.none() | st.integers(0, 99), st.none() | st.integers(0, 99)
)


def _line(*places_and_pounds):
    *places, pounds = places_and_pounds
    values = [OF_LINES[name][place] for name, place in zip(LINE_FACETS, places, strict=True)]
    return "/".join([*values, str(pounds)])


ROWS = [
    make_row(
        f"{WORDS[n % 10]} {WORDS[n * 3 % 10]}",
        f"{WORDS[n * 7 % 10]} late winter £1.2m" if n % 3 else "nothing of the kind",
        id=n,
        trust=f"T{n % 3}",
        access=int(n % 11 == 0),
        facets={
            "kind": ["a" if n % 2 else "b"],
            "area": ["a", "b"][: 1 + n % 2],
            "lines": [_line(0, 1, 0, n % 2, n), _line(1, 0, n % 3, 0, 99 - n)][: n % 3],
        },
    )
    for n in range(1, 40)
]


@pytest.fixture(scope="module")
def embedded_index(django_db_setup, django_db_blocker):
    """An index that all the texts are tried on; no test writes to it."""
    from search.site_engine import get_engine

    with django_db_blocker.unblock(), get_engine("embedded").scratch(ROWS) as scratch:
        yield scratch


@settings(
    max_examples=examples(300, full=2000), deadline=None, suppress_health_check=list(HealthCheck)
)
@given(text=TEXTS, filters=FILTERS, amount=AMOUNTS, page=st.integers(1, 4))
def test_any_search_gets_an_answer(embedded_index, db, text, filters, amount, page):
    found = ask(text, engine=embedded_index, filters=filters, amount=amount, page=page)

    assert 0 <= len(found.found) <= found.total <= len(ROWS)


@pytest.mark.elasticsearch
def test_both_engines_find_and_count_the_same_whatever_is_asked(embedded_index, cluster, db):
    from search.site_engine import get_engine

    with get_engine("elasticsearch").scratch(ROWS) as other:

        @settings(
            max_examples=examples(300, full=2000),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(
            text=TEXTS,
            filters=FILTERS,
            amount=AMOUNTS,
            sees_network=st.booleans(),
            sort=st.sampled_from(["best", "newest", "saving_share"]),
            weak=st.booleans(),
        )
        def compare(text, filters, **more):
            more |= {"filters": filters, "page_size": 50, "counts_origins": True}
            one = ask(text, engine=embedded_index, **more)
            two = ask(text, engine=other, **more)
            assert {hit.entry_id for hit in one.found} == {hit.entry_id for hit in two.found}
            assert (one.total, one.suggestions) == (two.total, two.suggestions)
            assert (one.weaker, one.missing) == (two.weaker, two.missing)
            assert dict(one.origins) == dict(two.origins)
            for name in FACETS:
                assert counts(one, name) == counts(two, name), name

        compare()


def test_a_very_long_text_gets_an_answer(engine):
    with engine.scratch(ROWS) as scratch:
        assert ask("beds wards " * 2000, engine=scratch).total > 1


def test_a_word_of_thousands_of_letters_breaks_nothing(engine):
    with engine.scratch([make_row(f"Beds {'x' * 5000} late", id=1), *ROWS[2:]]) as scratch:
        assert 1 in [hit.entry_id for hit in ask("beds", engine=scratch, page_size=50).found]
        assert ask("x" * 5000, engine=scratch).total <= 1
