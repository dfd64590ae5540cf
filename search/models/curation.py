"""What editors teach the search: words that mean the same, and results put first."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, PageChooserPanel

from casestudies.fields import LinesField
from casestudies.models import CaseStudyPage
from search.analysis import words


class SynonymRule(models.Model):
    """Words or phrases that mean the same. Works both ways, at the next search."""

    terms = LinesField(
        "words that mean the same",
        blank=False,
        help_text="One a line, at least two: DTOC, delayed transfer of care.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="Why, for other editors.")
    active = models.BooleanField(default=True)

    panels = [FieldPanel("terms"), FieldPanel("note"), FieldPanel("active")]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return " = ".join(self.terms)

    def clean(self) -> None:
        super().clean()
        if len({tuple(words(term)) for term in self.terms or [] if words(term)}) < 2:
            raise ValidationError({"terms": "Enter at least two different words or phrases."})


class PromotedResult(models.Model):
    """A case study that editors put first for one search."""

    search = models.CharField(
        max_length=100, help_text="The words as people type them. Capitals do not matter."
    )
    case_study = models.ForeignKey(CaseStudyPage, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    active = models.BooleanField(default=True)

    panels = [
        FieldPanel("search"),
        PageChooserPanel("case_study"),
        FieldPanel("reason"),
        FieldPanel("active"),
    ]

    class Meta:
        ordering = ["search", "id"]
        constraints = [
            models.UniqueConstraint(name="search_promoted_once", fields=["search", "case_study"])
        ]

    def __str__(self) -> str:
        return f"{self.search}: {self.case_study}"

    def clean(self) -> None:
        super().clean()
        self.search = " ".join(words(self.search))
        if not self.search:
            raise ValidationError({"search": "Enter at least one word."})
