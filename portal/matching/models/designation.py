"""Exemplars: which trust may help with what, for how many at once, and how it was assessed."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casestudies.choices import HelpKind
from casestudies.fields import ChoiceListField
from casestudies.models import EfficiencyArea
from portal.matching.choices import DesignationStatus
from portal.matching.models.programme import Programme
from portal.trusts.models import Trust, open_on


def live_on(day: date, *, prefix: str = "") -> Q:
    """The exemplars that can be asked on a day; `prefix` leads to them (`designation__`).

    Designated, within their term (its last day counts) and of a trust that is open: the clock
    ends a term that is over, and nothing may hang on when it runs.
    """
    term = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day})
    designated = Q(**{f"{prefix}status": DesignationStatus.DESIGNATED})
    return designated & term & open_on(day, prefix=f"{prefix}trust__")


class ExemplarDesignation(models.Model):
    """A trust's standing in a programme. `ceiling` is how many followers it takes at once."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="designations")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="designations")
    status = models.CharField(max_length=12, choices=DesignationStatus.choices)
    ceiling = models.PositiveIntegerField("followers at once", default=0)
    hours_a_quarter = models.PositiveIntegerField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    name_then = models.CharField(
        max_length=200, blank=True, help_text="The trust's name at the time, where it has changed."
    )
    group = models.CharField(
        max_length=60, blank=True, help_text="Wave or group of the programme, as published."
    )
    source = models.URLField(max_length=300, blank=True)
    designated_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    until = models.DateField(
        null=True, blank=True, help_text="The last day of its term; renewing moves it."
    )
    renewed_on = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    pause_note = models.CharField(max_length=300, blank=True)
    put_forward_from = models.ForeignKey(
        "matching.Match",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="put_forward",
        help_text="The pair in which it was the follower, and did well.",
    )

    class Meta:
        ordering = ["programme", "trust"]
        constraints = [
            models.UniqueConstraint(
                name="matching_designation_once_a_programme", fields=["programme", "trust"]
            ),
            models.CheckConstraint(
                name="matching_designation_ended_is_dated",
                condition=~Q(status=DesignationStatus.ENDED) | Q(ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_designation_ends_after_it_starts",
                condition=Q(designated_on=None)
                | Q(ended_on=None)
                | Q(ended_on__gte=F("designated_on")),
            ),
            models.CheckConstraint(
                name="matching_designation_until_after_it_starts",
                condition=Q(designated_on=None) | Q(until=None) | Q(until__gte=F("designated_on")),
            ),
            models.CheckConstraint(
                name="matching_designation_paused_until_when_paused",
                condition=Q(paused_until=None) | Q(status=DesignationStatus.PAUSED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trust} ({self.programme})"

    @property
    def is_live(self) -> bool:
        """True if it can be asked today: `live_on` for one."""
        within = self.until is None or self.until >= timezone.localdate()
        return self.status == DesignationStatus.DESIGNATED and within and self.trust.is_open


class Offer(models.Model):
    """What an exemplar offers in one area, and how many places it has there."""

    designation = models.ForeignKey(
        ExemplarDesignation, on_delete=models.CASCADE, related_name="offers"
    )
    area = models.ForeignKey(EfficiencyArea, on_delete=models.PROTECT, related_name="offers")
    places = models.PositiveIntegerField(default=0)
    help_offered = ChoiceListField("kinds of help", choice_set=HelpKind)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["designation", "area"]
        constraints = [
            models.UniqueConstraint(name="matching_offer_once", fields=["designation", "area"])
        ]

    def __str__(self) -> str:
        return f"{self.designation.trust}: {self.area}"


class OfferReserve(models.Model):
    """Soft reserve: places of one offer that a trust type has first call on."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="reserves")
    trust_type = models.CharField(max_length=20, choices=Trust.Type.choices)
    places = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="matching_reserve_once", fields=["offer", "trust_type"])
        ]

    def __str__(self) -> str:
        return f"{self.places} for {self.get_trust_type_display()}"


class DesignationVeto(models.Model):
    """A trust that an exemplar will not be paired with. Seen by the exemplar and the broker."""

    designation = models.ForeignKey(
        ExemplarDesignation, on_delete=models.CASCADE, related_name="vetoes"
    )
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["designation", "trust"]
        constraints = [
            models.UniqueConstraint(name="matching_veto_once", fields=["designation", "trust"])
        ]

    def __str__(self) -> str:
        return f"{self.designation.trust} not with {self.trust}"


class Assessment(models.Model):
    """One assessment. Seen by the exemplar's authors and the broker.

    `findings` is a list of {"area" (empty for the programme's own criteria), "question",
    "answer" (met, not-met, not-applicable), "note"}; the words are copied, so that a later change
    of the criteria does not change what was found. `reason` says why it was designated although
    an own criterion was not met.
    """

    designation = models.OneToOneField(
        ExemplarDesignation, on_delete=models.CASCADE, related_name="assessment"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    findings = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=600, blank=True)

    def __str__(self) -> str:
        return f"{self.designation}, assessed by {self.by}"
