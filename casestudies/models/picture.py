"""Pictures of a case study, each with words for those who cannot see it."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable


class Picture(Orderable):
    """A picture beside the story. The alt text is required: a picture nobody can hear says less."""

    page = ParentalKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="pictures"
    )
    image = models.ForeignKey("wagtailimages.Image", on_delete=models.PROTECT, related_name="+")
    alt_text = models.CharField(
        "what it shows",
        max_length=200,
        help_text="For people who cannot see it. Good: “A whiteboard with one row for each bed”. "
        "Poor: “Photo”.",
    )
    caption = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.alt_text
