from datetime import date, datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.accounts.models import AuditEntry, Notice
from portal.accounts.permissions import Role
from portal.matching.designations import policies as designation_policies
from portal.matching.designations import services as designation_services
from portal.matching.designations import terms
from portal.matching.models import ExemplarDesignation, Programme
from tests.builders.casestudies import make_area
from tests.builders.due import run_due
from tests.builders.matching import (
    Pair,
    make_broker,
    make_designation,
    make_offer,
    make_person,
    make_programme,
    make_proof,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def exemplar(until=None, programme=None, proven=True, **fields):
    """A designated exemplar with one offer and its proof, whose term ends in so many days."""
    area = make_area()
    programme = programme or make_programme([area])
    programme.areas.add(area)
    ends = None if until is None else TODAY + timedelta(days=until)
    designation = make_designation(programme=programme, until=ends, **fields)
    make_offer(designation, area)
    if proven:
        make_proof(designation.trust, area)
    return designation


def morning(days=0):
    return timezone.make_aware(datetime.combine(TODAY + timedelta(days=days), time(9)))


def kinds(person):
    return sorted(
        Notice.objects.filter(recipient=person, kind__startswith="designation.").values_list(
            "kind", flat=True
        )
    )


def test_a_designation_runs_for_a_term_of_its_programme():
    designation = exemplar(
        programme=make_programme(term_months=6), status="assessed", designated_on=None
    )

    designation_services.designate(designation=designation, by=make_broker())

    assert designation.until == TODAY + relativedelta(months=6)


def test_a_term_never_goes_past_the_end_of_the_programme():
    ends = TODAY + timedelta(days=40)
    designation = exemplar(
        programme=make_programme(ends=ends), status="assessed", designated_on=None
    )

    designation_services.designate(designation=designation, by=make_broker())

    assert designation.until == ends


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 15), 12, date(2027, 8, 15)),
        (date(2026, 11, 30), 15, date(2028, 2, 29)),
    ],
)
def test_a_term_ends_on_the_same_day_of_a_later_month_or_on_its_last(day, months, expected):
    designation = ExemplarDesignation(programme=Programme(term_months=months))

    assert designation_policies.term_from(designation, day) == expected


def test_renewing_gives_another_term_and_tells_the_trust_once():
    designation, broker = exemplar(until=20), make_broker()
    person = make_person(Role.MEMBER, trust=designation.trust)
    before = designation.until

    terms.renew(designation=designation, by=broker)

    assert designation.until == before + relativedelta(months=12)
    assert designation.renewed_on == TODAY and kinds(person) == ["designation.renewed"]
    assert AuditEntry.objects.filter(action="designation.renewed", by=broker).count() == 1


@pytest.mark.parametrize(
    ("fields", "until", "says"),
    [
        ({"until": 200}, None, "can be renewed from"),
        ({"until": 20}, 10, "after the end of the term"),
        ({"until": 20, "proven": False}, None, "signed by finance"),
        ({"until": 20, "status": "assessed"}, None, "designated or paused"),
        ({"until": 20, "programme": {"ends": TODAY + timedelta(days=20)}}, None, "after the end"),
        ({"until": 20, "programme": {"ends": TODAY + timedelta(days=30)}}, 31, "ends on"),
    ],
)
def test_a_renewal_that_may_not_be_is_refused(fields, until, says):
    programme = fields.pop("programme", None)
    if programme:
        fields = {**fields, "programme": make_programme(**programme)}
    designation = exemplar(**fields)
    day = None if until is None else TODAY + timedelta(days=until)

    with pytest.raises(ValidationError, match=says):
        terms.renew(designation=designation, by=make_broker(), until=day)


def test_an_exemplar_does_not_renew_itself():
    designation = exemplar(until=20)

    with pytest.raises(PermissionDenied):
        terms.renew(designation=designation, by=make_person(Role.AUTHOR, trust=designation.trust))


def test_the_clock_reminds_thirty_days_before_once():
    designation, broker = exemplar(until=31), make_broker()
    author = make_person(Role.AUTHOR, trust=designation.trust)

    seen = [terms.clock(morning(days)) for days in (0, 1, 1, 2)]

    assert seen == [0, 1, 0, 0]
    assert kinds(author) == kinds(broker) == ["designation.term_ends"]


def test_a_day_the_clock_missed_does_not_lose_the_reminder():
    exemplar(until=31)

    assert terms.clock(morning(9)) == 1


