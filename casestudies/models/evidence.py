"""The grade an editor gave the evidence, with the reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from casestudies.choices import Grade


class EvidenceGrade(models.Model):
    """One grade a case study; `computed` is what the published rule gave at the time."""

    page = models.OneToOneField(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="evidence_grade"
    )
    grade = models.CharField(max_length=12, choices=Grade.choices)
    computed = models.CharField(max_length=12, choices=Grade.choices)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    graded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_grade_display()
