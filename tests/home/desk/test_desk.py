"""The editors' desk over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.home.models import StandardPage
from tests.builders.casestudies import make_area, make_case_study, make_person
from tests.builders.reviewing import make_submitted
from tests.builders.search import titles
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
SCREENS = ["/desk/", "/desk/records/stale/", "/desk/coverage/", "/desk/areas/"]


@pytest.fixture
def editor(client):
    person = make_person("editor")
    client.force_login(person)
    return person


def act(client, name, pages, **fields):
    return client.post(
        f"/desk/records/{name}/act/", {"record": [page.pk for page in pages], **fields}
    )


@pytest.mark.parametrize("url", SCREENS)
def test_it_is_for_editors_and_administrators(client, url):
    assert client.get(url).status_code == 302
    for role, allowed in [
        ("editor", True), ("administrator", True), ("programme_manager", False), ("author", False),
    ]:  # fmt: skip
        client.force_login(make_person(role, make_trust() if role == "author" else None))
        assert client.get(url).status_code == (200 if allowed else 403), role


def test_it_shows_what_waits_and_how_long_the_lists_are(client, editor):
    page = make_submitted(title="Share wheelchairs")
    make_case_study(review_by=timezone.localdate() - timedelta(days=3))

    shown = client.get("/desk/")

    text = shown.content.decode()
    assert page.title in text and page.trust.name in text
    assert dict(shown.context["counts"])["stale"].number == 1
    assert (
        reverse("wagtailadmin_pages:edit", args=[StandardPage.objects.get(slug="criteria").pk])
        in text
    )


def test_a_bulk_action_is_confirmed_done_and_reported(client, editor):
    past = timezone.localdate() - timedelta(days=3)
    pages = [make_case_study(review_by=past), make_case_study(review_by=past)]
    asked = act(client, "stale", pages, action="retire")
    assert asked.status_code == 200 and "Why are they retired?" in asked.content.decode()
    assert CaseStudyPage.objects.filter(retired_on=None).count() == 2, "nothing is done yet"

    done = act(client, "stale", pages, action="retire", confirmed="1", reason="The system closed.")

    assert "2 done" in done.content.decode()
    assert CaseStudyPage.objects.filter(retired_on=None).count() == 0


def test_what_is_missing_is_asked_for_beside_its_field_and_the_choice_is_kept(client, editor):
    page = make_case_study()

    answer = act(client, "stale", [page], action="put-off", confirmed="1", reason="Busy")

    text = answer.content.decode()
    assert answer.status_code == 400 and "Enter the new day." in text
    assert f'name="record" value="{page.pk}"' in text and "Busy" in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"action": "retire"}, "at least one record"), ({"record": ["1"]}, "Choose what to do")],
)
def test_an_empty_choice_is_refused_in_words(client, editor, fields, said):
    answer = client.post("/desk/records/stale/act/", fields)

    assert answer.status_code == 400 and said in answer.content.decode()


@pytest.mark.parametrize("url", ["/desk/records/rubbish/", "/desk/areas/999999/merge/"])
def test_what_there_is_not(client, editor, url):
    assert client.get(url).status_code == 404


def test_synonyms_changed_in_the_editor_are_found_at_once(client, editor):
    area = make_area("Wheelchairs")
    make_case_study(title="Share one store", areas=[area])
    other = make_area("Beds", synonyms=["trolley bank"])
    assert "Share one store" not in titles("trolley bank")

    answer = client.post(
        reverse("wagtailsnippets_casestudies_efficiencyarea:edit", args=[area.pk]),
        {
            "name": area.name,
            "slug": area.slug,
            "parent": "",
            "description": area.description,
            "synonyms": "Trolley bank\n trolley  bank\nZimmer",
            "position": "0",
        },
        follow=True,
    )

    area.refresh_from_db()
    assert area.synonyms == ["Trolley bank", "Zimmer"], "a word given twice is kept once"
    assert "Share one store" in titles("trolley bank")
    assert f"leads to “{other.name}” too" in answer.content.decode()


def test_deleting_an_area_in_use_leads_to_merging_it(client, editor):
    used, free = make_area("Beds"), make_area("Carts")
    make_case_study(areas=[used])

    refused = client.post(
        reverse("wagtailsnippets_casestudies_efficiencyarea:delete", args=[used.pk]), follow=True
    )
    client.post(reverse("wagtailsnippets_casestudies_efficiencyarea:delete", args=[free.pk]))

    assert refused.redirect_chain[-1][0] == f"/desk/areas/{used.pk}/merge/"
    assert "has 1 case study" in refused.content.decode()
    assert set(EfficiencyArea.objects.values_list("name", flat=True)) >= {"Beds"}
    assert not EfficiencyArea.objects.filter(name="Carts").exists()


def test_merging_over_http(client, editor):
    gone, into = make_area("Beds", slug="beds"), make_area("Wards", slug="wards")
    make_case_study(areas=[gone])
    url = f"/desk/areas/{gone.pk}/merge/"
    nothing = client.post(url, {"into": ""})
    assert nothing.status_code == 400
    assert "Choose the area that everything moves to." in nothing.content.decode()

    answer = client.post(url, {"into": "wards"}, follow=True)

    assert "1 case study" in answer.content.decode()
    assert into.case_studies.count() == 1


@pytest.mark.parametrize("slug", ["criteria", "evidence"])
def test_editors_change_the_criteria_without_a_developer(client, editor, slug):
    page = StandardPage.objects.get(slug=slug)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client.get(url)
    assert form.status_code == 200

    client.post(
        url,
        {
            "title": page.title,
            "slug": page.slug,
            "lede": "New words for the criteria.",
            "body": '{"blocks": [{"key": "a", "text": "Hello", "type": "unstyled", '
            '"depth": 0, "inlineStyleRanges": [], "entityRanges": [], "data": {}}], '
            '"entityMap": {}}',
            "action-publish": "1",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        },
    )

    assert "New words for the criteria." in client.get(f"/{slug}/").content.decode()
