"""Sending a round: the one verb that turns its pairs into proposals, once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal.accounts import audit, notifications
from portal.accounts.models import User
from portal.matching import permissions, round_list, unmatched
from portal.matching.choices import RunStatus
from portal.matching.matches import services as match_services
from portal.matching.models import AllocationRun, ExemplarDesignation, Match, Need, Offer, Programme
from portal.matching.notifications import request_path, team
from portal.matching.round_list import need_key, pk_of
from portal.matching.rounds import inputs
from portal.matching.rounds.inputs import Scores
from portal.matching.rounds.overriding import Overlay
from portal.matching.rounds.services import check_send, overlay_of
from portal.matching.rounds.values import RoundInputs, digest


def tell_nobody(need: Need, run: AllocationRun, *, reason: str) -> None:
    """A round found nobody for a need: why, and that it stays open."""
    request = need.help_request
    notifications.send_letter(
        to=team([request.trust, *request.members.all()]),
        kind="round.nobody",
        key=f"need.{need.pk}.run.{run.pk}.nobody",
        letter="matching/email/round_found_nobody.txt",
        context={
            "need": need,
            "run": run,
            "reason": reason,
            "wait": unmatched.wait_of(need),
        },
        url=request_path(request),
    )


CHANGED = (
    "Something has changed since this was computed: a request, an answer, a place or a published "
    "result. Run the round again, look at it, and send that."
)
CHOSEN = ". The programme manager chose this exemplar"


@transaction.atomic
def send(*, run: AllocationRun, by: User) -> list[Match]:
    """Propose every pair of a run, with its overrides, and tell those who got nobody why.

    Everything or nothing. Raises PermissionDenied unless the person is a programme manager,
    ValidationError for a trial, a run that was sent or discarded, one that closes later, and
    one whose inputs are no longer what they were.
    """
    permissions.check_run_round(by)
    AllocationRun.objects.select_for_update().get(pk=run.pk)
    run.refresh_from_db()
    check_send(run)
    # No place may be given away, and no exemplar pause, between the check and the proposals.
    designations = ExemplarDesignation.objects.filter(programme=run.programme)
    list(designations.select_for_update().order_by("pk"))
    gathered = inputs.gather(run.programme, closes_on=run.round.closes_on)
    if digest(gathered.inputs) != run.inputs_hash:
        raise ValidationError(CHANGED)
    run.status, run.sent_at, run.sent_by = RunStatus.SENT, timezone.now(), by
    run.save(update_fields=["status", "sent_at", "sent_by"])
    laid = overlay_of(run)
    sent = _propose(run, laid.pairs, gathered.inputs, gathered.scores, by)
    _tell_the_others(run, laid)
    _set_next_round(run.programme, after=run.round.held_on)
    audit.record(by=by, action="round.sent", subject=run, pairs=len(sent))
    return sent


def _propose(
    run: AllocationRun, pairs: dict[str, str], values: RoundInputs, scores: Scores, by: User
) -> list[Match]:
    needs = _needs(pairs)
    offers = Offer.objects.select_related("designation__trust", "designation__programme", "area")
    by_pk = offers.in_bulk([pk_of(offer) for offer in pairs.values()])
    reasons = dict(run.overrides.values_list("need_key", "reason"))
    places = {
        (need.key, choice.offer): (number, len(need.choices))
        for need in values.needs
        for number, choice in enumerate(need.choices, 1)
    }
    found = []
    # Pairs that overrule a rule go last: one more than an exemplar has places for is one more
    # than those that the round gives it.
    for key, offer_key in sorted(pairs.items(), key=lambda pair: (pair[0] in reasons, pair)):
        need, offer = needs[pk_of(key)], by_pk[pk_of(offer_key)]
        chosen = CHOSEN if reasons.get(key) else ""
        # An offer that is not on the need's own list has no number on it.
        number, among = places.get((key, offer_key), (0, 0))
        found.append(
            match_services.propose(
                need=need,
                offer=offer,
                by=by,
                broker_note=round_list.note(run, need, offer, number, among, chosen),
                score=scores.get((key, offer_key)),
                run=run,
                override_reason=reasons.get(key, ""),
            )
        )
        _mark(need, "", None)
    return found


def _tell_the_others(run: AllocationRun, laid: Overlay) -> None:
    """Those who got nobody learn why, as it came out; the page of their request keeps it."""
    rows = {need.key: need for need in laid.inputs.needs}
    for _, need in sorted(_needs(rows.keys() - laid.pairs.keys()).items()):
        code, reason = laid.refusals.nobody(rows[need_key(need)])
        _mark(need, code, run)
        tell_nobody(need, run, reason=reason)


def _needs(keys: Any) -> dict[int, Need]:
    rows = Need.objects.select_related("help_request__trust", "area")
    return rows.in_bulk([pk_of(key) for key in keys])


def _mark(need: Need, code: str, run: AllocationRun | None) -> None:
    need.no_partner = code
    need.no_partner_run = run
    need.no_partner_at = timezone.now() if run is not None else None
    need.save(update_fields=["no_partner", "no_partner_run", "no_partner_at"])


def _set_next_round(programme: Programme, *, after: date) -> None:
    """The date that the programme's page shows is that of a round still to come."""
    coming = programme.rounds.filter(held_on__gt=after).order_by("held_on").first()
    if coming is not None:
        programme.next_round = coming.held_on
    elif programme.next_round is not None and programme.next_round <= after:
        programme.next_round = None
    programme.save(update_fields=["next_round"])
