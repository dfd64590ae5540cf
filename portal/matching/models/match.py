"""A pair: a need, and the trust that helps. Nothing starts until both sides accept.

A cohort is one exemplar and several followers that learn together.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from casestudies.models import Adoption, CaseStudyPage
from portal.matching.choices import (
    OPEN_STATUSES,
    CheckInAnswer,
    DeclineReason,
    EndReason,
    MatchStatus,
    Side,
)
from portal.matching.models.designation import Offer
from portal.matching.models.help_request import HelpRequest, Need
from portal.matching.models.round import AllocationRun
from portal.trusts.models import Trust


class Cohort(models.Model):
    """Pairs of one offer that meet together. The pairs stay pairs, each with its own goals."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=120)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name


class GroupSession(models.Model):
    """One session of a cohort. Its hours are given once, however many come."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    planned_for = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    helper_hours = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(200)],
    )
    note = models.CharField(max_length=300, blank=True)
    present = models.ManyToManyField("matching.Match", blank=True, related_name="sessions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-planned_for", "-id"]
        constraints = [
            models.CheckConstraint(
                name="matching_session_is_planned_or_held",
                condition=Q(planned_for__isnull=False) | Q(held_on__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_session_held_has_hours",
                condition=Q(held_on=None, helper_hours=None)
                | Q(held_on__isnull=False, helper_hours__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.held_on or self.planned_for}"


class Match(models.Model):
    """`parts` keeps the score as it was explained: name, value, weight and reason of each."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="matches")
    helper = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="matches_as_helper")
    offer = models.ForeignKey(
        Offer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
        help_text="Empty for small help, which needs no designation.",
    )
    case_study = models.ForeignKey(
        CaseStudyPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="matches"
    )
    status = models.CharField(
        max_length=12, choices=MatchStatus.choices, default=MatchStatus.PROPOSED
    )
    score = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    parts = models.JSONField(default=list, blank=True)
    broker_note = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    reply_due = models.DateField()
    seeker_accepted_at = models.DateTimeField(null=True, blank=True)
    seeker_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    helper_accepted_at = models.DateTimeField(null=True, blank=True)
    helper_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_side = models.CharField(max_length=6, choices=Side.choices, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason.choices, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField()
    aim = models.CharField("what the pair wants to reach, in words", max_length=300, blank=True)
    finish_by = models.DateField("the day the work is to be done by", null=True, blank=True)
    who = models.CharField("who works together", max_length=300, blank=True)
    how_often = models.CharField(max_length=120, blank=True)
    expenses = models.CharField(max_length=200, blank=True)
    adoption = models.ForeignKey(
        Adoption, on_delete=models.SET_NULL, null=True, blank=True, related_name="matches"
    )

    run = models.ForeignKey(
        AllocationRun, on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    weights_version = models.PositiveIntegerField(null=True, blank=True)
    override_reason = models.TextField(
        blank=True, help_text="The broker's, where a round was overridden. Not shown to the pair."
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="The match that came to nothing before this one was offered.",
    )
    first_reply_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    sponsor_name = models.CharField(max_length=120, blank=True)
    sponsor_role = models.CharField(max_length=120, blank=True)
    sponsored_at = models.DateTimeField(null=True, blank=True)
    agreed_seeker_at = models.DateTimeField(null=True, blank=True)
    agreed_helper_at = models.DateTimeField(null=True, blank=True)
    check_in_answer = models.CharField(max_length=12, choices=CheckInAnswer.choices, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.SET_NULL, null=True, blank=True, related_name="matches"
    )

    # Private: an editor's list of what uses a case study names no pair.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(name="matching_match_by_status", fields=["status", "proposed_at"])]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                name="matching_match_one_open_a_need",
                fields=["need"],
                condition=Q(status__in=OPEN_STATUSES),
            ),
            models.CheckConstraint(
                name="matching_match_active_when_both_accepted",
                condition=~Q(status__in=[MatchStatus.ACTIVE, MatchStatus.COMPLETED])
                | Q(seeker_accepted_at__isnull=False, helper_accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_match_declined_with_side_and_reason",
                condition=(
                    Q(status=MatchStatus.DECLINED) & ~Q(declined_side="") & ~Q(decline_reason="")
                )
                | (~Q(status=MatchStatus.DECLINED) & Q(declined_side="", decline_reason="")),
            ),
            models.CheckConstraint(
                name="matching_match_ended_with_a_reason",
                condition=(Q(status=MatchStatus.ENDED) & ~Q(end_reason=""))
                | (~Q(status=MatchStatus.ENDED) & Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="matching_match_sponsor_is_whole",
                condition=Q(sponsor_name="", sponsor_role="", sponsored_at=None)
                | (~Q(sponsor_name="") & ~Q(sponsor_role="") & Q(sponsored_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="matching_match_check_in_is_whole",
                condition=Q(check_in_answer="", checked_in_at=None)
                | (~Q(check_in_answer="") & Q(checked_in_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="matching_match_started_when_active",
                condition=~Q(status__in=[MatchStatus.ACTIVE, MatchStatus.COMPLETED])
                | Q(started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_match_seeker_acceptance_is_whole",
                condition=Q(seeker_accepted_at=None, seeker_accepted_by=None)
                | Q(seeker_accepted_at__isnull=False, seeker_accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_match_helper_acceptance_is_whole",
                condition=Q(helper_accepted_at=None, helper_accepted_by=None)
                | Q(helper_accepted_at__isnull=False, helper_accepted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seeker} with {self.helper}"

    @property
    def seeker(self) -> Trust:
        return self.need.help_request.trust

    def trust_of(self, side: str) -> Trust:
        """The trust on one side: a `Side`, or how a column spells it."""
        return self.seeker if side == Side.SEEKER else self.helper

    @property
    def request(self) -> HelpRequest:
        return self.need.help_request

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES
