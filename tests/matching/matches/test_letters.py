"""Every transition of a match through a real mail server: who gets a letter, and never a second."""

import re
from collections import Counter
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from portal.matching.cohorts import services as cohort_services
from portal.matching.matches import services as match_services
from portal.matching.matches import work
from portal.matching.requests import services as request_services
from tests.accounts.smtp_sink import smtp_sink
from tests.builders.casestudies import long_ago
from tests.builders.due import run_due
from tests.builders.living import begun, make_follower, make_next, morning
from tests.builders.matching import AGREED, SPONSOR, Pair

pytestmark = pytest.mark.django_db
SEEKER, HELPER, BROKER, NEXT = "seeker", "helper", "broker", "third"


def nothing(pair):
    """The pair as it is proposed."""


def begins(pair):
    pair.begin()


def begins_with_another_behind(pair):
    make_next(pair)
    pair.begin()


def helper_accepts(pair):
    match_services.accept(match=pair.match, by=pair.helper)


def seeker_writes_the_page(pair):
    pair.begin()
    match_services.agree(
        match=pair.match, by=pair.seeker, case_study=pair.case_study, aim="Less", **AGREED
    )


def both_agree_the_page(pair):
    seeker_writes_the_page(pair)
    match_services.confirm_agreement(match=pair.match, by=pair.helper)


def has_run(*working_days):
    def before(pair):
        make_next(pair)
        for number in working_days:
            run_due(morning(pair.match, number))

    return before


def runs(working_day):
    return lambda pair: run_due(morning(pair.match, working_day))


def runs_days_later(days):
    return lambda pair: run_due(timezone.now() + timedelta(days=days))


def declines(by, reason):
    return lambda pair: match_services.decline(
        match=pair.match, by=getattr(pair, by), reason=reason
    )


def ends(by, reason):
    return lambda pair: match_services.end(match=pair.match, by=getattr(pair, by), reason=reason)


def answers_the_check_in(answer):
    return lambda pair: match_services.answer(match=pair.match, by=pair.seeker, answer=answer)


def has_a_task(pair):
    both_agree_the_page(pair)
    today = timezone.localdate()
    work.add(match=pair.match, by=pair.seeker, title="Send the rota", side="helper", due=today)


def ticks(pair):
    work.done(task=pair.match.tasks.get(), by=pair.helper)


def completes(pair):
    match_services.complete(
        match=pair.match,
        by=pair.seeker,
        outcome="sustained",
        case_study=pair.case_study,
        started=long_ago(),
    )


def has_finished(pair):
    pair.finish()
    match_services.survey(match=pair.match, by=pair.seeker, helpful=4, again=True)


def has_a_group(pair):
    pair.begin()
    cohort_services.form(offer=pair.offer, name="Spring", matches=[pair.match], by=pair.helper)


def has_a_planned_session(pair):
    has_a_group(pair)
    cohort_services.plan_session(
        cohort=pair.match.cohort, planned_for=timezone.localdate(), by=pair.helper
    )


def holds_the_session(pair):
    cohort_services.hold_session(
        session=pair.match.cohort.sessions.get(),
        held_on=timezone.localdate(),
        helper_hours=Decimal(2),
        present=[pair.match],
        by=pair.helper,
    )


@dataclass(frozen=True)
class Transition:
    """What happens after what, and who gets one letter of it: nobody else gets any."""

    name: str
    before: Any
    act: Any
    told: tuple[str, ...]
    pair: dict = field(default_factory=dict)


