from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import AuditEntry, Notice
from portal.matching.models import AllocationRun, Match, Programme, Round
from portal.matching.programmes import preview
from portal.matching.programmes import services as programme_services
from portal.matching.programmes.forms import weights_start
from portal.matching.rounds import services as round_services
from tests.builders.rounds import FAR, NEAR, Setting
from tests.builders.search import ask

pytestmark = pytest.mark.django_db
HALF = Decimal("0.5")
NEARNESS = {"trust_type": 0.0, "distance": 1.0}
LIKENESS = {"trust_type": 1.0, "distance": 0.0, "place": 0.0}


@pytest.fixture
def setting():
    """One place in the north. By distance a community trust nearby has it; by type the acute one
    far away, which is of the exemplar's own type."""
    setting = Setting()
    for trust, kind in (
        (setting.offer.designation.trust, "acute"),
        (setting.far.help_request.trust, "acute"),
        (setting.near.help_request.trust, "community"),
    ):
        trust.type = kind
        trust.save()
    return setting


def names(moves):
    return [(move.name, move.before, move.after) for move in moves]


def test_it_says_who_would_gain_a_partner_and_who_would_lose_one(setting):
    found = preview.compare_next_round(setting.programme, LIKENESS, HALF)

    assert names(found.gained) == [("Trust RFF", "", "Exemplar RXX")]
    assert names(found.lost) == [("Trust RNN", "Exemplar RXX", "")]
    assert (found.needs, found.pairs_before, found.pairs_after) == (2, 1, 1)


def test_it_says_who_would_change_partner_from_whom_to_whom(setting):
    trust = setting.exemplar("RYY", places=2, where=FAR).designation.trust
    trust.type = "community"
    trust.save()

    found = preview.compare_next_round(setting.programme, LIKENESS, HALF)

    assert ("Trust RNN", "Exemplar RXX", "Exemplar RYY") in names(found.changed)
    assert not found.lost


def test_each_trust_type_is_shown_before_and_after(setting):
    found = preview.compare_next_round(setting.programme, LIKENESS, HALF)

    shown = {row.label: (row.asked, row.before.paired, row.after.paired) for row in found.by_type}
    assert sorted(shown.values()) == [(1, 0, 1), (1, 1, 0)]


def test_it_is_what_the_round_then_gives(setting):
    expected = preview.compare_next_round(setting.programme, LIKENESS, HALF)
    before = round_services.run(programme=setting.programme, by=setting.broker)

    programme_services.set_weights(
        programme=setting.programme, weights=LIKENESS, weakness_weight=HALF, by=setting.broker
    )
    after = round_services.run(programme=setting.programme, by=setting.broker)

    (move,) = expected.gained
    assert [pair["trust_name"] for pair in after.result["pairs"]] == [move.name]
    assert [pair["trust_name"] for pair in before.result["pairs"]] == [expected.lost[0].name]


def test_weakness_that_nobody_knows_moves_nothing(setting):
    same = preview.compare_next_round(setting.programme, setting.programme.weights, Decimal(2))

    assert same.moves == [] and same.pairs_before == same.pairs_after == 1


def test_looking_writes_nothing_and_tells_nobody(setting):
    before = AuditEntry.objects.count()

    preview.compare_next_round(setting.programme, NEARNESS, Decimal(1))

    assert not AllocationRun.objects.exists() and not Match.objects.exists()
    assert Round.objects.count() == 1 and Programme.objects.get().weights_version == 1
    assert not Notice.objects.exists() and AuditEntry.objects.count() == before
    assert setting.programme.weights == {} and setting.programme.weakness_weight == HALF


def test_a_programme_without_exemplars_gives_nobody_anything(setting):
    setting.programme.designations.update(status="paused")

    found = preview.compare_next_round(setting.programme, LIKENESS, HALF)

    assert (found.needs, found.pairs_before, found.pairs_after) == (2, 0, 0)


def test_the_page_shows_the_round_both_ways(setting, client):
    client.force_login(setting.broker)
    address = f"/help/programmes/{setting.programme.slug}/weights/"
    form = {**weights_start(setting.programme), "note": "", "trust_type": "99", "distance": "0"}

    text = " ".join(client.post(address, {**form, "preview": ""}).text.split())

    assert "A whole round, run both ways" in text and "gains a partner" in text
    assert "1 would gain one, 1 would lose theirs" in text
    assert f"/help/{setting.far.help_request_id}/" in text


def test_more_needs_take_no_more_queries(setting):
    def asked():
        # What the index takes along in passing is not what this asks.
        ask()
        with CaptureQueriesContext(connection) as caught:
            preview.compare_next_round(setting.programme, LIKENESS, HALF)
        return len(caught)

    few = asked()
    for number in range(4):
        setting.ask(f"RA{number}", **NEAR)

    assert asked() == few
