"""Take-up. The record belongs to the trust that took the change up, not to its origin."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from casestudies.adoptions.money import AdopterMoney
from casestudies.choices import AdoptionStatus, StopReason
from casestudies.models.figures import MeasureFields, SavingFields
from portal.trusts.models import Trust

TAKEN_UP = [AdoptionStatus.IN_PROGRESS, AdoptionStatus.SUSTAINED, AdoptionStatus.ADAPTED]
KEPT = (AdoptionStatus.SUSTAINED, AdoptionStatus.ADAPTED)


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def confirmed(self) -> AdoptionQuerySet:
        """Those that the adopter itself recorded or confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def taken_up(self) -> AdoptionQuerySet:
        """Confirmed, and in progress or sustained: what "adopted by 3 trusts" counts."""
        return self.confirmed().filter(status__in=TAKEN_UP)


class Adoption(ClusterableModel):
    """One trust's take-up of one case study, with the trust's own result."""

    case_study = models.ForeignKey(
        "casestudies.CaseStudyPage", on_delete=models.PROTECT, related_name="adoptions"
    )
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="adoptions")
    status = models.CharField(max_length=12, choices=AdoptionStatus.choices)
    stopped_reason = models.CharField(max_length=20, choices=StopReason.choices, blank=True)
    started = models.DateField(null=True, blank=True)
    result = models.CharField("what happened here", max_length=300, blank=True)
    how_adapted = models.TextField("what was changed", blank=True)
    claimed_by_origin = models.BooleanField(default=False)
    stopped_on = models.DateField(null=True, blank=True)
    show_name_if_stopped = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_confirmed = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Who last wrote its texts: somebody else signs the pounds in them.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dates_explained = models.CharField("if a date looks wrong: why", max_length=300, blank=True)
    # What the trust's finance approver said is wrong with its money; empty once it is mended.
    finance_query = models.CharField(max_length=500, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["-last_confirmed", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="casestudies_adoption_once_a_trust", fields=["case_study", "trust"]
            ),
            models.CheckConstraint(
                name="casestudies_adoption_stopped_has_a_reason",
                condition=(Q(status=AdoptionStatus.STOPPED) & ~Q(stopped_reason=""))
                | (~Q(status=AdoptionStatus.STOPPED) & Q(stopped_reason="")),
            ),
            models.CheckConstraint(
                name="casestudies_adoption_confirmed_is_dated",
                condition=Q(confirmed_at=None) | Q(last_confirmed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trust}: {self.get_status_display()}"

    @property
    def money(self) -> AdopterMoney:
        """What it says of money, and of that what readers may see."""
        return AdopterMoney(self)


class AdopterLine(models.Model):
    """What a line of an adopter's figures has besides those of an origin: who wrote it."""

    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class AdoptionSaving(Orderable, SavingFields, AdopterLine):
    adoption = ParentalKey(Adoption, on_delete=models.CASCADE, related_name="savings")

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                name="casestudies_adoption_saving_line", fields=["adoption", "uuid"]
            )
        ]

    def __str__(self) -> str:
        return f"£{self.amount:,.0f} {self.financial_year}"


class AdoptionMeasure(Orderable, MeasureFields, AdopterLine):
    adoption = ParentalKey(Adoption, on_delete=models.CASCADE, related_name="measures")

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                name="casestudies_adoption_measure_line", fields=["adoption", "uuid"]
            )
        ]

    def __str__(self) -> str:
        return self.name


class AdoptionSignOff(models.Model):
    """The adopter's finance approver vouches for one statement of money, as it stood.

    `line_uuid` is a line of figures, or None for the pounds in the adoption's own words; `digest`
    is the SHA-256 of what was signed.
    """

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="sign_offs")
    line_uuid = models.UUIDField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    trust_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-signed_at", "-id"]
        indexes = [
            models.Index(name="casestudies_adopter_signed", fields=["adoption", "line_uuid"])
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class AdoptionAsk(models.Model):
    """The adopter is asked again whether the change lasts: at 6, 12, 24 and 36 months."""

    class Answer(models.TextChoices):
        STILL_GOING = "still-going", "Still going"
        CHANGED = "changed", "Going on, but changed"
        PAUSED = "paused", "Paused"
        STOPPED = "stopped", "Stopped"

    MONTHS = (6, 12, 24, 36)

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="asks")
    months = models.PositiveSmallIntegerField()
    due = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                name="casestudies_adoption_ask_once", fields=["adoption", "months"]
            ),
            models.CheckConstraint(
                name="casestudies_adoption_ask_answer_is_whole",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="casestudies_adoption_ask_months", condition=Q(months__in=(6, 12, 24, 36))
            ),
        ]
        indexes = [
            models.Index(
                name="casestudies_asks_open", fields=["due"], condition=Q(answered_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.adoption} after {self.months} months"
