"""The whole loop, lived by seven people in a real browser on the demonstration as it is served.

A figure shows a gap and who does best; publish, sign, check, grade, find, ask, match, accept on
both sides, agree, finish: and the follower's result stands on the case study.
"""

from __future__ import annotations

from datetime import date, timedelta

from tests.journeys.browser import Person, follow
from tests.journeys.writing import (
    TITLE,
    answer_the_ten,
    complete_the_long_form,
    start_writing,
)

AUTHOR = "author@zz016.example"
FINANCE = "finance@zz016.example"
EDITOR = "editor@exemplar.example"
BROKER = "broker@exemplar.example"
MEMBER = "member@zz017.example"
SEEKER = "Tarrowdale Community Services NHS Trust"
EXEMPLAR = "Brindlewood Community Healthcare NHS Trust"
QUERY = "/search/?q=blocked+catheter+care+home"
# The national measure whose gap the loop begins with.
MEASURE = "emergency_over_4_hours_share"
OUTCOME = "Night visits for blocked catheters fell from 40 to 27 a month, worth £9,000 a year."
# The money of the short form again, as the finance team keeps it, under another name.
PASTED = (
    "Description\tYear\tAmount\tEffect\tRecurrent\n"
    "Catheter call-outs, nights\t2025/26\t£41,000\tcash\tyes"
)


def test_the_whole_loop(someone):
    sees_a_gap_and_who_does_best(someone())
    author = someone(AUTHOR)
    publishes(author)
    signs(someone(FINANCE))
    checks(someone(MEMBER))
    grades_and_publishes(someone(EDITOR))

    member = someone()
    finds(member)
    asks(member)
    broker = someone(BROKER)
    sees_that_it_waits(broker, member.page.url)
    proposes(broker)
    accepts(member, f"Answer {EXEMPLAR}", sponsor="Hilary Stroud")
    accepts(author, f"Answer {SEEKER}")
    agrees(member)
    logs_a_meeting(author)
    finishes(member)

    reader = someone()
    finds_the_result_on_the_case_study(reader)
    nobody_else_sees_the_pair(someone(FINANCE), member.page.url)
    finds_what_only_mentions_a_word(reader)
    asks_for_a_case_study(reader, someone(EDITOR))


def sees_a_gap_and_who_does_best(reader: Person) -> None:
    """From the figure of a real trust to who does best, and to a request that knows its area."""
    page = reader.goes_to("/trusts/RGT/")
    follow(page.get_by_role("link", name="Figures among like trusts"))
    figures = page.url
    gap = page.get_by_role("article").filter(has_text="To the best quarter").first
    assert "18 of 31, counted from the best" in gap.inner_text()
    measure = page.get_by_role("link", name="Emergency attendances over four hours", exact=True)
    follow(measure)
    best = "Northumbria Healthcare NHS Foundation Trust"
    assert best in page.inner_text("main")
    follow(page.get_by_role("link", name=best))
    assert "1 of 31, counted from the best" in page.inner_text("main")
    page.goto(figures)
    follow(page.get_by_role("link", name="Ask for help with Emergency care"))
    assert page.locator("select[name=area]").input_value() == "urgent-care"
    assert page.locator("select[name=measure]").input_value() == MEASURE


def publishes(author: Person) -> None:
    page = author.goes_to("/my/")
    start_writing(page)
    answer_the_ten(page)
    follow(page.get_by_role("button", name="Save and see what is next"))
    progress = page.url
    follow(page.get_by_role("link", name="Open the long form"))
    page.wait_for_load_state("networkidle")
    complete_the_long_form(page)
    # The editor saves by itself too and changes the address as it does, so wait for the page.
    follow(page.get_by_role("button", name="Save draft"))
    pastes_the_same_money(author, progress.rstrip("/").rpartition("/")[2])
    page.goto(progress)
    follow(page.get_by_role("button", name="Send it for review"))
    page.get_by_text("trust finance").first.wait_for()


