"""Running a round, changing it, sending it. Nothing reaches anyone before it is sent."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import permissions, policies
from portal.matching.choices import RunStatus
from portal.matching.models import AllocationRun, Need, Offer, Programme, Round, RunOverride
from portal.matching.round_list import pk_of
from portal.matching.rounds import inputs, overriding, storing
from portal.matching.rounds.inputs import Gathered
from portal.matching.rounds.overriding import Overlay
from portal.matching.rounds.results import RoundResult, compute
from portal.matching.rounds.values import as_json, digest, from_json
from portal.text.dates import day_in_words

SENT = "This round has been sent."
DISCARDED = "This run was discarded. Run the round again."
TRIAL = "A trial is never sent: its requests are generated, and nobody asked them."


def next_round(programme: Programme) -> Round | None:
    """The first round of a programme that has not been sent."""
    sent = AllocationRun.objects.filter(status=RunStatus.SENT, round__programme=programme)
    waiting = programme.rounds.exclude(pk__in=sent.values("round"))
    return waiting.order_by("closes_on", "number").first()


def closing_day(programme: Programme) -> date:
    """The day up to which requests count: that of the next round, or today if none is planned."""
    planned = next_round(programme)
    return planned.closes_on if planned is not None else timezone.localdate()


@transaction.atomic
def run(*, programme: Programme, by: User | None, round: Round | None = None) -> AllocationRun:
    """Compute a round and keep it as a draft: who would get whom, and why.

    The overrides of the draft before it go on, as far as they still can.
    Without `round` the next one that is planned, or one that closes today. `by` is None at the
    command line. Raises PermissionDenied unless the person is a programme manager,
    ValidationError for a programme that does not run, or a round that was sent.
    """
    if by is not None:
        permissions.check_run_round(by)
    policies.check_programme_runs(programme)
    Programme.objects.select_for_update().get(pk=programme.pk)
    round = round or next_round(programme) or _today(programme)
    if round.runs.filter(status=RunStatus.SENT).exists():
        raise ValidationError(SENT)
    gathered = inputs.gather(programme, closes_on=round.closes_on)
    result = compute(gathered.inputs)
    made = keep(gathered, result, run=AllocationRun(programme=programme, round=round, by=by))
    overriding.carry_over(made, gathered.inputs, result.by_need)
    return made


def keep(gathered: Gathered, result: RoundResult, *, run: AllocationRun) -> AllocationRun:
    """Store what was computed, with its inputs and their hash."""
    run.inputs = as_json(gathered.inputs)
    run.inputs_hash = digest(gathered.inputs)
    run.weights_version = gathered.inputs.weights_version
    run.result = storing.as_json(result, gathered.inputs, gathered.scores)
    run.save()
    audit.record(
        by=run.by,
        action="round.tried" if run.trial else "round.run",
        subject=run,
        pairs=len(result.pairs),
        unmatched=len(result.unmatched),
        blocking=len(result.blocking),
    )
    return run


def _today(programme: Programme) -> Round:
    today = timezone.localdate()
    last = programme.rounds.aggregate(last=Max("number"))["last"] or 0
    return Round.objects.create(
        programme=programme, number=last + 1, closes_on=today, held_on=today
    )


@transaction.atomic
def override(
    *, run: AllocationRun, need_key: str, offer_key: str, reason: str, by: User
) -> RunOverride:
    """Give a need another offer, or nobody (blank), with the reason and what it upsets.

    Every refusal of a round may be overruled so, also that of a full exemplar and of one that a
    side ruled out: both trusts still say yes or no. A second override of a need takes the place
    of the first. Raises PermissionDenied unless the person is a programme manager,
    ValidationError without a reason, for a trust that would help itself or is no exemplar of the
    round, and for a run that is not a draft.
    """
    permissions.check_run_round(by)
    _lock(run)
    check_draft(run)
    if not reason.strip():
        raise ValidationError({"reason": "Say why. It is kept with the run."})
    former = run.overrides.filter(need_key=need_key)
    laid = overlay_of(run, leave_out=need_key)
    laid.check_change(need_key, offer_key)
    if offer_key and not run.trial:
        _check_trusts(need_key, offer_key)
    blocking = laid.made_by(need_key, offer_key)
    former.delete()
    made = RunOverride.objects.create(
        run=run,
        need_key=need_key,
        offer_key=offer_key,
        reason=reason.strip(),
        blocking=[{"need": need, "offer": offer} for need, offer in blocking],
        overrules=laid.overrules(need_key, offer_key),
        by=by,
    )
    audit.record(
        by=by,
        action="round.overridden",
        subject=run,
        need=need_key,
        blocking=len(blocking),
        overrules=made.overrules,
    )
    return made


def _check_trusts(need_key: str, offer_key: str) -> None:
    """The rules that stay, as the records are now; what is gone is refused when it is sent."""
    need = Need.objects.select_related("help_request__trust").filter(pk=pk_of(need_key)).first()
    offer = Offer.objects.select_related("designation__trust").filter(pk=pk_of(offer_key)).first()
    if need is not None and offer is not None:
        try:
            policies.check_pair(need.help_request, offer)
        except ValidationError as error:
            raise ValidationError({"offer": error.messages}) from error


@transaction.atomic
def undo_override(*, run: AllocationRun, need_key: str, by: User) -> None:
    """Let a need have again what was computed. Raises as `override`."""
    permissions.check_run_round(by)
    _lock(run)
    check_draft(run)
    laid = overlay_of(run, leave_out=need_key)
    if need_key in laid.pairs:
        laid.check_room(need_key, laid.pairs[need_key])
    run.overrides.filter(need_key=need_key).delete()
    audit.record(by=by, action="round.override_undone", subject=run, need=need_key)


@transaction.atomic
def discard(*, run: AllocationRun, by: User) -> AllocationRun:
    """Put a draft aside. Raises PermissionDenied, and ValidationError if it is not a draft."""
    permissions.check_run_round(by)
    _lock(run)
    check_draft(run)
    run.status = RunStatus.DISCARDED
    run.save(update_fields=["status"])
    audit.record(by=by, action="round.discarded", subject=run)
    return run


def overlay_of(run: AllocationRun, *, leave_out: str = "") -> Overlay:
    """The run's pairs with its overrides; `leave_out` sets that need's override aside."""
    laid = dict(run.overrides.values_list("need_key", "offer_key"))
    laid.pop(leave_out, None)
    computed = {pair["need"]: pair["offer"] for pair in run.result["pairs"]}
    return Overlay(from_json(run.inputs), computed, laid)


def check_draft(run: AllocationRun) -> None:
    """Only a draft is changed, discarded or sent."""
    if run.status == RunStatus.SENT:
        raise ValidationError(SENT)
    if run.status == RunStatus.DISCARDED:
        raise ValidationError(DISCARDED)


def check_send(run: AllocationRun) -> None:
    """A draft of a real round whose closing day has come, in a programme that runs."""
    if run.trial:
        raise ValidationError(TRIAL)
    check_draft(run)
    policies.check_programme_runs(run.programme)
    if run.round is None or run.round.runs.filter(status=RunStatus.SENT).exists():
        raise ValidationError(SENT)
    if run.round.closes_on > timezone.localdate():
        closes = day_in_words(run.round.closes_on)
        raise ValidationError(f"Requests may come in up to {closes}. Send the round after that.")


def can_send(run: AllocationRun) -> bool:
    return policies.allowed(check_send, run)


def why_not_sent(run: AllocationRun) -> str:
    """Why the run cannot be sent now, in a sentence; empty where it can."""
    try:
        check_send(run)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _lock(run: AllocationRun) -> None:
    AllocationRun.objects.select_for_update().get(pk=run.pk)
    run.refresh_from_db()
