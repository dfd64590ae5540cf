"""What readers see, and what they must not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies import evidence
from casestudies.models import BlueprintStep, CaseStudyPage, Resource, Risk
from tests.builders.casestudies import (
    make_adoption,
    make_area,
    make_case_study,
    make_person,
    make_signpost,
    make_trust_shelf,
    sign_line,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
SERIES = [[f"2022-{month:02d}", 10.0 + month] for month in range(1, 13)]


def text_of(client, page_or_url):
    url = page_or_url if isinstance(page_or_url, str) else page_or_url.url
    return client.get(url).content.decode()


def test_a_saving_stands_with_all_that_makes_it_honest(client):
    page = make_case_study()
    sign_line(page)
    evidence.grade(page=page, grade="good", reason="Agrees with the ledger.", by=None)

    text = text_of(client, page)

    for words in ("£120,000 a year", "Cash-releasing, recurrent", "Signed by trust finance",
                  "Good evidence", "Agency shifts a week: 100 shifts in April 2022",
                  "Cost reduction"):  # fmt: skip
        assert words in text


def test_a_saving_that_finance_has_not_signed_is_no_headline(client):
    text = text_of(client, make_case_study())

    assert "a year</p>" not in text
    assert "trust finance has not signed it" in text


def test_contacts_are_named_but_their_addresses_are_nowhere_in_the_source(client):
    page = make_case_study(
        contacts=[{"name": "Asha Rao", "email": "asha@nhs.net", "telephone": "01632 960001"}, {}]
    )

    text = text_of(client, page)

    assert "Asha Rao" in text
    assert "asha@nhs.net" not in text
    assert "960001" not in text
    assert f"/help/new/?case_study={page.pk}&amp;kind=question" in text


def test_a_record_whose_contacts_have_left_says_so_and_offers_no_help(client):
    page = make_case_study()
    for contact in page.contacts.all():
        type(contact).objects.filter(pk=contact.pk).update(left=True)

    text = text_of(client, page)

    assert "no live contact" in text
    assert "/help/new/?case_study=" not in text


def test_an_illustrative_record_says_so(client):
    text = text_of(client, make_case_study(trust=make_trust(illustrative=True)))

    assert "everything on this page are invented" in text


def test_a_stopped_change_does_not_look_like_a_success(client):
    text = text_of(client, make_case_study(stage="stopped"))

    assert "This was stopped." in text
    assert "What was claimed before it stopped" in text


def test_a_signpost_is_marked_and_leads_away(client):
    text = text_of(client, make_signpost())

    assert "Published elsewhere, not checked by us" in text
    assert 'href="https://example.org/rosters"' in text


def test_the_page_has_charts_with_their_numbers_as_tables(client):
    page = make_case_study(measures=[{"series": SERIES}, {"name": "Waits"}])

    text = text_of(client, page)

    assert text.count('role="img"') == 2
    assert '<td class="app-num">22</td>' in text
    assert "median" in text


def test_the_page_runs_nothing_inline(client):
    page = make_case_study(measures=[{"series": SERIES}])

    text = text_of(client, page)

    assert " style=" not in text
    assert "onclick" not in text


def test_the_blueprint_is_shown(client):
    page = make_case_study(publish=False)
    page.steps = [BlueprintStep(title="Agree the rules", weeks=4, role="Chief nurse")]
    page.risks = [Risk(risk="Wards feel watched", mitigation="Show them first")]
    page.resources = [Resource(title="Roster rules", url="https://example.org/r")]
    page.save()
    page.save_revision().publish()

    text = text_of(client, CaseStudyPage.objects.get(pk=page.pk))

    for words in ("Agree the rules", "4 weeks", "Wards feel watched", "Roster rules",
                  "An electronic roster", "the pool is too small"):  # fmt: skip
        assert words in text


def test_a_void_signature_is_shown_with_its_date(client):
    page = make_case_study()
    sign_line(page)
    draft = page.get_latest_revision_as_object()
    line = draft.savings.get()
    line.amount = 1
    draft.savings = [line]
    draft.save_revision().publish()

    assert "Signature void: figure changed on" in text_of(client, page)


def test_adopters_stand_beside_the_origin(client):
    page = make_case_study()
    make_adoption(page, make_trust(name="Follower NHS Trust"), result="It fell here too.")

    text = text_of(client, page)

    assert "Follower NHS Trust" in text
    assert "By 1 other trust" in text


def test_a_trust_that_stopped_without_leave_is_named_nowhere(client):
    page = make_case_study()
    make_adoption(page, make_trust(name="Quiet NHS Trust"), status="stopped", stopped_reason="cost")

    assert "Quiet" not in text_of(client, page)


def test_a_members_page_leads_to_the_way_in_and_does_not_say_its_title(client):
    page = make_case_study(visibility="network", title="Known to members")

    response = client.get(page.url, follow=True)

    assert response.redirect_chain[0][0].startswith("/accounts/login/?next=")
    assert "Known to members" not in response.content.decode()


def test_a_member_reads_a_members_page_which_no_cache_keeps(client):
    page = make_case_study(visibility="network")
    client.force_login(make_person("member", make_trust()))

    response = client.get(page.url)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_someone_without_a_role_does_not_read_a_members_page(client):
    page = make_case_study(visibility="network", title="Known to members")
    client.force_login(make_person())

    response = client.get(page.url)

    assert response.status_code == 403
    assert "Known to members" not in response.content.decode()


def test_a_member_sees_how_like_the_trust_is(client):
    page = make_case_study()
    client.force_login(make_person("member", make_trust()))

    assert "Sign in to see how like" not in text_of(client, page)


def test_a_shelf_lists_what_the_reader_may_see(client):
    page = make_case_study(title="Shown to all")
    make_case_study(trust=page.trust, title="Known to members", visibility="network")
    make_case_study(trust=page.trust, title="Still a draft", publish=False)

    text = text_of(client, page.get_parent().url)

    assert "Shown to all" in text
    assert "Known to members" not in text
    assert "Still a draft" not in text


def test_a_code_in_capitals_leads_to_the_shelf(client):
    page = make_case_study()

    response = client.get(page.url.replace(page.trust.ods_code.lower(), page.trust.ods_code))

    assert (response.status_code, response.url) == (301, page.url)


@pytest.mark.parametrize(("number", "status"), [("0", 400), ("x", 400), ("99", 404), ("1", 200)])
def test_a_shelf_answers_for_every_page_number(client, number, status):
    shelf = make_trust_shelf()

    assert client.get(f"{shelf.url}?page={number}").status_code == status


def test_the_index_leads_by_kind_area_type_and_trust(client):
    page = make_case_study(areas=[make_area("Wound care")])

    text = text_of(client, "/case-studies/")

    for link in ("/search/?record=checked&amp;kind=cost-reduction", "/areas/wound-care/",
                 "/search/?record=checked&amp;trust_type=acute",
                 page.url, page.get_parent().url):  # fmt: skip
        assert f'href="{link}"' in text


def test_the_index_counts_no_draft_and_no_members_page(client):
    make_case_study()
    make_case_study(visibility="network")
    make_case_study(publish=False)

    assert client.get("/case-studies/").context["landing"].all.number == 1


@pytest.mark.parametrize("where", ["shelf", "index"])
def test_more_case_studies_take_no_more_queries(client, where):
    page = make_case_study(areas=[make_area()])
    url = page.get_parent().url if where == "shelf" else "/case-studies/"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(4):
        sign_line(make_case_study(trust=page.trust, areas=[make_area()]))

    most = len(few)
    # The first search after a change reads the facts of the index anew, in one query.
    client.get("/search/")
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) <= most


def test_more_lines_and_adopters_take_no_more_queries_on_a_page(client):
    make_case_study()  # So that both have one that is like them.
    page = make_case_study()
    make_adoption(page, savings=[{}])
    sign_line(page)
    # The first search after a change reads the facts of the index anew, in one query.
    client.get("/search/")
    with CaptureQueriesContext(connection) as few:
        client.get(page.url)
    big = make_case_study(savings=[{}, {"amount": 2}, {"amount": 3}], measures=[{}, {}, {}])
    for line in big.savings.all():
        sign_line(big, line)
    for _ in range(4):
        make_adoption(big, savings=[{}, {}])

    client.get("/search/")
    with CaptureQueriesContext(connection) as many:
        client.get(big.url)

    assert len(many) <= len(few)
