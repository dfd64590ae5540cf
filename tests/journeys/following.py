"""From a question to a result of one's own: search, ask, be matched, work, give back, go on."""

from __future__ import annotations

from datetime import date, timedelta

from tests.journeys.becoming_exemplar import EXEMPLAR, MEASURE, TITLE
from tests.journeys.browser import Person, follow

FOLLOWER = "Carrowmoor Community Health NHS Foundation Trust"
FOLLOWER_FIGURES = "/trusts/ZZ018/performance/"
QUERY = "/search/?q=ring+first+day+off+sick"
OUTCOME = "Long spells of sickness fell by a quarter, worth £18,000 a year in bank shifts."
HALF_A_YEAR_AGO = f"{date.today() - timedelta(days=200):%Y-%m-%d}"


def finds(reader: Person) -> str:
    """Returns the address of the case study."""
    page = reader.goes_to("/")
    page.locator("main input[name=q]").fill("ring people on the first day of sickness")
    follow(page.get_by_role("main").get_by_role("button", name="Search"))
    follow(page.get_by_role("link", name=TITLE, exact=True))
    shown = page.inner_text("main")
    assert "£64,000 a year" in shown
    assert "Cash-releasing" in shown
    assert "Signed by trust finance" in shown
    assert "5.56" in shown, "the starting position stands beside the saving"
    assert "What to expect elsewhere" in shown and "too few trusts to say" in shown
    return page.url


def takes_it_up(adopter: Person, study: str, *, before: str, after: str) -> None:
    """Without being paired: a result of one's own, with the same national measure."""
    page = adopter.goes_to(study)
    follow(page.get_by_role("link", name="Has your trust taken it up?"))
    page.get_by_label("In progress", exact=True).check()
    for name, value in (
        ("name", MEASURE),
        ("unit", "% of staff days"),
        ("baseline", before),
        ("baseline_date", "2024-03-31"),
        ("after", after),
        ("after_date", "2025-03-31"),
    ):
        page.locator(f"[name=measures-0-{name}]").fill(value)
    follow(page.get_by_role("button", name="Save our result"))


def asks_with_its_figure(member: Person, email: str) -> None:
    """From the figure of its trust; what is typed is kept while the person signs in."""
    page = member.goes_to(FOLLOWER_FIGURES)
    follow(page.get_by_role("link", name=f"Ask for help with {MEASURE}"))
    page.get_by_label("Be paired").check()
    page.get_by_label("What is the problem").fill(
        "Half of our sickness is in spells of over two weeks. Nobody rings before day eight."
    )
    follow(page.get_by_role("button", name="Sign in and send"))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(member.site.password)
    follow(page.get_by_role("main").get_by_role("button", name="Sign in"))
    kept = page.get_by_label("What is the problem").input_value()
    assert kept.startswith("Half of our sickness"), "nothing typed is lost by signing in"
    assert page.get_by_label("Which national measure").input_value() == "sickness_absence_rate"
    assert page.get_by_label("Your figure").input_value() == "5.2"
    follow(page.get_by_role("button", name="Send the request"))
    page.get_by_text("Your request is with the broker").wait_for()
    assert "5.2% of staff days in 2024/25" in page.inner_text("main")


def sees_that_it_waits(broker: Person, request: str) -> None:
    """Among supply and demand, beside the top performers who could be asked."""
    page = broker.goes_to("/insight/programme/illustrative-exemplars/")
    follow(page.get_by_role("link", name="Supply, demand and top performers"))
    assert "Could be asked" in page.inner_text("main")
    number = request.rstrip("/").rpartition("/")[2]
    assert page.get_by_role("link", name=f"request {number}", exact=True).count() == 1


def proposes(broker: Person) -> None:
    """Because they began where the trust that asks is now."""
    page = broker.goes_to("/help/")
    follow(page.get_by_role("link", name=FOLLOWER).last)
    suggested = page.locator("li.app-candidate").filter(has_text=EXEMPLAR)
    reasons = suggested.inner_text()
    assert "Same type: community" in reasons, "each part of the score has a reason"
    assert "began at 5.6% of staff days" in reasons, "they began where the seeker is"
    suggested.get_by_label("A note to both trusts").fill("They began where you are.")
    follow(suggested.get_by_role("button", name=f"Propose {EXEMPLAR}"))
    page.get_by_role("link", name="Open the match").wait_for()


