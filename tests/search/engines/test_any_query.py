"""No text can break a search, on any engine."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.search import ask, make_row

TEXTS = st.text(max_size=120) | st.lists(
    st.sampled_from(
        ['"', "-", "-\"", "AND", "OR", "NOT", "NEAR(", "*", "^", "{title}:", "'", "\\", ":", "beds",
         "<->", "|", "&", "!", "(", ")", "%", "%s", ";", "é", "\u200d", "👩‍⚕️", "½", "ß", "١٢"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@pytest.fixture(scope="module")
def one_index(django_db_setup, django_db_blocker):
    """An index that all the texts are tried on; no test writes to it."""
    from search.engines import get_engine

    with django_db_blocker.unblock(), get_engine().scratch([make_row("Beds", id=1)]) as scratch:
        yield scratch


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_any_text_gets_an_answer(one_index, db, text):
    found = ask(text.replace("\x00", ""), engine=one_index)

    assert 0 <= found.total <= 1


def test_a_very_long_text_gets_an_answer(one_index, db):
    assert ask("beds wards " * 2000, engine=one_index).total == 1
