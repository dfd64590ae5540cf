"""What people search for is counted, and nothing of who they are is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from search import query_logging
from search.models import QueryLog
from tests.builders.casestudies import make_case_study, make_person

pytestmark = pytest.mark.django_db
PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0)"}
TODAY = timezone.localdate()


def search(client, q, **more):
    return client.get("/search/", {"q": q, **more}, **PERSON)


def logged():
    return {row.terms: (row.searches, row.results, row.clicks) for row in QueryLog.objects.all()}


def test_the_same_words_are_one_row_a_day(client):
    make_case_study(title="Share wheelchairs")

    search(client, "Wheelchairs")
    search(client, "wheelchairs ")
    search(client, "zzzqqq")

    assert logged() == {"wheelchairs": (2, 1, 0), "zzzqqq": (1, 0, 0)}
    assert QueryLog.objects.filter(day=TODAY).count() == 2


def test_paging_and_narrowing_are_not_new_searches(client):
    for _ in range(21):
        make_case_study(title="Share wheelchairs", kind="productivity")

    search(client, "wheelchairs")
    search(client, "wheelchairs", page=2)
    search(client, "wheelchairs", kind="productivity")

    assert logged()["wheelchairs"][0] == 1


def test_a_result_that_is_opened_is_a_click_and_another_visit_is_none(client):
    page = make_case_study(title="Share wheelchairs")
    search(client, "wheelchairs")

    client.get(page.url, HTTP_REFERER="http://testserver/search/?q=wheelchairs", **PERSON)
    client.get(page.url, HTTP_REFERER="http://elsewhere.example/search/?q=wheelchairs", **PERSON)
    client.get(page.url, HTTP_REFERER="http://testserver/areas/?q=wheelchairs", **PERSON)
    client.get(page.url, **PERSON)

    assert logged() == {"wheelchairs": (1, 1, 1)}


def test_a_click_on_words_that_nobody_searched_for_makes_no_row(client):
    page = make_case_study(title="Share wheelchairs")

    client.get(page.url, HTTP_REFERER="http://testserver/search/?q=made+up", **PERSON)

    assert logged() == {}


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5919",
        "ada.rao@example.nhs.uk",
        "a b c d e f g h i j k l m",
        "x" * 201,
        "???",
        "",
    ],
)
def test_what_may_name_somebody_and_what_is_prose_is_not_kept(client, text):
    search(client, text)

    assert logged() == {}


def test_machines_and_those_who_look_after_the_search_are_not_counted(client):
    client.get("/search/?q=beds", HTTP_USER_AGENT="ExampleBot/2.1")
    client.get("/search/?q=beds", HTTP_USER_AGENT="")
    client.force_login(make_person("editor"))
    search(client, "beds")

    assert logged() == {}


def test_a_count_that_cannot_be_written_breaks_no_search(client, monkeypatch):
    make_case_study(title="Share wheelchairs")

    def fails(*_, **__):
        raise DatabaseError("read-only")

    monkeypatch.setattr(QueryLog.objects, "filter", fails)

    assert "Share" in search(client, "wheelchairs").content.decode()


def test_rare_words_are_forgotten_after_a_month_and_all_after_400_days():
    def row(terms, days, searches):
        day = TODAY - timedelta(days=days)
        QueryLog.objects.create(day=day, terms=terms, searches=searches)

    row("once", 31, 1)
    row("once lately", 29, 1)
    row("often", 31, 1)
    row("often", 300, 4)
    row("long ago", 401, 9)

    query_logging.prune(TODAY)

    assert set(QueryLog.objects.values_list("terms", flat=True)) == {"once lately", "often"}
    assert QueryLog.objects.filter(terms="often").count() == 2
