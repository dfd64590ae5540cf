import copy

import pytest
from django.test import Client

from portal.accounts.models import AuditEntry
from portal.matching.models import Match
from portal.matching.requests import services as request_services
from portal.matching.rounds import inputs, sending
from portal.matching.rounds import services as round_services
from tests.builders.databases import rows_that_stay
from tests.builders.matching import make_broker
from tests.builders.rounds import NEAR, Setting

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def setting_of_all(django_db_setup, django_db_blocker):
    """The place of the north was given to the far need, in a draft by another manager."""
    with rows_that_stay(django_db_blocker):
        setting = Setting()
        setting.author = make_broker()
        setting.draft = run_of(setting)
        override(setting, setting.near, None, "They asked to wait.")
        override(setting, setting.far, setting.offer, "One site is merging.")
        yield setting


@pytest.fixture
def setting(setting_of_all):
    return copy.deepcopy(setting_of_all)


def run_of(setting):
    return round_services.run(programme=setting.programme, by=setting.broker)


def override(setting, need, offer, reason, run=None):
    return round_services.override(
        run=run or setting.draft,
        need_key=inputs.need_key(need),
        offer_key=inputs.offer_key(offer) if offer else "",
        reason=reason,
        by=setting.author,
    )


def page_of(setting, run):
    client = Client()
    client.force_login(setting.broker)
    return client.get(f"/help/rounds/{run.pk}/").text


def test_overrides_go_on_to_the_next_run_of_the_round(setting):
    run = run_of(setting)

    assert round_services.overlay_of(run).pairs == {
        inputs.need_key(setting.far): inputs.offer_key(setting.offer)
    }


def test_each_keeps_its_reason_its_author_and_its_day(setting):
    run = run_of(setting)

    def kept(one):
        return list(one.overrides.values_list("need_key", "reason", "by", "at"))

    assert kept(run) == kept(setting.draft) and run.overrides.count() == 2


def test_what_it_upsets_is_worked_out_anew(setting):
    newcomer = setting.ask("RNE", **NEAR)

    run = run_of(setting)

    near = run.overrides.get(need_key=inputs.need_key(setting.near))
    assert inputs.need_key(newcomer) in {row["need"] for row in near.blocking}


def test_one_that_needs_the_place_which_a_later_one_frees_is_kept(setting):
    override(setting, setting.near, None, "Made again, after the other.")

    run = run_of(setting)

    assert run.overrides.count() == 2 and run.result["not_kept"] == []


def test_one_whose_request_is_gone_is_not_kept_and_says_so(setting):
    request = setting.near.help_request
    request_services.withdraw(request=request, by=request.asked_by)

    run = run_of(setting)

    assert run.overrides.get().need_key == inputs.need_key(setting.far)
    text = " ".join(page_of(setting, run).split())
    assert "with nobody, because this request is no longer in the round" in text


def test_one_whose_exemplar_was_ruled_out_is_not_kept(setting):
    setting.far.help_request.not_these.add(setting.offer.designation.trust)

    run = run_of(setting)

    (left,) = run.result["not_kept"]
    assert left["because"] == "this exemplar is no longer one that it could get"
    assert left["reason"] == "One site is merging."


def test_one_whose_place_is_gone_is_not_kept(setting):
    setting.offer.places = 0
    setting.offer.save()

    run = run_of(setting)

    (left,) = run.result["not_kept"]
    assert left["because"] == "this exemplar has no place left in the round"


def test_the_page_shows_which_are_carried_over_and_by_whom(setting):
    text = page_of(setting, run_of(setting))

    assert "Your choices from the run before" in text and "One site is merging." in text
    assert str(setting.author) in text and "Carried over" in text


def test_one_that_is_made_again_is_no_longer_carried_over(setting):
    run = run_of(setting)
    for need in (setting.far, setting.near):
        override(setting, need, None, "Decided again.", run=run)

    assert "Your choices from the run before" not in page_of(setting, run)


def test_those_of_a_run_that_was_put_aside_do_not_go_on(setting):
    round_services.discard(run=setting.draft, by=setting.broker)

    assert not run_of(setting).overrides.exists()


def test_a_round_begins_without_those_of_the_round_before(setting):
    sending.send(run=setting.draft, by=setting.broker)

    assert not run_of(setting).overrides.exists()


def test_carrying_over_is_in_the_audit_trail_and_reaches_nobody(setting):
    run_of(setting)

    entry = AuditEntry.objects.get(action="round.carried_over")
    assert (entry.detail["kept"], entry.detail["not_kept"]) == (2, 0)
    assert not Match.objects.exists()
