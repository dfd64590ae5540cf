from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casestudies.models import Adoption
from portal.accounts.models import AuditEntry, Notice
from portal.matching.matches import services as match_services
from portal.matching.matches.services import GoalValues
from portal.matching.models import Goal, Match, Survey
from tests.builders.casestudies import long_ago, make_case_study, make_signpost
from tests.builders.matching import AGREED, Pair, make_match

pytestmark = pytest.mark.django_db

GOAL = GoalValues("Agency shifts a week", "shifts", target=Decimal(50), baseline=Decimal(90))


def told(person, kind):
    return Notice.objects.filter(recipient=person, kind=f"match.{kind}").count()


def agree(pair, by=None, **fields):
    values = {"case_study": pair.case_study, "goals": [GOAL], **AGREED, **fields}
    return match_services.agree(match=pair.match, by=by or pair.seeker, **values)


def meet(pair, hours, day=None, by=None):
    return match_services.log_meeting(
        match=pair.match,
        by=by or pair.helper,
        held_on=day or timezone.localdate(),
        helper_hours=Decimal(hours),
    )


WORK = {
    "reply": lambda pair, by: match_services.reply(match=pair.match, by=by, body="Hello"),
    "agree": lambda pair, by: agree(pair, by=by),
    "log_meeting": lambda pair, by: meet(pair, 1, by=by),
    "complete": lambda pair, by: match_services.complete(
        match=pair.match, by=by, outcome="sustained", started=long_ago()
    ),
    "survey": lambda pair, by: match_services.survey(
        match=pair.match, by=by, helpful=5, again=True
    ),
}


def test_agreeing_writes_the_goals_and_tells_the_other_side():
    pair = Pair().begin()

    agree(pair, who="Two ward managers", how_often="Every month")

    assert pair.match.case_study == pair.case_study
    assert Goal.objects.get().target == 50 and told(pair.helper, "agreed") == 1


@pytest.mark.parametrize(
    ("left_out", "field"),
    [({"goals": [], "aim": ""}, "aim"), ({"who": " "}, "who"), ({"finish_by": None}, "finish_by")],
)
def test_an_agreement_with_nothing_in_it_cannot_be_agreed(left_out, field):
    pair = Pair().begin()

    with pytest.raises(ValidationError) as refused:
        agree(pair, **left_out)

    assert set(refused.value.message_dict) == {field}
    pair.match.refresh_from_db()
    assert pair.match.agreed_seeker_at is None and not pair.match.goals.exists()


def test_an_aim_in_words_or_a_day_at_a_goal_is_enough():
    pair = Pair().begin()
    agree(pair, goals=[], aim="Rosters eight weeks ahead")

    agree(pair, goals=[replace(GOAL, by_when=date(2027, 3, 31))], finish_by=None)

    assert Goal.objects.get().by_when


def test_an_old_page_without_enough_is_not_confirmed():
    pair = Pair().begin()
    Match.objects.filter(pk=pair.match.pk).update(how_often="Every month")

    with pytest.raises(ValidationError, match="cannot be agreed yet"):
        match_services.confirm_agreement(match=pair.match, by=pair.helper)


def test_agreeing_anew_keeps_the_goals_that_are_reached():
    pair = Pair().begin()
    agree(pair)
    match_services.record_goal(goal=Goal.objects.get(), by=pair.seeker, reached=Decimal(48))

    agree(pair, by=pair.helper, goals=[GoalValues("Late rosters", "%", target=Decimal(5))])

    assert sorted(Goal.objects.values_list("measure", flat=True)) == [
        "Agency shifts a week",
        "Late rosters",
    ]


def test_a_pair_follows_a_case_study_of_the_helper():
    pair = Pair().begin()

    with pytest.raises(ValidationError) as error:
        agree(pair, case_study=make_case_study())
    assert "case_study" in error.value.message_dict


def test_a_pair_does_not_follow_a_signpost():
    pair = Pair().begin()

    with pytest.raises(ValidationError):
        agree(pair, case_study=make_signpost(trust=pair.helper_trust))


def test_a_bad_goal_leaves_the_old_agreement():
    pair = Pair().begin()
    agree(pair, who="Anna and Ben")

    with pytest.raises(ValidationError):
        agree(pair, who="Cleo", goals=[GoalValues("", "shifts", target=Decimal(1))])

    pair.match.refresh_from_db()
    assert pair.match.who == "Anna and Ben" and Goal.objects.count() == 1


def test_only_the_follower_says_where_it_stands():
    pair = Pair().begin()
    agree(pair)

    with pytest.raises(PermissionDenied):
        match_services.record_goal(goal=Goal.objects.get(), by=pair.helper, reached=Decimal(48))


