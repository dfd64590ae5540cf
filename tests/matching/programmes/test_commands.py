from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.accounts.models import AuditEntry, Notice
from portal.accounts.permissions import Role
from portal.matching.models import AllocationRun, Programme
from portal.matching.programmes import queries as programme_queries
from portal.matching.programmes import services as programme_services
from portal.matching.scoring import weights
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_offer,
    make_person,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
# A reader holds no role: a visitor is tried apart.
OTHERS = [role for role in Role if role not in (Role.READER, Role.PROGRAMME_MANAGER)]
TODAY = timezone.localdate()


def create(by=None, **changed):
    values = {
        "name": "Theatres",
        "slug": "theatres-2027",
        "areas": [make_area()],
        "starts": date(2026, 4, 1),
        **changed,
    }
    return programme_services.create(by=by or make_broker(), **values)


def in_days(days):
    return TODAY + timedelta(days=days)


def plan(programme, by=None, closes=10, held=17):
    return programme_services.plan_round(
        programme=programme,
        closes_on=in_days(closes),
        held_on=in_days(held),
        by=by or make_broker(),
    )


def notices(person):
    return list(Notice.objects.filter(recipient=person).values_list("kind", flat=True))


CALLS = {
    "create": lambda programme, by: create(by=by),
    "change": lambda programme, by: programme_services.change(
        programme=programme, by=by, areas=[make_area()], starts=programme.starts
    ),
    "weights": lambda programme, by: programme_services.set_weights(
        programme=programme, weights={"distance": 0.3}, weakness_weight=Decimal("0.5"), by=by
    ),
    "reserves": lambda programme, by: programme_services.set_reserves(
        programme=programme, reserves={"acute": 1}, by=by
    ),
    "plan": lambda programme, by: plan(programme, by=by),
}


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("call", CALLS)
def test_only_a_programme_manager_changes_a_programme(call, role):
    person = make_person(role, trust=make_trust())

    with pytest.raises(PermissionDenied):
        CALLS[call](make_programme(), person)


@pytest.mark.parametrize("call", CALLS)
def test_every_change_is_audited_and_told_once_to_the_other_managers(call):
    by, other = make_broker(), make_broker()

    CALLS[call](make_programme(), by)

    assert len(notices(other)) == 1 and not notices(by)
    assert AuditEntry.objects.filter(by=by).count() == 1


def test_more_criteria_than_can_be_answered_are_refused_by_field():
    with pytest.raises(ValidationError) as error:
        create(criteria="\n".join(f"Criterion {number}" for number in range(21)))

    assert "criteria" in error.value.message_dict


@pytest.mark.parametrize("call", ["change", "weights", "reserves", "plan"])
def test_the_people_of_its_exemplars_are_told(call):
    designation = make_designation()
    person = make_person(Role.MEMBER, trust=designation.trust)

    CALLS[call](designation.programme, make_broker())

    assert len(notices(person)) == 1


@pytest.mark.parametrize("call", ["change", "weights", "reserves", "plan"])
def test_a_programme_of_the_past_stays_as_it_was(call):
    past = make_programme(starts=date(2016, 1, 1), ends=date(2020, 1, 1))

    with pytest.raises(ValidationError, match="kept as history"):
        CALLS[call](past, make_broker())


def test_a_new_programme_publishes_the_standard_weights_as_version_1():
    programme = create(rules="Ask early.", term_months=18)

    version = programme.weights_history.get()
    assert (version.version, version.weights) == (1, {})
    assert Programme.objects.get().rules == "Ask early." and programme.term_months == 18


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("slug", {"slug": "new"}),
        ("ends", {"ends": date(2026, 3, 1)}),
        ("areas", {"areas": []}),
        ("term_months", {"term_months": 61}),
    ],
)
def test_a_bad_programme_is_named_by_its_field(field, changed):
    with pytest.raises(ValidationError) as error:
        create(**changed)

    assert field in error.value.message_dict and not Programme.objects.exists()


def test_an_area_in_which_an_exemplar_helps_stays_in_the_programme():
    offer = make_offer()

    with pytest.raises(ValidationError, match="Exemplars offer help in"):
        CALLS["change"](offer.designation.programme, make_broker())


def test_each_save_of_weights_is_a_version_that_stays_to_be_read():
    programme, by = make_programme(), make_broker()
    CALLS["weights"](programme, by)

    programme_services.set_weights(
        programme=programme,
        weights={**weights.standard(), "place": 0.2},
        weakness_weight=Decimal("0.25"),
        by=by,
        note="Boards asked.",
    )

    assert [row.version for row in programme_queries.versions_of(programme)] == [3, 2, 1]
    assert programme.weights == {"place": 0.2}
    newest = programme_queries.versions_of(programme)[0]
    assert newest.current and newest.weakness == "0.25" and newest.note == "Boards asked."
    assert "Distance" in [change.label for change in newest.changes]


