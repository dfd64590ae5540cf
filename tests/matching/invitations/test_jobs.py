"""An invitation that nobody answers: the trust is reminded, then the managers hear, once each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.models import Notice
from portal.matching.invitations import jobs, services


def letters(person):
    kinds = Notice.objects.filter(recipient=person, kind__startswith="invitation.")
    return sorted(kinds.values_list("kind", flat=True))


def run_on_days(*days):
    """Run the job as a scheduler would so many days after today; returns the last run's count."""
    counts = [jobs.remind(timezone.now() + timedelta(days=day)) for day in days]
    return counts[-1]


@pytest.mark.parametrize(
    ("days", "trust", "manager"),
    [
        ([13], ["invitation.sent"], []),
        ([14], ["invitation.reminded", "invitation.sent"], []),
        ([14, 15, 28], ["invitation.reminded", "invitation.sent"], []),
        ([14, 29, 30, 60], ["invitation.reminded", "invitation.sent"], ["invitation.overdue"]),
        # The scheduler stood still: the trust is not told of a day that has gone.
        ([40, 41], ["invitation.sent"], ["invitation.overdue"]),
    ],
)
def test_who_hears_when(ground, days, trust, manager):
    ground.invite()

    run_on_days(*days)

    assert letters(ground.author) == trust
    assert letters(ground.broker) == manager


def test_the_reminder_says_until_when(ground):
    invitation = ground.invite()

    assert run_on_days(14) == 1

    body = Notice.objects.get(recipient=ground.author, kind="invitation.reminded").body
    last_day = invitation.invited_on + timedelta(days=28)
    assert f"{last_day.day} {last_day:%B %Y}" in body


def test_an_answered_invitation_is_not_spoken_of(ground):
    invitation = ground.invite()
    services.decline(invitation=invitation, by=ground.author, reason="no-time")

    assert run_on_days(14, 29) == 0
