"""Setting a programme up and changing it: every change audited, published and told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casestudies.models import EfficiencyArea
from portal.accounts import audit
from portal.accounts.models import User
from portal.matching.choices import RunStatus
from portal.matching.models import Programme, ProgrammeReserve, Round, WeightsVersion
from portal.matching.programmes import notifications as programme_notifications
from portal.matching.programmes import policies as programme_policies
from portal.matching.scoring import weights

WORDS = ("name", "description", "rules", "criteria", "source")
NUMBERS = ("term_months", "most_needs_a_trust", "fit_floor")


@transaction.atomic
def create(
    *,
    by: User,
    name: str,
    slug: str,
    areas: Iterable[EfficiencyArea],
    starts: date,
    ends: date | None = None,
    illustrative: bool = False,
    **values: Any,
) -> Programme:
    """Set a programme up with the standard weights, as version 1. The other managers are told.

    `values` are the fields named in `WORDS` and `NUMBERS`. Raises PermissionDenied for others,
    ValidationError by field.
    """
    programme_policies.check_manage(by)
    chosen = list(areas)
    programme_policies.check_slug(slug)
    programme_policies.check_dates(starts, ends)
    programme_policies.check_areas(None, chosen)
    programme_policies.check_criteria(values.get("criteria", ""))
    programme = Programme(
        name=name.strip(), slug=slug, starts=starts, ends=ends, illustrative=illustrative
    )
    _write(programme, values)
    programme.areas.set(chosen)
    _publish(programme, by=by)
    audit.record(by=by, action="programme.created", subject=programme)
    programme_notifications.tell_created(programme, by=by)
    return programme


@transaction.atomic
def change(
    *,
    programme: Programme,
    by: User,
    areas: Iterable[EfficiencyArea],
    starts: date,
    ends: date | None = None,
    **values: Any,
) -> Programme:
    """Change what a programme is about, its dates and its rules; its address stays.

    Raises as `create`, and where the programme is over or an exemplar would lose its area.
    """
    programme_policies.check_manage(by)
    _lock(programme)
    programme_policies.check_change(programme)
    chosen = list(areas)
    programme_policies.check_dates(starts, ends)
    programme_policies.check_areas(programme, chosen)
    programme_policies.check_criteria(values.get("criteria", ""))
    programme.starts, programme.ends = starts, ends
    _write(programme, values)
    programme.areas.set(chosen)
    entry = audit.record(by=by, action="programme.changed", subject=programme)
    programme_notifications.tell_changed(programme, entry, by=by)
    return programme


@transaction.atomic
def set_weights(
    *,
    programme: Programme,
    weights: Mapping[str, float],
    weakness_weight: Decimal,
    by: User,
    note: str = "",
    seen_version: int | None = None,
) -> WeightsVersion:
    """Publish other weights as the next version; the versions before stay to be read.

    `weights` may name every part or only those that differ from the standard. `seen_version` is
    the one that the person looked at: if another has been published since, nothing is changed.
    """
    programme_policies.check_manage(by)
    _lock(programme)
    if seen_version is not None and seen_version != programme.weights_version:
        raise ValidationError(
            f"Version {programme.weights_version} was published meanwhile. Look at it first."
        )
    programme_policies.check_weights(programme, weights, weakness_weight)
    if not programme.weights_history.filter(version=programme.weights_version).exists():
        _publish(programme, by=None, note="As they stood before versions were kept.")
    programme.weights = different(weights)
    programme.weakness_weight = weakness_weight
    programme.weights_version += 1
    programme.full_clean()
    programme.save(update_fields=["weights", "weakness_weight", "weights_version"])
    version = _publish(programme, by=by, note=note.strip())
    audit.record(
        by=by,
        action="programme.weights",
        subject=programme,
        version=version.version,
        weights=programme.weights,
        weakness_weight=str(weakness_weight),
    )
    programme_notifications.tell_weights(programme, version, by=by)
    return version


@transaction.atomic
def set_reserves(*, programme: Programme, reserves: Mapping[str, int], by: User) -> None:
    """Say how many places of each offer a trust type has first call on; none for the rest.

    Raises PermissionDenied for others, ValidationError for an unknown type or a bad number.
    """
    programme_policies.check_manage(by)
    _lock(programme)
    programme_policies.check_reserves(programme, reserves)
    wanted = {trust_type: places for trust_type, places in reserves.items() if places}
    held = dict(programme.reserves.values_list("trust_type", "places"))
    if wanted == held:
        raise ValidationError("These are the reserved places already.")
    programme.reserves.all().delete()
    ProgrammeReserve.objects.bulk_create(
        ProgrammeReserve(programme=programme, trust_type=trust_type, places=places)
        for trust_type, places in sorted(wanted.items())
    )
    entry = audit.record(by=by, action="programme.reserves", subject=programme, places=wanted)
    programme_notifications.tell_reserves(programme, entry, by=by)


@transaction.atomic
def plan_round(
    *, programme: Programme, closes_on: date, held_on: date, by: User, note: str = ""
) -> Round:
    """Plan the next round. Requests made by `closes_on` take part; those who wait are told.

    Raises PermissionDenied for others, ValidationError by field.
    """
    programme_policies.check_manage(by)
    _lock(programme)
    programme_policies.check_plan_round(programme, closes_on, held_on)
    last = programme.rounds.aggregate(last=Max("number"))["last"] or 0
    planned = Round(
        programme=programme,
        number=last + 1,
        closes_on=closes_on,
        held_on=held_on,
        note=note.strip(),
    )
    planned.full_clean()
    planned.save()
    keep_next_round(programme)
    audit.record(
        by=by,
        action="round.planned",
        subject=planned,
        number=planned.number,
        closes_on=str(closes_on),
        held_on=str(held_on),
    )
    programme_notifications.tell_round_planned(planned, by=by)
    return planned


@transaction.atomic
def take_back_round(*, planned: Round, by: User) -> None:
    """Take a planned round back. Raises ValidationError once it has been run."""
    programme_policies.check_manage(by)
    programme = planned.programme
    _lock(programme)
    programme_policies.check_take_back_round(planned)
    audit.record(by=by, action="round.taken_back", subject=planned, number=planned.number)
    programme_notifications.tell_round_taken_back(planned, by=by)
    planned.delete()
    keep_next_round(programme)


def keep_next_round(programme: Programme) -> None:
    """Bring `next_round` into step: the day of the first round to come that is not sent."""
    to_come = (
        programme.rounds.filter(held_on__gte=timezone.localdate())
        .exclude(runs__status=RunStatus.SENT)
        .order_by("held_on")
        .first()
    )
    programme.next_round = to_come.held_on if to_come else None
    programme.save(update_fields=["next_round"])


def different(chosen: Mapping[str, float]) -> dict[str, float]:
    """The weights that are not the standard ones: only these are kept with a programme."""
    standard = weights.standard()
    return {
        name: float(value)
        for name, value in chosen.items()
        if abs(float(value) - standard[name]) > 1e-9
    }


def _write(programme: Programme, values: dict[str, Any]) -> None:
    unknown = sorted(set(values) - {*WORDS, *NUMBERS})
    if unknown:
        raise TypeError(f"A programme has no {', '.join(unknown)} to set here.")
    for name in WORDS:
        setattr(programme, name, values.get(name, getattr(programme, name)).strip())
    for name in NUMBERS:
        setattr(programme, name, values.get(name, getattr(programme, name)))
    programme.full_clean()
    programme.save()


def _publish(programme: Programme, *, by: User | None, note: str = "") -> WeightsVersion:
    version = WeightsVersion(
        programme=programme,
        version=programme.weights_version,
        weights=programme.weights,
        weakness_weight=programme.weakness_weight,
        note=note,
        by=by,
    )
    # The standard weights are kept as nothing at all.
    version.full_clean(exclude=["weights"])
    version.save()
    return version


def _lock(programme: Programme) -> None:
    Programme.objects.select_for_update().get(pk=programme.pk)
    programme.refresh_from_db()
