"""Every private page against everyone: the parties and the broker read, outsiders find nothing."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

PAGES = ["match", "decline", "agree", "complete", "end", "survey"]
OUTSIDERS = ["third trust", "editor", "administrator", "finance approver"]
POSTS = ["accept", "decline", "call_off", "reply", "log_meeting", "agree", "goals"]
POSTS += ["complete", "end", "survey", "put_forward"]


def answers(client, verb, names, key):
    urls = [reverse(f"matching:{name}", args=[key]) for name in names]
    return {url: getattr(client, verb)(url).status_code for url in urls}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_outsider_finds_nothing_of_a_match_or_its_request(pair, outsider, signed_in, who):
    client = signed_in(outsider(pair, who))

    found = {
        **answers(client, "get", PAGES, pair.match.pk),
        **answers(client, "get", ["request"], pair.request.pk),
        **answers(client, "get", ["why_not"], pair.need.pk),
    }

    assert set(found.values()) == {404}, found


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_outsider_changes_nothing(pair, outsider, signed_in, who):
    client = signed_in(outsider(pair, who))

    found = {
        **answers(client, "post", POSTS, pair.match.pk),
        **answers(client, "post", ["withdraw", "open_to_peers"], pair.request.pk),
        **answers(client, "post", ["propose"], pair.need.pk),
    }

    assert set(found.values()) == {404}, found


def test_a_visitor_is_asked_to_sign_in_before_anything(pair, client):
    pages = answers(client, "get", PAGES, pair.match.pk)
    changes = answers(client, "post", POSTS, pair.match.pk)

    assert set(pages.values()) | set(changes.values()) == {302}
    assert client.get(next(iter(pages))).url.startswith("/accounts/login/")


def test_the_parties_and_the_broker_read_the_match(pair, signed_in):
    url = reverse("matching:match", args=[pair.match.pk])

    for who in ("seeker", "helper", "broker"):
        assert "Agency nurses cover a third" in signed_in(getattr(pair, who)).get(url).text, who


def test_those_who_ask_and_the_broker_read_the_request(pair, signed_in):
    url = reverse("matching:request", args=[pair.request.pk])

    for who in ("seeker", "broker"):
        assert "Agency nurses cover a third" in signed_in(getattr(pair, who)).get(url).text, who


def test_a_helper_who_opens_the_request_is_taken_to_its_own_match(pair, signed_in):
    answer = signed_in(pair.helper).get(reverse("matching:request", args=[pair.request.pk]))

    assert answer.url == reverse("matching:match", args=[pair.match.pk])


def test_a_private_number_says_what_an_unused_one_says(pair, signed_in):
    client = signed_in(pair.third)

    private = client.get(f"/help/match/{pair.match.pk}/")

    assert private.status_code == client.get("/help/match/999999/").status_code == 404
    assert pair.seeker_trust.name not in private.text


def test_a_number_past_every_row_is_not_found(pair, signed_in):
    assert signed_in(pair.seeker).get(f"/help/match/{10**30}/").status_code == 404


def test_a_change_takes_a_post(pair, signed_in):
    names = ["accept", "call_off", "reply", "log_meeting", "goals", "put_forward"]

    found = answers(signed_in(pair.seeker), "get", names, pair.match.pk)

    assert set(found.values()) == {405}


def test_a_change_needs_the_forms_own_token(pair):
    client = Client(enforce_csrf_checks=True)
    client.force_login(pair.seeker)

    answer = client.post(reverse("matching:accept", args=[pair.match.pk]))

    pair.match.refresh_from_db()
    assert answer.status_code == 403 and pair.match.seeker_accepted_at is None


def test_the_broker_reads_but_does_not_take_part(pair, signed_in):
    pair.begin()

    found = answers(
        signed_in(pair.broker), "post", ["reply", "log_meeting", "agree", "complete"], pair.match.pk
    )

    assert set(found.values()) == {403}


@pytest.mark.parametrize("who", ["seeker", "helper"])
def test_only_the_broker_proposes(pair, signed_in, who):
    url = reverse("matching:propose", args=[pair.need.pk])

    answer = signed_in(getattr(pair, who)).post(url, {"offer_choice": pair.offer.pk})

    assert answer.status_code == 404


def test_only_the_broker_has_the_desk(pair, signed_in):
    answer = signed_in(pair.seeker).get(reverse("matching:desk"))

    assert answer.url == reverse("matching:mine")


def test_a_designation_is_for_its_authors_and_the_broker(pair, signed_in):
    url = reverse("matching:designation", args=[pair.designation.pk])

    found = {
        who: signed_in(getattr(pair, who)).get(url).status_code
        for who in ("seeker", "third", "helper", "broker")
    }

    assert found == {"seeker": 404, "third": 404, "helper": 200, "broker": 200}


def test_a_private_page_is_kept_by_no_cache(pair, signed_in):
    answer = signed_in(pair.seeker).get(reverse("matching:match", args=[pair.match.pk]))

    assert "no-store" in answer.headers["Cache-Control"]


def test_a_member_of_a_place_is_not_asked_for_the_leads_answer(pair, signed_in):
    pair.request.members.add(pair.third_trust)

    text = signed_in(pair.third).get(reverse("matching:match", args=[pair.match.pk])).text

    assert "Waiting for both" in text and "Accept</button>" not in text
