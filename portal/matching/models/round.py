"""Rounds: all needs of a programme and all its places at once, as they were computed and sent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.matching.choices import RunStatus
from portal.matching.models.programme import Programme
from portal.text.dates import moment_in_words


class Round(models.Model):
    """One round of a programme: requests asked by `closes_on` take part."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    closes_on = models.DateField()
    held_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="matching_round_number_once", fields=["programme", "number"]
            ),
            models.CheckConstraint(
                name="matching_round_closes_before_it_is_held",
                condition=Q(closes_on__lte=F("held_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, round {self.number}"


class AllocationRun(models.Model):
    """One computation of a round: its inputs and their hash, the pairs, why each refusal.

    A run is a list of proposals that nobody has received until it is sent. A trial run is on
    generated needs, which stand in `inputs` only: it can never be sent.
    """

    # The hash covers them, and the run is repeated from them to the letter.
    kept_as_written: ClassVar[tuple[str, ...]] = ("inputs", "inputs_hash", "result")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="runs")
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.DRAFT)
    trial = models.BooleanField(default=False)
    name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    inputs = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64)
    weights_version = models.PositiveIntegerField(default=1)
    result = models.JSONField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="matching_run_one_sent_a_round",
                fields=["round"],
                condition=Q(status=RunStatus.SENT),
            ),
            models.CheckConstraint(
                name="matching_run_trial_is_never_sent",
                condition=~Q(trial=True, status=RunStatus.SENT),
            ),
            models.CheckConstraint(
                name="matching_run_sent_is_whole",
                condition=Q(status=RunStatus.SENT, sent_at__isnull=False, sent_by__isnull=False)
                | (~Q(status=RunStatus.SENT) & Q(sent_at=None, sent_by=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {moment_in_words(self.at)}"


class RunOverride(models.Model):
    """The broker's own choice for one need, over what was computed, with the reason.

    A blank `offer_key` gives the need nobody. `blocking` lists the blocking pairs that it makes,
    `overrules` the rules of the round that it overrules: “full”, “not-listed”.
    """

    run = models.ForeignKey(AllocationRun, on_delete=models.CASCADE, related_name="overrides")
    need_key = models.CharField(max_length=40)
    offer_key = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    blocking = models.JSONField(default=list, blank=True)
    overrules = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["run", "id"]
        constraints = [
            models.UniqueConstraint(
                name="matching_override_once_a_need", fields=["run", "need_key"]
            ),
            models.CheckConstraint(name="matching_override_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.need_key}: {self.offer_key or 'nobody'}"
