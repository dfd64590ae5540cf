from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casestudies.models import Contact
from portal.accounts.permissions import Role
from portal.matching.models import HelpRequest, Match
from portal.matching.requests import services as request_services
from tests.builders.casestudies import make_area, make_case_study, make_signpost
from tests.builders.matching import PROBLEM, make_person, make_programme
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def ask(trust=None, by=None, **fields):
    trust = trust or make_trust()
    by = by or make_person(Role.MEMBER, trust=trust)
    values = {"problem": PROBLEM, "help_kind": "question", "areas": [make_area()], **fields}
    return request_services.ask(trust=trust, by=by, **values)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("problem", {"problem": "  "}),
        ("problem", {"problem": "x" * 3001}),
        ("help_kind", {"help_kind": "lunch"}),
        ("areas", {"areas": []}),
        ("by_when", {"by_when": date(2020, 1, 1)}),
        ("starting_figure", {"starting_figure": "x" * 121}),
    ],
)
def test_a_bad_answer_is_named_by_its_field(field, fields):
    with pytest.raises(ValidationError) as error:
        ask(**fields)

    assert field in error.value.message_dict
    assert not HelpRequest.objects.exists()


def test_a_trust_does_not_ask_itself():
    trust = make_trust()

    with pytest.raises(ValidationError, match="Choose another trust"):
        ask(trust=trust, helper=trust)


def test_a_closed_helper_is_refused():
    with pytest.raises(ValidationError, match="has closed"):
        ask(helper=make_trust(closed=date(2021, 3, 31)))


def test_a_trust_not_to_ask_is_not_asked():
    helper = make_trust()

    with pytest.raises(ValidationError, match="not to ask"):
        ask(helper=helper, not_these=[helper])


@pytest.mark.parametrize("role", ["helper", "members", "case_study"])
def test_illustrative_and_real_trusts_are_not_mixed(role):
    invented = make_trust(illustrative=True)
    values = {
        "helper": invented,
        "members": [invented],
        "case_study": role == "case_study" and make_case_study(trust=invented),
    }

    with pytest.raises(ValidationError, match="not mixed"):
        ask(**{role: values[role]})


def test_a_case_study_without_a_live_contact_cannot_be_asked():
    page = make_case_study()
    Contact.objects.filter(page=page).update(left=True)

    with pytest.raises(ValidationError, match="no live contact"):
        ask(case_study=page, areas=[])


def test_a_team_is_asked_only_for_what_it_offers():
    page = make_case_study(help_offered=["question", "talk"])

    with pytest.raises(ValidationError, match="answer a question, 30-minute talk"):
        ask(case_study=page, areas=[], help_kind="visit")


def test_a_question_may_always_be_asked():
    request = ask(case_study=make_case_study(help_offered=["visit"]), areas=[])

    assert Match.objects.filter(need__help_request=request).exists()


def test_a_signpost_leads_to_its_trust():
    helper = make_trust()
    page = make_signpost(trust=helper)

    request = ask(case_study=page)

    assert Match.objects.get(need__help_request=request).helper == helper


def test_a_trust_asks_not_about_its_own_case_study():
    page = make_case_study()

    with pytest.raises(ValidationError, match="your own trust"):
        ask(trust=page.trust, case_study=page, areas=[])


def test_a_case_study_taken_down_is_refused():
    with pytest.raises(ValidationError, match="not published"):
        ask(case_study=make_case_study(publish=False), areas=[])


def test_a_programme_that_is_over_takes_no_requests():
    area = make_area()
    over = make_programme([area], starts=date(2016, 1, 1), ends=date(2020, 1, 1))

    with pytest.raises(ValidationError, match="has ended"):
        ask(help_kind="pairing", areas=[area], programme=over)


def test_a_programme_takes_requests_in_its_areas_and_those_below():
    above = make_area()
    below = make_area(parent=above)
    programme = make_programme([above])

    assert ask(help_kind="pairing", areas=[below], programme=programme).programme == programme
    with pytest.raises(ValidationError, match="does not cover"):
        ask(help_kind="pairing", areas=[make_area()], programme=programme)


def test_nobody_asks_for_another_trust():
    with pytest.raises(PermissionDenied):
        ask(by=make_person(Role.MEMBER, trust=make_trust()))
