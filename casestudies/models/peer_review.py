"""The check by a peer: the published criteria, and what a reviewer from another trust found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.trusts.models import Trust


class ReviewCriterion(models.Model):
    """One question of the published criteria. Editors change them; reviews keep the words used."""

    question = models.CharField(max_length=200)
    guidance = models.CharField(max_length=400, blank=True)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField("asked of new reviews", default=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "review criteria"

    def __str__(self) -> str:
        return self.question


class PeerReview(models.Model):
    """One reviewer's check of one version, from the day they took it.

    `findings` is a list of {"question", "answer" (met, not-met, not-applicable), "note"}; the
    questions are copied, so that a later change of the criteria does not change what was found.
    """

    class Verdict(models.TextChoices):
        PASSED = "passed", "Meets the criteria"
        RETURNED = "returned", "Sent back to the author"

    page = models.ForeignKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="peer_reviews"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="peer_reviews"
    )
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField()
    findings = models.JSONField(default=list, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    comment = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="casestudies_one_open_peer_review",
                fields=["page"],
                condition=Q(done_at=None),
            ),
            models.CheckConstraint(
                name="casestudies_done_peer_review_has_a_verdict",
                condition=Q(done_at=None, verdict="") | Q(done_at__isnull=False) & ~Q(verdict=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display() or 'In review'}: {self.reviewer}"
