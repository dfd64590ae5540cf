"""Why a result stands where it stands: the parts that are named are the score that is used."""

from __future__ import annotations

import math
from datetime import date

import pytest

from search import relevance_feedback
from search.explain import explain
from search.hits import draw
from search.models import SearchEntry
from search.query import Like, SearchQuery
from search.site_engine import get_engine
from tests.builders.casestudies import (
    make_adoption,
    make_case_study,
    make_grade,
    make_person,
    make_signpost,
    sign_line,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def explained(query):
    found = get_engine().search(query)
    hits, _ = draw(found, query)
    return hits, explain(hits, found, query)


@pytest.fixture
def records():
    strong = make_case_study(title="Share wheelchairs", measured=date(2016, 4, 1))
    make_grade(strong, grade="strong")
    sign_line(strong)
    for _ in range(3):
        make_adoption(strong)
    return [strong, make_case_study(title="Mend wheelchairs"), make_signpost(title="Wheelchairs")]


def test_the_named_factors_are_the_factor_that_is_used(records):
    hits, told = explained(SearchQuery(text="wheelchairs"))

    assert len(told) == 3
    for hit in hits:
        one = told[hit.entry_id]
        factors = dict(one.factors)
        assert one.fit * math.prod(factors.values()) == pytest.approx(hit.score)
        assert 1 < factors.pop("shared words") < 1 + relevance_feedback.MOST + 1e-9
        prior = SearchEntry.objects.get(pk=hit.entry_id).prior
        assert math.prod(factors.values()) == pytest.approx(prior, abs=1e-5)


def test_likeness_is_one_of_them_when_it_is_asked_for(records):
    trust = records[0].trust
    like = Like(trust.ods_code, "near", ((trust.ods_code, 0.5),))

    _, told = explained(SearchQuery(text="wheelchairs", like=like))

    (one,) = told.values()
    assert dict(one.factors)["likeness"] == pytest.approx(1.075)


def test_editors_read_it_and_others_do_not(client, records):
    url = "/search/?q=wheelchairs&explain=1"
    assert "adoptions" not in client.get(url).content.decode()
    client.force_login(make_person("author", make_trust()))
    assert "× evidence" not in client.get(url).content.decode()

    client.force_login(make_person("editor"))
    text = client.get(url).content.decode()

    assert text.count("× evidence") == 3
    assert "the title" in text and "× checked here 0.85" in text
    assert "× evidence" not in client.get("/search/?q=wheelchairs").content.decode()
