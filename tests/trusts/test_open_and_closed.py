"""A date ahead is not yet here: yesterday, today and tomorrow of every date of a trust."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.adoptions.services import check_started
from casestudies.models import WantedCaseStudy
from casestudies.schema import values
from portal.matching import policies
from portal.matching.designations import terms
from portal.matching.rounds import inputs
from portal.matching.suggestions import candidates
from portal.trusts import queries as trust_queries
from portal.trusts.likeness import queries as likeness_queries
from portal.trusts.models import Trust
from portal.trusts.queries import Filters, Status
from tests.builders.casestudies import make_area
from tests.builders.matching import make_designation, make_offer, make_request
from tests.builders.trusts import make_known_trust, make_trust
from tests.test_architecture import ROOT, module_name, sources

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
# (date, days from today): is it open, has it closed, what a page says of it.
TABLE = [
    ({"closed": -1}, False, True, "Closed on"),
    ({"closed": 0}, True, False, "Closes on"),
    ({"closed": 1}, True, False, "Closes on"),
    ({"opened": -1}, True, False, ""),
    ({"opened": 0}, True, False, ""),
    ({"opened": 1}, False, False, "Opens on"),
    ({}, True, False, ""),
]
IDS = [" ".join(f"{name} {days:+}" for name, days in row[0].items()) or "none" for row in TABLE]


def dated(days, make=make_trust, **fields):
    today = timezone.localdate()
    return make(**{name: today + ONE_DAY * n for name, n in days.items()}, **fields)


@pytest.mark.parametrize(("days", "is_open", "has_closed", "words"), TABLE, ids=IDS)
def test_a_trust_is_open_from_its_first_day_to_its_last(days, is_open, has_closed, words, client):
    area = make_area("Beds")
    trust = dated(days, make_known_trust, ods_code="T01", name="Ambridge")
    seeker = make_known_trust("T02")
    make_offer(make_designation(trust), area=area)
    need = make_request(trust=seeker, areas=[area]).needs.get()

    said = {
        "property": trust.is_open,
        "queryset": trust in Trust.objects.open(),
        "sentence": not trust.why_not_open,
        "likeness": likeness_queries.profiles_for([], illustrative={False}, type=None).get("T01")
        is not None,
        "similar": "T01" in [one.ods_code for one in likeness_queries.similar_trusts(seeker)],
        "register": trust in trust_queries.trusts(Filters()),
        "candidates": trust in [one.trust for one in candidates.for_need(seeker, area)],
        "page": "Ambridge" in client.get("/exemplars/").content.decode(),
        "api": client.get("/api/v1/trusts/T01/").json()["open"],
        "asked": "helper=T01" in client.get("/trusts/T01/").content.decode(),
        "exemplar": "Exemplar now" in client.get("/trusts/T01/").content.decode(),
        "why not": "Ambridge has" not in candidates.why_not(need, trust),
    }
    assert {name: value for name, value in said.items() if value is not is_open} == {}
    closed = {
        "property": trust.has_closed,
        "queryset": trust in Trust.objects.closed(),
        "register": trust in trust_queries.trusts(Filters(status=Status.CLOSED)),
        "page": "This trust closed on" in client.get("/trusts/T01/").content.decode(),
    }
    assert set(closed.values()) == {has_closed}, closed
    assert trust.dates_label.startswith(words) and bool(trust.dates_label) == bool(words)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_term_lasts_through_its_last_day(days, client):
    area, seeker = make_area("Beds"), make_trust()
    trust = make_trust(name="Ambridge")
    designation = make_designation(trust, until=timezone.localdate() + ONE_DAY * days)
    offer = make_offer(designation, area=area)
    need = make_request(trust=seeker, areas=[area]).needs.get()

    said = {
        "property": designation.is_live,
        "candidates": trust in [one.trust for one in candidates.for_need(seeker, area)],
        "may be proposed": policies.can_propose(need, offer),
        "page": "Ambridge" in client.get("/exemplars/").content.decode(),
        "exemplar": "Exemplar now" in client.get(f"/trusts/{trust.ods_code}/").content.decode(),
        "round": offer in inputs.live_offers(designation.programme),
    }

    assert {name: value for name, value in said.items() if value != (days >= 0)} == {}


def test_the_day_is_londons_and_not_the_worlds(monkeypatch):
    trust = make_trust(closed="2026-06-30")
    late = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)
    for at, is_open in ((late, True), (late + timedelta(minutes=2), False)):
        monkeypatch.setattr(timezone, "now", lambda at=at: at)

        assert trust.is_open is is_open
        assert (trust in Trust.objects.open()) is is_open


def test_nobody_reads_the_dates_of_a_trust_in_another_way():
    """`open_on` and its like are the one definition. Finds the next comparison of one's own."""
    own = {"portal.trusts.models", "portal.trusts.register", "portal.trusts.register_csv"}
    asked = re.compile(r"\b(closed|opened)(__\w+)?=(None|True|False|date|today|timezone)")
    judged = re.compile(r"\b(if|not|and|or)\b.*trust\.(closed|opened)\b|trust\.closed\b *[<>=]")
    shown = re.compile(r"\{% *(?:el)?if [^%]*(?<!card)\.(?:closed|opened)\b[^%]*%\}")
    found = [
        f"{module_name(path)}: {line.strip()}"
        for path in sources()
        if module_name(path) not in own
        for line in path.read_text().splitlines()
        if asked.search(line) or judged.search(line)
    ]
    found += [
        f"{module_name(path)}: today is asked once, when the process begins"
        for path in sources()
        if re.search(
            r"^    .*queryset=\w+\.objects\.(open|closed)\(", path.read_text(), re.MULTILINE
        )
    ]
    for path in [*ROOT.glob("*/templates/**/*.html"), *ROOT.glob("portal/*/templates/**/*.html")]:
        found += [f"{path.name}: {tag}" for tag in shown.findall(path.read_text())]
    assert found == []


def test_no_day_is_taken_from_a_moment_but_in_london():
    """A moment holds the world's day: between midnight and one in summer that is yesterday."""
    by_hand = re.compile(r"\.date\(\)|date\.today\(|datetime\.(now|today)\(|utcnow\(")
    found = [
        f"{module_name(path)}: {line.strip()}"
        for path in sources()
        for line in path.read_text().splitlines()
        if by_hand.search(line)
    ]

    assert found == []


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_case_study_is_wanted_until_the_day_it_is_closed(days):
    wanted = WantedCaseStudy.objects.create(
        title="Night shifts", area=make_area(), closed_on=timezone.localdate() + ONE_DAY * days
    )

    assert (wanted in WantedCaseStudy.objects.open()) is (days > 0)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_what_is_done_was_not_begun_on_a_day_to_come(days):
    day = timezone.localdate() + ONE_DAY * days

    check_started("considering", day)
    if days > 0:
        with pytest.raises(ValidationError, match="not in the future"):
            check_started("sustained", day)
        with pytest.raises(ValueError, match="is to come"):
            values.past(day.isoformat())
    else:
        check_started("sustained", day)
        assert values.past(day.isoformat()) == day


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_an_exemplar_of_a_trust_that_closed_is_ended_by_the_clock(days):
    designation = make_designation(dated({"closed": days}))

    for _ in range(2):
        terms.clock(timezone.now())

    designation.refresh_from_db()
    assert designation.status == ("ended" if days < 0 else "designated")