QUESTION = {"pair": {"help_kind": "question"}}
TRANSITIONS = [
    Transition(
        "proposed",
        lambda pair: match_services.call_off(match=pair.match, by=pair.broker),
        lambda pair: match_services.propose(need=pair.need, offer=pair.offer, by=pair.broker),
        (SEEKER, HELPER),
    ),
    Transition("one accepts", nothing, helper_accepts, (SEEKER,)),
    Transition(
        "both accept",
        helper_accepts,
        lambda pair: match_services.accept(match=pair.match, by=pair.seeker, **SPONSOR),
        (SEEKER, HELPER),
    ),
    Transition("called off", nothing, lambda p: match_services.call_off(match=p.match, by=p.broker),
               (SEEKER, HELPER)),
    Transition("withdrawn", begins,
               lambda p: request_services.withdraw(request=p.request, by=p.seeker), (HELPER,)),
    Transition("the helper declines, nobody is next", nothing, declines(HELPER, "timing"),
               (SEEKER, BROKER)),
    Transition("the helper declines, another is next", make_next, declines(HELPER, "timing"),
               (SEEKER, NEXT, BROKER)),
    Transition("the seeker has solved it", make_next, declines(SEEKER, "solved"), (HELPER, BROKER)),
    Transition("the seeker wants another", make_next, declines(SEEKER, "too-different"),
               (SEEKER, HELPER, NEXT, BROKER)),
    Transition("small help is declined", make_next, declines(HELPER, "timing"), (SEEKER, BROKER),
               **QUESTION),
    Transition("flagged on the third working day", helper_accepts, runs(3), (SEEKER,)),
    Transition("due on the sixth", helper_accepts, runs(6), (SEEKER,)),
    Transition("lapsed, another is next", has_run(3, 6), runs(7), (SEEKER, HELPER, NEXT, BROKER)),
    Transition("small help lapses", has_run(3, 6), runs(7), (SEEKER, HELPER, BROKER), **QUESTION),
    Transition("a message", begins,
               lambda p: match_services.reply(match=p.match, by=p.seeker, body="Hi."), (HELPER,)),
    Transition("the page is written", begins, seeker_writes_the_page, (HELPER,)),
    Transition("the page is agreed", seeker_writes_the_page,
               lambda p: match_services.confirm_agreement(match=p.match, by=p.helper), (SEEKER,)),
    Transition("the page is overdue", seeker_writes_the_page, runs(11), (HELPER,)),
    Transition("a meeting", begins,
               lambda p: match_services.log_meeting(match=p.match, by=p.helper,
                                             held_on=timezone.localdate(), helper_hours=Decimal(1)),
               ()),
    Transition("a task", both_agree_the_page,
               lambda p: work.add(match=p.match, by=p.seeker, title="Send it", side="helper"),
               (HELPER,)),
    Transition("a task is due", has_a_task, runs_days_later(0), (HELPER,)),
    Transition("a task is done", has_a_task, ticks, ()),
    Transition("30 days on", both_agree_the_page,
               lambda p: (begun(p.match, 30), run_due(timezone.now())), (SEEKER,)),
    Transition("it goes well", begins, answers_the_check_in("going-well"), ()),
    Transition("it needs help", begins, answers_the_check_in("needs-help"), (BROKER,)),
    Transition("another partner, please", begins_with_another_behind,
               answers_the_check_in("change"), (SEEKER, HELPER, NEXT, BROKER)),
    Transition("another partner, and there is none", begins, answers_the_check_in("change"),
               (HELPER, BROKER)),
    Transition("quiet for 30 days",
               lambda p: (both_agree_the_page(p), answers_the_check_in("going-well")(p)),
               runs_days_later(31), (SEEKER, HELPER, BROKER)),
    Transition("the seeker ends it", begins, ends(SEEKER, "no-time"), (HELPER, BROKER)),
    Transition("the helper ends it", begins, ends(HELPER, "people-left"), (SEEKER, BROKER)),
    Transition("the helper changes", begins_with_another_behind, ends(HELPER, "change-partner"),
               (SEEKER, NEXT, BROKER)),
    Transition("the broker ends it", begins, ends(BROKER, "other"), (SEEKER, HELPER, BROKER)),
    # The second is the adoption's own, to those who wrote its case study.
    Transition("completed", begins, completes, (HELPER, HELPER, BROKER)),
    Transition("how it went", lambda p: p.finish(),
               lambda p: match_services.survey(
                   match=p.match, by=p.helper, helpful=4, again=True), ()),
    Transition("asked again how it went", has_finished, runs_days_later(9), (HELPER,)),
    Transition("a group", begins, has_a_group, (SEEKER,)),
    Transition("a session is planned", has_a_group,
               lambda p: cohort_services.plan_session(cohort=p.match.cohort, by=p.helper,
                                              planned_for=timezone.localdate()), (SEEKER,)),
    Transition("a session is held", has_a_planned_session, holds_the_session, ()),
]  # fmt: skip


