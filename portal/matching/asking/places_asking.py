"""A place that asks together: its kind and name, its trusts, and partners that are no trust."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.matching.choices import PlaceKind
from portal.matching.models import HelpRequest, PlacePartner
from portal.trusts.models import Trust

MOST_PARTNERS = 10
NAME_AT_MOST = 160


@dataclass(frozen=True)
class Partner:
    """A council or other body that asks with the trusts; `part` is its part in the work."""

    name: str
    part: str = ""


@dataclass(frozen=True)
class Place:
    """Who asks beside the leading trust. A blank kind: a trust alone, or some trusts together."""

    kind: str = ""
    name: str = ""
    trusts: tuple[Trust, ...] = ()
    partners: tuple[Partner, ...] = ()


def trusts_of_icb(trust: Trust) -> list[Trust]:
    """The other open trusts of this trust's integrated care board, by name."""
    if not trust.icb_code:
        return []
    rows = Trust.objects.open().same_population(trust).filter(icb_code=trust.icb_code)
    return list(rows.exclude(pk=trust.pk).order_by("name", "ods_code"))


def check(place: Place) -> None:
    """Raise ValidationError, by field, unless kind, name and members belong together."""
    if place.kind and place.kind not in PlaceKind.values:
        raise ValidationError({"place_kind": "Choose who asks together from the list."})
    if (place.name or place.partners) and not place.kind:
        raise ValidationError({"place_kind": "Choose who asks together with you."})
    if place.kind and not place.name:
        raise ValidationError({"place_name": "Give the name of the place or partnership."})
    if len(place.name) > NAME_AT_MOST:
        raise ValidationError({"place_name": f"Keep it to {NAME_AT_MOST} characters."})
    _check_partners(place)
    if place.kind == PlaceKind.COUNCIL and not place.partners:
        raise ValidationError({"partners": "Name at least one council."})
    if place.kind == PlaceKind.COLLABORATIVE and not place.trusts:
        raise ValidationError({"members": "Name at least one other trust of the collaborative."})
    if place.kind and not (place.trusts or place.partners):
        raise ValidationError({"members": "Name at least one other trust, or a partner below."})


def _check_partners(place: Place) -> None:
    names = [partner.name.strip().lower() for partner in place.partners]
    if len(names) > MOST_PARTNERS:
        raise ValidationError({"partners": f"Name {MOST_PARTNERS} partners at most."})
    if len(set(names)) < len(names):
        raise ValidationError({"partners": "A partner is named twice. Take one of them out."})
    if any(not name for name in names):
        raise ValidationError({"partners": "Give each partner a name."})
    if any(max(len(one.name), len(one.part)) > NAME_AT_MOST for one in place.partners):
        raise ValidationError(
            {"partners": f"Keep each name, and each part, to {NAME_AT_MOST} characters."}
        )


@transaction.atomic
def write(*, request: HelpRequest, partners: Iterable[Partner]) -> list[PlacePartner]:
    """Keep the partners that are no trust with the request."""
    return [
        PlacePartner.objects.create(
            help_request=request, name=one.name.strip(), part=one.part.strip()
        )
        for one in partners
    ]
