"""Who hears of an invitation to be an exemplar, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from portal.accounts import delivery, notifications
from portal.accounts.models import User
from portal.matching.invitations import policies
from portal.matching.models import ExemplarInvitation
from portal.matching.notifications import brokers, team


def tell_invited(invitation: ExemplarInvitation) -> None:
    """The trust's members and authors get the letter, with the figures and their sources."""
    _send(invitation, team([invitation.trust]), event="sent", letter="invitation_sent")


def tell_declined(invitation: ExemplarInvitation) -> None:
    """The programme managers hear that a trust declined; its reason is read on the page."""
    _send(invitation, brokers(), event="declined", letter="invitation_declined")


def remind_invited(invitation: ExemplarInvitation) -> None:
    """The trust's members and authors hear that it waits, and until when."""
    _send(
        invitation,
        team([invitation.trust]),
        event="reminded",
        letter="invitation_reminder",
        answer_by=invitation.invited_on + policies.ANSWER_WITHIN,
    )


def tell_overdue(invitation: ExemplarInvitation) -> None:
    """The programme managers hear that a trust has not answered for four weeks."""
    _send(invitation, brokers(), event="overdue", letter="invitation_overdue")


def words_of_letter(invitation: ExemplarInvitation) -> tuple[str, str]:
    """The subject and the body of the letter, also of an invitation that is not sent yet."""
    return delivery.words_of(path_of("invitation_sent"), {"invitation": invitation})


def path_of(letter: str) -> str:
    """Where the template of a letter is."""
    return f"matching/email/{letter}.txt"


def _send(
    invitation: ExemplarInvitation, to: Iterable[User], *, event: str, letter: str, **context: Any
) -> None:
    notifications.send_letter(
        to=to,
        kind=f"invitation.{event}",
        key=f"invitation.{invitation.pk}.{event}",
        letter=path_of(letter),
        context={"invitation": invitation, **context},
        url=reverse("matching:invitations:invitation", args=[invitation.pk]),
    )
