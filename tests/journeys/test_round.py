"""A programme manager's rounds in a real browser: a trial on the real register, and one sent."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.journeys.browser import follow, let_sign_in, run_on_demo
from tests.journeys.letters import letters_of
from tests.journeys.page_types import BROKER, MEMBER
from tests.journeys.pairing import PROBLEM, SEEKER, accepts

ROUNDS = "/help/programmes/{}/rounds/"
REAL, INVENTED = "global-digital-exemplars", "illustrative-exemplars"
REQUESTS = 150
FITS_BEST = "Brindlewood Community Healthcare NHS Trust"
GIVEN = "Quaybourne and Marsh Community NHS Trust"
HELPER = "improvement@zz019.example"
REASON = "Both look after rural care homes at night, and have met."
# The first round takes what is asked in the 16 days from when the demonstration is made.
AFTER_IT_CLOSES = 17


@pytest.fixture(scope="module")
def demo_site(own_site):
    return own_site


@pytest.fixture
def broker(someone):
    return someone(BROKER)


def test_a_trial_with_the_real_exemplars_explains_itself_and_is_never_sent(broker, demo_site):
    before = letters_of(demo_site.data_dir)
    tries_a_round(broker)
    trial = broker.page.url

    sees_who_gets_whom_and_why(broker, trial)
    sees_who_gets_nobody_and_why(broker, trial)
    sees_what_the_highest_total_fit_would_have_given(broker, trial)
    sees_how_each_trust_type_fares(broker)

    cannot_send(broker, trial)
    assert letters_of(demo_site.data_dir) == before, "nobody is told of a trial"


def tries_a_round(broker):
    page = broker.goes_to(ROUNDS.format(REAL))
    assert page.get_by_label("Generated requests").input_value() == str(REQUESTS)
    page.get_by_label("Seed").fill("2")
    follow(page.get_by_role("button", name="Run a trial"))
    shown = page.inner_text("main")
    assert f"26 exemplars, {REQUESTS} generated requests (seed 2)." in shown
    assert "No trust named here asked for anything." in shown


def sees_who_gets_whom_and_why(broker, trial):
    page = broker.page
    pairs, alone = rows_of(page, "The pairs"), rows_of(page, "Requests without a partner")
    assert pairs.count() + alone.count() == REQUESTS
    exemplars = {pairs.nth(n).get_by_role("cell").first.inner_text() for n in range(pairs.count())}
    assert len({one.splitlines()[0] for one in exemplars}) >= 24, "few fit nobody"
    helped_by = pairs.first.get_by_role("cell").first.inner_text().splitlines()[0]
    follow(pairs.first.get_by_role("link"))
    shown = page.inner_text("main")
    assert "A generated request: this trust asked for nothing" in shown
    assert f"Gets {helped_by}" in shown
    assert "Why they fit" in shown and "Gets this place." in shown
    page.goto(trial)


def sees_who_gets_nobody_and_why(broker, trial):
    page = broker.page
    alone = rows_of(page, "Requests without a partner")
    for n in range(alone.count()):
        assert alone.nth(n).get_by_role("cell").inner_text().strip(), "each has its reason"
    first = alone.filter(has_text="the places went to needs with higher priority").first
    follow(first.get_by_role("link"))
    shown = page.inner_text("main")
    assert "Gets nobody" in shown and "One more than it has places for" in shown
    choices = page.get_by_role("region", name="Choices of").get_by_role("row")
    assert 1 < choices.count() <= 1 + 26, "each exemplar that fits says what happened"
    page.goto(trial)


def sees_what_the_highest_total_fit_would_have_given(broker, trial):
    told = broker.page.get_by_role("region", name="What the highest total fit would have given")
    found = re.search(
        r"Total fit ([\d.]+) over (\d+) pairs, against ([\d.]+) over (\d+) as computed",
        told.inner_text(),
    )
    assert found, told.inner_text()
    highest, most, computed, pairs = map(float, found.groups())
    # Where not every exemplar fits every request, the highest total may pair more of them.
    assert highest > computed and most >= pairs
    assert "That is why rounds are not run this way." in told.inner_text()
    proof = broker.page.get_by_role("region", name="Proof").inner_text()
    assert "Checked: no request and no exemplar would rather have each other" in proof


def sees_how_each_trust_type_fares(broker):
    rows = rows_of(broker.page, "By trust type")
    fares = {
        row.get_by_role("rowheader").inner_text(): row.get_by_role("cell").all_inner_texts()
        for row in rows.all()
    }
    assert {"Acute", "Mental health", "Ambulance", "Community"} <= set(fares)
    assert sum(int(asked) for asked, *_ in fares.values()) == REQUESTS
    assert all(re.match(r"\d+ \(\d+%\)", got) for _, got, _ in fares.values())


def cannot_send(broker, trial):
    page = broker.page
    assert page.get_by_role("button", name="Send").count() == 0
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        f"{trial}send/", form={"csrfmiddlewaretoken": token}, headers={"Referer": trial}
    )
    assert "A trial is never sent" in answer.text(), "not by a forged form either"
    listed = broker.goes_to(ROUNDS.format(REAL)).get_by_role("row").nth(1)
    assert "Trial, never sent" in listed.inner_text()


def test_a_round_is_run_changed_with_a_reason_and_sent_once(someone, broker, demo_site):
    let_sign_in(demo_site.data_dir, HELPER)
    member, helper = someone(MEMBER), someone(HELPER)
    asks_for_a_pairing(member)
    is_too_early_to_send(broker)

    demo_site.moves_on(days=AFTER_IT_CLOSES)
    # Its web process would do so at a moment of its own, and write to people meanwhile.
    due = date.today() + timedelta(days=AFTER_IT_CLOSES)
    run_on_demo(demo_site.data_dir, "send_due", "--at", due.isoformat())
    for person, email in ((broker, BROKER), (member, MEMBER), (helper, HELPER)):
        person.signs_in(email)
    runs_the_round(broker)
    gives_it_another(broker)
    before = letters_of(demo_site.data_dir)
    sends(broker)

    everybody_hears_once(letters_of(demo_site.data_dir) - before)
    both_accept(member, helper)
    told = letters_of(demo_site.data_dir) - before
    for email in (MEMBER, HELPER):
        assert told[email, f"{SEEKER} and {GIVEN} now work together"] == 1


def asks_for_a_pairing(member):
    page = member.goes_to("/help/new/?area=community&kind=pairing")
    page.get_by_label("What is the problem").fill(PROBLEM)
    follow(page.get_by_role("button", name="Send the request"))


def is_too_early_to_send(broker):
    page = broker.goes_to(ROUNDS.format(INVENTED))
    follow(page.get_by_role("region", name="Runs of").get_by_role("link").first)
    assert "Requests may come in up to" in page.inner_text("main")
    assert page.get_by_role("button", name="Send").count() == 0


def runs_the_round(broker):
    page = broker.goes_to(ROUNDS.format(INVENTED))
    follow(page.get_by_role("button", name="Run the round"))
    own = rows_of(page, "The pairs").filter(has_text=SEEKER)
    assert FITS_BEST in own.inner_text() and "1 of 2" in own.inner_text()
    assert "What changed since the last run" in page.inner_text("main")
    assert "Checked: no request and no exemplar would rather" in page.inner_text("main")


def gives_it_another(broker):
    """Another exemplar than was computed: with a reason, and knowing what that upsets."""
    page = broker.page
    follow(rows_of(page, "The pairs").get_by_role("link", name=SEEKER))
    upset = f"1 blocking pair: {SEEKER} and {FITS_BEST}"
    assert upset in rows_of(page, "Choices of").filter(has_text=GIVEN).inner_text()
    given = page.locator("[name=offer] option", has_text=GIVEN).first.get_attribute("value")
    page.locator("[name=offer]").select_option(given)
    follow(page.get_by_role("button", name="Keep this choice"))
    assert "Say why. It is kept with the round." in page.inner_text("main")
    assert page.locator("[name=offer]").input_value() == given
    page.get_by_label("Why?").fill(REASON)
    follow(page.get_by_role("button", name="Keep this choice"))
    own = rows_of(page, "The pairs").filter(has_text=SEEKER).inner_text()
    assert GIVEN in own and "Your choice" in own and REASON in own
    proof = page.get_by_role("region", name="Proof").inner_text()
    assert "Your overrides make them" in proof
    assert f"{SEEKER} (Community services and caseloads) and {FITS_BEST}" in proof


def sends(broker):
    page = broker.page
    pairs = rows_of(page, "The pairs").count()
    follow(page.get_by_role("button", name=f"Send {pairs} proposals"))
    shown = page.inner_text("body")
    assert f"Sent: {pairs} pairs proposed, and everybody is told." in shown
    assert "by Tom Ashdown" in shown
    assert page.get_by_role("button", name="Send").count() == 0, "once"


def everybody_hears_once(told):
    assert set(told.values()) == {1}, "nobody is told the same thing twice"
    offered = f"A match for you: {GIVEN}", f"{SEEKER} could learn from you"
    about = sorted((who, subject) for who, subject in told if subject in offered)
    assert about == [(HELPER, offered[1]), (MEMBER, offered[0])], "one each, and no one else"


def both_accept(member, helper):
    assert f"A match for you: {GIVEN}" in member.goes_to("/my/").inner_text("body")
    accepts(member, f"Answer {GIVEN}")
    page = helper.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Answer {SEEKER}"))
    shown = page.inner_text("main")
    assert "From Illustrative exemplar programme, round 1" in shown
    assert REASON not in shown and FITS_BEST not in shown, "why it was changed stays inside"
    follow(page.get_by_role("button", name="Accept"))
    assert "Agree the work" in page.inner_text("main")
    member.page.reload()
    assert REASON not in member.page.inner_text("main")


def rows_of(page, table):
    """The rows below the heading of a table, by the name of its region."""
    return page.get_by_role("region", name=table).locator("tbody tr")
