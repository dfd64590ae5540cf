import copy

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.permissions import Role
from portal.matching.models import AllocationRun, DesignationVeto, Match
from portal.matching.rounds import inputs, trial
from portal.matching.rounds import services as round_services
from tests.builders.databases import rows_that_stay
from tests.builders.matching import make_person
from tests.builders.rounds import Setting

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def setting_of_all(django_db_setup, django_db_blocker):
    with rows_that_stay(django_db_blocker):
        yield Setting()


@pytest.fixture
def setting(setting_of_all):
    return copy.deepcopy(setting_of_all)


@pytest.fixture
def run(setting):
    return round_services.run(programme=setting.programme, by=setting.broker)


@pytest.fixture
def broker(setting):
    client = Client()
    client.force_login(setting.broker)
    return client


def addresses(setting, run):
    need = inputs.need_key(setting.near)
    slug = setting.programme.slug
    return [
        f"/help/programmes/{slug}/rounds/",
        f"/help/rounds/{run.pk}/",
        f"/help/rounds/{run.pk}/needs/{need}/",
    ], [
        f"/help/programmes/{slug}/rounds/run/",
        f"/help/programmes/{slug}/rounds/trial/",
        f"/help/rounds/{run.pk}/send/",
        f"/help/rounds/{run.pk}/discard/",
        f"/help/rounds/{run.pk}/needs/{need}/",
        f"/help/rounds/{run.pk}/needs/{need}/undo/",
    ]


@pytest.mark.parametrize(
    "role", [Role.MEMBER, Role.AUTHOR, Role.FINANCE_APPROVER, Role.EDITOR, Role.ADMINISTRATOR]
)
def test_rounds_are_there_for_nobody_but_the_programme_manager(setting, run, role):
    client = Client()
    client.force_login(make_person(role, trust=setting.near.help_request.trust))
    pages, deeds = addresses(setting, run)

    assert {client.get(address).status_code for address in pages} == {404}
    assert {client.post(address).status_code for address in deeds} == {404}


def test_who_is_not_signed_in_is_asked_to(setting, run, client):
    pages, deeds = addresses(setting, run)

    assert {client.get(address).status_code for address in pages} == {302}
    assert {client.post(address).status_code for address in deeds} == {302}


def test_from_the_programme_to_a_run(setting, broker):
    assert (
        f"/help/programmes/{setting.programme.slug}/rounds/"
        in broker.get(f"/exemplars/{setting.programme.slug}/").text
    )

    page = broker.post(f"/help/programmes/{setting.programme.slug}/rounds/run/", follow=True)

    assert "Trust RNN" in page.text and "Exemplar RXX" in page.text
    assert "One exemplar fits, and the places went to needs with higher priority." in page.text
    assert "no request and no exemplar would rather have each other" in page.text
    assert not Match.objects.exists()


def test_the_page_of_a_need_says_why(setting, run, broker):
    text = broker.get(f"/help/rounds/{run.pk}/needs/{inputs.need_key(setting.near)}/").text

    assert "Offers help in this area" in text and "Less than a mile away" in text
    assert "Giving it nobody makes 2 blocking pairs" in text


def test_the_page_of_a_refused_need_says_who_got_the_places(setting, run, broker):
    text = broker.get(f"/help/rounds/{run.pk}/needs/{inputs.need_key(setting.far)}/").text

    assert "and above, and this need has" in text and "One more than it has places for" in text
    assert "Trust RNN" in text


def test_the_broker_sees_who_ruled_an_exemplar_out_and_when(setting, broker):
    exemplar = setting.offer.designation
    setting.far.help_request.not_these.add(exemplar.trust)
    DesignationVeto.objects.create(
        designation=exemplar, trust=setting.far.help_request.trust, by=setting.broker
    )
    found = round_services.run(programme=setting.programme, by=setting.broker)

    text = broker.get(f"/help/rounds/{found.pk}/needs/{inputs.need_key(setting.far)}/").text

    day = f"{timezone.localdate():%-d %B %Y}"
    asker = setting.far.help_request.asked_by
    assert f"Trust RFF asked not to be matched with Exemplar RXX ({asker}, {day})." in text
    assert f"Exemplar RXX asked not to be paired with Trust RFF ({setting.broker}, {day})." in text


