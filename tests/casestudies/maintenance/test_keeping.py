"""A record is asked about, confirmed by one press, and retired with a reason; nothing undoes it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from casestudies.maintenance import jobs as maintenance_jobs
from casestudies.maintenance import services as maintenance_services
from casestudies.models import CaseStudyPage
from portal.accounts.models import AuditEntry, Notice
from search.models import SearchEntry
from tests.builders.casestudies import make_case_study, make_person
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def due_in(days, **fields):
    page = make_case_study(review_by=TODAY + timedelta(days=days), **fields)
    return page, make_person("author", page.trust)


def noon(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def fresh(page):
    return CaseStudyPage.objects.get(pk=page.pk)


@pytest.mark.parametrize(("days", "told"), [(61, 0), (60, 1), (30, 1), (0, 1), (-3, 1)])
def test_the_owner_is_reminded(days, told):
    page, author = due_in(days)
    CaseStudyPage.objects.filter(pk=page.pk).update(last_published_at=noon(TODAY) - timedelta(400))

    first, again = maintenance_jobs.remind(noon(TODAY)), maintenance_jobs.remind(noon(TODAY))

    assert (first, again) == (told, 0)
    assert Notice.objects.filter(recipient=author, kind="case_study.review").count() == told


def test_where_the_owner_has_left_the_authors_are_asked_and_then_the_editors():
    page = make_case_study(review_by=TODAY)
    editor = make_person("editor")
    assert maintenance_jobs.owners_of(page) == [editor]

    author = make_person("author", page.trust)

    assert maintenance_jobs.owners_of(page) == [author]


def test_one_press_says_still_true(client):
    page, author = due_in(20)
    client.force_login(author)

    client.post(reverse("casestudies:confirm", args=[page.pk]))

    assert fresh(page).confirmed_on == TODAY
    assert fresh(page).review_by.year == TODAY.year + 2
    assert AuditEntry.objects.filter(action="case_study.confirmed").exists()


def test_still_true_is_not_for_a_record_with_changes():
    page, author = due_in(20)
    page.get_latest_revision_as_object().save_revision(clean=False)

    with pytest.raises(ValidationError, match="changes that are not published"):
        maintenance_services.confirm(page=fresh(page), by=author)


def test_publishing_an_older_version_undoes_neither_date_nor_retirement():
    page, author = due_in(20)
    older = page.get_latest_revision()
    maintenance_services.confirm(page=page, by=author)
    maintenance_services.retire(page=fresh(page), by=author, reason="The system was replaced.")

    older.publish()

    assert fresh(page).confirmed_on == TODAY
    assert fresh(page).retired_reason == "The system was replaced."


def test_nobody_of_another_trust_keeps_it():
    page, _ = due_in(20)

    with pytest.raises(PermissionDenied):
        maintenance_services.confirm(page=page, by=make_person("author", make_trust()))


def test_a_retired_record_stays_with_its_reason_and_leaves_every_list(client):
    page, author = due_in(200, title="Share wheelchairs")
    assert page.url in client.get("/search/?q=wheelchairs").content.decode()

    maintenance_services.retire(page=page, by=author, reason="The store closed.")

    in_search = SearchEntry.objects.filter(type=SearchEntry.Type.CASE_STUDY, object_id=page.pk)
    assert not in_search.filter(gone=False).exists()
    assert page.url not in client.get("/search/?q=wheelchairs").content.decode()
    text = client.get(page.url).content.decode()
    assert "The store closed." in text and "not to be copied" in text
    shelf = client.get(page.get_parent().url).content.decode()
    assert "Retired on" in shelf


def test_a_retirement_can_be_taken_back(client):
    page, author = due_in(200, title="Share wheelchairs")
    maintenance_services.retire(page=page, by=author, reason="The store closed.")

    maintenance_services.bring_back(page=fresh(page), by=author)

    assert page.url in client.get("/search/?q=wheelchairs").content.decode()


def test_no_reason_no_retirement(client):
    page, author = due_in(200)
    client.force_login(author)

    response = client.post(reverse("casestudies:retire", args=[page.pk]), {"reason": " "})

    assert response.status_code == 400
    assert "Say why" in response.content.decode()
    assert fresh(page).retired_on is None


@pytest.mark.parametrize(("days", "label"), [(-1, True), (0, False), (5, False)])
def test_readers_see_that_a_record_is_stale(client, days, label):
    page, _ = due_in(days)

    assert ("may be out of date" in client.get(page.url).content.decode()) is label
    shelf = client.get(page.get_parent().url).content.decode()
    assert ("May be out of date" in shelf) is label


def test_a_record_without_a_live_contact_says_so():
    page = make_case_study(contacts=[{"left": False}, {"left": False}])
    page.contacts.update(left=True)

    assert not any(not contact.left for contact in fresh(page).contacts.all())


def test_the_screen_is_for_its_trust_and_editors(client):
    page, _ = due_in(20)
    client.force_login(make_person("member", page.trust))

    assert client.get(reverse("casestudies:keep", args=[page.pk])).status_code == 403
