"""The tree of areas is walked in one place, and its walks agree with each other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casestudies.areas import AreaTree
from casestudies.models import EfficiencyArea
from tests.builders.casestudies import make_area
from tests.hypothesis_profiles import examples
from tests.test_architecture import module_name, sources

WALKERS = {"casestudies.areas", "casestudies.models.area"}


def in_memory(parents: list[int]) -> AreaTree:
    """Areas 1, 2, …: each below an earlier one, or at the top where that is 0."""
    return AreaTree(
        EfficiencyArea(pk=number, slug=f"a{number}", parent_id=(parent % number) or None)
        for number, parent in enumerate(parents, start=1)
    )


@given(st.lists(st.integers(0, 20), min_size=1, max_size=20))
@settings(max_examples=examples(40, full=400))
def test_the_walks_of_any_tree_agree(parents):
    tree = in_memory(parents)
    everything = set(tree.areas)

    assert [area.pk for area in tree.in_order()].count(1) == 1
    assert {area.pk for area in tree.in_order()} == everything
    assert set().union(*(tree.ids_within(top.pk) for top in tree.tops)) == everything
    for pk in everything:
        path = [area.pk for area in tree.path(pk)]
        assert path[-1] == pk and tree.areas[path[0]] in tree.tops
        assert all(pk in tree.ids_within(above) for above in path)
        assert {area.pk for area in tree.below(pk)} == {area.pk for area in tree.in_order(pk)}
        assert tree.ids_within(pk) - {pk} == {area.pk for area in tree.below(pk)}


def test_a_ring_of_areas_ends():
    ring = AreaTree(
        [EfficiencyArea(pk=1, parent_id=2), EfficiencyArea(pk=2, parent_id=1)],
    )

    assert ring.ids_within(1) == {1, 2}
    assert [area.pk for area in ring.path(1)] == [2, 1]


@pytest.mark.django_db
def test_the_tree_takes_one_query(django_assert_num_queries):
    top = make_area("Workforce")
    middle = make_area("Rostering", parent=top)
    bottom = make_area("Night rosters", parent=middle)

    with django_assert_num_queries(1):
        tree = AreaTree()
        assert tree.below(top.pk) == [middle, bottom]
        assert tree.path(bottom.pk) == [top, middle, bottom]
        assert tree.children_of(top.pk) == [middle]


def test_nobody_else_walks_the_tree():
    walks = re.compile(r"above = \w+\.parent\b|\[\w+\.parent_id\]|\(\w+\.parent_id,|\"parent_id\"")
    found = [
        f"{module_name(path)}: {line.strip()}"
        for path in sources()
        # The search reads columns of its own, to be quick, into the rows of its index.
        if module_name(path) not in WALKERS and not module_name(path).startswith("search.")
        for line in path.read_text().splitlines()
        if walks.search(line)
    ]

    assert found == []
