"""A programme's reports: each number counted from pairs that a test knows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.insight.queries import demand, hours, load, pairs, times
from portal.matching.models import Cohort, GroupSession, Meeting
from tests.builders.casestudies import make_adoption, make_area
from tests.builders.matching import (
    Pair,
    make_designation,
    make_match,
    make_offer,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheme():
    """A programme with an exemplar of two places and twenty hours, in one top area."""
    scheme = make_programme()
    scheme.area = scheme.areas.get()
    scheme.exemplar = make_designation(programme=scheme, ceiling=2, hours_a_quarter=20)
    scheme.offer = make_offer(scheme.exemplar, scheme.area, places=2)
    return scheme


def need(scheme, trust_type="acute", area=None, **fields):
    trust = make_trust(type=trust_type, illustrative=scheme.illustrative)
    request = make_request(trust, [area or scheme.area], programme=scheme, **fields)
    return request.needs.get()


def at_work(scheme, **fields):
    values = {"status": "active", "started_at": timezone.now(), **fields}
    return make_match(fields.pop("need", None) or need(scheme), scheme.offer, **values)


def rows(report):
    return {row[0]: row[1:] for row in report.rows}


def test_unmet_demand_is_by_area_and_type(scheme):
    need(scheme, "ambulance")
    make_match(need(scheme, "acute"), scheme.offer)
    at_work(scheme)

    report = demand.unmet(demand.asked_of(scheme))

    labels = dict(zip(report.columns[1:], rows(report)[scheme.area.name], strict=True))
    assert (labels["Acute"], labels["Ambulance"], labels["All"]) == (1, 1, 2)
    assert labels["Of these, proposed"] == 1


def test_an_area_below_another_counts_in_the_one_above(scheme):
    below = make_area(parent=scheme.area)
    need(scheme, area=below)

    assert list(rows(demand.unmet(demand.asked_of(scheme)))) == [scheme.area.name]


def test_a_request_of_no_programme_counts_where_its_area_is(scheme):
    make_request(areas=[scheme.area])
    make_request(areas=[make_area()])

    assert len(demand.asked_of(scheme)) == 1


def test_a_request_that_another_programme_took_up_is_not_ours(scheme):
    theirs = make_request(areas=[scheme.area]).needs.get()
    other = make_offer(make_designation(programme=make_programme([scheme.area])))
    make_match(theirs, other, status="active", started_at=timezone.now())

    assert demand.asked_of(scheme) == []


def test_withdrawn_requests_and_small_help_are_no_demand(scheme):
    need(scheme, status="withdrawn")
    need(scheme, help_kind="question")

    assert demand.asked_of(scheme) == []


def test_real_and_illustrative_trusts_are_never_counted_together(scheme):
    invented = make_request(
        make_trust(illustrative=True), [scheme.area], programme=scheme
    ).needs.get()
    make_match(invented, scheme.offer, status="active", started_at=timezone.now())

    assert demand.asked_of(scheme) == []
    assert rows(pairs.reports(scheme)[0]) == {}


def test_fairness_says_who_is_served_least(scheme):
    need(scheme, "ambulance")
    at_work(scheme)

    report = demand.fairness(demand.asked_of(scheme))

    assert rows(report)["Acute"] == (1, 1, 0, 0, 0, 100)
    assert rows(report)["Ambulance"] == (1, 0, 0, 1, 0, 0)
    assert "Ambulance trusts: 0 of 1" in report.says


def test_load_is_places_against_the_ceiling(scheme):
    at_work(scheme)
    make_match(need(scheme), scheme.offer)

    report = load.reports(scheme)[0]

    assert rows(report)[scheme.exemplar.trust.name] == (1, 1, 2, 0)
    assert report.says == "2 of 2 places are taken; 1 of 1 exemplars are full."


def test_an_exemplar_that_has_ended_carries_no_load(scheme):
    scheme.exemplar.status, scheme.exemplar.ended_on = "ended", timezone.localdate()
    scheme.exemplar.save()

    assert load.reports(scheme)[0].rows == ()


def meet(match, given, day=None):
    person = match.need.help_request.asked_by
    return Meeting.objects.create(
        match=match, held_on=day or timezone.localdate(), helper_hours=Decimal(given), by=person
    )


def hold_session(scheme, matches, given):
    person = matches[0].need.help_request.asked_by
    cohort = Cohort.objects.create(offer=scheme.offer, name="Autumn", made_by=person)
    session = GroupSession.objects.create(
        cohort=cohort, held_on=timezone.localdate(), helper_hours=Decimal(given), by=person
    )
    session.present.set(matches)


def test_a_group_session_counts_once_however_many_come(scheme):
    both = [at_work(scheme), at_work(scheme)]
    meet(both[0], "1.5")
    hold_session(scheme, both, 3)

    assert rows(load.reports(scheme)[1])[scheme.exemplar.trust.name][0] == Decimal("4.5")
    assert hours.by_quarter(scheme).rows[-1][1:] == (Decimal("1.5"), 0, 3, Decimal("4.5"))


def test_small_help_uses_up_the_same_hours(scheme):
    asked = make_request(areas=[scheme.area], help_kind="talk").needs.get()
    meet(make_match(asked, helper=scheme.exemplar.trust), 2)

    assert rows(load.reports(scheme)[1])[scheme.exemplar.trust.name][0] == 2
    assert hours.by_quarter(scheme).rows[-1][2] == 2


def test_hours_of_another_quarter_are_no_load_now(scheme):
    meet(at_work(scheme), 2, timezone.localdate() - timedelta(days=100))

    assert rows(load.reports(scheme)[1])[scheme.exemplar.trust.name][0] == 0


def test_a_ceiling_that_is_not_set_is_said_so(scheme):
    scheme.exemplar.hours_a_quarter = None
    scheme.exemplar.save()

    assert load.reports(scheme)[1].shown[0][2] == "no ceiling"


def aware(*day):
    return timezone.make_aware(timezone.datetime(*day, 12))


def test_time_to_reply_is_in_working_days_by_kind(scheme):
    friday, tuesday = aware(2025, 9, 5), aware(2025, 9, 9)
    at_work(scheme, proposed_at=friday, first_reply_at=tuesday)
    make_match(need(scheme), scheme.offer, status="lapsed", proposed_at=friday)

    report = times.to_reply(times_of(scheme))

    assert rows(report) == {"Long pairing": (2, 2, 1, 1)}


def test_an_answer_on_the_last_day_promised_is_in_time(scheme):
    monday = aware(2025, 9, 1)
    at_work(scheme, proposed_at=monday, first_reply_at=aware(2025, 9, 9))
    at_work(scheme, proposed_at=monday, first_reply_at=aware(2025, 9, 10))

    assert times.to_reply(times_of(scheme)).says.startswith("1 of 2 first answers came within")


def times_of(scheme):
    from portal.insight import scope

    return [*scope.matches_of(scheme), *scope.small_help_of(scheme)]


def test_time_to_start_runs_from_the_asking_to_the_first_pair(scheme):
    wanted = need(scheme)
    wanted.help_request.created_at = aware(2025, 9, 1)
    wanted.help_request.save()
    begun = {"proposed_at": aware(2025, 9, 2), "started_at": aware(2025, 9, 4)}
    make_match(wanted, scheme.offer, status="ended", end_reason="no-time", **begun)
    make_match(wanted, scheme.offer, status="active", started_at=aware(2025, 10, 1))

    assert rows(times.to_start(times_of(scheme))) == {"Long pairing": (3, 3, 1)}


def test_pairs_are_counted_by_state(scheme):
    at_work(scheme)
    make_match(need(scheme), scheme.offer, status="lapsed")

    assert rows(pairs.reports(scheme)[0]) == {"Active": (1,), "Lapsed": (1,)}


def test_an_outcome_is_the_followers_own_record_as_it_stands():
    pair = Pair().finish("sustained")
    adoption = pair.match.adoption
    adoption.status, adoption.stopped_reason = "stopped", "no-benefit"
    adoption.save()

    assert rows(pairs.reports(pair.programme)[1]) == {"Stopped": (1,)}


def test_a_claim_that_the_follower_has_not_confirmed_is_no_outcome():
    pair = Pair().begin()
    claim = make_adoption(pair.case_study, pair.seeker_trust)
    claim.confirmed_at = None
    claim.save()
    type(pair.match).objects.filter(pk=pair.match.pk).update(status="completed", adoption=claim)

    assert rows(pairs.reports(pair.programme)[1]) == {pairs.NO_RESULT: (1,)}


def test_reports_take_no_more_queries_for_more_pairs(scheme, django_assert_max_num_queries):
    for _ in range(3):
        meet(at_work(scheme), 1)

    with django_assert_max_num_queries(30):
        found = pairs.programme_reports(scheme)

    assert len({report.slug for report in found}) == len(found) == 9
