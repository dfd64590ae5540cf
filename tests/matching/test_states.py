"""Every page of a request, a match and /my/ in every state: no sentence contradicts the state."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Notice
from portal.matching.designations import services as designation_services
from portal.matching.matches import services as match_services
from portal.matching.models import AllocationRun, HelpRequest, Match, Programme
from portal.matching.requests import services as request_services
from portal.matching.rounds import sending
from portal.matching.rounds import services as round_services
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    AGREED,
    PROBLEM,
    Pair,
    make_broker,
    make_designation,
    make_offer,
    make_programme,
    make_request,
)
from tests.builders.rounds import make_round
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
PLANNED = 12


def small(pair):
    """Small help that no team was chosen for."""
    pair.request = request_services.ask(
        trust=pair.third_trust, by=pair.third, problem=PROBLEM, help_kind="talk", areas=[pair.area]
    )


def answered_by_nobody(pair):
    Match.objects.filter(pk=pair.match.pk).update(reply_due=TODAY() - timedelta(days=1))
    pair.match.refresh_from_db()
    match_services.lapse(pair.match)


def paused(pair):
    designation_services.pause(designation=pair.designation, by=pair.broker, note="Staff are away.")


def declined(pair):
    match_services.decline(match=pair.match, by=pair.helper, reason="not-our-strength")


def declined_by_the_seeker(pair):
    match_services.decline(match=pair.match, by=pair.seeker, reason="solved")


def withdrawn(pair):
    request_services.withdraw(request=pair.request, by=pair.seeker)


def taken_back(pair):
    match_services.call_off(match=pair.match, by=pair.broker)


def active(pair):
    pair.begin()


def agreed(pair):
    pair.begin()
    match_services.agree(match=pair.match, by=pair.seeker, case_study=None, aim="Less", **AGREED)
    match_services.confirm_agreement(match=pair.match, by=pair.helper)


def ended(pair):
    pair.begin()
    match_services.end(match=pair.match, by=pair.helper, reason="no-time")


def finished(pair):
    pair.finish()


def exemplar_gone(pair):
    # Its answer is due only in six working days.
    designation_services.end(designation=pair.designation, by=pair.broker)


def a_round_is_planned(pair):
    declined(pair)
    make_round(pair.programme, closes_on=TODAY() + timedelta(days=PLANNED))


def the_round_is_late(pair):
    make_round(pair.programme, closes_on=TODAY(), held_on=TODAY())
    declined(pair)
    pair.programme.rounds.update(
        held_on=TODAY() - timedelta(days=1), closes_on=TODAY() - timedelta(days=1)
    )
    HelpRequest.objects.filter(pk=pair.request.pk).update(
        created_at=timezone.now() - timedelta(days=9)
    )


def nobody_in_the_round(pair):
    declined(pair)
    make_round(pair.programme)
    run = round_services.run(programme=pair.programme, by=pair.broker)
    sending.send(run=run, by=pair.broker)


def got_one_in_the_round(pair):
    declined(pair)
    other = make_designation(make_trust(name="Fenmoor Trust"), pair.programme)
    make_offer(other, pair.area)
    make_round(pair.programme)
    sending.send(run=round_services.run(programme=pair.programme, by=pair.broker), by=pair.broker)


def no_programme(pair):
    declined(pair)
    Programme.objects.update(ends=TODAY() - timedelta(days=1))


# State to what makes it, and words that must be there and words that must not, for the seeker.
BROKERED = {
    "proposed": (lambda pair: None, ["Your answer is needed"], ["Declined", "Lapsed"]),
    "declined": (
        declined,
        ["Declined", "will not take part"],
        ["Lapsed", "did not answer in time"],
    ),
    "declined-by-seeker": (declined_by_the_seeker, ["Your trust declined"], ["will not take part"]),
    "lapsed": (answered_by_nobody, ["No answer came in time"], ["Declined", "will not take part"]),
    "withdrawn": (withdrawn, ["Withdrawn"], ["stays open", "The work stopped", "Declined"]),
    "taken-back": (taken_back, ["Taken back"], ["The work stopped", "Declined", "Lapsed"]),
    "active": (active, ["Agree the work"], ["Your answer is needed", "stays open"]),
    "agreed": (agreed, ["At work"], ["Agree the work", "stays open"]),
    "ended": (ended, ["Ended early"], ["Declined", "Lapsed", "Taken back"]),
    "finished": (finished, ["Completed"], ["stays open", "Who could help"]),
    "exemplar-gone": (exemplar_gone, ["no longer an exemplar"], ["No answer came in time"]),
    "paused": (paused, ["Your answer is needed"], ["no longer an exemplar"]),
    "planned": (a_round_is_planned, ["The next round of"], ["No round", "was to be held"]),
    "late-round": (
        the_round_is_late,
        ["was to be held on"],
        ["The next round of", "is planned yet"],
    ),
    "no-round": (declined, ["is planned yet"], ["The next round of", "was to be held"]),
    "nobody": (nobody_in_the_round, ["sent on", "is planned yet"], ["has not been in a round"]),
    "got-one": (got_one_in_the_round, ["It got Fenmoor Trust"], ["has not been in a round yet"]),
    "no-programme": (no_programme, ["No programme with rounds"], ["The next round of"]),
}
SMALL = {
    "asked": (lambda pair: None, ["Waiting for"], ["Declined", "No team was chosen"]),
    "declined": (declined, [" declined."], ["did not answer in time", "No team was chosen"]),
    "lapsed": (
        answered_by_nobody,
        ["did not answer in time"],
        [" declined.", "No team was chosen"],
    ),
    "talking": (active, ["Talking"], ["declined", "Ask another team"]),
    "not-chosen": (small, ["looks for a team"], ["chosen team", "declined", "did not answer"]),
}
NEVER = [
    r"(?<!of )\b1 (needs|exemplars|places|requests|trusts|hours)\b",
    r"\{\{|\}\}|\{%",
    r"The team that was chosen cannot help",
]


def text_of(user, address):
    client = Client()
    client.force_login(user)
    page = client.get(address, follow=True)
    assert page.status_code == 200, address
    body = re.sub(r"(?s)<(script|style|svg|head|form)\b.*?</\1>", " ", page.text)
    main = body[body.index("<main") : body.index("</main")]
    return " ".join(unescape(re.sub(r"<[^>]+>", "|", main)).replace("|", " ").split())


def told_dates_are_right(text):
    """A day after “next round … is on” or “by” lies ahead; one after “was due” behind."""
    months = "January February March April May June July August September October November December"
    found = re.findall(
        r"(next round of .{1,80}? is on|hear from them by) (\d+) (\w+) (\d{4})", text
    )
    for _, day, month, year in found:
        when = TODAY().replace(year=int(year), month=months.split().index(month) + 1, day=int(day))
        assert when >= TODAY(), text


def walk(pair, wanted, unwanted):
    request = pair.request
    seeker = request.asked_by
    pages = [(seeker, f"/help/{request.pk}/"), (seeker, "/help/mine/"), (seeker, "/my/")]
    pages += [(pair.broker, f"/help/{request.pk}/"), (pair.broker, "/help/"), (pair.broker, "/my/")]
    for match in Match.objects.filter(need__help_request=request):
        pages += [(user, f"/help/match/{match.pk}/") for user in (seeker, pair.broker)]
    shown = [text_of(user, address) for user, address in pages]
    for text in [*shown, *Notice.objects.values_list("body", flat=True)]:
        told_dates_are_right(text)
        for pattern in NEVER:
            assert not re.search(pattern, text), (pattern, text)
    own = shown[0]
    theirs = " ".join(text for (user, _), text in zip(pages, shown, strict=True) if user == seeker)
    for words in wanted:
        assert words in theirs, theirs
    for words in unwanted:
        assert words not in own, own


@pytest.mark.parametrize("state", BROKERED)
def test_a_review_or_pairing_says_only_what_is_so(state):
    make, wanted, unwanted = BROKERED[state]
    pair = Pair(help_kind="review")
    make(pair)
    walk(pair, wanted, unwanted)


@pytest.mark.parametrize("state", SMALL)
def test_small_help_says_only_what_is_so(state):
    make, wanted, unwanted = SMALL[state]
    pair = Pair(help_kind="talk")
    make(pair)
    walk(pair, wanted, unwanted)


def test_the_broker_is_not_told_of_a_chosen_team_where_none_was_chosen():
    pair = Pair(help_kind="talk")
    small(pair)

    text = text_of(pair.broker, f"/help/{pair.request.pk}/")

    assert "No team was chosen. One of these could help." in text


def test_a_place_that_asks_is_told_as_the_places_it_asks_for():
    pair = Pair(help_kind="review")
    pair.request.members.add(make_trust(name="Lowmoor Trust"))

    assert "Lowmoor Trust" in text_of(pair.seeker, f"/help/match/{pair.match.pk}/")


def test_a_past_day_is_never_told_as_the_next_round(client):
    programme = make_programme([make_area()], next_round=TODAY() - timedelta(days=1))

    for address in ("/exemplars/", f"/exemplars/{programme.slug}/"):
        assert "Next round" not in client.get(address).text


def test_plans_are_the_programme_managers_own_task():
    area = make_area()
    programme = make_programme([area])
    broker = make_broker()
    for _ in range(2):
        make_request(areas=[area], help_kind="review")

    text = text_of(broker, "/my/")
    assert f"Plan a round of {programme}: 2 requests wait" in text
    assert "Find a team for" not in text

    make_round(programme, closes_on=TODAY() + timedelta(days=PLANNED))
    assert "Plan a round" not in text_of(broker, "/my/")
    assert not AllocationRun.objects.exists()
