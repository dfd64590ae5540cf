"""Successors: a circle is refused wherever it is written, and followed to an end where it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.trusts import register, succession
from portal.trusts.admin import TrustViewSet
from portal.trusts.former_trusts import carried_on_by, former_names, ids_acting_for
from portal.trusts.forms import TrustForm
from portal.trusts.models import Trust, succession_links
from portal.trusts.register_csv import RegisterError
from tests.builders.trusts import make_figure, make_trust

LINKS = st.dictionaries(st.integers(0, 8), st.frozensets(st.integers(0, 8), max_size=3))
PAST = "2020-03-31"
HEAD = "ods_code,name,successors\n"


@given(LINKS, st.integers(0, 8))
def test_a_circle_is_found_where_there_is_one_and_following_ends(links, start):
    after = succession.everything_after(links, [start])
    reached = {far for near in links.get(start, ()) for far in (near, *_walk(links, near))}

    way = succession.circle_from(links, start)

    assert set(after) == reached - {start} and len(after) == len(set(after))
    assert bool(way) == (start in reached)
    assert not way or way[0] == way[-1] == start
    assert all(two in links[one] for one, two in pairwise(way))


def _walk(links, start):
    seen, row = set(), [start]
    while row:
        row = [after for key in row for after in links.get(key, ()) if after not in seen]
        seen.update(row)
    return seen


CIRCLES = [
    ("RAA,A,RAA\n", "itself"),
    ("RAA,A,RBB\nRBB,B,RAA\n", "RAA → RBB → RAA"),
    ("RAA,A,RBB\nRBB,B,RCC\nRCC,C,RAA\n", "RAA → RBB → RCC → RAA"),
    ("RAA,A,RBB; rzz \n", "RAA → RZZ → RAA"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("rows", "words"), CIRCLES)
def test_an_import_refuses_a_circle_by_line(tmp_path, rows, words):
    old = [make_trust(code) for code in ("RAA", "RBB", "RZZ")]
    old[2].successors.add(old[0])
    path = tmp_path / "trusts.csv"
    path.write_text(HEAD + rows)

    with pytest.raises(RegisterError) as refused:
        register.load(trusts=path)

    said = [str(one) for one in refused.value.problems]
    assert any("line 2" in one and words in one for one in said), said
    assert list(old[0].successors.all()) == []


@pytest.mark.django_db
def test_no_hand_links_a_circle_from_either_end_nor_a_trust_to_itself():
    a, b, c = (make_trust(name=name) for name in "ABC")
    a.successors.add(b)
    b.successors.add(c)

    for link in (
        lambda: c.successors.add(a),
        lambda: c.successors.set([a]),
        lambda: a.predecessors.add(c),
        lambda: a.successors.add(a),
    ):
        with pytest.raises(ValidationError, match=r"circle|own successor"), transaction.atomic():
            link()
    assert c.successors.count() == 0


@pytest.mark.django_db
def test_the_editors_form_refuses_it_at_the_field():
    a, b = make_trust(name="A"), make_trust(name="B")
    a.successors.add(b)
    form_class = TrustViewSet().get_edit_handler().get_form_class()
    assert issubclass(form_class, TrustForm)
    form = form_class({"name": "B", "successors": [a.pk]}, instance=b)

    assert "circle" in str(form.errors["successors"])


@pytest.mark.django_db
def test_a_bad_database_is_refused_by_clean_and_followed_to_an_end(client):
    a, b = make_trust(name="A", closed=PAST), make_trust(name="B", closed=PAST)
    link = Trust.successors.through.objects
    link.create(from_trust=a, to_trust=b)
    link.create(from_trust=b, to_trust=a)

    with pytest.raises(ValidationError, match="circle"):
        a.full_clean()
    assert carried_on_by([a]) == {a.pk: []}
    assert [one.name for one in former_names([a])[a.pk]] == ["B"]
    assert ids_acting_for([a.pk]) == {a.pk, b.pk}
    assert client.get(f"/trusts/{a.ods_code}/").status_code == 200
    assert client.get("/trusts/?q=B&status=all").status_code == 200


@pytest.mark.django_db
def test_a_trust_is_carried_on_by_the_open_ones_its_successors_lead_to():
    first, middle, last, other = (make_trust(name=name) for name in ("One", "Two", "Three", "Four"))
    Trust.objects.filter(pk__in=[first.pk, middle.pk]).update(closed=PAST)
    first.successors.add(middle, other)
    middle.successors.add(last)
    make_figure(middle, "former_name", text="Ancient", year="2018")
    first, middle = (Trust.objects.get(pk=one.pk) for one in (first, middle))

    found = carried_on_by([first, middle, last])

    assert found == {first.pk: [other, last], middle.pk: [last], last.pk: [last]}
    assert {one.name for one in former_names([last])[last.pk]} == {"Two", "Ancient", "One"}


@pytest.mark.django_db
def test_the_shipped_register_holds_no_circle_and_closes_on_the_day_before_the_next_opens():
    register.load_shipped()
    links = succession_links()

    assert [start for start in links if succession.circle_from(links, start)] == []
    assert Trust.objects.by_ods_code("RW3").closed.isoformat() == "2017-09-30"
    assert Trust.objects.by_ods_code("R0A").opened.isoformat() == "2017-10-01"
