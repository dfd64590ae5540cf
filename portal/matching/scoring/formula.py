"""How well an exemplar fits a need, part by part, each with its reason in plain words. Pure.

A part lies between 0 and 1. What is not known counts as 0.5, so it moves no one up or down
against the neutral, and it lowers the confidence: the share of the weights whose facts are known.

A pair that scores below the floor of fit is for the broker alone. The standard floor is measured
on every open trust of the register beside each of the Global Digital Exemplars: between trusts of
one type none of 2,136 pairs scores below 51 of 100; of 2,553 pairs of unlike types 94 in 100 score
below 48; and each of 206 trusts keeps an exemplar at 48 or above. So 48 keeps out what only a
person should bring together, and leaves nobody alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from portal.matching.scoring.facts import NeedFacts, OfferFacts, TrustFacts
from portal.matching.scoring.weights import STANDARD, standard, with_preferences

STANDARD_FLOOR = 48


def is_below_floor(value: float, floor: int) -> bool:
    """True if a score from 0 to 1 lies below a floor out of 100, as both are written."""
    # Compared as whole numbers: a page must not say that 48 is below 48.
    return round(100 * value) < floor


def why_below_floor(value: float, floor: int) -> str:
    """Why a pair is not proposed by itself, in a sentence for the broker."""
    return f"It fits at {round(100 * value)} of 100, below the floor of {floor}."


NEUTRAL = 0.5
MILES_TO_A_THIRD = 60.0
# The share of its pull that a fact keeps when it is inferred, or is not of the time asked about.
INFERRED, OF_ANOTHER_TIME = 0.75, 0.5
FEWEST_TO_QUOTE = 5
SAME_REGION = 0.5
NO_STARTS = "No national measure is compared in this area"
SILENCE = 0.35
WORDS_TOLD = 3
# How far one type can help another. Types not named here are unlike.
KINSHIP: Mapping[frozenset[str], float] = {
    frozenset({"acute", "acute-specialist"}): 0.6,
    frozenset({"acute", "combined"}): 0.7,
    frozenset({"acute", "community"}): 0.3,
    frozenset({"community", "combined"}): 0.6,
    frozenset({"community", "care-trust"}): 0.7,
    frozenset({"community", "mental-health"}): 0.5,
    frozenset({"mental-health", "combined"}): 0.6,
    frozenset({"mental-health", "care-trust"}): 0.7,
    frozenset({"combined", "care-trust"}): 0.6,
}


@dataclass(frozen=True)
class Part:
    """One part of a score. `weight` is its share of the whole: the shares add to 1.

    `plain_weight` is the share without the seeker's preferences, which the helper never learns.
    `case_study` is the id of the one that the reason names.
    """

    name: str
    value: float
    weight: float
    reason: str
    known: bool
    plain_weight: float = 0.0
    case_study: int | None = None

    @property
    def label(self) -> str:
        return STANDARD[self.name].label if self.name in STANDARD else self.name


@dataclass(frozen=True)
class Score:
    """`value` and `confidence` lie between 0 and 1."""

    value: float
    confidence: float
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class _Finding:
    value: float
    reason: str
    known: bool = True
    case_study: int | None = None

    def softened(self, pull: float) -> _Finding:
        return replace(self, value=NEUTRAL + (self.value - NEUTRAL) * pull)


def _unknown(reason: str) -> _Finding:
    return _Finding(NEUTRAL, reason, known=False)


def area_fit(need: tuple[str, ...], offer: tuple[str, ...]) -> float:
    """1 for the same area, less for one above, below or beside it, 0 for another tree."""
    if need == offer:
        return 1.0
    shared = 0
    for one, other in zip(need, offer, strict=False):
        if one != other:
            break
        shared += 1
    if not shared:
        return 0.0
    if shared == len(offer):
        return 0.8
    return 0.7 if shared == len(need) else 0.4


def _area(need: NeedFacts, offer: OfferFacts) -> _Finding:
    if offer.area is None:
        return _unknown("Which area it helps in is not recorded")
    fit = area_fit(need.area, offer.area)
    wanted, offered = need.area_name or need.area[-1], offer.area_name or offer.area[-1]
    reasons = {
        1.0: f"Offers help in this area: {offered}",
        0.8: f"Offers help in {offered}, which includes {wanted}",
        0.7: f"Offers help in {offered}, a part of {wanted}",
        0.4: f"Offers help in {offered}, a neighbour of {wanted}",
        0.0: f"Offers help in {offered}, which is another area",
    }
    return _Finding(fit, reasons[fit])


def _words(need: NeedFacts, offer: OfferFacts) -> _Finding:
    if not need.has_words:
        return _unknown("The need is not described in words")
    found, offered = offer.words, offer.area_name or (offer.area or ("its area",))[-1]
    if found is None:
        return _unknown(f"No case study of {offered} is published here to compare the words with")
    # What a trust did not write about it may still know: silence weighs little against it.
    if not found.speaks:
        return _Finding(SILENCE, f"None of its case studies of {offered} speaks of this problem")
    value = SILENCE + (1 - SILENCE) * min(1.0, max(0.0, found.fit))
    shared = f" (both say {_listed(found.shared[:WORDS_TOLD])})" if found.shared else ""
    return _Finding(
        value, f"Its case study speaks of this: {found.title}{shared}", case_study=found.case_study
    )


def _listed(words: tuple[str, ...]) -> str:
    quoted = [f"“{word}”" for word in words]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _proof(need: NeedFacts, offer: OfferFacts) -> _Finding:
    proof = offer.proof
    if proof is None or not proof.case_studies:
        return _unknown("No result published here in this area")
    value = 0.55 if proof.signed_recurrent else 0.2
    value += 0.25 * proof.grade + 0.05 * min(proof.adopters, 4)
    said = [
        "A recurrent saving signed by finance"
        if proof.signed_recurrent
        else "Results published, no recurrent saving signed by finance"
    ]
    if proof.grade_label:
        said.append(proof.grade_label[0].lower() + proof.grade_label[1:])
    if proof.adopters:
        said.append(f"taken up by {proof.adopters} other trust{'s' * (proof.adopters > 1)}")
    return _Finding(value, ", ".join(said))


def _likeness(need: NeedFacts, offer: OfferFacts) -> _Finding:
    alike = offer.alike
    if alike is None:
        return _unknown("Too little is known of both trusts to compare them")
    # The type counts under its own part.
    differences = [one for one in alike.differs_on if not one.startswith("Type: ")]
    closest = f". Closest on: {alike.closest_on[0]}" if alike.closest_on else ""
    differs = f". Differs most on: {differences[0]}" if differences else ""
    return _Finding(alike.similarity, f"{alike.said}{closest}{differs}")


def _starting_position(need: NeedFacts, offer: OfferFacts) -> _Finding:
    starts = offer.starts
    if starts is None:
        return _unknown(offer.no_starts or NO_STARTS)
    mine, theirs = need.trust.called, offer.trust.called
    return _Finding(
        starts.likeness,
        f"{starts.measure}. {mine}: {starts.seeker}. {theirs} began at {starts.helper}",
        case_study=starts.case_study,
    )


def _performance(need: NeedFacts, offer: OfferFacts) -> _Finding:
    standing = offer.standing
    if standing is None:
        return _unknown("No figure for this area is known of both trusts")
    value = NEUTRAL + (standing.helper - standing.seeker) / 2
    return _Finding(
        value,
        f"{standing.measure}: does better than {standing.helper:.0%} of trusts of its type, "
        f"the asking trust than {standing.seeker:.0%}",
    )


def _record_system(need: NeedFacts, offer: OfferFacts) -> _Finding:
    mine, theirs = need.trust, offer.trust
    missing = [one.called for one in (mine, theirs) if not (one.system or one.system_said)]
    if missing:
        return _unknown(f"The record system is not known: {' and '.join(missing)}")
    years = sorted({mine.system_year, theirs.system_year} - {""})
    late = bool(need.until) and any(year[:4] > need.until for year in years)
    told = f" ({' and '.join(years)}{': after the time asked about' if late else ''})"
    value, said = _systems(mine, theirs)
    return _Finding(value, f"{said}{told if years else ''}").softened(
        OF_ANOTHER_TIME if late else 1.0
    )


def _systems(mine: TrustFacts, theirs: TrustFacts) -> tuple[float, str]:
    """How far two known systems let a pair copy, and the words for it."""
    here, there = (one.system or one.system_said for one in (mine, theirs))
    if mine.system and theirs.system and mine.system == theirs.system:
        return 1.0, f"Both use {here}"
    said = f"{mine.called}: {here}. {theirs.called}: {there}"
    if mine.system and theirs.system:
        return 0.0, f"Different systems. {said}"
    # One that has none yet may still choose, and two that built their own share no supplier.
    return NEUTRAL, f"No supplier in common to judge by. {said}"


def _distance(need: NeedFacts, offer: OfferFacts) -> _Finding:
    if offer.miles is None:
        return _unknown("The coordinates of one or both trusts are not known")
    miles = "Less than a mile" if offer.miles < 1 else f"{offer.miles:,.0f} miles"
    return _Finding(math.exp(-offer.miles / MILES_TO_A_THIRD), f"{miles} away")


def _place(need: NeedFacts, offer: OfferFacts) -> _Finding:
    mine, theirs = need.trust, offer.trust
    if mine.icb and mine.icb == theirs.icb:
        return _Finding(1.0, f"Same integrated care board: {mine.icb}")
    missing = [one.called for one in (mine, theirs) if not one.region]
    if missing:
        return _unknown(f"The region is not known: {' and '.join(missing)}")
    if mine.region == theirs.region:
        return _Finding(SAME_REGION, f"Same region: {mine.region_label or mine.region}")
    # How far that is counts under distance, and there alone.
    return _Finding(0.0, f"Another region: {theirs.region_label or theirs.region}")


def _trust_type(need: NeedFacts, offer: OfferFacts) -> _Finding:
    mine, theirs = need.trust, offer.trust
    missing = [one.called for one in (mine, theirs) if not one.type]
    if missing:
        return _unknown(f"The type is not known: {' and '.join(missing)}")
    same = mine.type == theirs.type
    value = 1.0 if same else KINSHIP.get(frozenset({mine.type, theirs.type}), 0.0)
    inferred = [trust for trust in (mine, theirs) if trust.type_from]
    one, other = (trust.type_label or trust.type for trust in (mine, theirs))
    said = f"Same type: {one.lower()}" if same else f"Different types: {one} and {other.lower()}"
    said += "".join(f" (the type of {t.name or t.ods_code} is its successor’s)" for t in inferred)
    return _Finding(value, said).softened(INFERRED ** len(inferred))


def _availability(need: NeedFacts, offer: OfferFacts) -> _Finding:
    free = offer.free
    if free is None:
        return _unknown("Places are not counted")
    value = min(1.0, free.places_left / free.places) if free.places else 0.0
    said = f"{free.places_left} of {free.places} places free" if free.places else "No places"
    if free.hours is not None and free.hours_left is not None:
        share = free.hours_left / free.hours if free.hours else 0.0
        value = min(value, share)
        said += f", {free.hours_left:g} of {free.hours:g} hours left this quarter"
    return _Finding(value, said)


def _feedback(need: NeedFacts, offer: OfferFacts) -> _Finding:
    heard = offer.feedback
    if heard is None or heard.answers < FEWEST_TO_QUOTE:
        return _unknown("Fewer than five earlier partners have said how it went")
    return _Finding(
        (heard.mean - 1) / 4, f"{heard.answers} earlier partners found it {heard.mean:.1f} of 5"
    )


FINDERS: Mapping[str, Callable[[NeedFacts, OfferFacts], _Finding]] = {
    "area": _area,
    "words": _words,
    "proof": _proof,
    "likeness": _likeness,
    "starting_position": _starting_position,
    "performance": _performance,
    "record_system": _record_system,
    "distance": _distance,
    "place": _place,
    "trust_type": _trust_type,
    "availability": _availability,
    "feedback": _feedback,
}


def score(need: NeedFacts, offer: OfferFacts, weights: Mapping[str, float] | None = None) -> Score:
    """The fit of one offer to one need, with each part and its reason.

    `weights` are those of `weights.of_programme`; the standard ones unless given. The seeker's
    preferences raise the parts they name.
    """
    plain = standard() if weights is None else weights
    chosen = with_preferences(plain, need.preferences)
    whole, plain_whole = math.fsum(chosen.values()), math.fsum(plain.values())
    parts = []
    for name, find in FINDERS.items():
        found = find(need, offer)
        value = min(1.0, max(0.0, found.value))
        parts.append(
            Part(
                name=name,
                value=value,
                weight=chosen[name] / whole,
                reason=found.reason,
                known=found.known,
                plain_weight=plain[name] / plain_whole,
                case_study=found.case_study,
            )
        )
    return Score(
        value=min(1.0, math.fsum(part.value * part.weight for part in parts)),
        confidence=min(1.0, math.fsum(part.weight for part in parts if part.known)),
        parts=tuple(parts),
    )


Scored = TypeVar("Scored")


def ranked(scored: Iterable[Scored], *, of: Callable[[Scored], tuple[Score, str]]) -> list[Scored]:
    """Best first; equal scores stand by ODS code. `of` gives a thing's score and its code."""

    def key(item: Scored) -> tuple[float, str]:
        found, code = of(item)
        # Beyond nine places a difference is the machine's, not the trusts'.
        return -round(found.value, 9), code

    return sorted(scored, key=key)


def why_lower(best: Score, other: Score, *, at_most: int = 3) -> tuple[str, ...]:
    """The parts on which `other` falls furthest behind `best`, in words."""
    behind = [
        ((ahead.value * ahead.weight) - (part.value * part.weight), part)
        for ahead, part in zip(best.parts, other.parts, strict=True)
    ]
    lost = sorted(((gap, part) for gap, part in behind if gap > 1e-9), key=lambda row: -row[0])
    return tuple(f"{part.label}: {part.reason}" for _, part in lost[:at_most])


def weakest(found: Score) -> Part | None:
    """The known part that costs the score most; None where nothing known counts against it."""
    against = [part for part in found.parts if part.known and part.value < NEUTRAL]
    return max(against, key=lambda part: (1 - part.value) * part.plain_weight, default=None)


def as_rows(found: Score) -> list[dict[str, object]]:
    """The parts as they are kept with a match and printed."""
    return [
        {
            "name": part.name,
            "label": part.label,
            "value": round(part.value, 4),
            "weight": round(part.weight, 4),
            "plain_weight": round(part.plain_weight, 4),
            "reason": part.reason,
            "known": part.known,
            "case_study": part.case_study,
        }
        for part in found.parts
    ]
