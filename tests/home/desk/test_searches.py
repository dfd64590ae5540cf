"""From a search that finds nothing to what an editor does about it, in two clicks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casestudies.models import WantedCaseStudy
from portal.home.desk import queries
from search.models import QueryCare, QueryLog
from tests.builders.casestudies import make_area, make_case_study, make_person
from tests.builders.search import titles

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def editor(client):
    person = make_person("editor", first_name="Ada", last_name="Rao")
    client.force_login(person)
    return person


def logged(terms, searched=5, results=0, clicks=0, days=0):
    QueryLog.objects.create(
        day=TODAY - timedelta(days=days),
        terms=terms,
        searches=searched,
        results=results,
        clicks=clicks,
    )


def test_days_are_added_up_and_the_latest_result_counts():
    logged("wheelchairs", 2, results=0, days=5)
    logged("wheelchairs", 3, results=4, days=1)
    logged("old", 9, days=28)

    (one,) = queries.searches().top

    assert (one.terms, one.searches, one.results) == ("wheelchairs", 5, 4)
    assert not queries.searches().nothing, "what is found now is no fault any more"


def test_searches_that_find_nothing_or_lead_nowhere_are_listed():
    logged("trolley bank", 9)
    logged("beds", 4, results=3)
    logged("once", 2, results=3)
    logged("opened", 4, results=3, clicks=1)

    found = queries.searches()

    assert [one.terms for one in found.nothing] == ["trolley bank"]
    assert [one.terms for one in found.no_click] == ["beds"]
    assert found.open_faults == 1


def test_the_weeks_add_up():
    logged("a", 2, days=0)
    logged("b", 3, days=6)
    logged("c", 4, days=7)

    assert [number for _, number in queries.searches().weeks] == [0, 0, 4, 5]


def test_words_made_known_are_found_at_once(client, editor):
    make_case_study(title="Share wheelchairs")
    logged("trolley bank", 9)

    answer = client.post(
        "/desk/searches/one/?terms=trolley+bank",
        {"act": "same-as", "same-as-other": "wheelchairs"},
        follow=True,
    )

    assert answer.redirect_chain[-1][0] == "/search/?q=trolley+bank"
    assert "Share" in answer.content.decode()
    assert titles("trolley bank") == ["Share wheelchairs"]
    assert QueryCare.objects.get().outcome == "synonym"
    assert not queries.searches().open_faults


def test_a_result_is_put_first(client, editor):
    make_case_study(title="Share beds early beds")
    page = make_case_study(title="Share beds")

    client.post(
        "/desk/searches/one/?terms=beds",
        {"act": "put-first", "put-first-page": page.pk, "put-first-reason": "The clearest."},
    )

    assert titles("beds")[0] == "Share beds"


def test_a_case_study_is_asked_for_on_the_page_of_its_area(client, editor):
    area = make_area("Beds", slug="beds")
    make_area("Bed stock", parent=area)

    answer = client.post(
        "/desk/searches/one/?terms=bed+stock",
        {"act": "call", "call-title": "Count beds", "call-area": "beds", "call-why": "Asked."},
        follow=True,
    )

    assert answer.redirect_chain[-1][0] == "/areas/beds/"
    assert "Count beds" in answer.content.decode()
    WantedCaseStudy.objects.update(closed_on=TODAY)
    assert "Count beds" not in client.get("/areas/beds/").content.decode()


def test_somebody_takes_it_or_says_there_is_nothing_to_do(client, editor):
    logged("trolley bank", 9)
    url = "/desk/searches/one/?terms=trolley+bank"

    client.post(url, {"act": "take"})
    assert "With Ada Rao" in client.get("/desk/searches/").content.decode()
    client.post(url, {"act": "dismiss"})

    assert queries.searches().open_faults == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"act": "same-as", "same-as-other": ""}, "Enter the words that case studies use."),
        ({"act": "same-as", "same-as-other": "Beds"}, "at least two different words"),
        ({"act": "put-first", "put-first-page": "x"}, "Select a valid choice"),
        ({"act": "call", "call-title": "T"}, "Choose an area."),
    ],
)
def test_what_is_wrong_is_said(client, editor, fields, said):
    answer = client.post("/desk/searches/one/?terms=beds", fields)

    assert answer.status_code == 400 and said in answer.content.decode()
    assert not QueryCare.objects.exists()


@pytest.mark.parametrize("url", ["/desk/searches/", "/desk/searches/one/?terms=beds"])
def test_it_is_for_editors(client, url):
    client.force_login(make_person("programme_manager"))

    assert client.get(url).status_code == 403


@pytest.mark.parametrize("terms", ["", "943 476 5919", "a" * 300])
def test_there_is_no_page_of_words_that_are_not_kept(client, editor, terms):
    assert client.get("/desk/searches/one/", {"terms": terms}).status_code == 404
