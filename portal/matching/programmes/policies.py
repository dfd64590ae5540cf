"""Who sets programmes up, and the state rules of programmes.

`check_x` raises a sentence for the user; `can_x` answers, where a page asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.models import EfficiencyArea
from portal.accounts import permissions
from portal.accounts.permissions import Action
from portal.matching.designations import assessments
from portal.matching.models import Programme, Round
from portal.matching.permissions import Person
from portal.matching.policies import allowed, is_historical
from portal.matching.scoring import weights
from portal.text.dates import day_in_words
from portal.trusts.models import Trust


def can_manage(user: Person) -> bool:
    """True for a programme manager."""
    return permissions.can(user, Action.PROGRAMME_MANAGE)


def check_manage(user: Person) -> None:
    """Raise PermissionDenied unless `can_manage`."""
    permissions.check(
        user, Action.PROGRAMME_MANAGE, message="Only a programme manager can change a programme."
    )


# Addresses of this site stand where a programme's own would.
TAKEN_SLUGS = ("new", "apply", "designations")
MOST_RESERVED = 50


def check_change(programme: Programme) -> None:
    """A programme that is over is history: it stays as it was."""
    if is_historical(programme):
        raise ValidationError(f"{programme} has ended. It is kept as history.")


def can_change(programme: Programme) -> bool:
    return allowed(check_change, programme)


def check_slug(slug: str) -> None:
    if slug in TAKEN_SLUGS:
        raise ValidationError({"slug": f"“{slug}” is an address of this site. Choose another."})


def check_dates(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise ValidationError({"ends": "Enter a day after the programme starts."})


def check_criteria(text: str) -> None:
    """Each line is answered when an application is assessed: not more than can be."""
    if len(assessments.lines_of(text)) > assessments.MOST_CRITERIA:
        most = assessments.MOST_CRITERIA
        raise ValidationError({"criteria": f"Enter at most {most} criteria, one on each line."})


def check_areas(programme: Programme | None, areas: Iterable[EfficiencyArea]) -> None:
    """At least one; an area in which an exemplar of the programme helps stays covered."""
    chosen = list(areas)
    if not chosen:
        raise ValidationError({"areas": "Choose at least one area."})
    if programme is None:
        return
    kept = {area.pk for area in chosen}
    offered = EfficiencyArea.objects.filter(
        offers__designation__programme=programme, offers__places__gt=0
    ).select_related("parent__parent")
    lost = sorted(
        {
            area.name
            for area in offered
            if not kept & {area.pk, *(above.pk for above in area.ancestors())}
        }
    )
    if lost:
        raise ValidationError({"areas": f"Exemplars offer help in {', '.join(lost)}. Keep it."})


def check_weights(programme: Programme, chosen: Mapping[str, float], weakness: Decimal) -> None:
    """Readable by the scoring, within bounds, and not what is published already."""
    check_change(programme)
    try:
        whole = weights.of_programme(chosen)
    except (ValueError, TypeError) as error:
        raise ValidationError(str(error)) from error
    if not 0 <= weakness <= 2:
        raise ValidationError({"weakness_weight": "Enter a number from 0 to 2."})
    held = weights.of_programme(programme.weights)
    same = all(abs(held[name] - value) < 1e-9 for name, value in whole.items())
    if same and weakness == programme.weakness_weight:
        raise ValidationError("These are the weights that are published already.")


def check_reserves(programme: Programme, reserves: Mapping[str, int]) -> None:
    check_change(programme)
    for trust_type, places in reserves.items():
        if trust_type not in Trust.Type.values:
            raise ValidationError(f"“{trust_type}” is not a trust type.")
        if not 0 <= places <= MOST_RESERVED:
            raise ValidationError({trust_type: f"Enter a number from 0 to {MOST_RESERVED}."})


def check_plan_round(programme: Programme, closes_on: date, held_on: date) -> None:
    """To come, within the programme, and after the round before it."""
    check_change(programme)
    if closes_on < timezone.localdate():
        raise ValidationError({"closes_on": "Enter a day that is to come."})
    if held_on < closes_on:
        raise ValidationError({"held_on": "A round is held on the day it closes, or later."})
    if held_on < programme.starts:
        raise ValidationError({"held_on": "The programme has not begun by then."})
    if programme.ends is not None and held_on > programme.ends:
        raise ValidationError({"held_on": "The programme has ended by then."})
    last = programme.rounds.first()
    if last is not None and closes_on <= last.held_on:
        raise ValidationError(
            {
                "closes_on": f"Round {last.number} is held on {day_in_words(last.held_on)}: "
                "close later."
            }
        )


def check_take_back_round(planned: Round) -> None:
    """Only the last round, and only before anything was computed for it."""
    if planned.runs.exists():
        raise ValidationError("This round has been run already.")
    if planned.programme.rounds.filter(number__gt=planned.number).exists():
        raise ValidationError("Take the rounds after it back first.")


def can_take_back_round(planned: Round) -> bool:
    return allowed(check_take_back_round, planned)
