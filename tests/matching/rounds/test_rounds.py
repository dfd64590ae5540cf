from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import AuditEntry, Notice
from portal.accounts.permissions import Role
from portal.matching import unmatched
from portal.matching.matches import services as match_services
from portal.matching.models import AllocationRun, Match, Need, Round
from portal.matching.rounds import inputs, sending, trial
from portal.matching.rounds import services as round_services
from tests.builders.matching import make_designation, make_offer, make_person, make_request
from tests.builders.rounds import FAR, Setting, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting():
    return Setting()


def run_of(setting):
    return round_services.run(programme=setting.programme, by=setting.broker)


def override(setting, run, need, offer, reason="They know each other."):
    return round_services.override(
        run=run,
        need_key=inputs.need_key(need),
        offer_key=inputs.offer_key(offer) if offer else "",
        reason=reason,
        by=setting.broker,
    )


def test_a_run_is_a_draft_that_reaches_nobody(setting):
    run = run_of(setting)

    assert run.status == "draft" and run.round == setting.round
    assert [pair["trust"] for pair in run.result["pairs"]] == ["RNN"]
    assert [one["trust"] for one in run.result["unmatched"]] == ["RFF"]
    assert run.result["blocking_pairs"] == []
    assert not Match.objects.exists() and not Notice.objects.exists()


def test_a_programme_without_a_planned_round_gets_one_that_closes_today(setting):
    Round.objects.all().delete()

    assert run_of(setting).round.closes_on == timezone.localdate()


def test_sending_proposes_each_pair_once_and_tells_each_person_once(setting):
    helper = make_person(Role.MEMBER, trust=setting.offer.designation.trust)
    run = run_of(setting)

    (match,) = sending.send(run=run, by=setting.broker)

    assert match.need == setting.near and match.run == run and match.parts
    assert match.status == "proposed" and "Programme" in match.broker_note
    near, far = (need.help_request.asked_by for need in (setting.near, setting.far))
    told = {n.recipient: n.kind for n in Notice.objects.all()}
    assert told == {near: "match.proposed", helper: "match.proposed", far: "round.nobody"}
    assert Notice.objects.count() == 3
    nobody = Notice.objects.get(recipient=far)
    assert setting.far.area.name in nobody.subject, "a trust may have asked about two areas"


def test_who_gets_nobody_keeps_the_reason(setting):
    run = run_of(setting)
    sending.send(run=run, by=setting.broker)

    setting.far.refresh_from_db()
    assert (setting.far.no_partner, setting.far.no_partner_run) == ("filled", run)


def test_a_need_beyond_the_most_of_its_trust_keeps_that_as_the_reason():
    setting = Setting(places=2, most_needs_a_trust=1)
    extra = make_request(setting.near.help_request.trust, [setting.area]).needs.get()

    sending.send(run=run_of(setting), by=setting.broker)

    extra.refresh_from_db()
    assert unmatched.why(extra).label == "The programme takes no more needs of one trust at once"


def test_a_partner_later_takes_the_reason_away(setting):
    sending.send(run=run_of(setting), by=setting.broker)
    setting.exemplar("RYY")
    make_round(setting.programme, number=2)

    sending.send(run=run_of(setting), by=setting.broker)

    setting.far.refresh_from_db()
    assert setting.far.no_partner == "" and setting.far.matches.count() == 1


def test_sending_twice_sends_once(setting):
    run = run_of(setting)
    sending.send(run=run, by=setting.broker)

    with pytest.raises(ValidationError, match="has been sent"):
        sending.send(run=run, by=setting.broker)

    assert Match.objects.count() == 1


def test_two_runs_of_one_round_are_not_both_sent(setting):
    first, second = run_of(setting), run_of(setting)
    sending.send(run=first, by=setting.broker)

    with pytest.raises(ValidationError, match="has been sent"):
        sending.send(run=second, by=setting.broker)
    with pytest.raises(ValidationError, match="has been sent"):
        round_services.run(programme=setting.programme, by=setting.broker, round=setting.round)


