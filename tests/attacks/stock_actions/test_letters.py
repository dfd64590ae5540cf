"""Wagtail sends no letter of its own about a review: the portal's notices tell the same people."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core import mail
from wagtail.admin.mail import send_notification

from tests.builders.casestudies import make_case_study, make_person
from tests.builders.reviewing import grade_as_computed, make_checked

pytestmark = pytest.mark.django_db


def test_a_review_sends_each_person_the_portals_own_letters_only(
    django_capture_on_commit_callbacks,
):
    make_person("editor", is_superuser=True)
    with django_capture_on_commit_callbacks(execute=True):
        page = grade_as_computed(make_checked(make_case_study(publish=False)))
        state = page.current_workflow_task_state
        state.task.specific.on_action(state, make_person("editor"), "approve")

    assert mail.outbox
    assert not [letter.subject for letter in mail.outbox if "workflow" in letter.body]
    assert not [letter.subject for letter in mail.outbox if "moderation" in letter.body]


def test_a_letter_about_comments_comes_from_us_and_links_to_us():
    page, person = make_case_study(), make_person("editor")

    send_notification([person], "updated_comments", {"page": page, "editor": person})

    letter = mail.outbox[-1]
    assert letter.from_email == settings.DEFAULT_FROM_EMAIL
    assert settings.PORTAL_BASE_URL in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
