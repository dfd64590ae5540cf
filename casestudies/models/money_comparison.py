"""What a person said of two savings that look alike: the same money, or different money."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


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
