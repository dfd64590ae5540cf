"""What the review leaves behind: peer checks, grades, signatures, answers about savings.

A peer check is the published criteria and what a reviewer from another trust found. A grade is an
editor's, with its reason. A signature counts only while the figures it signed are the ones shown.
An answer says of two savings that look alike: the same money, or different money.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casestudies.choices import Direction, Grade, SignOffLevel
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


class EvidenceGrade(models.Model):
    """One grade a case study; `computed` is what the published rule gave at the time.

    `direction` is blank where it follows the measures of the record, else what an editor set
    instead, with a reason; `computed_direction` is what the measures gave at the time.
    """

    page = models.OneToOneField(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="evidence_grade"
    )
    grade = models.CharField(max_length=12, choices=Grade.choices)
    computed = models.CharField(max_length=12, choices=Grade.choices)
    reason = models.CharField(max_length=300)
    direction = models.CharField(max_length=16, choices=Direction.choices, blank=True)
    computed_direction = models.CharField(max_length=16, choices=Direction.choices, blank=True)
    direction_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    graded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_grade_display()


class SignOff(models.Model):
    """A named person vouches for one line, as it stood: `digest` is its SHA-256."""

    page = models.ForeignKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="sign_offs"
    )
    line_uuid = models.UUIDField()
    digest = models.CharField(max_length=64)
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    level = models.CharField(
        max_length=12,
        choices=[choice for choice in SignOffLevel.choices if choice[0] != SignOffLevel.ESTIMATED],
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    trust_name = models.CharField(
        max_length=200, blank=True, help_text="Empty for what was signed before it was kept."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField()
    # What the person was shown as the headline that readers would see with this signature.
    headline_amount = models.DecimalField(max_digits=14, decimal_places=0, null=True, blank=True)
    headline_year = models.CharField(max_length=7, blank=True)

    class Meta:
        ordering = ["-signed_at", "-id"]
        indexes = [models.Index(fields=["page", "line_uuid"])]
        constraints = [
            models.CheckConstraint(
                name="casestudies_sign_off_above_estimated",
                condition=~Q(level=SignOffLevel.ESTIMATED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.name}, {self.role}"


class MoneyComparison(models.Model):
    """An answer about two lines of one record. It holds while both lines say `figures`.

    It stands beside the versions of the record, as a signature does: an answer changes no figure,
    so it voids no signature, and holds for a draft and for what is published alike. `first` is
    the smaller UUID.
    """

    page = models.ForeignKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="money_comparisons"
    )
    first = models.UUIDField()
    second = models.UUIDField()
    figures = models.CharField(max_length=100)
    same = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="casestudies_money_compared_once",
                fields=["page", "first", "second", "figures"],
            ),
            models.CheckConstraint(
                name="casestudies_money_two_lines", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="casestudies_different_money_has_a_reason",
                condition=Q(same=True) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return "the same money" if self.same else f"different money: {self.reason}"