def test_what_changed_since_is_not_sent(setting):
    run = run_of(setting)
    match_services.propose(need=setting.far, offer=setting.offer, by=setting.broker)

    with pytest.raises(ValidationError, match="Something has changed"):
        sending.send(run=run, by=setting.broker)

    run.refresh_from_db()
    assert run.status == "draft" and Match.objects.count() == 1


def test_a_round_is_not_sent_before_it_closes(setting):
    setting.round.closes_on = timezone.localdate() + timedelta(days=3)
    setting.round.held_on = setting.round.closes_on
    setting.round.save()

    with pytest.raises(ValidationError, match="Send the round after that"):
        sending.send(run=run_of(setting), by=setting.broker)


def test_the_programme_shows_the_next_round_once_one_is_sent(setting):
    setting.programme.next_round = setting.round.held_on
    setting.programme.save()
    later = timezone.localdate() + timedelta(days=90)
    make_round(setting.programme, number=2, closes_on=later, held_on=later)

    sending.send(run=run_of(setting), by=setting.broker)

    setting.programme.refresh_from_db()
    assert setting.programme.next_round == later


def test_an_override_needs_a_reason(setting):
    with pytest.raises(ValidationError, match="Say why"):
        override(setting, run_of(setting), setting.near, None, reason=" ")


def test_a_full_exemplar_can_be_given_one_more_with_a_reason(setting):
    made = override(setting, run_of(setting), setting.far, setting.offer)

    assert made.overrules == ["full"]
    sent = sending.send(run=made.run, by=setting.broker)
    assert {match.need for match in sent} == {setting.near, setting.far}


def test_an_override_lists_the_blocking_pairs_it_makes(setting):
    run = run_of(setting)
    override(setting, run, setting.near, None)

    made = override(setting, run, setting.far, setting.offer)

    assert {row["need"] for row in made.blocking} == set()
    assert round_services.overlay_of(run).blocking() == (
        (inputs.need_key(setting.near), inputs.offer_key(setting.offer)),
    )


def test_taking_a_place_away_makes_blocking_pairs(setting):
    made = override(setting, run_of(setting), setting.near, None)

    assert {row["need"] for row in made.blocking} == {
        inputs.need_key(setting.near),
        inputs.need_key(setting.far),
    }


def test_an_override_is_sent_with_its_reason(setting):
    run = run_of(setting)
    override(setting, run, setting.near, None)
    override(setting, run, setting.far, setting.offer, reason="One site is merging.")

    (match,) = sending.send(run=run, by=setting.broker)

    assert match.need == setting.far and match.override_reason == "One site is merging."
    assert "merging" not in match.broker_note
    setting.near.refresh_from_db()
    assert setting.near.no_partner == "decided"
    told = Notice.objects.filter(kind="round.nobody").values_list("body", flat=True)
    assert all("decided that this need gets no partner" in body for body in told)
    assert told and not any("another need" in body for body in told)


def test_who_loses_a_place_to_an_override_is_told_so_and_not_of_priorities():
    setting = Setting(places=1)
    run = run_of(setting)
    other = setting.exemplar("RZZ", places=1, where=FAR)
    run = run_of(setting)
    pairs = round_services.overlay_of(run).pairs
    far_key, near_key = inputs.need_key(setting.far), inputs.need_key(setting.near)
    assert pairs.keys() == {far_key, near_key}
    third = setting.ask("RTT", **FAR)
    run = run_of(setting)
    left = (
        {far_key, near_key, inputs.need_key(third)} - round_services.overlay_of(run).pairs.keys()
    ).pop()
    override(setting, run, setting.near, None)
    loser = Need.objects.get(pk=int(left.rsplit("-", 1)[1]))
    override(setting, run, loser, setting.offer)
    laid = round_services.overlay_of(run)

    needs = {need.key: need for need in laid.inputs.needs}
    found = laid.refusals.refusal(needs[near_key], inputs.offer_key(setting.offer))
    assert "by the programme manager’s choice" in found.reason
    assert "higher priority" not in found.reason and other.pk