def pastes_the_same_money(author: Person, pk: str) -> None:
    page = author.goes_to(f"/case-studies/figures/{pk}/")
    page.locator("[name=text]").fill(PASTED)
    follow(page.get_by_role("button", name="Check the table"))
    assert "It says the same as" in page.inner_text("main")
    page.locator("[name=same-2][value=same]").check()
    follow(page.get_by_role("button", name="into the draft"))


def signs(finance: Person) -> None:
    page = finance.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Sign 3 figures: {TITLE}"))
    assert "Three homes with high turnover" not in page.inner_text("main"), "only the figures"
    for box in page.get_by_role("checkbox").all():
        box.check()
    follow(page.get_by_role("button", name="Check what readers will see"))
    assert "Readers will see: £41,000 a year" in page.inner_text("main"), "the money counts once"
    follow(page.get_by_role("button", name="Sign", exact=True))
    page.get_by_text("Signed by trust finance").first.wait_for()


def checks(peer: Person) -> None:
    page = peer.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Check {TITLE}"))
    follow(page.get_by_role("button", name="Take this check"))
    for answer in page.get_by_label("Met", exact=True).all():
        answer.check()
    page.get_by_label("Meets the criteria").check()
    follow(page.get_by_role("button", name="Send the check"))
    page.get_by_text("Your check is sent").wait_for()


def grades_and_publishes(editor: Person) -> None:
    page = editor.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Grade {TITLE}"))
    page.locator("[name=reason]").fill("Measured before and after by the team itself.")
    follow(page.get_by_role("button", name="Save the grade"))
    follow(page.get_by_role("button", name="Publish now"))
    assert TITLE in editor.goes_to("/case-studies/zz016/").inner_text("main")


def finds(member: Person) -> None:
    page = member.goes_to("/")
    page.locator("main input[name=q]").fill("blocked catheter care home")
    follow(page.get_by_role("main").get_by_role("button", name="Search"))
    follow(page.get_by_role("link", name=TITLE, exact=True))
    shown = page.inner_text("main")
    assert "£41,000 a year" in shown
    assert "Cash-releasing" in shown
    assert "Signed by trust finance" in shown
    assert "62 visits a month" in shown, "the starting position stands beside the saving"
    assert "What to expect elsewhere" in shown and "too few trusts to say" in shown


def asks(member: Person) -> None:
    page = member.page
    follow(page.get_by_role("link", name="Ask for more help"))
    page.get_by_label("Be paired").check()
    page.get_by_label("What is the problem").fill(
        "Blocked catheters take our night team out 40 times a month. "
        "Most visits end with a bag emptied."
    )
    follow(page.get_by_role("button", name="Sign in and send"))
    page.get_by_label("E-mail address").fill(MEMBER)
    page.get_by_label("Password").fill(member.site.password)
    follow(page.get_by_role("main").get_by_role("button", name="Sign in"))
    kept = page.get_by_label("What is the problem").input_value()
    assert kept.startswith("Blocked catheters"), "nothing typed is lost by signing in"
    follow(page.get_by_role("button", name="Send the request"))
    page.get_by_text("Your request is with the broker").wait_for()


def sees_that_it_waits(broker: Person, request: str) -> None:
    """Among supply and demand, beside the top performers who could be asked."""
    page = broker.goes_to("/insight/programme/illustrative-exemplars/")
    follow(page.get_by_role("link", name="Supply, demand and top performers"))
    assert "Could be asked" in page.inner_text("main")
    number = request.rstrip("/").rpartition("/")[2]
    assert page.get_by_role("link", name=f"request {number}", exact=True).count() == 1


def proposes(broker: Person) -> None:
    page = broker.goes_to("/help/")
    follow(page.get_by_role("link", name=SEEKER).last)
    assert "Same type: community" in page.inner_text("main"), "each part of the score has a reason"
    page.get_by_label("A note to both trusts").first.fill("Both look after rural care homes.")
    follow(page.get_by_role("button", name=f"Propose {EXEMPLAR}"))
    page.get_by_role("link", name="Open the match").wait_for()


