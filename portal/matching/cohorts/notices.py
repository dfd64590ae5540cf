"""What followers hear of their group. No letter names another follower."""

from __future__ import annotations

from portal.accounts import notices
from portal.matching.models import Cohort, GroupSession, Match
from portal.matching.notices import seekers
from portal.matching.people import team
from portal.text.dates import day_in_words


def cohort_path(cohort: Cohort) -> str:
    """The address of a group."""
    return f"/help/cohorts/{cohort.pk}/"


def tell_joined(cohort: Cohort, match: Match, *, version: int) -> None:
    notices.send(
        to=seekers(match),
        kind="cohort.joined",
        key=f"cohort.{cohort.pk}.joined.{version}",
        subject=f"{match.helper} brings its followers together",
        body=f"You are in the group “{cohort.name}”. Your own work goes on as agreed.",
        url=cohort_path(cohort),
    )


def tell_planned(session: GroupSession) -> None:
    cohort = session.cohort
    helper = cohort.offer.designation.trust
    members = [match.seeker for match in cohort.matches.all() if match.is_open]
    notices.send(
        to=team(members),
        kind="cohort.session",
        key=f"cohort.{cohort.pk}.session.{session.pk}",
        subject=f"A group session with {helper} on {day_in_words(session.planned_for)}",
        body="See what it is about on the page of the group.",
        url=cohort_path(cohort),
    )
