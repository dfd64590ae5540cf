"""Our method: robust, by domain, on what is known of both trusts.

Each number is put on the scale of the population given: (x - median) / (IQR / 1.349), capped at
2.5, sizes by their logarithm. The distance is the root of the weighted mean, over the domains,
of the mean squared difference within a domain. A keying error in one trust moves one trust.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from statistics import median, quantiles

from portal.trusts.likeness import scale
from portal.trusts.likeness.scale import Place
from portal.trusts.likeness.variables import (
    DOMAIN_WEIGHTS,
    VARIABLES,
    Gap,
    Variable,
    closest_on,
    differs_on,
)
from portal.trusts.measures import Domain, Kind

CAP = 2.5
IQR_OF_A_STANDARD_NORMAL = 1.349
# Two trusts picked at random differ by about this much, squared; so do two different words.
TWO_AT_RANDOM = 2.0
ENOUGH = 0.6


@dataclass(frozen=True)
class Profile:
    """The facts of one trust that likeness reads. What is not known is not there."""

    ods_code: str
    name: str
    type: str = ""
    type_label: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DomainShare:
    """`share`: the part of the distance that this domain makes, all shares adding to 1."""

    domain: Domain
    share: float


@dataclass(frozen=True)
class Likeness:
    """Two trusts compared. `similarity` is 1 for the same; about 0.37 for two at random.

    `place` is where the other stands on the list of the first (`scale`): None where it is not
    on it, as it is closed or of another type.
    """

    ods_code: str
    name: str
    distance: float
    similarity: float
    coverage: float
    closest_on: tuple[str, ...]
    differs_on: tuple[str, ...]
    shares: tuple[DomainShare, ...]
    place: Place | None = None

    @property
    def said(self) -> str:
        """The word and the number of the one scale: see `scale`."""
        return scale.said(self.place)


@dataclass(frozen=True)
class Scale:
    """Where the middle of a population lies on a variable, and how wide it is."""

    logged: bool
    middle: float
    spread: float
    smallest: float

    def place(self, value: float) -> float:
        """The value in spreads from the middle, capped. Nought counts as half the smallest."""
        if self.logged:
            value = math.log(value if value > 0 else self.smallest / 2)
        return max(-CAP, min(CAP, (value - self.middle) / self.spread))


def scale_of(values: Iterable[float], *, logged: bool) -> Scale | None:
    """The scale of a variable, or None where the population does not vary enough to have one."""
    known = [value for value in values if value > 0 or not logged]
    if len(known) < 2:
        return None
    smallest = min(known)
    if logged:
        known = [math.log(value) for value in known]
    lower, _, upper = quantiles(known, n=4, method="inclusive")
    spread = (upper - lower) / IQR_OF_A_STANDARD_NORMAL
    if spread <= 0:
        return None
    return Scale(logged, median(known), spread, smallest)


@dataclass(frozen=True)
class Frame:
    """The variables that can be compared within a population, and their scales."""

    variables: tuple[Variable, ...]
    scales: Mapping[str, Scale]
    placed: dict[tuple[str, float], float] = field(default_factory=dict, repr=False, compare=False)

    def without(self, keys: frozenset[str]) -> Frame:
        """The same scales without these variables, for a reader that weighs them on its own."""
        kept = tuple(variable for variable in self.variables if variable.key not in keys)
        return replace(self, variables=kept)

    def squared_gap(self, variable: Variable, one: Profile, other: Profile) -> float | None:
        """The squared difference on this variable; None where either is not known."""
        key = variable.key
        if variable.measure.kind is Kind.WORD:
            if key not in one.words or key not in other.words:
                return None
            return 0.0 if one.words[key] == other.words[key] else TWO_AT_RANDOM
        if key not in one.numbers or key not in other.numbers:
            return None
        return (self._place(key, one.numbers[key]) - self._place(key, other.numbers[key])) ** 2

    def _place(self, key: str, value: float) -> float:
        """Where a value lies on the scale of its variable; kept, as trusts are compared often."""
        place = self.placed.get((key, value))
        if place is None:
            place = self.placed[key, value] = self.scales[key].place(value)
        return place


def frame_of(population: Iterable[Profile]) -> Frame:
    """The frame of these trusts: the same for every pair, so distances can be compared."""
    profiles = list(population)
    scales = {}
    for variable in VARIABLES:
        if variable.measure.kind is Kind.NUMBER:
            values = [p.numbers[variable.key] for p in profiles if variable.key in p.numbers]
            scale = scale_of(values, logged=variable.measure.logged)
            if scale is not None:
                scales[variable.key] = scale
    usable = tuple(v for v in VARIABLES if v.measure.kind is Kind.WORD or v.key in scales)
    return Frame(usable, scales)


@dataclass(frozen=True)
class _Sum:
    squared: float
    coverage: float
    parts: Mapping[Domain, float]
    gaps: tuple[tuple[Variable, float], ...]


def _sum(one: Profile, other: Profile, frame: Frame) -> _Sum | None:
    """The squared distance of a pair by domain, or None if nothing is known of both."""
    gaps: list[tuple[Variable, float]] = []
    known: dict[Domain, list[float]] = defaultdict(list)
    asked: dict[Domain, int] = defaultdict(int)
    for variable in frame.variables:
        if not variable.applies_to(one.type, other.type):
            continue
        asked[variable.domain] += 1
        squared = frame.squared_gap(variable, one, other)
        if squared is not None:
            gaps.append((variable, squared))
            known[variable.domain].append(squared)
    if not known:
        return None
    whole = sum(DOMAIN_WEIGHTS[domain] for domain in asked)
    heard = sum(DOMAIN_WEIGHTS[domain] for domain in known)
    coverage = sum(DOMAIN_WEIGHTS[d] * len(known[d]) / asked[d] for d in known) / whole
    parts = {d: DOMAIN_WEIGHTS[d] / heard * sum(v) / len(v) for d, v in known.items()}
    return _Sum(sum(parts.values()), coverage, parts, tuple(gaps))


def _in_words(one: Profile, other: Profile, found: _Sum) -> Likeness:
    sizes: dict[Domain, int] = defaultdict(int)
    for variable, _ in found.gaps:
        sizes[variable.domain] += 1
    gaps = [
        Gap(
            variable.measure,
            squared,
            DOMAIN_WEIGHTS[variable.domain] / sizes[variable.domain],
            _fact(one, variable),
            _fact(other, variable),
        )
        for variable, squared in found.gaps
    ]
    differs = differs_on(gaps)
    if one.type != other.type and one.type_label and other.type_label:
        differs = (f"Type: {one.type_label.lower()} and {other.type_label.lower()}", *differs)
    shares = tuple(
        DomainShare(domain, found.parts[domain] / found.squared if found.squared else 0.0)
        for domain in Domain
        if domain in found.parts
    )
    return Likeness(
        ods_code=other.ods_code,
        name=other.name,
        distance=math.sqrt(found.squared),
        similarity=math.exp(-found.squared / TWO_AT_RANDOM),
        coverage=found.coverage,
        closest_on=closest_on(gaps),
        differs_on=differs,
        shares=shares,
    )


def _fact(profile: Profile, variable: Variable) -> float | str:
    if variable.measure.kind is Kind.WORD:
        return profile.words[variable.key]
    return profile.numbers[variable.key]


def compare(one: Profile, other: Profile, frame: Frame) -> Likeness | None:
    """How alike two trusts are; None where less than 60 % of what counts is known of both."""
    found = _sum(one, other, frame)
    if found is None or found.coverage < ENOUGH:
        return None
    return _in_words(one, other, found)


def nearest(
    subject: Profile,
    population: Iterable[Profile],
    *,
    limit: int,
    type_first: bool = True,
    frame: Frame | None = None,
) -> list[Likeness]:
    """The trusts most like the subject, nearest first, ties by ODS code.

    `type_first` keeps to trusts of the subject's own type, where that is known. The scales are
    those of the trusts compared, the subject among them, unless a frame is given.
    """
    found = _ranked(subject, population, type_first=type_first, frame=frame)
    return [
        replace(_in_words(subject, other, sums), place=Place(number, len(found)))
        for number, (sums, other) in enumerate(found[:limit], 1)
    ]


def places_on_list(
    subject: Profile, population: Iterable[Profile], *, frame: Frame | None = None
) -> dict[str, Place]:
    """The place of each trust on the subject's list, by ODS code: the order of `nearest`."""
    found = _ranked(subject, population, type_first=True, frame=frame)
    return {other.ods_code: Place(number, len(found)) for number, (_, other) in enumerate(found, 1)}


def _ranked(
    subject: Profile, population: Iterable[Profile], *, type_first: bool, frame: Frame | None
) -> list[tuple[_Sum, Profile]]:
    """Every trust of which enough is known, nearest first."""
    others = [p for p in population if p.ods_code != subject.ods_code]
    if type_first and subject.type:
        others = [p for p in others if p.type == subject.type]
    frame = frame or frame_of([subject, *others])
    found = [(_sum(subject, other, frame), other) for other in others]
    enough = [(sums, other) for sums, other in found if sums and sums.coverage >= ENOUGH]
    enough.sort(key=lambda pair: (pair[0].squared, pair[1].ods_code))
    return enough
