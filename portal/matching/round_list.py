"""What a sent round still says of each need: its own list of exemplars, best first.

Read from what was stored with the run. Matches use it when a pair of a round comes to nothing;
rounds themselves stand above matches and are not imported here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from portal.matching import allocation, capacity
from portal.matching.allocation import Choice, Key, Seeker, key_of
from portal.matching.choices import OPEN_STATUSES, DeclineReason, MatchStatus, Side
from portal.matching.models import AllocationRun, Match, Need, Offer

# An exemplar that says one of these has no place to give, whatever its offer says.
NO_PLACE_NOW = (DeclineReason.NO_CAPACITY, DeclineReason.TIMING)


@dataclass(frozen=True)
class Listed:
    """An offer on a need's list, by their ids: `number` counts from 1 among so many (`of`).

    `key` is the need's place in the offer's queue: the smallest goes first.
    """

    need: int
    offer: int
    number: int
    of: int
    kind: str
    key: Key


def need_key(need: Need) -> str:
    return f"need-{need.pk:07d}"


def offer_key(offer: Offer) -> str:
    return f"offer-{offer.pk:07d}"


def pk_of(key: str) -> int:
    """The record's id, from its key."""
    return int(key.rsplit("-", 1)[1])


# The sentence of `note` that tells a place on the list; what follows the place comes with it.
_PLACE_BY_FIT = re.compile(
    r"(?P<round>^From [^.]*\.) (?:Number \d+ by fit of \d+ exemplars|The one exemplar that fits)"
    r"[^.]*\."
)


def note_for_helper(note: str) -> str:
    """A `note` without the place on the list, which depends on what the seeker prefers."""
    return _PLACE_BY_FIT.sub(r"\g<round>", note)


def lists(run: AllocationRun) -> Iterator[Listed]:
    """Every need's list, each best first, with the priority that the round went by."""
    weight = run.inputs["weakness_weight"]
    for row in run.inputs["needs"]:
        seeker = Seeker(row["key"], (), row["kind"], row["asked"])
        for number, one in enumerate(row["choices"], 1):
            by = allocation.priority_of(one["fit"], row["weakness"], weight)
            yield Listed(
                need=pk_of(row["key"]),
                offer=pk_of(one["offer"]),
                number=number,
                of=len(row["choices"]),
                kind=row["kind"],
                key=key_of(seeker, Choice(one["offer"], by, one["fit"])),
            )


def of_need(run: AllocationRun, need: Need) -> list[Listed]:
    """The list of one need; empty where it was not in the round."""
    return [one for one in lists(run) if one.need == need.pk]


def queue(run: AllocationRun, offers: Iterable[Offer]) -> list[Listed]:
    """The needs that list one of these offers, in the order in which a free place goes round.

    A reserved place that is not filled goes to its trust type first, then priority decides.
    """
    pks = {offer.pk for offer in offers}
    open_reserves = _open_reserves(run, pks)
    found = [one for one in lists(run) if one.offer in pks]
    return sorted(found, key=lambda one: (one.kind not in open_reserves[one.offer], one.key))


def _open_reserves(run: AllocationRun, offers: set[int]) -> dict[int, set[str]]:
    """The trust types of which an offer has a reserved place that none of them holds."""
    held: Counter[tuple[int, str]] = Counter(
        Match.objects.filter(offer__in=offers, status__in=OPEN_STATUSES).values_list(
            "offer", "need__help_request__trust__type"
        )
    )
    reserves = {pk_of(row["key"]): row["reserves"] for row in run.inputs["offers"]}
    return {
        offer: {
            kind for kind, number in reserves.get(offer, {}).items() if number > held[offer, kind]
        }
        for offer in offers
    }


def has_room(run: AllocationRun, offer: Offer) -> bool:
    """True if the offer has a place left, beside those that its exemplar said it cannot give.

    A place refused for want of time since the round was sent counts as taken until the next.
    """
    refused = Match.objects.filter(
        offer__designation=offer.designation_id,
        closed_at__gte=run.sent_at,
        status=MatchStatus.DECLINED,
        declined_side=Side.HELPER,
        decline_reason__in=NO_PLACE_NOW,
    ).values_list("offer", flat=True)
    found, gone = capacity.offer_places(offer), Counter(refused)
    left = replace(
        found,
        taken=found.taken + gone[offer.pk],
        taken_in_all=found.taken_in_all + gone.total(),
    )
    return left.left > 0


def note(run: AllocationRun, need: Need, offer: Offer, number: int, of: int, then: str = "") -> str:
    """What both trusts read: where the pair comes from, and why another area.

    `then` goes on after the place. It names nobody: what came to nothing before is for the
    parties of that alone. A `number` of nought stands for an offer that is not on the list.
    """
    fit = f"Number {number} by fit of {of} exemplars" if of > 1 else "The one exemplar that fits"
    words = f"From {run.round}. {fit}{then}." if number else f"From {run.round}{then}."
    if offer.area_id != need.area_id:
        kindred = f", which belongs with {need.area}" if number else ""
        words += f" The offer is for {offer.area}{kindred}."
    return words
