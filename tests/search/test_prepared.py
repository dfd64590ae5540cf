"""Querysets whose SQL is worked out once."""

from __future__ import annotations

import json

import pytest

from search.models import SynonymRule
from search.prepared import AllRows, Prepared

pytestmark = pytest.mark.django_db


def noted(notes):
    rules = SynonymRule.objects.filter(active=True, note__in=notes)
    return rules.order_by("pk").values_list("note")


def note(*notes, active=True):
    for text in notes:
        SynonymRule.objects.create(terms=["bed", "cot"], note=text, active=active)


def test_each_time_it_reads_what_the_database_holds_then():
    rules = Prepared(noted)
    before = rules.rows(["one", "two"])
    note("one", "two", "three")
    note("four", active=False)

    assert before == []
    assert rules.rows(["one", "two"]) == [("one",), ("two",)]
    assert rules.rows(["three", "four"]) == [("three",)]


def test_the_sql_is_worked_out_once_for_each_number_of_values():
    made = []
    rules = Prepared(lambda notes: made.append(notes) or noted(notes))

    for asked in (["one"], ["two"], ["three", "four"], ["five"]):
        rules.rows(asked)

    assert [len(notes) for notes in made] == [1, 2]


def test_all_rows_come_as_one_text_that_changes_with_them():
    rules = Prepared(lambda _: SynonymRule.objects.order_by().values_list(AllRows("note", "terms")))
    SynonymRule.objects.all().delete()

    def told():
        ((text,),) = rules.rows()
        return text

    assert json.loads(told()) == []
    before = told()
    note("it’s £5", 'a "b" c')

    assert told() != before
    assert {text for text, _ in json.loads(told())} == {"it’s £5", 'a "b" c'}
