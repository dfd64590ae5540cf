"""What other apps ask of the register: likeness, starting position, distance.

The population of a comparison is the open trusts of the subject's kind (real or illustrative,
never both) and the trusts compared. Nothing is kept between calls.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import FloatField, Q
from django.db.models.functions import Cast
from django.utils import timezone

from portal.trusts.facts import Fact, starting_position
from portal.trusts.likeness import national, ours
from portal.trusts.likeness.national import NotInPeerFinder
from portal.trusts.likeness.ours import Frame, Likeness, Profile
from portal.trusts.likeness.scale import Place
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


__all__ = [
    "METHODS",
    "Fact",
    "Likeness",
    "Neighbour",
    "NotInPeerFinder",
    "Place",
    "distance_miles",
    "latest_numbers",
    "likeness_between",
    "likeness_of_each",
    "likeness_to",
    "similar_trusts",
    "starting_position",
]

METHODS = ("ours", "national")
EARTH_RADIUS_MILES = 3958.8


@dataclass(frozen=True)
class Neighbour:
    """A trust like another, with its `place` on the list (`likeness.scale`), which pages show.

    `similarity` runs from 0 to 100, `coverage` from 0 to 1.
    """

    ods_code: str
    name: str
    distance: float
    closest_on: tuple[str, ...]
    differs_on: tuple[str, ...]
    coverage: float
    similarity: int
    place: Place


def latest_numbers(trust_ids: Iterable[int], measure: str) -> dict[int, float]:
    """The latest number known of a measure, by trust id; a trust without one is left out."""
    known = TrustFigure.objects.filter(
        trust__in=set(trust_ids), measure=measure, value__isnull=False
    ).order_by("year")
    return {pk: float(value) for pk, value in known.values_list("trust_id", "value") if value}


def similar_trusts(
    trust: Trust, *, method: str = "ours", limit: int = 10, type_first: bool = True
) -> list[Neighbour]:
    """The trusts most like this one, nearest first.

    `ours` compares open trusts, of the same type unless `type_first` is off; it is empty for a
    trust of which too little is known. `national` compares the 208 of 2018/19 and raises
    `NotInPeerFinder` for others.
    """
    if method == "national":
        return national_neighbours([trust], limit=limit)[trust.ods_code]
    return our_neighbours([trust], limit=limit, type_first=type_first)[trust.ods_code]


def our_neighbours(
    trusts: Iterable[Trust], *, limit: int, type_first: bool = True
) -> dict[str, list[Neighbour]]:
    """`similar_trusts` by our method for many trusts, with one reading of the register."""
    subjects = list(trusts)
    kind = _only_type(subjects) if type_first else None
    everyone = _population(subjects, type=kind)
    found = {}
    for trust in subjects:
        subject = everyone[trust.ods_code].profile
        population = [
            held.profile
            for held in everyone.values()
            if held.is_open and held.illustrative == trust.illustrative
        ]
        near = ours.nearest(subject, population, limit=limit, type_first=type_first)
        found[trust.ods_code] = [_neighbour(likeness) for likeness in near]
    return found


def national_neighbours(trusts: Iterable[Trust], *, limit: int) -> dict[str, list[Neighbour]]:
    """`similar_trusts` by the national method for many trusts. Raises `NotInPeerFinder`."""
    variables = national_variables()
    placed = national.places(variables) if variables else {}
    names = dict(Trust.objects.filter(ods_code__in=variables).values_list("ods_code", "name"))
    return {
        trust.ods_code: [
            Neighbour(
                ods_code=peer.ods_code,
                name=names[peer.ods_code],
                distance=peer.distance,
                closest_on=peer.closest_on,
                differs_on=peer.differs_on,
                coverage=peer.coverage,
                similarity=round(100 * peer.similarity),
                place=peer.place,
            )
            for peer in national.nearest(trust.ods_code, variables, limit=limit, placed=placed)
        ]
        for trust in trusts
    }


def likeness_between(a: Trust, b: Trust) -> Likeness | None:
    """How alike two trusts are by our method, also of different types and closed ones.

    None where less than 60 % of what counts is known of both, and between a real trust and an
    illustrative one. `similarity` is 0 to 1; a
    difference of type is the first reason in `differs_on`.
    """
    return likeness_to(a, [b])[b.ods_code]


def likeness_to(trust: Trust, others: Iterable[Trust]) -> dict[str, Likeness | None]:
    """`likeness_between` one trust and each of many, with one reading of the register."""
    return likeness_of_each([trust], others)[trust.ods_code]


def likeness_of_each(
    trusts: Iterable[Trust],
    others: Iterable[Trust],
    *,
    leave_out: frozenset[str] = frozenset(),
) -> dict[str, dict[str, Likeness | None]]:
    """`likeness_to` for many trusts at once, still with one reading of the register.

    `leave_out` names variables that the caller weighs on its own; the places stay those of the
    whole likeness, as every page shows them.
    """
    trusts, others = list(trusts), list(others)
    everyone = _population([*trusts, *others], type=_only_type([*trusts, *others]))
    frames: dict[tuple[object, ...], Frame] = {}
    whole: dict[tuple[object, ...], Frame] = {}
    found = {}
    for trust in trusts:
        places = _places(everyone, whole, trust.ods_code)
        found[trust.ods_code] = {
            other.ods_code: _likeness(
                everyone, frames, trust.ods_code, other.ods_code, places, leave_out
            )
            for other in others
        }
    return found


def _places(
    everyone: dict[str, Held], frames: dict[tuple[object, ...], Frame], code: str
) -> dict[str, Place]:
    """The places on a trust's list, as `similar_trusts` gives it."""
    subject = everyone[code]
    kind = subject.profile.type
    population = [
        held.profile
        for held in everyone.values()
        if held.is_open and held.illustrative == subject.illustrative
    ]
    # Open trusts of one type are compared on the same scales, so one frame serves them all.
    key = (subject.illustrative, kind, "" if subject.is_open else code)
    if key not in frames:
        members = {profile.ods_code: profile for profile in population}
        members[code] = subject.profile
        frames[key] = ours.frame_of(
            profile for profile in members.values() if not kind or profile.type == kind
        )
    return ours.places_on_list(subject.profile, population, frame=frames[key])


