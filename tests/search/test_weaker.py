"""Weaker matches: said below the results, shown on demand, and kept in every address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from search import results_page, views
from search.alerts.services import query_string_of
from search.forms import SearchForm
from search.query import SearchQuery, address_of
from search.site_engine import get_engine
from tests.builders.casestudies import make_area, make_case_study

pytestmark = pytest.mark.django_db


class WithWeaker:
    """The site's engine as if some of the records that it finds were weaker matches."""

    def __init__(self, engine, weaker, total=None, missing=None):
        self._engine, self._weaker, self._total, self._missing = engine, weaker, total, missing

    def search(self, query):
        found = self._engine.search(replace(query, weak=True))
        if query.weak:
            return replace(found, weaker=0)
        total = found.total if self._total is None else self._total
        return replace(
            found,
            total=total,
            found=found.found[:total],
            weaker=self._weaker,
            facets=found.facets if total else (),
            missing=found.missing if self._missing is None else self._missing,
        )


@pytest.fixture
def weaker(monkeypatch):
    def answer_with(number, **more):
        engine = WithWeaker(get_engine(), number, **more)
        for module in (views, results_page):
            monkeypatch.setattr(module, "get_engine", lambda: engine)

    return answer_with


def page_of(client, query):
    answer = client.get(f"/search/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("typed", "number", "sentence"),
    [
        ("share+wheelchairs", 12, "12 weaker matches hold some of the words."),
        ("share+wheelchairs", 1, "1 weaker match holds some of the words."),
        ("wheelchairs", 12, "12 more records only mention it."),
        ("wheelchairs", 1, "1 more record only mentions it."),
    ],
)
def test_weaker_matches_are_said_below_the_results(client, weaker, typed, number, sentence):
    make_case_study(title="Share wheelchairs")
    weaker(number)

    text = page_of(client, f"?q={typed}&kind=cost-reduction&page=1")

    assert sentence in text
    assert (
        f'href="?q={typed}&amp;kind=cost-reduction&amp;weak=1"'
        f' data-count="{number + 1}" data-of="results">Show weaker matches</a>'
    ) in text


def test_nothing_is_said_where_there_are_none(client):
    make_case_study(title="Share wheelchairs")

    text = page_of(client, "?q=wheelchairs")

    assert "weaker" not in text.lower()


def test_without_a_strong_result_the_page_says_so_and_leads_on(client, weaker):
    make_case_study(title="Share wheelchairs", areas=[make_area(name="Vehicles")])
    weaker(1, total=0)

    text = page_of(client, "?q=wheelchairs+hoists")

    assert "No case study fits “wheelchairs hoists” closely." in text
    assert "1 weaker match holds some of the words." in text
    assert "No case study speaks of" not in text, "some may"
    assert 'href="/search/wanted/?about=wheelchairs%20hoists"' in text
    assert 'href="?area=vehicles"' in text
    assert 'href="/help/new/"' in text


def test_the_page_with_weaker_matches_says_so_and_leads_back(client, weaker):
    make_case_study(title="Share wheelchairs")
    weaker(5)

    text = page_of(client, "?q=wheelchairs&weak=1")

    assert "Weaker matches count here too" in text
    assert '<a href="?q=wheelchairs">Leave out weaker matches</a>' in text
    assert "Show weaker matches" not in text


def test_what_the_shown_results_do_not_hold_is_told(client, weaker):
    make_case_study(title="Switch oral drugs")
    weaker(0, missing={"iv", "oral", "covid 19"})

    text = page_of(client, "?q=IV+to+oral+switch+COVID-19")

    assert "No result speaks of “IV”, “oral” or “COVID-19”. This one is for “switch”." in text


def test_where_results_hold_all_that_was_asked_nothing_is_told(client, weaker):
    make_case_study(title="Switch oral drugs")
    weaker(0, missing=())

    assert "speaks of" not in page_of(client, "?q=IV+oral")


def test_the_choice_is_kept_in_every_address(client):
    for number in range(21):
        make_case_study(title=f"Share wheelchairs {number}", kind="system")

    text = page_of(client, "?q=wheelchairs&weak=1&kind=system")

    assert '<input type="hidden" name="weak" value="1">' in text, "facets and sort"
    for address in (
        'href="?q=wheelchairs&amp;weak=1&amp;kind=system&amp;page=2"',
        'href="?q=wheelchairs&amp;weak=1"',
        'href="/search.csv?q=wheelchairs&amp;weak=1&amp;kind=system"',
        'href="/feeds/search.atom?q=wheelchairs&amp;weak=1&amp;kind=system"',
        'href="/search/saved/new/?q=wheelchairs&amp;weak=1&amp;kind=system"',
        'href="/search/map/?q=wheelchairs&amp;weak=1&amp;kind=system"',
    ):
        assert address in text, address


def test_the_address_and_the_query_are_one_another():
    form = SearchForm(QueryDict("q=beds&weak=1"), user=AnonymousUser())

    assert form.is_valid()
    assert form.query().weak
    assert address_of(form.query()) == "/search/?q=beds&weak=1"
    assert address_of(SearchQuery(text="beds")) == "/search/?q=beds"
    assert query_string_of(QueryDict("q=beds&weak=1&page=2")) == "q=beds&weak=1"


@pytest.mark.parametrize("value", ["0", "2", "yes"])
def test_another_value_is_refused_in_words(client, value):
    for address in ("/search/", "/search.json", "/search/map/", "/feeds/search.atom"):
        answer = client.get(address, {"q": "beds", "weak": value})
        assert answer.status_code == 400
        assert "Weaker matches too:" in answer.content.decode()