def accepts(person: Person, task: str, *, sponsor: str = "") -> None:
    page = person.goes_to("/my/")
    follow(page.get_by_role("link", name=task))
    if sponsor:
        page.get_by_label("Your sponsor").fill(sponsor)
        page.get_by_label("Their role").fill("Chief people officer")
    follow(page.get_by_role("button", name="Accept"))
    page.get_by_text("Your trust has said yes").wait_for()


def agrees(member: Person) -> None:
    page = member.page
    page.reload()
    follow(page.get_by_role("link", name="Agree the work"))
    page.locator("[name=goals-0-measure]").fill(MEASURE)
    page.locator("[name=goals-0-unit]").fill("% of staff days")
    page.locator("[name=goals-0-baseline]").fill("5.2")
    page.locator("[name=goals-0-target]").fill("4.6")
    page.get_by_label("Done by").fill(f"{date.today() + timedelta(days=90):%Y-%m-%d}")
    page.locator("[name=who]").fill("Two team leaders with two team leaders")
    page.locator("[name=how_often]").fill("Every second Thursday, by video")
    follow(page.get_by_role("button", name="Save what we agreed"))
    assert MEASURE in page.inner_text("main")


def logs_a_meeting(author: Person) -> None:
    page = author.page
    page.reload()
    page.get_by_label("Hours given").fill("2")
    follow(page.get_by_role("button", name="Log this meeting"))
    assert "2 hours" in page.inner_text("main")


def finishes(member: Person) -> None:
    """With its own figure and its own money, which its own finance signs later."""
    page = member.page
    follow(page.get_by_role("link", name="Record the outcome"))
    page.get_by_label("It is in place and it lasts").check()
    page.locator("[name=started]").fill(f"{date.today():%Y-%m-%d}")
    page.get_by_label("Which case study did you follow").select_option(label=TITLE)
    page.get_by_label("What happened here").fill(OUTCOME)
    follow(page.get_by_role("button", name="Record it and finish"))
    assert "six months" in page.inner_text("main"), "what began today cannot be said to last"
    page.locator("[name=started]").fill(HALF_A_YEAR_AGO)
    page.get_by_text("Add a figure of your own").click()
    for name, value in (
        ("name", MEASURE),
        ("unit", "% of staff days"),
        ("baseline", "5.2"),
        ("baseline_date", "2025-03-31"),
        ("after", "5.3"),
        ("after_date", "2026-03-31"),
        ("source", "Electronic staff record"),
    ):
        page.locator(f"[name=measure-{name}]").fill(value)
    follow(page.get_by_role("button", name="Record it and finish"))
    assert "/help/match/" in page.url


def sees_what_to_expect(reader: Person, study: str, *words: str) -> None:
    shown = reader.goes_to(study).inner_text("main")
    for each in words:
        assert each in shown, f"{each!r} is not on the case study"


def signs_the_followers_money(finance: Person) -> None:
    page = finance.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Sign what {FOLLOWER} saved: {TITLE}"))
    for box in page.get_by_role("checkbox").all():
        box.check()
    follow(page.get_by_role("button", name="Sign", exact=True))


def finds_the_result_on_the_case_study(reader: Person, *, signed: bool) -> None:
    page = reader.goes_to(QUERY)
    assert "Taken up by" in page.inner_text("main")
    follow(page.get_by_role("link", name=TITLE, exact=True))
    shown = page.inner_text("main")
    assert "fell by a quarter" in shown
    assert FOLLOWER in shown
    assert ("£18,000" in shown) is signed, "an adopter's pounds wait for its own finance"
    assert ("finance has not signed" in shown) is not signed


def is_put_forward(member: Person, match: str, broker: Person) -> None:
    """The follower becomes a candidate in one press, with its own result as the evidence."""
    page = member.goes_to(match)
    follow(page.get_by_role("button", name="Put your trust forward as an exemplar"))
    shown = page.inner_text("main")
    assert f"Took up “{TITLE}” of {EXEMPLAR} and keeps it up (sustained)." in shown
    assert f"Its own result: {OUTCOME}" in shown, "signed pounds are in it"
    page = broker.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Assess {FOLLOWER}"))
    assert OUTCOME in page.inner_text("main")
