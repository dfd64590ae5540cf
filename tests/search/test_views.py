"""The results page: what it shows, and what it says to a bad address."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import RoleAssignment, User
from search.models import PromotedResult, SearchEntry, SynonymRule
from tests.builders.accounts import confirm_address
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.costs import cold_queries
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
# Queries of one page, in a process that knows nothing yet.
ONE_PAGE = 12


@pytest.fixture
def member(client):
    trust = make_trust(name="Fen Trust")
    user = User.objects.create_user("mo@example.nhs.uk", "a long password", acting_trust=trust)
    confirm_address(user)
    RoleAssignment.objects.create(user=user, role="member", trust=trust)
    client.force_login(user)
    return user


def page_of(client, query=""):
    answer = client.get(f"/search/{query}")
    return answer.status_code, answer.content.decode()


def test_a_result_shows_saving_with_effect_level_trust_and_start(client):
    make_case_study(title="Share wheelchairs", trust=make_trust(name="Fen Trust"))

    status, text = page_of(client, "?q=wheelchairs")

    assert status == 200
    assert "Share <mark>wheelchairs</mark>" in text
    for part in (
        "£120,000 in 2023/24",
        "Cash-releasing, recurrent",
        "Estimated by the team",
        "Fen Trust",
        "Acute",
        "Agency shifts a week: 100 shifts in April 2022",
    ):
        assert part.lower() in text.lower()


def test_markup_in_a_title_is_text(client):
    make_case_study(title="Share <b>wheelchairs</b> & more")

    _, text = page_of(client, "?q=wheelchairs")

    assert "&lt;b&gt;<mark>wheelchairs</mark>&lt;/b&gt; &amp; more" in text


def test_a_stopped_case_study_says_so(client):
    make_case_study(stage="stopped")

    assert '<span class="app-tag app-tag--bad">Stopped</span>' in page_of(client)[1]


def test_an_illustrative_case_study_says_so(client):
    make_case_study(trust=make_trust(illustrative=True))

    assert "Illustrative" in page_of(client)[1]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?kind=nonsense", "Kind of efficiency: “nonsense” is not one of the choices"),
        ("?area=nowhere", "Efficiency area: “nowhere” is not one of the choices"),
        ("?sort=luck", "Sort by: “luck” is not one of the choices"),
        ("?page=0", "Page must be a whole number from 1."),
        ("?page=-1", "Page must be a whole number from 1."),
        ("?page=two", "Page must be a whole number from 1."),
        ("?page=7", "There is no page 7 of these results: the last is 1."),
        ("?page=" + "9" * 400, ""),
        ("?like=NONE", "there is no trust with the code “NONE”"),
        ("?colour=red", "“colour” is not something you can search by"),
        ("?q=" + "a" * 501, "Your search is 501 characters long. Shorten it to 500."),
        ("?q=a%00b", "Your search holds a character that cannot be searched for"),
    ],
)
def test_a_bad_address_gets_a_sentence_and_keeps_the_form(client, query, sentence):
    status, text = page_of(client, query)

    assert status == 400
    assert sentence in text
    assert 'id="id_q"' in text


def test_a_bad_filter_keeps_the_words(client):
    assert 'value="agency nurses"' in page_of(client, "?q=agency+nurses&kind=x")[1]


def test_a_bad_reach_is_told(client):
    trust = make_trust()

    status, text = page_of(client, f"?like={trust.ods_code}:far")

    assert status == 400
    assert "Choose near or mid." in text


@pytest.mark.parametrize("query", ["?utm_source=mail&gclid=1&fbclid=2", "?kind=&q=&like="])
def test_tracking_and_blanks_are_dropped(client, query):
    assert page_of(client, query)[0] == 200


def test_filters_in_force_can_be_taken_away_one_by_one(client):
    make_case_study()

    _, text = page_of(client, "?kind=cost-reduction&kind=system&q=roster")

    assert 'href="?kind=system&amp;q=roster"' in text
    assert 'href="?kind=cost-reduction&amp;q=roster"' in text


def test_nothing_found_leads_on(client):
    make_case_study(title="Share wheelchairs", areas=[make_area(name="Vehicles")])

    _, text = page_of(client, "?q=wheelchairs&region=london")

    assert "No case study fits" in text
    assert "Without “London”" in text
    assert 'href="?area=vehicles"' in text
    assert 'href="/help/new/"' in text


def test_nothing_found_in_one_area_leads_to_help_with_that_area(client):
    make_area(name="Vehicles")

    _, text = page_of(client, "?q=wheelchairs&area=vehicles")

    assert 'href="/help/new/?area=vehicles"' in text


def test_a_misspelt_word_that_finds_nothing_is_followed_by_what_may_have_been_meant(client):
    make_case_study(title="Share wheelchairs")

    _, text = page_of(client, "?q=wheelchiars")

    assert "0 case studies" in text
    assert 'Did you mean <a href="?q=wheelchairs"><strong>wheelchairs</strong></a>?' in text
    assert "Nothing for “wheelchiars”" in text
    assert "This is for “wheelchairs”" in text
    assert "<mark>wheelchairs</mark>" in text
    assert "search/wanted" not in text, "a typing error is no subject to ask for"


def test_what_was_typed_is_searched_for_beside_a_suggestion(client):
    make_case_study(title="Share wheelchairs and hoists")

    _, text = page_of(client, "?q=wheelchiars+hoists")

    assert 'Did you mean <a href="?q=wheelchairs+hoists"' in text
    assert "No result speaks of “wheelchiars”" in text
    assert "1 case study" in text, "a slip of the finger hides nothing"


def test_a_suggestion_that_finds_nothing_with_these_filters_is_not_made(client):
    make_case_study(title="Share wheelchairs", kind="system")

    assert "Did you mean" in page_of(client, "?q=wheelchiars&kind=system")[1]
    assert "Did you mean" not in page_of(client, "?q=wheelchiars&kind=cost-reduction")[1]


def test_a_known_word_without_a_record_is_named_and_can_be_asked_for(client):
    make_case_study(title="Replace the toilet")

    _, text = page_of(client, "?q=boiler")

    assert "0 case studies" in text
    assert "No case study speaks of “boiler”." in text
    assert "toilet" not in text
    assert 'href="/search/wanted/?about=boiler"' in text


def test_the_other_words_are_answered(client):
    make_case_study(title="Share seven clean blue wheelchairs between busy wards")

    _, text = page_of(client, "?q=Boilers+share+seven+clean+blue+wheelchairs+busy+wards")

    assert "No result speaks of “Boilers”." in text
    assert "“busy” and “wards”." in text
    assert 'href="/search/wanted/?about=Boilers"' in text


def test_a_word_that_only_a_trust_is_named_by_is_not_spoken_of(client):
    make_trust(name="St Helens and Knowsley Hospitals")
    make_case_study(title="Share seven clean blue wheelchairs between busy wards")

    _, text = page_of(client, "?q=helens+share+seven+clean+blue+wheelchairs+busy+wards")

    assert "No result speaks of “helens”." in text
    assert "Did you mean" not in text


def test_a_word_of_members_only_is_not_spoken_of_to_others(client, member):
    make_case_study(title="Share wheelchairs", visibility="network")

    assert "speaks of" not in page_of(client, "?q=wheelchairs")[1]
    client.logout()
    assert "No case study speaks of “wheelchairs”." in page_of(client, "?q=wheelchairs")[1]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("%22share+wheelchairs%22", "Every result has “share wheelchairs” in its record."),
        ("wheelchairs+AND+hoists", "Every result has “wheelchairs” and “hoists” in its record."),
        ("wheelchairs+NOT+hoists", "Left out: every case study that has “hoists” in its record."),
        ("wheelchairs+-hoists", "Left out: every case study that has “hoists” in its record."),
        ("LOS", "“LOS” also finds “length of stay”"),
    ],
)
def test_how_the_words_were_read_is_told(client, query, sentence):
    make_case_study(title="Share wheelchairs and hoists")

    assert sentence in page_of(client, f"?q={query}")[1]


@pytest.mark.parametrize("query", ["", "wheelchairs", "the+wheelchairs", "WHEELCHAIRS+NOT+HOISTS"])
def test_nothing_is_told_of_plain_words(client, query):
    make_case_study(title="Share wheelchairs and hoists")

    assert "app-understood" not in page_of(client, f"?q={query}")[1]


def test_an_area_or_trust_that_is_named_is_offered(client):
    make_area(name="Vehicles")
    make_trust(name="Fen Trust")

    assert '<a href="/areas/vehicles/">Vehicles</a>' in page_of(client, "?q=cheaper+vehicles")[1]
    assert "Fen Trust</a>" in page_of(client, "?q=fen+trust")[1]
    assert "Go straight to" not in page_of(client, "?q=cheaper")[1]


def test_members_records_are_for_members(client, member):
    make_case_study(title="Share wheelchairs", visibility="network")

    assert "1 case study" in page_of(client, "?q=wheelchairs")[1]
    client.logout()
    assert "0 case studies" in page_of(client, "?q=wheelchairs")[1]


def test_a_members_own_trust_leads_the_picker(client, member):
    assert "Mine: Fen Trust" in page_of(client)[1]


def test_an_editors_choice_comes_first(client):
    make_case_study(title="Wheelchairs wheelchairs wheelchairs")
    page = make_case_study(title="Share wheelchairs and everything else there is")
    PromotedResult.objects.create(search="wheelchairs", case_study=page, reason="The new standard")

    _, text = page_of(client, "?q=Wheelchairs")

    assert text.index("everything else") < text.index("<mark>Wheelchairs</mark> <mark>")
    assert "Chosen by the editors: The new standard" in text


def test_a_synonym_rule_works_at_once(client):
    make_case_study(title="Share wheelchairs")
    assert "0 case studies" in page_of(client, "?q=gizmobility")[1]

    SynonymRule.objects.create(terms=["gizmobility", "wheelchairs"])

    assert "1 case study" in page_of(client, "?q=gizmobility")[1]


def test_the_page_asks_as_many_questions_for_twenty_as_for_three(
    client, django_assert_max_num_queries
):
    areas = [make_area()]
    for _ in range(3):
        make_case_study(areas=areas)
    page_of(client, "?q=rosters")
    with django_assert_max_num_queries(40) as few:
        page_of(client, "?q=rosters")
    # Counted now, because the next request empties the log of queries.
    for_three = len(few.captured_queries)
    for _ in range(15):
        make_case_study(areas=areas)
    # The first search after a change reads the facts of the index anew.
    page_of(client, "?q=rosters")

    with django_assert_max_num_queries(for_three):
        page_of(client, "?q=rosters")


def test_a_page_takes_few_queries(client):
    make_case_study(title="Share the rosters", areas=[make_area()])
    page_of(client, "?q=beds")

    with cold_queries() as seen:
        page_of(client, "?q=rosters")

    assert len(seen) <= ONE_PAGE


def test_posting_is_not_searching(client):
    assert client.post("/search/").status_code == 405


def test_suggestions_complete_words_of_names(client):
    make_case_study(title="Share wheelchairs between wards")
    make_area(name="Wheels and vehicles", synonyms=["carts"])

    found = client.get("/search/suggest/", {"q": "whee"}).json()["suggestions"]

    assert [(one["type"], one["label"]) for one in found] == [
        ("area", "Wheels and vehicles"),
        ("case-study", "Share wheelchairs between wards"),
    ]
    assert client.get("/search/suggest/", {"q": "cart"}).json()["suggestions"]


def test_suggestions_keep_members_records_to_members(client, member):
    make_case_study(title="Share wheelchairs", visibility="network")

    assert client.get("/search/suggest/", {"q": "wheel"}).json()["suggestions"]
    client.logout()
    assert not client.get("/search/suggest/", {"q": "wheel"}).json()["suggestions"]


@pytest.mark.parametrize("q", ["", "a", "%", "_", "'", "share%", "a\x01b"])
def test_suggestions_take_any_text(client, q):
    make_case_study()

    assert client.get("/search/suggest/", {"q": q}).status_code == 200


@pytest.mark.parametrize("q", ["a" * 501, "a\x00"])
def test_suggestions_refuse_what_a_search_refuses(client, q):
    assert client.get("/search/suggest/", {"q": q}).status_code == 400


def test_a_rebuild_with_an_unknown_engine_says_which_there_are():
    with pytest.raises(
        CommandError, match=r"There is no engine “x”\. Choose from: embedded, elasticsearch\."
    ):
        call_command("rebuild_index", engine="x")


def test_entries_of_the_page_are_real(client):
    page = make_case_study(title="Share wheelchairs")

    url = SearchEntry.objects.get(type="case-study").url

    assert url == page.url
