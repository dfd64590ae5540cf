"""A number and its link come from one search: neither can differ from the other."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from search import counts
from search.counts import records_in_words
from search.forms import SearchForm
from search.query import CHECKED, SIGNPOST, Amounts, SearchQuery, address_of
from search.site_engine import get_engine
from tests.builders.casestudies import make_area, make_case_study, make_signpost
from tests.builders.trusts import make_trust
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.django_db


def behind(count, user=None):
    """How many the address of a count finds."""
    asked = QueryDict(count.url.partition("?")[2])
    form = SearchForm(asked, user=user or AnonymousUser())
    assert form.is_valid(), form.errors
    return get_engine().search(form.query()).total


def test_each_count_is_what_its_own_address_finds():
    beds = make_area("Beds")
    make_case_study(areas=[beds]), make_case_study(trust=make_trust(type="community"), areas=[beds])
    make_signpost(areas=[beds])

    found = counts.case_studies(illustrative=False)

    for count, number in (
        (found.all, 2),
        (found.narrowed_to("area", "beds"), 2),
        (found.narrowed_to("trust_type", "community"), 1),
        (found.of_area_and_type("beds", "acute"), 2),
        (found.of_area_and_type("beds", "ambulance"), 0),
    ):
        assert count.number == number == behind(count), count


def test_real_and_invented_are_counted_apart_and_the_address_says_so():
    make_case_study(), make_case_study(trust=make_trust(illustrative=True))

    real = counts.case_studies(illustrative=False).all
    invented = counts.case_studies(illustrative=True).all

    assert (real.number, behind(real)) == (1, 1)
    assert (invented.number, behind(invented)) == (1, 1)
    assert "illustrative=no" in real.url
    assert "illustrative=yes" in invented.url


def test_a_site_of_one_population_has_short_addresses():
    make_case_study()

    assert counts.case_studies(illustrative=False).all.url == "/search/?record=checked"


def test_what_is_for_members_counts_for_members_alone():
    make_case_study(visibility="network")

    assert counts.case_studies(illustrative=False).all.number == 0
    assert counts.case_studies(illustrative=False, sees_network=True).all.number == 1


def test_both_kinds_are_told_by_their_names():
    make_case_study(), make_case_study(), make_signpost()
    found = get_engine().search(SearchQuery())
    signposts = get_engine().search(SearchQuery(filters=(("record", (SIGNPOST,)),)))
    both = get_engine().search(SearchQuery(filters=(("record", (SIGNPOST, CHECKED)),)))

    assert (found.checked, found.signposts) == (2, 1) == (both.checked, both.signposts)
    assert (signposts.checked, signposts.signposts) == (0, 1)


@pytest.mark.parametrize(
    ("checked", "signposts", "words"),
    [
        (0, 0, "0 case studies"),
        (1, 0, "1 case study"),
        (0, 1, "1 signpost"),
        (2, 1, "2 case studies and 1 signpost"),
        (1204, 16, "1,204 case studies and 16 signposts"),
    ],
)
def test_a_total_of_both_names_both(checked, signposts, words):
    assert records_in_words(checked, signposts) == words


@settings(max_examples=examples(30, full=300))
@given(
    text=st.text("abc “-:£ ", max_size=12).map(str.strip),
    records=st.lists(st.sampled_from([CHECKED, SIGNPOST]), unique=True),
    kinds=st.lists(st.sampled_from(["system", "productivity"]), unique=True),
    amount=st.none() | st.builds(Amounts, st.integers(0, 10**6), st.none()),
    page=st.integers(1, 9),
)
def test_the_address_of_a_search_is_read_as_the_same_search(text, records, kinds, amount, page):
    chosen = [("record", tuple(records)), ("kind", tuple(kinds))]
    query = SearchQuery(
        text=text,
        filters=tuple(pair for pair in chosen if pair[1]),
        amount=amount,
        page=page,
    )
    form = SearchForm(QueryDict(address_of(query).partition("?")[2]), user=AnonymousUser())

    assert form.is_valid(), form.errors
    assert form.query() == query
