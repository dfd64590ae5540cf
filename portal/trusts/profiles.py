"""From the rows of the register to the facts that the likeness functions read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import FloatField, Q
from django.db.models.functions import Cast
from django.utils import timezone

from portal.trusts.likeness import national
from portal.trusts.likeness.ours import Profile
from portal.trusts.likeness.variables import MEASURES_USED, with_shares
from portal.trusts.models import Trust, TrustFigure, is_open_between, open_on


@dataclass(frozen=True)
class Held:
    """A profile, and what decides whether it belongs to a population."""

    profile: Profile
    is_open: bool
    illustrative: bool


def profiles_for(
    trusts: Iterable[Trust], *, illustrative: set[bool], type: str | None
) -> dict[str, Held]:
    """These trusts and every open one of these kinds (and type, if given), by ODS code.

    Two queries. Each number is the latest that is known: for a closed trust that is of its time.
    """
    today = timezone.localdate()
    open_ones = open_on(today) & Q(illustrative__in=illustrative)
    if type is not None:
        open_ones &= Q(type=type)
    wanted = open_ones | Q(pk__in=[trust.pk for trust in trusts])
    numbers: dict[int, dict[str, float]] = defaultdict(dict)
    words: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, measure, value, text in _latest_last(wanted):
        if text:
            words[pk][measure] = text
        else:
            numbers[pk][measure] = value
    labels = dict(Trust.Type.choices)
    regions = dict(Trust.Region.choices)
    held = {}
    rows = Trust.objects.filter(wanted).values_list(
        "pk", "ods_code", "name", "type", "region", "opened", "closed", "illustrative"
    )
    for pk, code, name, kind, region, opened, closed, invented in rows:
        if region:
            words[pk]["region"] = str(regions[region])
        profile = Profile(
            code, name, kind, str(labels.get(kind, "")), with_shares(numbers[pk]), words[pk]
        )
        held[code] = Held(profile, is_open_between(opened, closed, today), invented)
    return held


def _latest_last(wanted: Q) -> Iterable[tuple[int, str, float, str]]:
    """The figures likeness uses; of several years the latest comes last and stays."""
    return (
        TrustFigure.objects.filter(
            trust__in=Trust.objects.filter(wanted).values("pk"), measure__in=MEASURES_USED
        )
        .order_by("year")
        .values_list("trust_id", "measure", Cast("value", FloatField()), "text")
    )


def national_variables(trusts: Iterable[Trust] | None = None) -> dict[str, dict[str, float]]:
    """The Peer Finder's variables of 2018/19 by ODS code: of all its trusts, or of these."""
    figures = TrustFigure.objects.filter(
        year=national.YEAR, measure__in=national.WEIGHTED, trust__illustrative=False
    )
    if trusts is not None:
        figures = figures.filter(trust__in=list(trusts))
    found: dict[str, dict[str, float]] = defaultdict(dict)
    rows = figures.order_by("trust__ods_code").values_list(
        "trust__ods_code", "measure", Cast("value", FloatField())
    )
    for code, measure, value in rows:
        found[code][measure] = value
    return {code: row for code, row in found.items() if national.is_complete(row)}