def test_a_renewed_term_is_reminded_of_again():
    designation = exemplar(until=20)
    terms.clock(morning())
    terms.renew(designation=designation, by=make_broker())

    later = (designation.until - TODAY).days - 5

    assert terms.clock(morning(later)) == 1


def test_the_clock_ends_a_term_after_its_last_day_once():
    designation, broker = exemplar(until=1), make_broker()
    author = make_person(Role.AUTHOR, trust=designation.trust)
    terms.clock(morning(1))
    designation.refresh_from_db()
    assert designation.status == "designated"

    seen = [terms.clock(morning(2)), terms.clock(morning(2))]

    designation.refresh_from_db()
    assert seen == [1, 0] and designation.status == "ended"
    assert "designation.ended" in kinds(author) and "designation.expired" in kinds(broker)
    assert AuditEntry.objects.get(action="designation.ended").by is None


def test_an_expired_exemplar_loses_its_proposals_and_keeps_its_pairs():
    pair = Pair()
    ExemplarDesignation.objects.update(until=TODAY)

    terms.clock(morning(1))

    pair.match.refresh_from_db()
    assert pair.match.status == "lapsed"


def test_one_without_a_term_does_not_end():
    designation = exemplar()

    assert terms.clock(morning(4000)) == 0
    designation.refresh_from_db()
    assert designation.status == "designated"


def test_a_pause_says_until_when_and_why():
    designation = exemplar()

    designation_services.pause(
        designation=designation,
        by=make_person(Role.AUTHOR, trust=designation.trust),
        until=TODAY + timedelta(days=30),
        note="We move.",
    )

    designation.refresh_from_db()
    assert designation.pause_note == "We move." and designation.paused_until


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_pause_ends_on_a_day_to_come_within_the_term(days):
    with pytest.raises(ValidationError) as error:
        designation_services.pause(
            designation=exemplar(until=300),
            by=make_broker(),
            until=TODAY + timedelta(days=days),
        )

    assert "until" in error.value.message_dict


def test_a_pause_that_is_over_ends_by_itself_once():
    designation = exemplar(status="paused", paused_until=TODAY, pause_note="We move.")

    seen = [terms.clock(morning(days)) for days in (0, 1, 1)]

    designation.refresh_from_db()
    assert seen == [0, 1, 0] and designation.status == "designated"
    assert designation.paused_until is None and designation.pause_note == ""


def test_without_its_proof_it_stays_paused_and_both_hear_why_once():
    broker = make_broker()
    designation = exemplar(status="paused", paused_until=TODAY, proven=False)

    seen = [terms.clock(morning(days)) for days in (1, 2)]

    designation.refresh_from_db()
    assert seen == [1, 0] and designation.status == "paused"
    assert kinds(broker) == ["designation.pause_over"]


@pytest.mark.parametrize("verb", ["designate", "end"])
def test_leaving_a_pause_takes_its_day_and_reason_away(verb):
    designation = exemplar(
        status="paused", paused_until=TODAY + timedelta(days=9), pause_note="We move."
    )

    getattr(designation_services, verb)(designation=designation, by=make_broker())

    assert designation.paused_until is None and designation.pause_note == ""


def test_the_clock_is_among_those_that_run_daily():
    assert "matching-6-terms" in run_due(morning())


def test_the_broker_renews_on_the_page_and_a_bad_day_is_said_at_its_field(client):
    designation = exemplar(until=20)
    client.force_login(make_broker())
    renew = f"/exemplars/designations/{designation.pk}/renew/"

    refused = client.post(renew, {"until": (TODAY + timedelta(days=5)).isoformat()})
    client.post(renew)

    designation.refresh_from_db()
    assert 'href="#id_renew_until"' in refused.text and designation.renewed_on == TODAY


def test_an_author_pauses_on_the_page_and_a_bad_day_is_said_at_its_field(client):
    designation = exemplar(until=200)
    client.force_login(make_person(Role.AUTHOR, trust=designation.trust))
    pause = f"/exemplars/designations/{designation.pk}/pause/"

    refused = client.post(pause, {"until": "2020-01-01", "note": "Kept words"})
    assert 'href="#id_pause_until"' in refused.text and "Kept words" in refused.text
    client.post(pause, {"note": "We move."})

    designation.refresh_from_db()
    assert designation.status == "paused"


@pytest.mark.parametrize("verb", ["renew", "pause"])
def test_people_of_other_trusts_find_no_page(client, verb):
    designation = exemplar(until=20)
    client.force_login(make_person(Role.AUTHOR, trust=make_trust()))

    path = f"/exemplars/designations/{designation.pk}/{verb}/"

    assert client.post(path).status_code == 404
