"""Asking for a case study on a subject that none speaks of: counted, and read by the editors."""

from __future__ import annotations

import pytest

from search import query_logging, views
from search.models import QueryLog
from tests.builders.casestudies import make_person

pytestmark = pytest.mark.django_db
ADDRESS = "/search/wanted/"


def ask(client, about):
    return client.post(ADDRESS, {"about": about}, follow=True)


def test_the_words_of_the_search_stand_in_the_form(client):
    page = client.get(ADDRESS, {"about": 'boilers"><b>'}).content.decode()

    assert 'value="boilers&quot;&gt;&lt;b&gt;"' in page


def test_each_asking_is_counted_without_who_asked(client):
    ask(client, "Boilers")
    page = ask(client, "boilers").content.decode()

    row = QueryLog.objects.get(terms="boilers")
    assert (row.asked_for, row.searches) == (2, 0)
    assert "Thank you. The editors see how many people ask" in page


def test_the_editors_see_what_is_asked_for(client):
    ask(client, "boilers")
    client.force_login(make_person("editor"))

    page = client.get("/desk/searches/").content.decode()

    assert "Case studies that readers ask for" in page
    assert 'href="/desk/searches/one/?terms=boilers"' in page or "terms=boilers" in page


@pytest.mark.parametrize(
    "about", ["", "   ", "???", "a patient called on 020 7946 0018", "word " * 13, "x\x00y"]
)
def test_what_names_no_subject_is_refused_and_stays_in_the_form(client, about):
    response = client.post(ADDRESS, {"about": about})

    assert response.status_code == 200
    assert "nhsuk-error-message" in response.content.decode()
    assert not QueryLog.objects.exists()


def test_one_visitor_cannot_ask_without_end(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "wanted": "1/h/key"}
    ask(client, "boilers")

    response = client.post(ADDRESS, {"about": "chillers"})

    assert response.status_code == 429
    assert views.TOO_MANY in response.content.decode()


def test_what_was_asked_for_once_is_kept_as_long_as_other_searches(client):
    from datetime import timedelta

    from django.utils import timezone

    today = timezone.localdate()
    ask(client, "boilers")
    QueryLog.objects.update(day=today - timedelta(days=60))

    assert query_logging.prune(today) == 0
