import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casestudies.models import Contact
from portal.accounts.permissions import Role
from portal.matching.designations import assessments
from portal.matching.designations import services as designation_services
from portal.matching.designations.assessments import MET, NOT_APPLICABLE, NOT_MET, Line
from portal.matching.models import Assessment
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_offer,
    make_person,
    make_programme,
    make_proof,
)

pytestmark = pytest.mark.django_db
TIME, BOARD = "Time in the job plan.", "The board has agreed."


@pytest.fixture
def area():
    return make_area("Beds")


@pytest.fixture
def designation(area):
    programme = make_programme([area], criteria=f"- {TIME}\n\n2. {BOARD}\n")
    made = make_designation(programme=programme, status="applied")
    make_offer(made, area)
    make_proof(made.trust, area)
    return made


def assess(designation, time=MET, board=MET, note="", by=None):
    answers = [Line(TIME, time, note), Line(BOARD, board, note)]
    designation_services.assess(designation=designation, by=by or make_broker(), answers=answers)
    return Assessment.objects.get(designation=designation)


def test_own_criteria_are_the_lines_without_marks_and_each_once(designation):
    assert assessments.own_criteria(designation.programme) == [TIME, BOARD]
    assert assessments.lines_of("• A\n• A\n\n12) B\n2 beds kept free") == [
        "A",
        "B",
        "2 beds kept free",
    ]


def test_an_assessment_keeps_who_and_each_area_and_criterion(designation):
    broker = make_broker()

    record = assess(designation, board=NOT_MET, note="Not asked yet.", by=broker)

    lines = assessments.lines(record)
    assert record.by == broker and record.at is not None
    assert [(one.area, one.answer) for one in lines] == [
        ("Beds", MET),
        ("Beds", MET),
        ("Beds", MET),
        ("", MET),
        ("", NOT_MET),
    ]
    assert lines[-1].question == BOARD and lines[-1].note == "Not asked yet."


def test_what_changes_later_does_not_change_what_was_found(designation):
    record = assess(designation)
    kept = record.findings
    Contact.objects.filter(page__trust=designation.trust).update(left=True)
    designation.programme.criteria = "Something else."
    designation.programme.save()

    record.refresh_from_db()

    assert record.findings == kept
    assert [one.question for one in assessments.lines(record)][-2:] == [TIME, BOARD]


def test_every_own_criterion_is_answered(designation):
    with pytest.raises(ValidationError, match=BOARD):
        designation_services.assess(
            designation=designation, by=make_broker(), answers=[Line(TIME, MET)]
        )

    assert not Assessment.objects.exists()


@pytest.mark.parametrize("answer", [NOT_MET, NOT_APPLICABLE])
def test_what_is_not_met_needs_a_note(designation, answer):
    with pytest.raises(ValidationError, match="Say why in a sentence"):
        assess(designation, time=answer)


def test_an_unknown_answer_is_refused(designation):
    with pytest.raises(ValidationError, match=TIME):
        assess(designation, time="perhaps", note="Hm.")


def test_only_the_broker_assesses(designation):
    with pytest.raises(PermissionDenied):
        assess(designation, by=make_person(Role.AUTHOR, trust=designation.trust))


def test_an_unmet_own_criterion_needs_a_reason_to_designate(designation):
    assess(designation, time=NOT_MET, note="Not yet.")

    with pytest.raises(ValidationError) as error:
        designation_services.designate(designation=designation, by=make_broker(), reason="  ")

    assert "reason" in error.value.message_dict
    designation.refresh_from_db()
    assert designation.status == "assessed"


def test_the_reason_is_kept_with_the_assessment(designation):
    record = assess(designation, time=NOT_MET, note="Not yet.")

    designation_services.designate(
        designation=designation, by=make_broker(), reason="Agreed for May."
    )

    record.refresh_from_db()
    assert designation.status == "designated" and record.reason == "Agreed for May."


def test_a_criterion_that_does_not_apply_needs_no_reason(designation):
    record = assess(designation, board=NOT_APPLICABLE, note="It has no board.")

    designation_services.designate(designation=designation, by=make_broker(), reason="Not needed.")

    record.refresh_from_db()
    assert designation.status == "designated" and record.reason == ""


def test_after_a_pause_the_reason_is_not_asked_again(designation):
    assess(designation, time=NOT_MET, note="Not yet.")
    broker = make_broker()
    designation_services.designate(designation=designation, by=broker, reason="Agreed for May.")
    designation_services.pause(designation=designation, by=broker)

    designation_services.designate(designation=designation, by=broker)

    assert designation.status == "designated"
    assert Assessment.objects.get().reason == "Agreed for May."