def test_completion_becomes_the_followers_own_adoption():
    pair = Pair().begin()
    agree(pair)

    match_services.complete(
        match=pair.match,
        by=pair.seeker,
        outcome="adapted",
        result="Half the agency shifts.",
        started=long_ago(),
    )

    adoption = Adoption.objects.get()
    assert (adoption.trust, adoption.case_study) == (pair.seeker_trust, pair.case_study)
    assert (adoption.status, adoption.confirmed_by) == ("adapted", pair.seeker)
    assert pair.match.adoption == adoption and pair.match.status == "completed"


def test_completion_brings_an_adoption_up_to_date():
    pair = Pair().begin()
    Adoption.objects.create(
        case_study=pair.case_study, trust=pair.seeker_trust, status="considering"
    )

    match_services.complete(
        match=pair.match,
        by=pair.seeker,
        outcome="sustained",
        case_study=pair.case_study,
        started=long_ago(),
    )

    assert Adoption.objects.get().status == "sustained"


def test_completion_answers_the_request_and_tells_the_helper():
    pair = Pair().finish()

    pair.request.refresh_from_db()
    assert pair.request.status == "answered" and told(pair.helper, "completed") == 1


def test_the_helper_does_not_record_the_outcome():
    pair = Pair().begin()

    with pytest.raises(PermissionDenied):
        match_services.complete(
            match=pair.match, by=pair.helper, outcome="sustained", case_study=pair.case_study
        )


def test_a_pairing_does_not_end_without_an_outcome():
    pair = Pair().begin()

    with pytest.raises(ValidationError) as error:
        match_services.complete(match=pair.match, by=pair.seeker)
    assert "outcome" in error.value.message_dict


def test_small_help_is_finished_by_either_side_without_an_outcome():
    pair = Pair("talk").begin()

    match_services.complete(match=pair.match, by=pair.helper)

    assert pair.match.status == "completed" and not Adoption.objects.exists()


def test_an_outcome_needs_the_case_study_that_was_followed():
    pair = Pair().begin()

    with pytest.raises(ValidationError) as error:
        match_services.complete(match=pair.match, by=pair.seeker, outcome="sustained")
    assert "case_study" in error.value.message_dict


def test_a_bad_outcome_leaves_the_match_active():
    pair = Pair().begin()

    with pytest.raises(ValidationError):
        match_services.complete(
            match=pair.match, by=pair.seeker, outcome="stopped", case_study=pair.case_study
        )

    pair.match.refresh_from_db()
    assert pair.match.status == "active" and not Adoption.objects.exists()


def test_a_failure_after_the_adoption_takes_it_back(monkeypatch):
    pair = Pair().begin()

    def fail(match, side):
        raise RuntimeError

    monkeypatch.setattr("portal.matching.notifications.tell_completed", fail)
    with pytest.raises(RuntimeError):
        pair.finish()

    assert not Adoption.objects.exists()
    assert not AuditEntry.objects.filter(action="match.completed").exists()


def test_each_side_says_once_how_it_went():
    pair = Pair().finish()
    match_services.survey(match=pair.match, by=pair.seeker, helpful=5, again=True)
    match_services.survey(match=pair.match, by=pair.helper, helpful=4, again=True)

    with pytest.raises(ValidationError, match="already"):
        match_services.survey(match=pair.match, by=pair.seeker, helpful=1, again=False)
    assert Survey.objects.count() == 2


def test_nobody_says_how_it_went_before_the_end():
    pair = Pair().begin()

    with pytest.raises(ValidationError, match="when the work is over"):
        match_services.survey(match=pair.match, by=pair.seeker, helpful=5, again=True)


@pytest.mark.parametrize("helpful", [0, 6])
def test_the_scale_runs_from_1_to_5(helpful):
    pair = Pair().finish()

    with pytest.raises(ValidationError) as error:
        match_services.survey(match=pair.match, by=pair.seeker, helpful=helpful, again=True)
    assert "helpful" in error.value.message_dict


@pytest.mark.parametrize("who", ["third", "broker"])
@pytest.mark.parametrize("work", WORK)
def test_work_belongs_to_the_two_trusts(work, who):
    pair = Pair().begin()

    with pytest.raises(PermissionDenied):
        WORK[work](pair, getattr(pair, who))


@pytest.mark.parametrize("status", ["proposed", "declined", "lapsed", "ended", "completed"])
@pytest.mark.parametrize("work", ["agree", "log_meeting", "complete"])
def test_work_needs_an_active_match(work, status):
    pair = Pair()
    pair.match.delete()
    closed = {
        "declined": {"declined_side": "helper", "decline_reason": "timing"},
        "ended": {"end_reason": "other"},
    }
    pair.match = make_match(pair.need, pair.offer, status=status, **closed.get(status, {}))

    with pytest.raises(ValidationError):
        WORK[work](pair, pair.seeker)