def test_an_override_without_a_reason_keeps_what_was_chosen(setting, run, broker):
    address = f"/help/rounds/{run.pk}/needs/{inputs.need_key(setting.near)}/"

    page = broker.post(address, {"offer": "nobody", "reason": ""})

    assert page.status_code == 200 and "Say why. It is kept with the round." in page.text
    assert 'value="nobody"' in page.text and "selected" in page.text
    assert not run.overrides.exists()


def test_an_override_shows_its_blocking_pairs_on_the_round(setting, run, broker):
    address = f"/help/rounds/{run.pk}/needs/{inputs.need_key(setting.near)}/"

    page = broker.post(address, {"offer": "nobody", "reason": "They asked to wait."}, follow=True)

    assert "Your overrides make them" in page.text and "They asked to wait." in page.text

    broker.post(f"{address}undo/")
    assert not run.overrides.exists()


def test_an_exemplar_that_is_not_there_is_refused_next_to_the_field(setting, run, broker):
    page = broker.post(
        f"/help/rounds/{run.pk}/needs/{inputs.need_key(setting.far)}/",
        {"offer": "offer-9999999", "reason": "They met."},
    )

    assert "Choose an exemplar from the list" in page.text and "They met." in page.text


def test_sending_from_the_page_sends_once(setting, run, broker):
    first = broker.post(f"/help/rounds/{run.pk}/send/", follow=True)
    second = broker.post(f"/help/rounds/{run.pk}/send/", follow=True)

    assert "1 pair proposed" in first.text and "has been sent" in second.text
    assert Match.objects.count() == 1


def test_a_run_that_is_put_aside_stays_readable(setting, run, broker):
    broker.post(f"/help/rounds/{run.pk}/discard/")

    assert "Nobody was told of it" in broker.get(f"/help/rounds/{run.pk}/").text


def test_the_next_run_says_what_changed(setting, run, broker):
    setting.exemplar("RYY")

    page = broker.post(f"/help/programmes/{setting.programme.slug}/rounds/run/", follow=True)

    assert "1 offer came." in page.text and "before: nobody" in page.text


def test_a_trial_is_labelled_wherever_it_is_shown(setting, broker):
    page = broker.post(
        f"/help/programmes/{setting.programme.slug}/rounds/trial/",
        {"requests": 2, "seed": 1},
        follow=True,
    )
    run = AllocationRun.objects.get(trial=True)

    assert "These requests are generated" in page.text and "Send" not in page.text.split("<main")[1]
    need = run.inputs["needs"][0]["key"]
    assert "A generated request" in broker.get(f"/help/rounds/{run.pk}/needs/{need}/").text


def test_a_trial_of_a_bad_size_gets_a_sentence(setting, broker):
    page = broker.post(
        f"/help/programmes/{setting.programme.slug}/rounds/trial/", {"requests": 9999, "seed": 1}
    )

    assert "Enter a number from 1 to 500." in page.text and 'value="9999"' in page.text


def test_what_is_not_there_is_not_found(run, broker):
    assert broker.get("/help/rounds/9999/").status_code == 404
    assert broker.get(f"/help/rounds/{run.pk}/needs/need-9/").status_code == 404
    assert broker.get("/help/programmes/nowhere/rounds/").status_code == 404


def test_a_run_asks_no_more_for_more_needs(setting, broker):
    def asked(requests):
        run = trial.run(programme=setting.programme, by=None, requests=requests)
        AllocationRun.objects.exclude(pk=run.pk).delete()
        with CaptureQueriesContext(connection) as caught:
            broker.get(f"/help/rounds/{run.pk}/")
        return len(caught)

    assert asked(2) == asked(12)