def _likeness(
    everyone: dict[str, Held],
    frames: dict[tuple[object, ...], Frame],
    one: str,
    other: str,
    places: dict[str, Place],
    leave_out: frozenset[str],
) -> Likeness | None:
    subject, held = everyone[one], everyone[other]
    if held.illustrative != subject.illustrative:
        return None
    # An open trust is in the population anyway, so one frame serves all pairs of two types.
    key = (
        held.illustrative,
        frozenset({subject.profile.type, held.profile.type}),
        "" if subject.is_open else one,
        "" if held.is_open else other,
    )
    if key not in frames:
        frames[key] = _frame(everyone, subject.profile, held).without(leave_out)
    found = ours.compare(subject.profile, held.profile, frames[key])
    return found and replace(found, place=places.get(other))


def _frame(everyone: dict[str, Held], subject: Profile, other: Held) -> Frame:
    """The scales of the open trusts of the pair's types, the pair among them."""
    types = {subject.type, other.profile.type}
    members = {subject.ods_code: subject, other.profile.ods_code: other.profile}
    for code, held in everyone.items():
        same_kind = held.is_open and held.illustrative == other.illustrative
        if same_kind and ("" in types or held.profile.type in types):
            members.setdefault(code, held.profile)
    return ours.frame_of(members.values())


def _only_type(trusts: Iterable[Trust]) -> str | None:
    types = {trust.type for trust in trusts}
    return types.pop() if len(types) == 1 and "" not in types else None


def _population(subjects: list[Trust], *, type: str | None) -> dict[str, Held]:
    kinds = {trust.illustrative for trust in subjects}
    return profiles_for(subjects, illustrative=kinds, type=type)


def _neighbour(likeness: Likeness) -> Neighbour:
    assert likeness.place is not None
    return Neighbour(
        ods_code=likeness.ods_code,
        name=likeness.name,
        distance=likeness.distance,
        closest_on=likeness.closest_on,
        differs_on=likeness.differs_on,
        coverage=likeness.coverage,
        similarity=round(100 * likeness.similarity),
        place=likeness.place,
    )


def codes_in_peer_finder() -> list[str]:
    """The ODS codes of the trusts that the national method compares."""
    return list(national_variables())


def distance_miles(a: Trust, b: Trust) -> float | None:
    """Miles between the head offices as the crow flies; None where a place is not known."""
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return None
    north_a, north_b = math.radians(float(a.latitude)), math.radians(float(b.latitude))
    east = math.radians(float(b.longitude) - float(a.longitude))
    half = (
        math.sin((north_b - north_a) / 2) ** 2
        + math.cos(north_a) * math.cos(north_b) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * math.asin(math.sqrt(min(1.0, half)))