def test_whom_a_side_ruled_out_can_be_given_with_a_reason(setting):
    setting.near.help_request.not_these.add(setting.offer.designation.trust)
    run = run_of(setting)

    made = override(setting, run, setting.near, setting.offer, reason="Both asked me to.")

    assert "not-listed" in made.overrules
    match = next(m for m in sending.send(run=run, by=setting.broker) if m.need == setting.near)
    assert match.override_reason == "Both asked me to." and match.score is not None
    assert "The programme manager chose this exemplar" in match.broker_note
    assert "Number" not in match.broker_note and "Both asked" not in match.broker_note


def test_no_override_lets_a_trust_help_itself(setting):
    own = setting.near.help_request.trust
    offer = make_offer(make_designation(own, setting.programme), setting.area)

    with pytest.raises(ValidationError, match="cannot help itself"):
        override(setting, run_of(setting), setting.near, offer)


def test_no_override_lets_a_member_of_the_place_help(setting):
    other = setting.exemplar("RZZ")
    setting.near.help_request.members.add(other.designation.trust)

    with pytest.raises(ValidationError, match="cannot help itself"):
        override(setting, run_of(setting), setting.near, other)


def test_a_need_beyond_the_limit_can_be_given_one(setting):
    setting.programme.most_needs_a_trust = 1
    setting.programme.save()
    extra = make_request(setting.near.help_request.trust, [setting.area]).needs.get()
    run = run_of(setting)

    assert "not-listed" in override(setting, run, extra, setting.offer).overrules


def test_an_override_can_be_undone(setting):
    run = run_of(setting)
    override(setting, run, setting.near, None)

    round_services.undo_override(run=run, need_key=inputs.need_key(setting.near), by=setting.broker)

    assert round_services.overlay_of(run).blocking() == () and not run.overrides.exists()


def test_undoing_does_not_overfill_what_was_given_on(setting):
    run = run_of(setting)
    override(setting, run, setting.near, None)
    override(setting, run, setting.far, setting.offer)

    with pytest.raises(ValidationError, match="no place left"):
        round_services.undo_override(
            run=run, need_key=inputs.need_key(setting.near), by=setting.broker
        )


def test_a_discarded_run_is_not_sent(setting):
    run = run_of(setting)
    round_services.discard(run=run, by=setting.broker)

    with pytest.raises(ValidationError, match="discarded"):
        sending.send(run=run, by=setting.broker)


@pytest.mark.parametrize(
    "role", [Role.MEMBER, Role.AUTHOR, Role.FINANCE_APPROVER, Role.EDITOR, Role.ADMINISTRATOR]
)
def test_only_a_programme_manager_does_any_of_it(setting, role):
    person, run = make_person(role, trust=setting.offer.designation.trust), run_of(setting)
    deeds = [
        lambda: round_services.run(programme=setting.programme, by=person),
        lambda: round_services.discard(run=run, by=person),
        lambda: round_services.override(run=run, need_key="a", offer_key="", reason="x", by=person),
        lambda: round_services.undo_override(run=run, need_key="a", by=person),
        lambda: sending.send(run=run, by=person),
        lambda: trial.run(programme=setting.programme, by=person, requests=5),
    ]

    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


def test_each_step_is_in_the_audit_trail_without_what_was_written(setting):
    run = run_of(setting)
    override(setting, run, setting.near, None, reason="A private matter.")
    sending.send(run=run, by=setting.broker)

    entries = AuditEntry.objects.filter(subject_type="matching.allocationrun")
    assert sorted(entries.values_list("action", flat=True)) == [
        "round.overridden",
        "round.run",
        "round.sent",
    ]
    assert not any("private" in str(entry.detail) for entry in entries)


def test_the_database_itself_refuses_to_send_a_trial(setting):
    run = trial.run(programme=setting.programme, by=setting.broker, requests=3)

    with pytest.raises(ValidationError, match="never sent"):
        sending.send(run=run, by=setting.broker)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(
            status="sent", sent_at=timezone.now(), sent_by=setting.broker
        )
