"""What a seeker prefers is for those who ask and the broker: the helper cannot tell."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from portal.matching import round_list
from portal.matching.matches import match_page, states
from portal.matching.models import Need
from portal.matching.scoring.weights import PREFERENCES
from portal.matching.suggestions import candidates
from tests.builders.matching import Pair
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"')
ALL = {"prefer_near": True, "prefer_same_type": True, "prefer_same_system": True}


def page_for(person, match, client):
    client.force_login(person)
    found = client.get(reverse("matching:match", args=[match.pk])).content.decode()
    return TOKEN.sub("", found)


def score_again(pair):
    """Keep the score that the match would have if it were proposed now."""
    need = Need.objects.get(pk=pair.need.pk)
    found = candidates.score_of(need, pair.offer)
    pair.match.score, pair.match.confidence = round(found.value, 3), round(found.confidence, 3)
    pair.match.parts = states.as_rows(found)
    pair.match.save()


@pytest.mark.parametrize("chosen", [*({one: True} for one in ALL), ALL])
def test_the_helpers_page_is_the_same_byte_for_byte(chosen, client):
    pair = Pair()
    score_again(pair)
    plain = page_for(pair.helper, pair.match, client)
    seen = page_for(pair.seeker, pair.match, client)

    for name in chosen:
        setattr(pair.request, name, True)
    pair.request.save()
    pair.request.not_these.add(make_trust("RZZ"))
    score_again(pair)

    assert page_for(pair.helper, pair.match, client) == plain
    # The trust that asks, and the broker, see what counted.
    assert page_for(pair.seeker, pair.match, client) != seen


def test_a_score_kept_before_plain_weights_is_worked_back():
    pair = Pair()
    rows = pair.match.parts
    raised = {name for names in PREFERENCES.values() for name in names}
    doubled = [
        {**row, "weight": row["plain_weight"] * (2 if row["name"] in raised else 1)} for row in rows
    ]
    old = [{k: v for k, v in row.items() if k != "plain_weight"} for row in doubled]

    worked_back = match_page.without_preferences(old, PREFERENCES)

    assert match_page.percent(worked_back) == match_page.percent(rows)
    assert [round(one["weight"], 3) for one in worked_back] == [
        round(one["plain_weight"], 3) for one in rows
    ]


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (
            "From Estates, round 1. Number 2 by fit of 3 exemplars.",
            "From Estates, round 1.",
        ),
        (
            "From Estates, round 1. The one exemplar that fits, as a place has come free. The "
            "offer is for Energy: the nearest to Waste that there is.",
            "From Estates, round 1. The offer is for Energy: the nearest to Waste that there is.",
        ),
        ("Typed by the broker. Number 2 of my own.", "Typed by the broker. Number 2 of my own."),
    ],
)
def test_the_place_on_the_seekers_list_is_not_told(note, told):
    assert round_list.note_for_helper(note) == told


def test_no_notice_to_the_helper_names_a_score():
    pair = Pair()

    words = [f"{note.subject} {note.body}" for note in pair.helper.notices.all()]

    assert words and not any("of 100" in text or "%" in text for text in words)
