"""Tasks, the question after 30 days, and what each side says at the end."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.accounts.models import AuditEntry
from portal.matching.matches import progress, work
from portal.matching.matches import services as match_services
from portal.matching.matches.queries import waiting_for
from portal.matching.models import Survey
from tests.builders.living import begun
from tests.builders.matching import AGREED, Pair

pytestmark = pytest.mark.django_db


def agreed(**values):
    pair = Pair(**values).begin()
    match_services.agree(
        match=pair.match, by=pair.seeker, case_study=pair.case_study, aim="Less", **AGREED
    )
    match_services.confirm_agreement(match=pair.match, by=pair.helper)
    return pair


def titles(person):
    return [row.title for row in waiting_for(person)]


def test_a_task_is_ticked_off_by_either_side_and_opened_again():
    pair = Pair().begin()
    task = work.add(match=pair.match, by=pair.seeker, title="Send the rota", side="helper")

    work.done(task=task, by=pair.helper)
    assert task.done_by == pair.helper
    work.reopen(task=task, by=pair.seeker)

    assert task.done_at is None
    actions = AuditEntry.objects.filter(action__startswith="task.").values_list("action", flat=True)
    assert sorted(actions) == ["task.added", "task.done", "task.reopened"]


def test_a_task_is_done_once():
    pair = Pair().begin()
    task = work.add(match=pair.match, by=pair.seeker, title="Send the rota")
    work.done(task=task, by=pair.helper)

    with pytest.raises(ValidationError, match="done already"):
        work.done(task=task, by=pair.seeker)


@pytest.mark.parametrize("who", ["third", "broker"])
def test_nobody_else_writes_down_a_task(who):
    pair = Pair().begin()

    with pytest.raises(PermissionDenied):
        work.add(match=pair.match, by=getattr(pair, who), title="Send the rota")


def test_tasks_belong_to_a_pair_at_work():
    pair = Pair()

    with pytest.raises(ValidationError, match="accept this match first"):
        work.add(match=pair.match, by=pair.seeker, title="Send the rota")


def test_a_due_task_waits_for_the_side_that_has_it():
    pair = agreed()
    today = timezone.localdate()
    work.add(match=pair.match, by=pair.seeker, title="Send the rota", side="helper", due=today)

    assert "Task: Send the rota" in titles(pair.helper)
    assert "Task: Send the rota" not in titles(pair.seeker) + titles(pair.third)


def test_a_pair_at_30_days_waits_for_the_seekers_word_only():
    pair = agreed()
    begun(pair.match, 30)

    assert any(title.startswith("Say how it goes with") for title in titles(pair.seeker))
    assert not any(title.startswith("Say how it goes with") for title in titles(pair.helper))


@pytest.mark.parametrize("who", ["helper", "third", "broker"])
def test_only_the_seeker_says_whether_the_partner_is_right(who):
    pair = Pair().begin()

    with pytest.raises(PermissionDenied):
        match_services.answer(match=pair.match, by=getattr(pair, who), answer="going-well")


def test_the_answer_is_not_in_the_audit_trail():
    pair = Pair().begin()

    match_services.answer(match=pair.match, by=pair.seeker, answer="needs-help")

    assert not AuditEntry.objects.filter(detail__icontains="needs-help").exists()


def test_another_answer_may_follow_and_the_same_may_not():
    pair = Pair().begin()
    match_services.answer(match=pair.match, by=pair.seeker, answer="needs-help")
    match_services.answer(match=pair.match, by=pair.seeker, answer="going-well")

    with pytest.raises(ValidationError, match="said this already"):
        match_services.answer(match=pair.match, by=pair.seeker, answer="going-well")


def test_a_pair_that_needs_help_is_flagged_to_the_broker_alone():
    pair = agreed()
    match_services.answer(match=pair.match, by=pair.seeker, answer="needs-help")

    assert progress.of_match(pair.match, side=None).flagged
    assert progress.of_match(pair.match, side="helper").label == "At work"


def test_a_change_ends_the_match_with_its_coded_reason():
    pair = Pair().begin()

    match_services.answer(match=pair.match, by=pair.seeker, answer="change")

    pair.match.refresh_from_db()
    assert (pair.match.status, pair.match.end_reason) == ("ended", "change-partner")


@pytest.mark.parametrize("who", ["seeker", "helper"])
def test_a_quiet_pair_is_flagged_on_both_sides_own_pages(who):
    pair = agreed()
    begun(pair.match, 31, quiet=True)

    assert any(title.startswith("Take up the work with") for title in titles(getattr(pair, who)))
    assert progress.of_match(pair.match, side=None).label == "Quiet for 30 days"


def test_the_end_waits_for_the_side_that_has_not_said_how_it_went():
    pair = Pair().finish()
    match_services.survey(match=pair.match, by=pair.seeker, helpful=4, again=True)

    assert not any(title.startswith("Say how it went") for title in titles(pair.seeker))
    assert any(title.startswith("Say how it went") for title in titles(pair.helper))


def test_a_survey_keeps_goals_and_fit():
    pair = Pair().finish()

    match_services.survey(
        match=pair.match,
        by=pair.helper,
        helpful=4,
        again=True,
        goals_met="partly",
        fit_place=2,
        fit_culture=5,
    )

    kept = Survey.objects.get()
    assert kept.goals_met == "partly" and kept.fits == "place and travel 2, ways of working 5"


@pytest.mark.parametrize("wrong", [{"goals_met": "perhaps"}, {"fit_place": 6}, {"fit_systems": 0}])
def test_a_survey_takes_only_what_the_form_offers(wrong):
    pair = Pair().finish()

    with pytest.raises(ValidationError):
        match_services.survey(match=pair.match, by=pair.helper, helpful=4, again=True, **wrong)
