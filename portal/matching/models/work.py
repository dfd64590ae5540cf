"""What a pair does: goals, meetings, messages, and what each side says at the end."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from portal.matching.choices import GoalsMet, Side
from portal.matching.models.match import Match
from portal.text.dates import day_in_words

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Goal(models.Model):
    """What the follower wants to reach, in a number that can be checked."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="goals")
    measure = models.CharField(max_length=120)
    unit = models.CharField(max_length=40)
    baseline = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=3)
    by_when = models.DateField(null=True, blank=True)
    reached = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["match", "id"]

    def __str__(self) -> str:
        return f"{self.measure}: {self.target} {self.unit}"


class Meeting(models.Model):
    """One talk or visit, with the hours that the exemplar gave."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField()
    helper_hours = models.DecimalField(
        max_digits=5, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(200)]
    )
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return day_in_words(self.held_on)


class Task(models.Model):
    """Something the pair is to do. A blank `side` is for both."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=160)
    side = models.CharField(max_length=6, choices=Side.choices, blank=True)
    due = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["match", "due", "id"]
        constraints = [
            models.CheckConstraint(
                name="matching_task_done_is_whole",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """One message of the thread that both sides see."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=6, choices=Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by} {day_in_words(self.at)}"


class Survey(models.Model):
    """What one side says when the work ends. Seen by the parties and the broker only."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="surveys")
    side = models.CharField(max_length=6, choices=Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    helpful = models.PositiveIntegerField(validators=ONE_TO_FIVE)
    again = models.BooleanField("would do it again")
    goals_met = models.CharField(max_length=6, choices=GoalsMet.choices, blank=True)
    fit_place = models.PositiveSmallIntegerField(
        "how well place and travel fitted", null=True, blank=True, validators=ONE_TO_FIVE
    )
    fit_systems = models.PositiveSmallIntegerField(
        "how well systems and suppliers fitted", null=True, blank=True, validators=ONE_TO_FIVE
    )
    fit_culture = models.PositiveSmallIntegerField(
        "how well ways of working fitted", null=True, blank=True, validators=ONE_TO_FIVE
    )
    comment = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="matching_survey_once_a_side", fields=["match", "side"])
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.helpful}"

    @property
    def fits(self) -> str:
        """How well the two trusts fitted, each out of 5, as far as it was said."""
        said = {
            "place and travel": self.fit_place,
            "systems": self.fit_systems,
            "ways of working": self.fit_culture,
        }
        return ", ".join(f"{what} {value}" for what, value in said.items() if value)
