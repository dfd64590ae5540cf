"""The whole life of a pair in a real browser, with the clock moved on.

Find out if one is ready, ask, be offered one exemplar that never answers and then the next best,
name a sponsor, agree on one page from both sides, share tasks and messages, log meetings, be
asked after 30 days and after a silence, finish, say how it went, be asked after half a year, and
be put forward as an exemplar. Nobody else sees any of it but the result. It moves the clock, so it
has a demonstration of its own.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.journeys.browser import let_sign_in, run_on_demo
from tests.journeys.lasting import (
    both_sides_are_heard,
    finishes,
    is_asked_again,
    is_put_forward,
    is_still_going_after_half_a_year,
    stands_on_the_case_study,
)
from tests.journeys.outsiders import (
    ANOTHER_TRUST,
    FIRST_ASKED,
    see_nothing_of_it,
    sees_no_name,
)
from tests.journeys.page_types import AUTHOR, BROKER, FINANCE, MEMBER
from tests.journeys.pairing import (
    SILENT,
    accepts,
    accepts_the_next_best,
    asks,
    finds_out_if_it_is_ready,
    proposes,
    waits_in_vain,
)
from tests.journeys.working import (
    agrees_on_one_page,
    falls_quiet,
    is_asked_after_thirty_days,
    log_meetings,
    shares_a_task,
    write_to_each_other,
)

HALF_A_YEAR = 190


@pytest.fixture(scope="module")
def demo_site(own_site):
    return own_site


@pytest.fixture
def clock(demo_site):
    """Runs what is due as if it were another day."""
    return lambda day: run_on_demo(demo_site.data_dir, "send_due", "--at", day.isoformat())


@pytest.fixture
def outsiders(someone, demo_site):
    """Of another trust, of the exemplar that was asked first, and of the helper's finance."""
    for email in (ANOTHER_TRUST, FIRST_ASKED):
        let_sign_in(demo_site.data_dir, email)
    return [someone(email) for email in (ANOTHER_TRUST, FIRST_ASKED, FINANCE)]


# Half a year of due work, minutes long. `test_loop` walks the loop in each run.
@pytest.mark.full
def test_the_life_of_a_pair(someone, outsiders, demo_site, clock):
    start = date.today()
    member, broker, author, visitor = someone(MEMBER), someone(BROKER), someone(AUTHOR), someone()

    finds_out_if_it_is_ready(member)
    asks(member)
    proposes(broker)
    accepts(member, f"Answer {SILENT}")
    waits_in_vain(member, broker, clock, start)
    accepts_the_next_best(member, author)
    pair = member.page.url
    agrees_on_one_page(member, author)
    shares_a_task(author, member)
    write_to_each_other(member, author)
    log_meetings(author, member)
    see_nothing_of_it(outsiders, pair)
    sees_no_name(visitor, pair)
    is_asked_after_thirty_days(member, author, clock, start)
    falls_quiet(author, clock, start)
    finishes(member)
    stands_on_the_case_study(visitor)
    is_asked_again(author, clock, start)
    both_sides_are_heard(member)

    demo_site.moves_on(days=HALF_A_YEAR)
    clock(start + timedelta(days=HALF_A_YEAR))
    member.signs_in(MEMBER)
    broker.signs_in(BROKER)
    is_still_going_after_half_a_year(member)
    stands_on_the_case_study(visitor)
    is_put_forward(member, pair, broker)
