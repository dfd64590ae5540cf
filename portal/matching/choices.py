"""The enumerations of matching, in the programme's own words."""

from __future__ import annotations

from django.db import models

from casestudies.choices import HelpKind

# Small help goes straight to the team the seeker picks; the rest goes through the broker.
SMALL_HELP = (HelpKind.QUESTION, HelpKind.TALK, HelpKind.VISIT)
BROKERED_HELP = (HelpKind.REVIEW, HelpKind.PAIRING)


class DesignationStatus(models.TextChoices):
    APPLIED = "applied", "Applied"
    ASSESSED = "assessed", "Assessed"
    DESIGNATED = "designated", "Designated"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"


class RequestStatus(models.TextChoices):
    OPEN = "open", "Open"
    MATCHED = "matched", "Matched"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class MatchStatus(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    ACTIVE = "active", "Active"
    COMPLETED = "completed", "Completed"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "Lapsed"
    ENDED = "ended", "Ended early"


OPEN_STATUSES = (MatchStatus.PROPOSED, MatchStatus.ACTIVE)
# A trust that said no to a need, or was tried for it, is not suggested for it again.
TRIED = (MatchStatus.DECLINED, MatchStatus.LAPSED, MatchStatus.ENDED)


class Side(models.TextChoices):
    """The two sides of a match."""

    SEEKER = "seeker", "The trust that asked"
    HELPER = "helper", "The exemplar"

    @property
    def other(self) -> Side:
        """The side across the table."""
        return Side.HELPER if self is Side.SEEKER else Side.SEEKER


class DeclineReason(models.TextChoices):
    NO_CAPACITY = "no-capacity", "We have no capacity now"
    NOT_OUR_STRENGTH = "not-our-strength", "We are not the right team for this"
    TOO_DIFFERENT = "too-different", "Our trusts are too different"
    TIMING = "timing", "The timing does not work"
    SOLVED = "solved", "The problem has been solved"
    PREFER_OTHER = "prefer-other", "We would rather work with another trust"
    OTHER = "other", "Another reason"


class CheckInAnswer(models.TextChoices):
    """What a pair says after 30 days."""

    GOING_WELL = "going-well", "It is going well"
    NEEDS_HELP = "needs-help", "We need the broker’s help"
    CHANGE = "change", "We would rather change partner"


class GoalsMet(models.TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class RunStatus(models.TextChoices):
    """Where one computation of a round is."""

    DRAFT = "draft", "Not sent"
    SENT = "sent", "Sent"
    DISCARDED = "discarded", "Discarded"


class NoPartner(models.TextChoices):
    """Why a round found nobody for a need."""

    FILLED = "filled", "The places of the exemplars that fit went to other needs"
    NO_OFFER = "no-offer", "No exemplar offers help in this area"
    NO_KIND = "no-kind", "No exemplar offers this kind of help in this area"
    # Not more: that an exemplar ruled a trust out is never told to that trust.
    RULED_OUT = "ruled-out", "No exemplar that is left can help with this need"
    NO_PLACE = "no-place", "The exemplars of this area have no place free"
    BELOW_FLOOR = "below-floor", "No exemplar that is left fits well enough"
    GIVEN_ON = "given-on", "The programme manager gave the places to other needs"
    DECIDED = "decided", "The programme manager decided on no partner in this round"
    LIMIT = "limit", "The programme takes no more needs of one trust at once"


class PlaceKind(models.TextChoices):
    """Who asks together."""

    ICB = "icb", "An integrated care board"
    COLLABORATIVE = "collaborative", "A provider collaborative"
    COUNCIL = "council", "A trust with council partners"
    OTHER = "other", "Another partnership"


class Readiness(models.TextChoices):
    """What the ten questions come to."""

    GO = "go", "Go"
    SMALLER = "smaller", "Start smaller"
    NOT_NOW = "not-now", "Not now"


class EndReason(models.TextChoices):
    """Why a match stopped before it was completed. The broker reads it, the other side does not."""

    CHANGE_PARTNER = "change-partner", "We would like to work with another trust"
    NO_TIME = "no-time", "We no longer have the time"
    PEOPLE_LEFT = "people-left", "The people who worked on it have left"
    SOLVED = "solved", "The problem has been solved"
    WITHDRAWN = "withdrawn", "The request was withdrawn"
    OTHER = "other", "Another reason"


class InvitationStatus(models.TextChoices):
    """What became of an invitation to be an exemplar."""

    SENT = "sent", "Invited"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    UNANSWERED = "unanswered", "Not answered"


class InvitationDecline(models.TextChoices):
    """Why a trust will not be an exemplar. Its own people and programme managers read it."""

    NO_TIME = "no-time", "We have no time to help others now"
    NOT_OURS = "not-ours", "The figures do not come from anything that we did"
    FIGURES_WRONG = "figures-wrong", "The figures are not right"
    CHANGING = "changing", "The service is changing, or its people have left"
    OTHER = "other", "Another reason"