def accepts(person: Person, task: str, *, sponsor: str = "") -> None:
    page = person.goes_to("/my/")
    follow(page.get_by_role("link", name=task))
    if sponsor:
        page.get_by_label("Your sponsor").fill(sponsor)
        page.get_by_label("Their role").fill("Chief nurse")
    follow(page.get_by_role("button", name="Accept"))
    page.get_by_text("Your trust has said yes").wait_for()


def agrees(member: Person) -> None:
    page = member.page
    page.reload()
    follow(page.get_by_role("link", name="Agree the work"))
    page.locator("[name=goals-0-measure]").fill("Night visits for blocked catheters")
    page.locator("[name=goals-0-unit]").fill("visits a month")
    page.locator("[name=goals-0-baseline]").fill("40")
    page.locator("[name=goals-0-target]").fill("25")
    page.get_by_label("Done by").fill(f"{date.today() + timedelta(days=90):%Y-%m-%d}")
    page.locator("[name=who]").fill("Night lead with night lead")
    page.locator("[name=how_often]").fill("Every second Thursday, by video")
    follow(page.get_by_role("button", name="Save what we agreed"))
    assert "Night visits for blocked catheters" in page.inner_text("main")


def logs_a_meeting(author: Person) -> None:
    page = author.page
    page.reload()
    page.get_by_label("Hours given").fill("2")
    follow(page.get_by_role("button", name="Log this meeting"))
    assert "34 hours left this quarter" in page.inner_text("main")


def finishes(member: Person) -> None:
    page = member.page
    follow(page.get_by_role("link", name="Record the outcome"))
    page.get_by_label("It is in place and it lasts").check()
    page.locator("[name=started]").fill(f"{date.today():%Y-%m-%d}")
    page.get_by_label("What happened here").fill(OUTCOME)
    follow(page.get_by_role("button", name="Record it and finish"))
    assert "six months" in page.inner_text("main"), "what began today cannot be said to last"
    page.locator("[name=started]").fill(f"{date.today() - timedelta(days=200):%Y-%m-%d}")
    follow(page.get_by_role("button", name="Record it and finish"))
    assert "/help/match/" in page.url


def finds_the_result_on_the_case_study(reader: Person) -> None:
    page = reader.goes_to(QUERY)
    assert "Taken up by 1 other trust" in page.inner_text("main")
    follow(page.get_by_role("link", name=TITLE, exact=True))
    shown = page.inner_text("main")
    assert "fell from 40 to 27 a month" in shown
    assert SEEKER in shown
    assert "£9,000" not in shown, "an adopter's pounds wait for its own finance"
    assert "finance has not signed" in shown


def nobody_else_sees_the_pair(outsider: Person, address: str) -> None:
    page = outsider.goes_to(address)
    assert "Page not found" in page.title() or "not found" in page.inner_text("main").lower()


def finds_what_only_mentions_a_word(reader: Person) -> None:
    page = reader.goes_to("/search/?q=maternity")
    shown = page.inner_text("main")
    assert "No case study fits “maternity” closely." in shown
    assert "only mention" in shown
    follow(page.get_by_role("link", name="Show weaker matches"))
    assert page.locator("mark", has_text="maternity").count()
    follow(page.get_by_role("link", name="Leave out weaker matches"))
    assert "No case study fits “maternity” closely." in page.inner_text("main")


def asks_for_a_case_study(reader: Person, editor: Person) -> None:
    page = reader.goes_to("/search/?q=boilers")
    assert "No case study speaks of “boilers”" in page.inner_text("main"), "no word is swapped"
    follow(page.get_by_role("link", name="Ask for a case study about “boilers”"))
    follow(page.get_by_role("button", name="Ask for it"))
    assert "boilers" in editor.goes_to("/desk/searches/").inner_text("main")
