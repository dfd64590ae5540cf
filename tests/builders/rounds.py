"""Builders of rounds: a small programme in which there are more needs than places."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from portal.matching.models import Round
from portal.matching.rounds.values import RoundChoice, RoundInputs, RoundNeed, RoundOffer
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_offer,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_trust

NEAR = {"latitude": "53.2", "longitude": "-2.9", "region": "north-west", "icb": "North ICB"}
FAR = {"latitude": "51.4", "longitude": "0.5", "region": "south-east", "icb": "South ICB"}


class Setting:
    """One exemplar with one place in the north; a near need fits it better than a far one."""

    def __init__(self, places=1, **programme):
        self.broker = make_broker()
        self.area = make_area()
        self.programme = make_programme([self.area], **programme)
        self.round = make_round(self.programme)
        self.offer = self.exemplar("RXX", places=places)
        self.far = self.ask("RFF", **FAR)
        self.near = self.ask("RNN", **NEAR)

    def exemplar(self, code, places=1, where=NEAR, **fields):
        trust = make_trust(code, name=f"Exemplar {code}", **where)
        designation = make_designation(trust, self.programme, ceiling=max(places, 1))
        return make_offer(designation, self.area, places=places, **fields)

    def ask(self, code, help_kind="pairing", **trust):
        asker = make_trust(code, name=f"Trust {code}", **trust)
        return make_request(asker, [self.area], help_kind=help_kind).needs.get()


def make_round(programme, number=1, closes_on=None, held_on=None):
    closes_on = closes_on or timezone.localdate()
    return Round.objects.create(
        programme=programme,
        number=number,
        closes_on=closes_on,
        held_on=held_on or closes_on + timedelta(days=1),
    )


def make_inputs(needs, offers, pinned=(), weakness_weight=0.5):
    """Inputs from short words: needs as key to (kind, weakness, {offer: fit}), offers as key to
    (places, reserves)."""
    return RoundInputs(
        programme="a-programme",
        closes_on="2026-03-31",
        needs=tuple(
            RoundNeed(
                key=key,
                trust=key.upper(),
                name=f"Trust {key}",
                kind=kind,
                kind_label=kind.capitalize(),
                area="theatres",
                area_name="Theatres",
                help_kind="pairing",
                asked="2026-03-01",
                weakness=weakness,
                choices=tuple(
                    RoundChoice(offer, fit, 0.8)
                    for offer, fit in sorted(fits.items(), key=lambda row: -row[1])
                ),
            )
            for key, (kind, weakness, fits) in needs.items()
        ),
        offers=tuple(
            RoundOffer(key, f"E{key}", f"Exemplar {key}", "theatres", "Theatres", n, n, reserves)
            for key, (n, reserves) in offers.items()
        ),
        pinned=tuple(pinned),
        weights={},
        weights_version=1,
        weakness_weight=weakness_weight,
    )
