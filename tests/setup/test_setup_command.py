from __future__ import annotations

import io
import sys

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Site

from casestudies.desk import merging
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.accounts import invitations
from portal.home.models import StandardPage
from portal.matching.models import ExemplarDesignation, Programme
from portal.setup import steps
from portal.trusts.models import Trust
from search.models import SynonymRule
from tests.builders.accounts import make_administrator
from tests.builders.matching import make_programme
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
COUNTED = (Trust, EfficiencyArea, StandardPage, Programme, ExemplarDesignation, SynonymRule)


class Terminal(io.StringIO):
    """What a person types at a prompt."""

    def isatty(self):
        return True


def run_setup(*arguments):
    """What the command printed, and what it left to be done."""
    out, err = io.StringIO(), io.StringIO()
    call_command("setup", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.slow
def test_it_makes_a_real_site_and_again_changes_nothing_that_people_changed(
    bare_database, settings
):
    settings.PORTAL_BASE_URL = "https://exemplar.nhs.uk"
    first, _ = run_setup("--admin", "first@elsewhere.example")
    site = Site.objects.get(is_default_site=True)
    area = EfficiencyArea.objects.get(slug="digital")
    area.name, area.slug = "Digital and data", "digital-and-data"
    area.save()
    gone, into = EfficiencyArea.objects.filter(parent__slug="workforce")[:2]
    merging.merge(gone=gone, into=into, by=make_administrator())
    trust = Trust.objects.get(ods_code="RGT")
    trust.town = "Corrected"
    trust.save()
    Programme.objects.update(name="Renamed")
    StandardPage.objects.get(slug="about").delete()
    SynonymRule.objects.first().delete()
    before = [list(model.objects.order_by("pk").values()) for model in COUNTED]

    again, left = run_setup("--no-input")

    assert "244 trusts with" in first and "https://exemplar.nhs.uk/accounts/password" in first
    assert (site.hostname, site.port) == ("exemplar.nhs.uk", 443)
    assert again.count("already there") == 5 and "in step with" in again and left == ""
    assert [list(model.objects.order_by("pk").values()) for model in COUNTED] == before
    assert not Trust.objects.illustrative().exists() and not CaseStudyPage.objects.exists()


@pytest.fixture
def no_steps(monkeypatch):
    """The steps have tests of their own: here only what surrounds them."""
    monkeypatch.setattr("portal.setup.management.commands.setup.STEPS", ())


def test_without_input_it_never_asks_and_says_that_nobody_is_an_administrator(
    no_steps, monkeypatch
):
    monkeypatch.setattr(sys, "stdin", Terminal("first@elsewhere.example\n"))

    _, left = run_setup("--no-input")

    assert "Still to do: Nobody is an administrator yet" in left
    assert not invitations.current_administrators().exists()


def test_at_a_terminal_it_asks_until_it_gets_an_address(no_steps, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("boss\nfirst@elsewhere.example\n"))

    out, complaint = run_setup()

    assert "“boss” is not an e-mail address" in complaint
    assert invitations.current_administrators().get().email == "first@elsewhere.example"
    assert "/accounts/password/reset/key/" in out


def test_at_a_terminal_it_asks_nothing_where_there_is_an_administrator(no_steps, monkeypatch):
    make_administrator()
    monkeypatch.setattr(sys, "stdin", Terminal(""))

    assert run_setup()[1] == ""


@pytest.mark.parametrize("typed", ["", "boss", "boss@trust", "two words@trust.nhs.uk"])
def test_a_wrong_address_is_refused_before_anything_is_done(typed):
    with pytest.raises(CommandError, match=r"is not an e-mail address\. Write it like"):
        run_setup("--admin", typed)
    assert not EfficiencyArea.objects.exists()


@pytest.mark.parametrize("make", [make_trust, make_programme])
def test_a_demonstration_is_refused_with_what_to_do(bare_database, make):
    make(illustrative=True)

    with pytest.raises(CommandError, match=r"holds the demonstration.*PORTAL_DATA_DIR"):
        run_setup("--no-input")
    assert not StandardPage.objects.exists()


def test_the_demonstration_is_refused_on_a_real_site():
    steps.PAGES.run()

    with pytest.raises(CommandError, match=r"real site is set up here.*PORTAL_DATA_DIR"):
        call_command("demo", "--no-server", "--force")
    assert not Trust.objects.illustrative().exists()


def test_a_register_that_lacks_trusts_is_no_fault_and_its_notice_says_what_to_run():
    make_trust()

    register, programmes = steps.REGISTER.run(), steps.PROGRAMMES.run()

    assert register.words == "already there: 1 trusts"
    assert "Run import_trusts, then load_programmes" in programmes.notice


def test_a_cluster_that_is_away_leaves_a_notice_and_a_site_that_searches(settings):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:9"
    make_trust(name="Wexmoor Hospitals NHS Trust")

    told = steps.index_step(anew=True).run()

    assert "rebuild_index" in told.notice and "127.0.0.1" not in told.notice
    assert "1 entries in this machine's own index" in told.words


@pytest.mark.elasticsearch
def test_the_index_is_built_on_the_configured_cluster(cluster, settings):
    settings.SEARCH_ENGINE = "elasticsearch"
    make_trust()

    first, again = (steps.index_step(anew=False).run().words for _ in range(2))

    assert first == "elasticsearch, built anew with 1 entries"
    assert again == "elasticsearch, in step with 1 entries"
