"""What followers hear of their group. No letter names another follower."""

from __future__ import annotations

from portal.accounts import notices
from portal.matching.models import Cohort, GroupSession, Match
from portal.matching.notices import seekers
from portal.matching.people import team


def cohort_path(cohort: Cohort) -> str:
    """The address of a group."""
    return f"/help/cohorts/{cohort.pk}/"


def tell_joined(cohort: Cohort, match: Match, *, version: int) -> None:
    notices.send_letter(
        to=seekers(match),
        kind="cohort.joined",
        key=f"cohort.{cohort.pk}.joined.{version}",
        letter="matching/email/cohort_joined.txt",
        context={"match": match, "cohort": cohort},
        url=cohort_path(cohort),
    )


def tell_planned(session: GroupSession) -> None:
    cohort = session.cohort
    members = [match.seeker for match in cohort.matches.all() if match.is_open]
    notices.send_letter(
        to=team(members),
        kind="cohort.session",
        key=f"cohort.{cohort.pk}.session.{session.pk}",
        letter="matching/email/cohort_session.txt",
        context={"helper": cohort.offer.designation.trust, "session": session},
        url=cohort_path(cohort),
    )
