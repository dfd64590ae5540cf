"""Case studies side by side: what each cost, saved and needs."""

from __future__ import annotations

import pytest

from tests.builders.casestudies import make_case_study, make_person, make_signpost
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def compare(client, *ids):
    return client.get("/case-studies/compare/", {"id": ids})


def test_each_saving_stands_with_what_makes_it_honest(client):
    pages = [make_case_study(title=f"Share wheelchairs {n}") for n in range(4)]

    answer = compare(client, *(page.pk for page in pages))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(page.title in text for page in pages)
    assert text.count("Started from") == 4 and text.count("Cash-releasing") >= 4
    assert text.count("Units with fewer than 20 staff") == 4
    assert "An electronic roster" in text


def test_they_stand_in_the_order_in_which_they_were_chosen(client):
    first, second = make_case_study(title="Aaa"), make_case_study(title="Bbb")

    text = compare(client, second.pk, first.pk).content.decode()

    assert text.index("Bbb") < text.index("Aaa")
    assert f"?id={first.pk}" in text, "each can be left out"


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "Tick two to four"),
        (["1", "2", "3", "4", "5"], "Choose 4 at most"),
        (["x"], "no case study"),
        (["9" * 40], "no case study"),
        (["999999"], "not there, or not for you"),
    ],
)
def test_what_cannot_be_compared_is_said(client, ids, said):
    answer = compare(client, *ids)

    assert answer.status_code == 400 and said in answer.content.decode()


def test_one_that_is_not_for_the_reader_is_left_out(client):
    hidden, page = make_case_study(visibility="network"), make_case_study()
    draft, signpost = make_case_study(publish=False), make_signpost()

    text = compare(client, page.pk, hidden.pk, draft.pk, signpost.pk).content.decode()

    assert page.title in text and "3 of them are not there" in text
    assert hidden.title not in text and draft.title not in text
    client.force_login(make_person("member", make_trust()))
    assert hidden.title in compare(client, page.pk, hidden.pk).content.decode()


def test_results_offer_it_without_scripts(client):
    page = make_case_study(title="Share wheelchairs")

    text = client.get("/search/?q=wheelchairs").content.decode()

    assert f'form="compare" name="id" value="{page.pk}"' in text
    assert 'action="/case-studies/compare/"' in text
