"""What one need would take of a round, best first, and which rule left it nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from portal.matching import candidates
from portal.matching.candidate_facts import Asked, Known
from portal.matching.candidates import Candidate
from portal.matching.choices import NoPartner
from portal.matching.round_list import offer_key
from portal.matching.rounds.values import RoundChoice, RoundNeed
from portal.matching.scoring import Score, ranked

Scores = dict[tuple[str, str], Score]


@dataclass(frozen=True)
class Wanted:
    """One need before its choices are known. `ruled_out` are ids of trusts."""

    key: str
    asked: Asked
    help_kind: str
    on: str
    ruled_out: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()


def weakness_of(asked: Asked, known: Known) -> float | None:
    """The share of trusts of its type that do better on the area's figure; None if not known."""
    area = known.tree.slugs_to(asked.area.pk)
    ladder = known.ladder(area, asked.trust, asked.until)
    share = ladder.share(asked.trust.pk) if ladder is not None else None
    return None if share is None else round(1 - share, 9)


def need_row(wanted: Wanted, known: Known) -> tuple[RoundNeed, Scores]:
    """A need with its choices, best first, and the scores behind them."""
    found = _choices(wanted, candidates.scored(wanted.asked, known))
    facts = known.facts[wanted.asked.trust.pk]
    row = RoundNeed(
        key=wanted.key,
        trust=wanted.asked.trust.ods_code,
        name=wanted.asked.trust.name,
        kind=facts.type,
        kind_label=facts.type_label,
        area=wanted.asked.area.slug,
        area_name=wanted.asked.area.name,
        help_kind=wanted.help_kind,
        asked=wanted.on,
        weakness=weakness_of(wanted.asked, known),
        choices=_rows(found.fits),
        below_floor=_rows(found.below),
        code=found.code,
        why=found.why,
    )
    return row, {(wanted.key, offer_key(one.offer)): one.score for one in found.fits}


def _rows(found: list[Candidate]) -> tuple[RoundChoice, ...]:
    return tuple(
        RoundChoice(offer_key(one.offer), round(one.score.value, 9), round(one.score.confidence, 9))
        for one in found
    )


@dataclass(frozen=True)
class _Choices:
    """What fits, what lies below the floor of fit, and the rule that left nothing."""

    fits: list[Candidate] = field(default_factory=list)
    below: list[Candidate] = field(default_factory=list)
    code: str = ""
    why: str = ""


def _choices(wanted: Wanted, found: list[Candidate]) -> _Choices:
    """The candidates left when each rule has spoken; if none, the rule that left none."""
    rules: tuple[tuple[NoPartner, Callable[[Candidate], bool]], ...] = (
        (NoPartner.NO_OFFER, candidates.fits_area),
        (NoPartner.NO_OFFER, lambda one: one.trust.pk not in wanted.own),
        (NoPartner.NO_KIND, lambda one: candidates.offers_kind(one.offer, wanted.help_kind)),
        (NoPartner.RULED_OUT, lambda one: one.trust.pk not in wanted.ruled_out),
    )
    for reason, allows in rules:
        found = [one for one in found if allows(one)]
        if not found:
            return _Choices(code=reason.value, why=f"{reason.label}.")
    best = ranked(
        candidates.best_of_each_trust(found), of=lambda one: (one.score, one.trust.ods_code)
    )
    fits = [one for one in best if not one.below_floor]
    below = [one for one in best if one.below_floor]
    if fits:
        return _Choices(fits, below)
    reason = NoPartner.BELOW_FLOOR
    return _Choices([], below, reason.value, f"{reason.label}.")
