import pytest

from portal.matching.requests.readiness import KEYS, QUESTIONS, judge


def answers(everything="yes", **changed):
    return {**dict.fromkeys(KEYS, everything), **changed}


def test_there_are_ten_questions_each_with_what_to_do():
    assert len(QUESTIONS) == len(set(KEYS)) == 10
    assert all(one.text.endswith("?") and one.topic and one.lacking and one.do for one in QUESTIONS)


@pytest.mark.parametrize(
    ("given", "verdict", "kind"),
    [
        (answers(), "go", "pairing"),
        (answers(money="no", calm="no", director="no"), "go", "pairing"),
        (answers("partly", lead="yes", problem="yes", staff="yes", data="yes"), "go", "pairing"),
        (answers("partly", lead="yes"), "smaller", "talk"),
        (answers(lead="partly"), "smaller", "talk"),
        (answers(figure="no"), "smaller", "talk"),
        (answers(problem="no"), "smaller", "talk"),
        (answers("no", lead="yes", time="yes", staff="yes", data="yes"), "smaller", "talk"),
        (answers("no", lead="yes", time="yes", staff="yes", data="partly"), "not-now", "question"),
        (answers(lead="no"), "not-now", "question"),
        (answers(time="no"), "not-now", "question"),
        (answers("no"), "not-now", "question"),
    ],
)
def test_the_verdict_follows_the_published_rule(given, verdict, kind):
    found = judge(given)

    assert (found.readiness, found.kind) == (verdict, kind)
    assert found.next_step


def test_the_reasons_name_what_is_missing_before_what_is_there_in_part():
    found = judge(answers(problem="partly", money="no"))

    assert [reason.partly for reason in found.reasons] == [False, True]
    assert [reason.text for reason in found.reasons] == [
        "Nobody knows what may be spent.",
        "The problem in words: there in part.",
    ]


def test_all_yes_leaves_nothing_to_mend():
    assert judge(answers()).reasons == () and judge(answers()).points == 20


@pytest.mark.parametrize("wrong", [{}, {"lead": "yes"}, answers(lead="maybe"), answers(more="yes")])
def test_answers_that_are_not_whole_are_refused(wrong):
    with pytest.raises(ValueError):
        judge(wrong)