@pytest.mark.parametrize(
    ("chosen", "weakness", "says"),
    [
        ({"magic": 1}, "0.5", "Unknown part"),
        ({"distance": -1}, "0.5", "not below nought"),
        (dict.fromkeys(weights.STANDARD, 0), "0.5", "At least one part"),
        ({"distance": 0.3}, "3", "from 0 to 2"),
        ({}, "0.5", "published already"),
    ],
)
def test_weights_that_cannot_be_published_are_refused(chosen, weakness, says):
    programme = make_programme()

    with pytest.raises(ValidationError, match=says):
        programme_services.set_weights(
            programme=programme,
            weights=chosen,
            weakness_weight=Decimal(weakness),
            by=make_broker(),
        )
    assert Programme.objects.get().weights_version == 1


def test_weights_that_another_manager_changed_meanwhile_are_not_written_over():
    programme = make_programme()
    CALLS["weights"](programme, make_broker())

    with pytest.raises(ValidationError, match="published meanwhile"):
        programme_services.set_weights(
            programme=programme,
            weights={"place": 0.2},
            weakness_weight=Decimal("0.5"),
            by=make_broker(),
            seen_version=1,
        )


def test_reserves_replace_each_other():
    programme, by = make_programme(), make_broker()
    programme_services.set_reserves(
        programme=programme, reserves={"acute": 1, "community": 2}, by=by
    )

    programme_services.set_reserves(
        programme=programme, reserves={"acute": 0, "ambulance": 1}, by=by
    )

    assert dict(programme.reserves.values_list("trust_type", "places")) == {"ambulance": 1}


@pytest.mark.parametrize("reserves", [{"circus": 1}, {"acute": -1}, {"acute": 51}])
def test_bad_reserves_are_refused(reserves):
    with pytest.raises(ValidationError):
        programme_services.set_reserves(
            programme=make_programme(), reserves=reserves, by=make_broker()
        )


@pytest.mark.parametrize(
    ("places", "own", "shared", "kept"),
    [
        (3, {}, {"acute": 1, "community": 1}, {"acute": 1, "community": 1}),
        (3, {"acute": 2}, {"acute": 1}, {"acute": 2}),
        (3, {"acute": 0}, {"acute": 1}, {}),
        (2, {"community": 1}, {"acute": 5}, {"community": 1, "acute": 1}),
        (0, {}, {"acute": 1}, {}),
    ],
)
def test_reserves_of_an_offer_are_its_own_over_the_programmes_within_its_places(
    places, own, shared, kept
):
    offer = make_offer(places=places)
    for trust_type, number in own.items():
        offer.reserves.create(trust_type=trust_type, places=number)
    for trust_type, number in shared.items():
        offer.designation.programme.reserves.create(trust_type=trust_type, places=number)

    assert programme_queries.reserves_of(offer) == kept


def test_rounds_are_numbered_and_keep_the_next_one_in_step():
    programme = make_programme()

    first, second = plan(programme), plan(programme, closes=100, held=107)

    assert (first.number, second.number) == (1, 2)
    assert Programme.objects.get().next_round == first.held_on


def test_a_trust_that_waits_hears_of_a_round_once():
    programme = make_programme()
    request = make_request(programme=programme, areas=programme.areas.all())

    plan(programme)

    assert notices(request.asked_by) == ["programme.round_planned"]


@pytest.mark.parametrize(
    ("closes", "held", "field"), [(-1, 5, "closes_on"), (10, 9, "held_on"), (10, 800, "held_on")]
)
def test_a_round_at_a_bad_time_is_named_by_its_field(closes, held, field):
    with pytest.raises(ValidationError) as error:
        plan(make_programme(ends=in_days(300)), closes=closes, held=held)

    assert field in error.value.message_dict


def test_a_round_closes_after_the_one_before_it_is_held():
    programme = make_programme()
    plan(programme)

    with pytest.raises(ValidationError, match="Round 1 is held on"):
        plan(programme, closes=12, held=20)


def test_a_round_is_taken_back_and_the_next_one_is_forgotten():
    programme, by, other = make_programme(), make_broker(), make_broker()
    planned = plan(programme, by=by)

    programme_services.take_back_round(planned=planned, by=by)

    assert Programme.objects.get().next_round is None
    assert "programme.round_taken_back" in notices(other)


def test_a_round_that_was_run_is_not_taken_back():
    planned = plan(make_programme())
    AllocationRun.objects.create(
        programme=planned.programme, round=planned, inputs_hash="0", result={}
    )

    with pytest.raises(ValidationError, match="run already"):
        programme_services.take_back_round(planned=planned, by=make_broker())
