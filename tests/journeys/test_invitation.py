"""From a figure to an exemplar's application, in a real browser.

The demonstration gets figures in which one of its trusts does best. A manager reads the letter
and sends it; an author of the trust finds it in "My page" and in the post, accepts, and opens the
draft, in which the starting position stands. It changes the demonstration, so it has its own.
"""

from __future__ import annotations

import re

import pytest

from tests.journeys.browser import follow, run_on_demo
from tests.journeys.letters import letters_of
from tests.journeys.page_types import AUTHOR, BROKER, MEMBER

BEST = "Tarrowdale Community Services NHS Trust"
INVITE = "/help/invitations/new/illustrative-exemplars/ZZ017/sickness_absence_rate/"
QUESTION = "Be an exemplar for Sickness absence and wellbeing?"
# ZZ017 has 3.0% in the first year; each further trust of its type three tenths more.
FIGURES = """
from portal.performance.models import PerformanceFigure, Publication
from portal.trusts.models import Trust
publication, _ = Publication.objects.get_or_create(
    key="illustrative-journey", defaults={"publisher": "Exemplar", "title": "Invented figures"}
)
best = Trust.objects.get(ods_code="ZZ017")
others = Trust.objects.filter(illustrative=True, type=best.type).exclude(pk=best.pk)
for number, trust in enumerate([best, *others.order_by("ods_code")]):
    for later, year in enumerate(("2022/23", "2023/24", "2024/25")):
        PerformanceFigure.objects.update_or_create(
            ods_code=trust.ods_code, measure="sickness_absence_rate", year=year,
            reported_by="national",
            defaults={
                "trust": trust, "trust_type": trust.type, "publication": publication,
                "value": 0.030 + number * 0.003 - later * 0.001, "is_part_year": False,
            },
        )
"""


@pytest.fixture(scope="module")
def demo_site(own_site):
    run_on_demo(own_site.data_dir, "shell", "-c", FIGURES)
    return own_site


def test_a_top_performer_is_invited_and_becomes_a_candidate(someone, demo_site):
    broker, invited, other = someone(BROKER), someone(MEMBER), someone(AUTHOR)

    address = sends_the_invitation(broker)
    assert [count for (_, subject), count in letters_of(demo_site.data_dir).items()
            if subject.startswith(f"Would {BEST} help")] == [1]  # fmt: skip
    assert other.goes_to(address).get_by_text("There is no page here").is_visible()
    accepts(invited)
    opens_the_draft_with_its_start(invited)
    sees_the_answer(broker)


def sends_the_invitation(broker):
    page = broker.goes_to("/insight/programme/illustrative-exemplars/performers/")
    link = f"Invite {BEST} for Sickness absence"
    follow(page.get_by_role("link", name=link, exact=True))
    letter = page.inner_text("main")
    assert "2022/23: 3.0% of staff days, place 1 of 5" in letter
    assert "Leah Whitcombe" in letter
    follow(page.get_by_role("button", name="Send the invitation"))
    assert f"{BEST} is invited" in page.inner_text("main")
    address = page.url
    assert "has not answered yet" in broker.goes_to(INVITE).inner_text("main")
    return address


def accepts(invited):
    page = invited.goes_to("/my/")
    follow(page.get_by_role("link", name=re.compile(re.escape(QUESTION))))
    assert "You report nothing twice." in page.inner_text("main")
    assert "3.0% of staff days" in page.get_by_label("What shows that you can help?").input_value()
    follow(page.get_by_role("button", name="Accept and send the application"))
    assert "Your application is with the broker" in page.inner_text("main")


def opens_the_draft_with_its_start(invited):
    page = invited.page
    follow(page.get_by_role("link", name="Open the draft case study"))
    follow(page.get_by_role("link", name="Open the long form"))
    page.wait_for_load_state("networkidle")
    assert page.locator("[name=measures-0-name]").input_value() == "Sickness absence"
    assert float(page.locator("[name=measures-0-baseline]").input_value()) == 3
    assert float(page.locator("[name=measures-0-after]").input_value()) == 2.8


def sees_the_answer(broker):
    page = broker.goes_to("/help/invitations/")
    row = page.get_by_role("row").filter(has_text=BEST)
    assert "Accepted" in row.inner_text()
