"""A saved search tells each case study once, whatever happens to it in between."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casestudies.models import CaseStudyPage
from portal.accounts.models import Notice
from search.alerts import services
from search.models import SavedSearch
from search.site_engine import get_engine
from tests.builders.casestudies import make_case_study, make_person, make_signpost, sign_line
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def noon(days=0):
    day = TODAY + timedelta(days=days)
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def make_saved(owner=None, q="wheelchairs", alert="daily", name="Chairs"):
    owner = owner or make_person("member", make_trust())
    return services.save(owner=owner, name=name, query_string=f"q={q}", alert=alert)


def told(owner):
    return [notice.body for notice in Notice.objects.filter(recipient=owner, kind="search.alert")]


def test_what_is_there_when_it_is_saved_is_no_news():
    make_case_study(title="Share wheelchairs")
    one = make_saved()

    assert services.send_alerts(noon()) == 0

    make_case_study(title="Mend wheelchairs")
    assert services.send_alerts(noon(1)) == 1
    (body,) = told(one.owner)
    assert "Mend wheelchairs" in body and "Share" not in body


@pytest.mark.parametrize(("alert", "day", "expected"), [
    ("daily", 1, 1), ("weekly", 1, 0), ("weekly", 7, 1), ("none", 30, 0),
])  # fmt: skip
def test_it_tells_as_often_as_was_asked_for(alert, day, expected):
    make_saved(alert=alert)
    services.send_alerts(noon())
    make_case_study(title="Share wheelchairs")

    assert services.send_alerts(noon(day)) == expected


def test_many_are_counted_and_the_first_named():
    one = make_saved()
    for number in range(8):
        make_case_study(title=f"Share wheelchairs {number}")

    services.send_alerts(noon())

    (body,) = told(one.owner)
    assert body.count("Share wheelchairs") == 5 and "And 3 more." in body


def test_an_alert_names_the_result_with_its_evidence_and_leads_to_it(settings):
    settings.PORTAL_BASE_URL = "https://exemplar.example:8443"
    one = make_saved()
    page = make_case_study(title="Share wheelchairs", result="Waits fell from 9 to 4 days.")
    sign_line(page)

    services.send_alerts(noon(1))

    (body,) = told(one.owner)
    assert body.startswith(
        "Share wheelchairs\n"
        "Waits fell from 9 to 4 days.\n"
        "£120,000 a year: Cash-releasing, recurrent. Signed by trust finance.\n"
        "Promising evidence that it works.\n"
        f"{page.trust.name}. Started from Agency shifts a week: 100 shifts in April 2022.\n"
        f"https://exemplar.example:8443/case-studies/{page.trust.ods_code.lower()}/{page.slug}/"
    )


def test_an_alert_says_what_a_signpost_and_an_unsigned_figure_are():
    one = make_saved()
    make_signpost(title="Read about wheelchairs")
    make_case_study(title="Mend wheelchairs")

    services.send_alerts(noon(1))

    (body,) = told(one.owner)
    assert "Published elsewhere, not checked by us." in body
    assert "£120,000 in 2023/24: Cash-releasing, recurrent. Estimated by the team." in body


def test_nothing_is_told_that_the_owner_may_not_see():
    reader = make_person()
    one = make_saved(owner=reader)
    make_case_study(title="Share wheelchairs", visibility="network")

    assert services.send_alerts(noon()) == 0
    assert told(one.owner) == []


def test_a_new_start_tells_only_what_comes_after_it():
    one = make_saved(alert="none")
    make_case_study(title="Share wheelchairs")

    services.change(saved=one, name=one.name, alert="daily")

    assert services.send_alerts(noon()) == 0


STEPS = st.lists(
    st.sampled_from(["publish", "edit", "hide", "show", "rebuild", "alert", "retitle"]),
    min_size=1,
    max_size=14,
)


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_order_of_events_tells_anything_twice(steps):
    Notice.objects.all().delete()
    SavedSearch.objects.all().delete()
    one = make_saved(owner=make_person("member", make_trust()))
    pages, day = [], 0
    for step in [*steps, "alert"]:
        page = CaseStudyPage.objects.get(pk=pages[-1].pk) if pages else None
        if step == "publish":
            pages.append(make_case_study(title=f"Share wheelchairs n{len(pages)}x{day}"))
        elif step == "rebuild":
            get_engine("database").rebuild()
        elif step == "alert":
            day += 1
            services.send_alerts(noon(day))
        elif page is not None and step == "edit":
            page.result = f"Changed on day {day}."
            page.save_revision().publish()
        elif page is not None and step == "retitle":
            page.title = f"Share wheelchairs n{len(pages) - 1}x{day} again"
            page.save_revision().publish()
        elif page is not None and step == "hide" and page.live:
            page.unpublish()
        elif page is not None and step == "show" and not page.live:
            page.get_latest_revision().publish()

    lines = [line for body in told(one.owner) for line in body.splitlines()]
    numbers = [line.split(" n")[1].split("x")[0] for line in lines if line.startswith("- ")]
    assert len(numbers) == len(set(numbers)), lines


def test_names_are_ones_own_and_not_taken_twice():
    one = make_saved()
    make_saved(name="Chairs", owner=make_person())

    with pytest.raises(ValidationError) as refused:
        make_saved(owner=one.owner)

    assert "name" in refused.value.message_dict


def test_the_whole_way_over_http(client):
    person = make_person("member", make_trust())
    make_case_study(title="Share wheelchairs")
    page = client.get("/search/?q=wheelchairs").content.decode()
    assert "/search/saved/new/?q=wheelchairs" in page
    client.force_login(person)
    url = "/search/saved/new/?q=wheelchairs&page=1&sort=newest"
    assert 'value="wheelchairs"' in client.get(url).content.decode()

    refused = client.post(url, {"name": "", "alert": "daily"})
    assert refused.status_code == 400 and "Give it a name." in refused.content.decode()
    client.post(url, {"name": "My chairs", "alert": "daily"})

    one = SavedSearch.objects.get(owner=person)
    assert one.query_string == "q=wheelchairs"
    assert "My chairs" in client.get("/search/saved/").content.decode()
    client.post(f"/search/saved/{one.pk}/", {"name": "Chairs", "alert": "weekly"})
    client.post(f"/search/saved/{one.pk}/stop/")
    one.refresh_from_db()
    assert (one.name, one.alert) == ("Chairs", "none")
    client.post(f"/search/saved/{one.pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_nobody_touches_anothers(client):
    one = make_saved()
    client.force_login(make_person())

    for what in ("", "stop/", "delete/"):
        assert client.post(f"/search/saved/{one.pk}/{what}").status_code == 404
    assert SavedSearch.objects.filter(pk=one.pk).exists()


def test_a_search_that_cannot_be_made_is_not_saved(client):
    client.force_login(make_person())

    answer = client.post("/search/saved/new/?kind=rubbish", {"name": "x", "alert": "daily"})

    assert answer.status_code == 302 and not SavedSearch.objects.exists()
