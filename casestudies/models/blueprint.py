"""What stands beside the story of a case study: blueprint, people and pictures.

The blueprint is what another trust needs in order to copy the change. People are those to talk to
and those who took part. Each picture has words for those who cannot see it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from casestudies.choices import Effect, Recurrence, ResourceKind
from casestudies.fields import FinancialYearField, PoundsField
from casestudies.models.figures import check_financial_year
from portal.accounts.models import User
from portal.trusts.models import Trust


class BlueprintStep(Orderable):
    """One step, with the weeks it takes and who leads it."""

    page = ParentalKey("casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(max_length=120)
    weeks = models.PositiveIntegerField(null=True, blank=True)
    role = models.CharField("who leads it", max_length=120, blank=True)
    detail = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Risk(Orderable):
    """What can go wrong, and what was done about it."""

    page = ParentalKey("casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="risks")
    risk = models.CharField(max_length=200)
    mitigation = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.risk


class Resource(Orderable):
    """A file or a link that helps to copy the change."""

    page = ParentalKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="resources"
    )
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ResourceKind.choices, default=ResourceKind.CORE)
    url = models.URLField("link", blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.url and self.document_id:
            raise ValidationError({"url": "Give a link or a file, not both."})


class Contact(Orderable):
    """A person to ask. Name and role are public; e-mail and telephone are never printed."""

    page = ParentalKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="contacts"
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", help_text="Not shown. People write by form.")
    telephone = models.CharField(max_length=30, blank=True, help_text="Not shown.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    left = models.BooleanField("has left the trust", default=False)

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"

    def save(self, *args: Any, **kw: Any) -> None:
        """Save, and join the contact to the person who has that address, if one has signed up."""
        if self.user_id is None and self.email:
            self.user = User.objects.filter(email=self.email.lower(), is_active=True).first()
        super().save(*args, **kw)


class PartnerOrganisation(Orderable):
    """Another organisation in a change across a system, with its own cost and gain.

    Pounds in one financial year, as the partner tells them. Nobody at this trust can sign for
    another's books, so they are shown as estimates and never count in a headline.
    """

    page = ParentalKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="partners"
    )
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True, help_text="If it is not an NHS trust.")
    part = models.CharField("part it played", max_length=200, blank=True)
    financial_year = FinancialYearField(max_length=7, blank=True, validators=[check_financial_year])
    cost = PoundsField(
        "its cost (£)",
        max_digits=12,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    gain = PoundsField(
        "its gain (£)",
        max_digits=12,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    gain_effect = models.CharField(max_length=20, choices=Effect.choices, blank=True)
    gain_recurrence = models.CharField(
        "recurrent or one-off", max_length=10, choices=Recurrence.choices, blank=True
    )

    def __str__(self) -> str:
        return self.trust.name if self.trust else self.name

    def clean(self) -> None:
        super().clean()
        errors = {}
        if not self.trust_id and not self.name.strip():
            errors["name"] = "Choose a trust, or name the organisation."
        if self.trust_id and self.name.strip():
            errors["name"] = "Leave this empty: a trust is chosen."
        if (self.cost is not None or self.gain is not None) and not self.financial_year:
            errors["financial_year"] = "Say in which financial year, such as 2023/24."
        if self.gain and not self.gain_effect:
            errors["gain_effect"] = "Say what the gain does to its books."
        if self.gain and not self.gain_recurrence:
            errors["gain_recurrence"] = "Say whether the gain comes again."
        if errors:
            raise ValidationError(errors)


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
