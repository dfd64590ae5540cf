"""What the trust that asks may expect, on the page of its match."""

import pytest

from casestudies.models import AdoptionMeasure
from portal.matching.matches import services as match_services
from portal.matching.matches.outlook import outlook_of
from portal.matching.models import Need
from portal.performance.measures import MEASURES
from tests.builders.casestudies import make_adoption, make_area
from tests.builders.matching import (
    SPONSOR,
    make_broker,
    make_designation,
    make_match,
    make_offer,
    make_person,
    make_programme,
    make_proof,
    make_request,
)
from tests.builders.performance import make_national_figure, make_population
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
KEY = "sickness_absence_rate"
LINE = {
    "name": MEASURES[KEY].name, "unit": "%", "baseline": 8, "after": 6, "national_measure": KEY,
}  # fmt: skip


@pytest.fixture
def match():
    area = make_area("Sickness", slug="sickness-absence")
    make_population(KEY, [0.05 + number / 1000 for number in range(12)])
    helper, seeker = make_trust(type="acute"), make_trust(type="acute")
    make_national_figure(seeker, KEY, "0.080")
    page = make_proof(helper, area, measures=[LINE])
    for before, after in ((8, 7), (8, 7.2)):
        make_adoption(page, measures=[{**LINE, "baseline": before, "after": after}])
    offer = make_offer(make_designation(helper, make_programme(areas=[area])), area)
    return make_match(make_request(seeker, areas=[area]).needs.get(), offer=offer)


def text_of(client, match, person):
    client.force_login(person)
    return " ".join(client.get(f"/help/match/{match.pk}/").text.split())


def test_the_trust_that_asks_sees_it_in_its_own_figures(client, match):
    text = text_of(client, match, make_person(trust=match.seeker))

    assert "You start at 8.0% of staff days in 2024/25 (NHS England)" in text
    assert "At best <strong>6.0%</strong>" in text and "From 3 trusts" in text


def test_the_broker_sees_whose_start_it_is(client, match):
    assert f"{match.seeker.name} starts at 8.0%" in text_of(client, match, make_broker())


def test_the_helper_does_not_see_it(client, match):
    assert "What to expect" not in text_of(client, match, make_person(trust=match.helper))


def test_the_figure_that_was_given_comes_first(match):
    need = match.need
    need.starting_measure, need.starting_value = KEY, "0.070"
    need.starting_year, need.starting_source = "2025/26", "the trust itself"
    need.save()
    match.refresh_from_db()

    (found,) = outlook_of(match, make_person(trust=match.seeker)).ranges
    assert found.start_in_words == "7.0% of staff days in 2025/26"


def test_a_followers_result_changes_what_the_next_one_sees(client, match):
    person = make_person(trust=match.seeker)
    before = text_of(client, match, person)
    page = outlook_of(match, person).case_study
    make_adoption(page, measures=[{**LINE, "after": 9}])
    after = text_of(client, match, person)

    assert "From 3 trusts" in before and "0 ended worse" in before
    assert "From 4 trusts" in after and "1 ended worse" in after
    assert "At worst <strong>9.0%</strong>" in after


def test_without_enough_results_it_says_so(client, match):
    page = outlook_of(match, make_person(trust=match.seeker)).case_study
    page.adoptions.all().delete()

    assert "too few trusts to say" in text_of(client, match, make_person(trust=match.seeker))


def test_the_figure_it_asked_with_is_where_its_result_begins(client, match):
    Need.objects.update(
        starting_measure=KEY,
        starting_value="0.080",
        starting_year="2024/25",
        starting_source="NHS England",
    )
    person = make_person(trust=match.seeker)
    for accepted in (person, make_person(trust=match.helper)):
        match_services.accept(match=match, by=accepted, **SPONSOR)
    client.force_login(person)
    form = client.get(f"/help/match/{match.pk}/complete/").context["measure"]
    shown = {name: str(form[name].value()) for name in ("name", "unit", "baseline")}
    assert shown == {"name": "Sickness absence", "unit": "%", "baseline": "8.0"}

    client.post(
        f"/help/match/{match.pk}/complete/",
        {
            "outcome": "in-progress",
            "case_study": outlook_of(match, person).case_study.pk,
            "started": "2025-06-01",
            **{f"measure-{name}": form[name].value() or "" for name in form.fields},
            "measure-after": "7.5",
            "measure-after_date": "2026-03-31",
        },
    )

    line = AdoptionMeasure.objects.get(adoption__trust=match.seeker)
    assert (line.national_measure, line.national_start.value) == (KEY, pytest.approx(0.08))


def test_a_figure_that_was_not_touched_is_no_result(client, match):
    Need.objects.update(
        starting_measure=KEY,
        starting_value="0.080",
        starting_year="2024/25",
        starting_source="NHS England",
    )
    person = make_person(trust=match.seeker)
    for accepted in (person, make_person(trust=match.helper)):
        match_services.accept(match=match, by=accepted, **SPONSOR)
    client.force_login(person)
    form = client.get(f"/help/match/{match.pk}/complete/").context["measure"]

    client.post(
        f"/help/match/{match.pk}/complete/",
        {
            "outcome": "in-progress",
            "case_study": outlook_of(match, person).case_study.pk,
            "started": "2025-06-01",
            **{f"measure-{name}": form[name].value() or "" for name in form.fields},
        },
    )

    match.refresh_from_db()
    assert match.status == "completed" and not match.seeker.adoptions.get().measures.exists()
