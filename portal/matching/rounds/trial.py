"""A trial round: real exemplars and the real register, with requests that nobody asked.

The generated requests live in the run's stored inputs alone. They are no help requests, are
labelled wherever they are shown, and a run of them can never be sent (the database refuses it).
What is known of each trust is as in a real round: from the register, with what is missing missing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casestudies.areas import AreaTree
from casestudies.models import EfficiencyArea
from portal.accounts.models import User
from portal.matching import permissions, policies
from portal.matching.choices import BROKERED_HELP, DesignationStatus
from portal.matching.models import AllocationRun, ExemplarDesignation, Offer, Programme
from portal.matching.rounds import services as round_services
from portal.matching.rounds.inputs import Gathered, Scores, Wanted, need_row, offer_rows
from portal.matching.rounds.results import compute
from portal.matching.rounds.values import RoundInputs, RoundNeed
from portal.matching.scoring import weights
from portal.matching.suggestions import candidates
from portal.matching.suggestions.queries import Asked, Known
from portal.trusts.models import Trust

FEWEST, MOST, STANDARD = 1, 500, 150
# Four places for five requests, so that a trial shows who gets nobody, and why.
PLACES_A_REQUEST = 0.8
ASKED_WITHIN_DAYS = 90
PREFERS = 0.2
PROBLEMS = (
    "We want to do better in {area} and do not know where to begin.",
    "Our first attempt at {area} stalled after six months, and staff have lost faith in it.",
    "We have money for {area} this year and want to see how another trust spent it well.",
    "Clinical leads ask for {area}; we lack people who have done it before.",
)


@transaction.atomic
def run(
    *, programme: Programme, by: User | None, requests: int = STANDARD, seed: int = 1
) -> AllocationRun:
    """Try a round of this programme on generated requests, and keep it for the broker to read.

    `by` is None at the command line. Raises PermissionDenied unless the person is a programme
    manager, ValidationError for a number of requests that is out of range, and for a programme
    without exemplars.
    """
    if by is not None:
        permissions.check_run_round(by)
    gathered = gather(programme=programme, requests=requests, seed=seed)
    exemplars = len({offer.exemplar for offer in gathered.inputs.offers})
    return round_services.keep(
        gathered,
        compute(gathered.inputs),
        run=AllocationRun(
            programme=programme,
            by=by,
            trial=True,
            name=f"{exemplars} exemplars, {requests} generated requests (seed {seed})",
        ),
    )


def generated(*, programme: Programme, requests: int = STANDARD, seed: int = 1) -> RoundInputs:
    """The inputs of a trial: the same for the same register, number and seed."""
    return gather(programme=programme, requests=requests, seed=seed).inputs


def gather(*, programme: Programme, requests: int, seed: int) -> Gathered:
    """As `generated`, with the scores. The queries grow with the different problems only."""
    if not FEWEST <= requests <= MOST:
        raise ValidationError({"requests": f"Enter a number from {FEWEST} to {MOST}."})
    offers = _offers(programme, requests)
    if not offers:
        raise ValidationError(f"{programme} has no exemplar to try a round with.")
    designations = list({one.designation_id: one.designation for one in offers}.values())
    wanted = _wanted(programme, designations, requests, Random(seed))
    known = Known(designations, [one.asked.trust for one in wanted])
    needs: list[RoundNeed] = []
    scores: Scores = {}
    for one in wanted:
        row, found = need_row(one, known)
        needs.append(row)
        scores.update(found)
    rows = offer_rows(programme, offers)
    inputs = RoundInputs(
        programme=programme.slug,
        closes_on=_closing_day(programme).isoformat(),
        needs=tuple(needs),
        offers=tuple(rows),
        pinned=(),
        weights=weights.of_programme(programme.weights),
        weights_version=programme.weights_version,
        weakness_weight=float(programme.weakness_weight),
        generated=True,
        seed=seed,
        note=_assumed(programme, offers),
    )
    return Gathered(inputs, scores)


def _offers(programme: Programme, requests: int) -> list[Offer]:
    """The programme's offers; where it is history, with places as if it ran."""
    statuses = [DesignationStatus.DESIGNATED]
    if policies.is_historical(programme):
        statuses.append(DesignationStatus.ENDED)
    rows = Offer.objects.filter(
        designation__programme=programme, designation__status__in=statuses
    ).select_related("designation__trust", "area")
    found = list(rows.order_by("pk"))
    exemplars = len({offer.designation_id for offer in found})
    for offer in found:
        offer.designation.programme = programme
        if policies.is_historical(programme):
            places = math.ceil(PLACES_A_REQUEST * requests / exemplars)
            offer.places = offer.designation.ceiling = places
    return found


def _assumed(programme: Programme, offers: list[Offer]) -> str:
    if not policies.is_historical(programme):
        return "The exemplars, their places and the facts are those of today."
    return (
        f"The programme has ended: each exemplar is given {offers[0].places} places for the trial, "
        "and facts count as of its time."
    )


def _wanted(
    programme: Programme, designations: list[ExemplarDesignation], requests: int, random: Random
) -> list[Wanted]:
    exemplars = {one.trust_id for one in designations}
    trusts = _drawn(_open_trusts(programme, exemplars), requests, random)
    areas = _areas(programme)
    historical = programme if policies.is_historical(programme) else None
    closes = _closing_day(programme)
    found = []
    for number, trust in enumerate(trusts, 1):
        area = random.choice(areas)
        near, same_type, same_system = (random.random() < PREFERS for _ in range(3))
        asked = Asked(
            trust=trust,
            area=area,
            text=random.choice(PROBLEMS).format(area=area.name.lower()),
            programme=historical,
            preferences=candidates.preferences_of(near, same_type, same_system),
        )
        found.append(
            Wanted(
                key=f"generated-{number:04d}",
                asked=asked,
                help_kind=random.choice(BROKERED_HELP).value,
                on=(closes - timedelta(days=random.randrange(ASKED_WITHIN_DAYS))).isoformat(),
                own=frozenset({trust.pk}),
            )
        )
    return found


def _open_trusts(programme: Programme, exemplars: set[int]) -> list[Trust]:
    """Open trusts of the programme's population that are no exemplars of it."""
    rows = Trust.objects.open().filter(illustrative=programme.illustrative)
    found = list(rows.exclude(type="").exclude(pk__in=exemplars).order_by("ods_code"))
    if not found:
        raise ValidationError("The register has no trust that could ask. Load it first.")
    return found


def _drawn(trusts: Sequence[Trust], number: int, random: Random) -> list[Trust]:
    """Every trust once before any asks again."""
    found: list[Trust] = []
    while len(found) < number:
        found += random.sample(trusts, min(len(trusts), number - len(found)))
    return found


def _areas(programme: Programme) -> list[EfficiencyArea]:
    tree, tops = AreaTree(), programme.areas.order_by("pk")
    return [area for top in tops for area in [top, *tree.below(top.pk)]]


def _closing_day(programme: Programme) -> date:
    return programme.ends if policies.is_historical(programme) else timezone.localdate()
