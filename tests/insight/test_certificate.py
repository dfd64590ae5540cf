"""An exemplar's certificate: what it gave in a period."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.insight import certificate
from portal.insight.forms import PeriodForm
from portal.matching.models import Cohort, GroupSession, Meeting
from tests.builders.casestudies import make_adoption, make_case_study
from tests.builders.matching import Pair

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def drawn(pair, **days):
    values = {"frm": today() - timedelta(days=30), "to": today(), **days}
    return certificate.certificate_of(pair.helper_trust, **values)


def test_it_counts_pairs_meetings_and_hours():
    pair = Pair().begin()
    for hours in ("1.5", "2"):
        Meeting.objects.create(
            match=pair.match, held_on=today(), helper_hours=Decimal(hours), by=pair.helper
        )

    found = drawn(pair)

    assert (found.pairs, found.meetings, found.hours) == (1, 2, Decimal("3.5"))


def test_a_group_session_counts_once():
    pair = Pair().begin()
    cohort = Cohort.objects.create(offer=pair.offer, name="Autumn", made_by=pair.broker)
    session = GroupSession.objects.create(
        cohort=cohort, held_on=today(), helper_hours=3, by=pair.helper
    )
    session.present.add(pair.match)

    found = drawn(pair)

    assert (found.sessions, found.hours) == (1, 3)


def test_what_lies_outside_the_period_is_left_out():
    pair = Pair().begin()

    found = drawn(pair, frm=date(2020, 1, 1), to=date(2020, 12, 31))

    assert (found.pairs, found.meetings, found.hours) == (0, 0, 0)


def test_an_adopter_of_a_public_case_study_is_named():
    pair = Pair()
    make_adoption(pair.case_study, pair.third_trust, started=today())

    assert drawn(pair).adopters == [pair.third_trust.name]


def test_an_adopter_of_a_case_study_for_members_is_counted_only():
    pair = Pair()
    hidden = make_case_study(trust=pair.helper_trust, areas=[pair.area], visibility="network")
    make_adoption(hidden, pair.third_trust, started=today())

    found = drawn(pair)

    assert (found.adopted, found.adopters) == (1, [])


def test_a_follower_that_stopped_is_no_adopter():
    pair = Pair()
    make_adoption(
        pair.case_study, pair.third_trust, status="stopped", stopped_reason="no-benefit",
        started=today(),
    )  # fmt: skip

    assert drawn(pair).adopted == 0


def test_the_period_is_the_last_year_if_none_is_given():
    form = PeriodForm.of({})

    assert form.is_valid()
    assert form.cleaned_data["end"] == today()
    assert (today() - form.cleaned_data["start"]).days in (364, 365)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-02-01", "2025-01-01"), ("2025-01-01", "2999-01-01"), ("soon", ""), ("0001-01-01", "")],
)
def test_a_period_that_cannot_be_is_refused(start, end):
    assert not PeriodForm.of({"start": start, "end": end}).is_valid()


def test_a_year_that_ends_on_a_leap_day_starts_on_the_first_of_march():
    form = PeriodForm.of({"end": "2024-02-29"})

    assert form.is_valid() and form.cleaned_data["start"] == date(2023, 3, 1)
