"""What editors put first for a search stands there although the floor would leave it out."""

from __future__ import annotations

import pytest

from search.engines import base, plan
from search.models import PromotedResult, SearchEntry
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.search import ask, counts, ids

CHAIRS = "wheelchairs"


@pytest.fixture
def flow(db):
    return make_area("Flow", slug="flow")


@pytest.fixture
def fleet(db):
    return make_area("Fleet", slug="fleet")


@pytest.fixture
def passing_mention(engine, flow, fleet):
    """A case study that names wheelchairs once, among some that are about them; all indexed."""
    for number in range(4):
        make_case_study(title=f"Share wheelchairs {number}", areas=[flow])
    weak = make_case_study(
        title="Plan portering", happened="<p>Nobody moved wheelchairs.</p>", areas=[fleet]
    )
    engine.rebuild()
    return weak


def entry_of(page):
    return SearchEntry.objects.get(object_id=page.pk, type=SearchEntry.Type.CASE_STUDY).pk


def promote(page):
    PromotedResult.objects.create(search=CHAIRS, case_study=page, reason="The new standard")


def test_a_passing_mention_is_below_the_floor(engine, passing_mention):
    found = ask(CHAIRS, engine=engine)

    assert entry_of(passing_mention) not in ids(found)
    assert (found.total, found.weaker) == (4, 1)
    assert counts(found, "area") == {"flow": 4}


def test_a_passing_mention_that_is_promoted_is_first_and_counted(engine, passing_mention):
    promote(passing_mention)

    found = ask(CHAIRS, engine=engine)

    assert ids(found)[0] == entry_of(passing_mention)
    assert found.found[0].promoted == "The new standard"
    assert (found.total, len(found.found), found.weaker) == (5, 5, 0)
    assert counts(found, "area") == {"flow": 4, "fleet": 1}
    assert ask(CHAIRS, engine=engine, filters={"area": ["fleet"]}).total == 1


def test_a_choice_leaves_out_what_is_promoted_too(engine, passing_mention):
    promote(passing_mention)

    found = ask(CHAIRS, engine=engine, filters={"area": ["flow"]})

    assert entry_of(passing_mention) not in ids(found)
    assert (found.total, counts(found, "area")) == (4, {"flow": 4, "fleet": 1})


def test_it_is_first_although_many_others_fit_better(engine, passing_mention, monkeypatch):
    for module in (plan, base):
        monkeypatch.setattr(module, "HEAD", 2)
    promote(passing_mention)

    pages = [ids(ask(CHAIRS, engine=engine, page=n, page_size=2)) for n in (1, 2, 3)]

    assert pages[0][0] == entry_of(passing_mention)
    shown = [entry for page in pages for entry in page]
    assert len(shown) == len(set(shown)) == 5


def test_another_order_has_the_same_results(engine, passing_mention):
    promote(passing_mention)

    first, newest = (ask(CHAIRS, engine=engine, sort=sort) for sort in ("best", "newest"))

    assert set(ids(newest)) == set(ids(first))
    assert (newest.total, newest.weaker, newest.facets) == (5, 0, first.facets)


def test_it_is_promoted_for_no_other_words(engine, passing_mention):
    promote(passing_mention)

    assert ids(ask("share wheelchairs", engine=engine))[0] != entry_of(passing_mention)
