"""What waits for whom, and since when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import TaskState

from casestudies.desk import queries as desk_queries
from casestudies.review import services as review_services
from tests.builders.casestudies import make_case_study, make_person
from tests.builders.reviewing import make_checked, make_signed, make_submitted

pytestmark = pytest.mark.django_db


def wait(page, days):
    TaskState.objects.filter(
        workflow_state__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS
    ).update(started_at=timezone.now() - timedelta(days=days))


def test_it_names_the_step_the_person_and_the_days():
    page = make_submitted()
    approver = make_person("finance_approver", page.trust, first_name="Ada", last_name="Rao")
    wait(page, 2)

    (row,) = desk_queries.queue()

    assert row.page == page and approver.get_full_name() in row.who
    assert "finance" in row.step.lower()
    assert row.waited == 2 and not row.overdue


def test_late_ones_come_first_and_returned_ones_last():
    fresh, late, back = make_signed(), make_checked(), make_submitted()
    make_case_study(publish=False)
    wait(late, 60)
    approver = make_person("finance_approver", back.trust)
    review_services.send_back(page=back, by=approver, reason="The year is wrong.")

    rows = desk_queries.queue()

    assert [row.page for row in rows] == [late, fresh, back]
    assert rows[0].overdue and rows[2].returned
    assert rows[2].who.startswith("its author")
