"""The contract of `suggest_exemplars`, on the register that is shipped."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casestudies.areas import load_shipped_areas
from casestudies.models import EfficiencyArea
from portal.matching.history import load_global_digital_exemplars
from portal.matching.models import Programme
from portal.trusts import register
from portal.trusts.models import Trust
from tests.builders.matching import make_designation, make_offer, make_programme

pytestmark = pytest.mark.django_db
PAST = "global-digital-exemplars"


@pytest.fixture(scope="module")
def django_db_setup(django_db_setup, django_db_blocker):
    """The shipped register, areas and history, once for this module."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            register.load_shipped()
            load_shipped_areas()
            load_global_digital_exemplars()
            yield
            transaction.set_rollback(True)


def suggest(*args, **options):
    out = StringIO()
    values = {"trust": "RJR", "area": "digital", "json": True, **options}
    call_command("suggest_exemplars", *args, stdout=out, **values)
    return json.loads(out.getvalue()) if values["json"] else out.getvalue()


def codes(answer):
    return [one["ods_code"] for one in answer["candidates"]]


def test_the_answer_has_the_shape_of_the_contract():
    answer = suggest(programme=PAST)

    assert (answer["trust"], answer["area"]) == ("RJR", "digital")
    first = answer["candidates"][0]
    assert {"ods_code", "name", "score", "confidence", "parts"} <= set(first)
    assert {"name", "value", "weight", "reason"} <= set(first["parts"][0])


def test_the_score_is_the_sum_of_its_parts():
    for one in suggest(programme=PAST)["candidates"]:
        total = sum(part["value"] * part["weight"] for part in one["parts"])
        assert one["score"] == pytest.approx(total, abs=1e-4)


@pytest.mark.parametrize(("follower", "exemplar"), [("RJR", "RBL"), ("RN5", "RHM")])
def test_the_pairs_of_the_real_programme_are_found_again(follower, exemplar):
    assert codes(suggest(trust=follower, programme=PAST))[0] == exemplar


def test_a_programme_ranks_all_its_exemplars_but_never_the_trust_itself():
    assert len(codes(suggest(programme=PAST))) == 26
    assert "RBL" not in codes(suggest(trust="RBL", programme=PAST))


def test_every_candidate_is_ranked_before_the_limit():
    whole = codes(suggest(programme=PAST))

    assert codes(suggest(programme=PAST, limit=5)) == whole[:5]


@pytest.mark.parametrize("code", ["RE9", "RC1", "RTV", "RJX", "R0C"])
def test_a_trust_that_has_closed_is_accepted(code):
    answer = suggest(trust=code, programme=PAST)

    assert len(answer["candidates"]) == 26
    assert all(0 <= one["score"] <= 1 for one in answer["candidates"])


@pytest.mark.parametrize("type", ["ambulance", "mental-health", "acute"])
def test_trusts_of_each_sector_are_shown_their_own_sector_first(type):
    trusts = Trust.objects.filter(type=type, closed=None).order_by("ods_code")[:8]
    types = dict(Trust.objects.values_list("ods_code", "type"))
    for trust in trusts:
        first = codes(suggest(trust=trust.ods_code, programme=PAST))[0]
        assert types[first] == type, trust


def test_without_a_programme_history_is_not_offered():
    assert suggest()["candidates"] == []


def test_without_a_programme_live_offers_are():
    area = EfficiencyArea.objects.get(slug="digital")
    designation = make_designation(
        Trust.objects.by_ods_code("RGT"), make_programme([area], slug="now")
    )
    make_offer(designation, area)

    assert codes(suggest()) == ["RGT"]


def test_words_of_the_need_are_taken():
    assert len(suggest(programme=PAST, need="one record for all wards")["candidates"]) == 26


def test_without_json_it_can_be_read():
    said = suggest(programme=PAST, limit=1, json=False)

    assert "RBL" in said and "Trust type: Same type: acute" in said


def test_codes_are_read_in_any_case():
    assert suggest(trust=" rjr ", programme=PAST)["trust"] == "RJR"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"trust": "XXX"}, "No trust has the code 'XXX'"),
        ({"area": "astrology"}, "No area has the slug 'astrology'. The top areas are: workforce"),
        ({"programme": "nope"}, "There are: global-digital-exemplars"),
        ({"limit": 0}, "--limit must be 1 or more"),
    ],
)
def test_a_bad_argument_gets_a_sentence(options, says):
    with pytest.raises(CommandError) as error:
        suggest(**options)
    assert says in str(error.value)


def test_the_two_populations_are_not_mixed():
    Trust.objects.create(ods_code="ZZ999", name="Invented", illustrative=True)

    with pytest.raises(CommandError, match="not mixed"):
        suggest(trust="ZZ999", programme=PAST)


def test_weights_that_cannot_be_used_are_named():
    Programme.objects.filter(slug=PAST).update(weights={"charm": 1})

    with pytest.raises(CommandError, match="charm"):
        suggest(programme=PAST)


def test_a_programme_has_weights_of_its_own():
    Programme.objects.filter(slug=PAST).update(weights={"distance": 0})

    parts = suggest(programme=PAST)["candidates"][0]["parts"]
    assert next(part["weight"] for part in parts if part["name"] == "distance") == 0
