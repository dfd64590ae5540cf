"""Every way to publish a case study asks the gate, and the grade, whoever goes it."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from casestudies.models import CaseStudyPage
from casestudies.publishing import jobs as publishing_jobs
from casestudies.savings import sign_offs
from portal.accounts.models import Notice
from portal.background import jobs
from tests.builders.casestudies import make_case_study, make_person, sign_line
from tests.builders.due import run_due
from tests.builders.editing import form_of
from tests.builders.reviewing import grade_as_computed, make_checked

pytestmark = pytest.mark.django_db


def fresh(page):
    return CaseStudyPage.objects.get(pk=page.pk)


def press_publish(client, page, editor, **more):
    data = form_of(client, page) | {"action-publish": "1"} | more
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def publish_during_review(client, page, editor):
    page.get_workflow().start(page, editor)
    press_publish(client, fresh(page), editor)


def revert_and_publish(client, page, editor):
    first = page.get_latest_revision()
    draft = first.as_object()
    draft.result = "Another result."
    draft.save_revision(clean=False)
    press_publish(client, fresh(page), editor, revision=first.pk)


def press_publish_for_later(client, page, editor):
    press_publish(client, page, editor, go_live_at="2035-01-01 08:00")


def publish_many(client, page, editor):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{url}?id={page.pk}", {"include_descendants": ""})


def approve(client, page, editor):
    page = make_checked(page)
    args = [page.pk, "approve", page.current_workflow_task_state.pk]
    client.post(reverse("wagtailadmin_pages:workflow_action", args=args), {"comment": ""})


def let_the_hour_come(page):
    hour = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=hour)


def run_due_work(client, page, editor):
    let_the_hour_come(page)
    publishing_jobs.run(timezone.now())


def run_wagtails_command(client, page, editor):
    let_the_hour_come(page)
    call_command("publish_scheduled", verbosity=0)


def ask_the_api(client, page, editor):
    client.post(f"/cms/api/main/pages/{page.pk}/action/publish/")


def call_it(client, page, editor):
    with contextlib.suppress(ValidationError):
        page.get_latest_revision().publish(user=editor)


PATHS = [
    press_publish, publish_during_review, revert_and_publish, press_publish_for_later,
    publish_many, approve, run_due_work, run_wagtails_command, call_it,
]  # fmt: skip


def published(client, page, editor, path):
    """True if a way led to a page that is live, or will be. Put back afterwards."""
    with transaction.atomic():
        path(client, fresh(page), editor)
        found = fresh(page)
        is_out = found.live or found.revisions.filter(approved_go_live_at__isnull=False).exists()
        transaction.set_rollback(True)
    return is_out


@pytest.mark.slow
def test_every_path_to_publication_passes_the_gate(client):
    editor = make_person("editor")
    client.force_login(editor)
    incomplete = grade_as_computed(make_case_study(publish=False, not_where=""))
    ungraded = make_case_study(publish=False)
    ready = grade_as_computed(make_case_study(publish=False))

    went_round = [
        (path.__name__, name)
        for name, page in (("incomplete", incomplete), ("ungraded", ungraded))
        for path in [*PATHS, ask_the_api]
        if published(client, page, editor, path)
    ]
    shut = [path.__name__ for path in PATHS if not published(client, ready, editor, path)]

    assert (went_round, shut) == ([], [])


def test_scheduled_publishing_is_one_of_the_due_jobs():
    page = grade_as_computed(make_case_study(publish=False))
    let_the_hour_come(page)

    done = run_due(timezone.now())

    assert done["casestudies-0-publishing"] == 1 and fresh(page).live
    assert run_due(timezone.now())["casestudies-0-publishing"] == 0


def test_a_page_whose_time_is_over_is_unpublished():
    page = make_case_study(expire_at=timezone.now() - timedelta(minutes=1))

    assert publishing_jobs.run(timezone.now()) == 1
    assert not fresh(page).live


def test_a_schedule_with_a_void_signature_is_dropped_and_the_editor_who_set_it_told(client):
    editor = make_person("editor")
    client.force_login(editor)
    page = grade_as_computed(make_case_study(publish=False))
    sign_line(page)
    press_publish_for_later(client, page, editor)
    scheduled = page.revisions.get(approved_go_live_at__isnull=False)
    scheduled.content["savings"][0]["amount"] = "999"
    scheduled.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    scheduled.save()

    publishing_jobs.run(timezone.now())

    assert not fresh(page).live
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    notice = Notice.objects.get(recipient=editor, kind="case_study.not_published")
    assert "signature void" in notice.body


def test_one_schedule_that_breaks_does_not_hold_up_the_next():
    first, second = (grade_as_computed(make_case_study(publish=False)) for _ in range(2))
    let_the_hour_come(first)
    let_the_hour_come(second)
    broken = first.get_latest_revision().content | {"savings": "no list"}
    Revision.objects.filter(pk=first.latest_revision_id).update(content=broken)

    with pytest.raises(jobs.RowsFailed) as failed:
        publishing_jobs.run(timezone.now())

    assert failed.value.done == 1 and fresh(second).live


def test_an_editor_takes_a_schedule_back(client):
    editor = make_person("editor")
    page = grade_as_computed(make_case_study(publish=False))
    let_the_hour_come(page)
    url = reverse(
        "wagtailadmin_pages:revisions_unschedule", args=[page.pk, page.latest_revision_id]
    )

    client.force_login(make_person("author", page.trust))
    client.post(url)
    assert page.revisions.filter(approved_go_live_at__isnull=False).exists()

    client.force_login(editor)
    client.post(url)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_an_older_version_is_signed_only_where_its_own_figures_were(client):
    editor = make_person("editor")
    client.force_login(editor)
    page = grade_as_computed(make_case_study())
    unsigned = page.get_latest_revision()
    draft = unsigned.as_object()
    draft.savings.all()[0].amount = 999
    draft.save_revision(clean=False)
    sign_line(fresh(page).get_latest_revision_as_object())

    press_publish(client, fresh(page), editor, revision=unsigned.pk, **{"savings-0-amount": 120000})

    found = fresh(page)
    assert found.savings.get().amount == 120000
    assert sign_offs.statuses_of(found)[found.savings.get().uuid].void
