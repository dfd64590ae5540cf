"""Invitations of top performers to become exemplars, with their answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.matching.choices import InvitationDecline, InvitationStatus
from portal.matching.models.designation import ExemplarDesignation
from portal.matching.models.programme import Programme
from portal.performance.measures import MEASURES, Measure
from portal.trusts.models import Trust


class ExemplarInvitation(models.Model):
    """One invitation, kept whatever became of it.

    `figures` is a list of {"year", "value" (in words, with its unit), "place" (such as "2 of 31"),
    "source"} and `doubts` a list of sentences: both as the letter said them, so that a corrected
    figure does not change what was sent.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="invitations")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="invitations")
    area = models.ForeignKey(EfficiencyArea, on_delete=models.PROTECT, related_name="+")
    measure_key = models.CharField(
        max_length=60, help_text="A key of portal.performance.measures.MEASURES."
    )
    measure_name = models.CharField(max_length=120)
    figures = models.JSONField(default=list)
    doubts = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True, max_length=1000)
    status = models.CharField(
        max_length=12, choices=InvitationStatus.choices, default=InvitationStatus.SENT
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_on = models.DateField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)
    decline_reason = models.CharField(max_length=20, choices=InvitationDecline.choices, blank=True)
    decline_note = models.CharField(max_length=600, blank=True)
    designation = models.OneToOneField(
        ExemplarDesignation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitation",
        help_text="The application that was sent when it was accepted.",
    )
    case_study = models.ForeignKey(
        CaseStudyPage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The draft in the trust's name that came with it.",
    )

    class Meta:
        ordering = ["-invited_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="matching_invitation_open_once",
                fields=["programme", "trust"],
                condition=Q(status=InvitationStatus.SENT),
            ),
            models.CheckConstraint(
                name="matching_invitation_answer_is_dated",
                condition=Q(status__in=(InvitationStatus.SENT, InvitationStatus.UNANSWERED))
                | Q(answered_on__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_invitation_decline_has_a_reason",
                condition=~Q(status=InvitationStatus.DECLINED) | ~Q(decline_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trust} ({self.programme})"

    @property
    def measure(self) -> Measure | None:
        """The measure in the catalogue of today; None if it is there no longer."""
        return MEASURES.get(self.measure_key)

    @property
    def is_open(self) -> bool:
        return self.status == InvitationStatus.SENT
