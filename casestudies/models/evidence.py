"""The grade an editor gave the evidence, with the reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from casestudies.choices import Direction, Grade


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
