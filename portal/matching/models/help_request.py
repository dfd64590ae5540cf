"""Asking for help, with partners and a readiness check. Private to the parties and the broker."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casestudies.choices import HelpKind, national_measures
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.models.figures import check_financial_year
from portal.matching.choices import BROKERED_HELP, NoPartner, PlaceKind, Readiness, RequestStatus
from portal.matching.models.programme import Programme
from portal.matching.models.round import AllocationRun
from portal.performance.measures import MEASURES
from portal.performance.starts import Start
from portal.trusts.models import Trust


class HelpRequest(models.Model):
    """What a trust, or a place led by it, wants help with."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="help_requests")
    members = models.ManyToManyField(
        Trust, blank=True, related_name="+", help_text="For a place: the other trusts that ask."
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.SET_NULL, null=True, blank=True, related_name="help_requests"
    )
    status = models.CharField(
        max_length=12, choices=RequestStatus.choices, default=RequestStatus.OPEN
    )
    problem = models.TextField()
    help_kind = models.CharField("kind of help", max_length=10, choices=HelpKind.choices)
    by_when = models.DateField(null=True, blank=True)
    starting_figure = models.CharField(max_length=120, blank=True)
    tried_so_far = models.TextField(blank=True)
    prefer_near = models.BooleanField("a trust near us", default=False)
    prefer_same_type = models.BooleanField("a trust of our type", default=False)
    prefer_same_system = models.BooleanField("a trust with our record system", default=False)
    not_these = models.ManyToManyField(
        Trust, blank=True, related_name="+", verbose_name="trusts not to ask"
    )
    offer_back = models.CharField("what you offer back", max_length=300, blank=True)
    place_kind = models.CharField(max_length=15, choices=PlaceKind.choices, blank=True)
    place_name = models.CharField(max_length=160, blank=True)
    open_to_peers = models.BooleanField(
        "other trusts with this problem may see our name, to talk", default=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # Private: an editor's list of what uses an area or a trust names no request.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="matching_request_place_is_whole",
                condition=Q(place_kind="", place_name="") | (~Q(place_kind="") & ~Q(place_name="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.trust}: {self.get_help_kind_display()}"

    @property
    def brokered(self) -> bool:
        """True where a broker or a round finds the partner."""
        return self.help_kind in BROKERED_HELP


class Need(models.Model):
    """The unit of demand: one request in one area, perhaps about one case study.

    `starting_value` is what the trust gave as its figure when it asked, in the scale of
    `starting_measure` (a share between 0 and 1): a later correction of the national figures does
    not rewrite what a pair agreed on. A measure without a value leaves it to these figures.
    """

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="needs")
    area = models.ForeignKey(EfficiencyArea, on_delete=models.PROTECT, related_name="+")
    case_study = models.ForeignKey(
        CaseStudyPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    starting_measure = models.CharField(max_length=60, blank=True, choices=national_measures)
    starting_value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    starting_year = models.CharField(
        max_length=7, blank=True, validators=[check_financial_year], help_text="Such as 2024/25."
    )
    starting_source = models.CharField(max_length=120, blank=True)

    no_partner = models.CharField(
        max_length=12,
        choices=NoPartner.choices,
        blank=True,
        help_text="Why the last round that was sent found nobody.",
    )
    no_partner_at = models.DateTimeField(null=True, blank=True)
    no_partner_run = models.ForeignKey(
        AllocationRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # Private: an editor's list of what uses a case study names no request.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["help_request", "id"]
        constraints = [
            models.UniqueConstraint(name="matching_need_once", fields=["help_request", "area"]),
            models.CheckConstraint(
                name="matching_need_start_is_whole",
                condition=Q(starting_value=None, starting_year="", starting_source="")
                | (
                    Q(starting_value__isnull=False)
                    & ~Q(starting_measure="")
                    & ~Q(starting_year="")
                    & ~Q(starting_source="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.help_request.trust}: {self.area}"

    @property
    def start(self) -> Start | None:
        """The figure that was given with the request; None where there is none."""
        if self.starting_value is None:
            return None
        return Start(float(self.starting_value), self.starting_year, self.starting_source)

    @property
    def start_in_words(self) -> str:
        """Such as "Sickness absence: 5.2% of staff days in 2024/25 (NHS England)".

        The measure alone where no figure was given, blank without a measure.
        """
        start, measure = self.start, MEASURES.get(self.starting_measure)
        if start is None or measure is None:
            return measure.name if measure else ""
        return f"{measure.name}: {start.in_words(measure)} ({start.source})"


class PlacePartner(models.Model):
    """A council or other body that asks together with a trust."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=160)
    part = models.CharField("its part in the work", max_length=160, blank=True)

    class Meta:
        ordering = ["help_request", "id"]
        constraints = [
            models.UniqueConstraint(
                name="matching_place_partner_once", fields=["help_request", "name"]
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReadinessCheck(models.Model):
    """The ten answers (question to yes, partly or no) and what they came to."""

    help_request = models.OneToOneField(
        HelpRequest, on_delete=models.CASCADE, related_name="readiness"
    )
    answers = models.JSONField()
    verdict = models.CharField(max_length=10, choices=Readiness.choices)
    questions_version = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.get_verdict_display()