@pytest.fixture
def post(settings):
    """The letters that arrive at a mail server on this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with smtp_sink() as (port, letters):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield letters


def addressees(letters, pair):
    """How many letters each person of the pair got; a stranger's address stands as it is."""
    names = {getattr(pair, who).email: who for who in (SEEKER, HELPER, BROKER, NEXT)}
    found = [re.search(r"^To: (\S+)", letter, re.MULTILINE)[1] for letter in letters]
    return Counter(names.get(address, address) for address in found)


REPEATABLE = {"proposed", "a message", "the page is written", "a meeting", "a task", "a group",
              "a session is planned"}  # fmt: skip


@pytest.mark.parametrize("kind", [{}, QUESTION["pair"]], ids=["pairing", "question"])
def test_exactly_these_people_get_one_letter_and_none_a_second_time(
    kind, post, subtests, django_capture_on_commit_callbacks
):
    """Each transition on a pair as it is proposed, which is made once and put back each time."""
    pair = Pair(**kind)
    for one in (one for one in TRANSITIONS if one.pair == kind):
        del post[:]
        with subtests.test(one.name), put_back(pair) as fresh:
            one.before(fresh)

            with django_capture_on_commit_callbacks(execute=True):
                one.act(fresh)
            assert addressees(post, fresh) == Counter(one.told)

            if one.name not in REPEATABLE:
                again(one, fresh, django_capture_on_commit_callbacks)
                assert addressees(post, fresh) == Counter(one.told), "a second letter"


def again(transition, pair, capture):
    """Do it once more: it is refused in words, or nothing comes of it."""
    with capture(execute=True):
        try:
            transition.act(pair)
        except ValidationError as refused:
            assert refused.messages


@contextmanager
def put_back(pair):
    """The pair read afresh; at the end the database is as it was."""
    with transaction.atomic():
        fresh = copy(pair)
        for name, value in vars(pair).items():
            if isinstance(value, Model):
                setattr(fresh, name, type(value)._default_manager.get(pk=value.pk))
        try:
            yield fresh
        finally:
            transaction.set_rollback(True)


def test_no_letter_says_why_or_what_was_written(post, django_capture_on_commit_callbacks):
    pair = Pair()
    make_next(pair)

    with django_capture_on_commit_callbacks(execute=True):
        match_services.decline(match=pair.match, by=pair.helper, reason="too-different")

    text = "".join(post).lower()
    assert "different" not in text and pair.request.problem[:20].lower() not in text


def test_the_old_exemplar_does_not_learn_who_is_next(post, django_capture_on_commit_callbacks):
    pair = Pair().begin()
    make_next(pair)

    with django_capture_on_commit_callbacks(execute=True):
        match_services.answer(match=pair.match, by=pair.seeker, answer="change")

    theirs = next(letter for letter in post if f"To: {pair.helper.email}" in letter)
    assert pair.third_trust.name not in theirs and "partner" not in theirs.lower()


def test_a_follower_of_a_group_is_named_to_no_other(post, django_capture_on_commit_callbacks):
    pair = Pair(places=2, ceiling=3).begin()
    other, person = make_follower(pair)

    with django_capture_on_commit_callbacks(execute=True):
        cohort_services.form(
            offer=pair.offer, name="Spring", matches=[pair.match, other], by=pair.helper
        )

    theirs = next(letter for letter in post if f"To: {person.email}" in letter)
    assert len(post) == 2 and pair.seeker_trust.name not in theirs
