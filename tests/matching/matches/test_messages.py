import pytest
from django.core.exceptions import ValidationError

from portal.accounts.models import Notice
from portal.matching.matches import services as match_services
from portal.matching.models import Message
from tests.builders.matching import Pair
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def told(person, kind):
    return Notice.objects.filter(recipient=person, kind=f"match.{kind}").count()


def test_a_message_reaches_the_other_side_once():
    pair = Pair()

    match_services.reply(match=pair.match, by=pair.seeker, body=" When can we talk? ")

    assert Message.objects.get().body == "When can we talk?"
    assert told(pair.helper, "message") == 1 and told(pair.seeker, "message") == 0


def test_the_notice_of_a_message_does_not_repeat_it():
    pair = Pair()

    match_services.reply(match=pair.match, by=pair.seeker, body="Our wards are closing.")

    assert not Notice.objects.filter(body__contains="closing").exists()


def test_the_first_answer_to_a_question_accepts_it():
    pair = Pair("question")

    match_services.reply(match=pair.match, by=pair.helper, body="Yes: eight weeks ahead.")

    pair.request.refresh_from_db()
    assert (pair.match.status, pair.request.status) == ("active", "matched")


def test_a_message_about_a_pairing_accepts_nothing():
    pair = Pair()

    match_services.reply(match=pair.match, by=pair.helper, body="Tell us more first.")

    assert pair.match.helper_accepted_at is None


def test_the_seekers_second_message_accepts_nothing():
    pair = Pair("question")

    match_services.reply(match=pair.match, by=pair.seeker, body="One thing more.")

    assert pair.match.status == "proposed"


@pytest.mark.parametrize("body", ["", "  \n", "x" * 5001])
def test_an_empty_or_endless_message_is_refused(body):
    pair = Pair()

    with pytest.raises(ValidationError) as error:
        match_services.reply(match=pair.match, by=pair.seeker, body=body)
    assert "body" in error.value.message_dict


def test_a_member_of_the_place_writes_for_the_side_that_asked():
    from portal.accounts.permissions import Role
    from tests.builders.matching import make_person

    pair = Pair()
    member = make_trust()
    pair.request.members.add(member)

    message = match_services.reply(
        match=pair.match, by=make_person(Role.MEMBER, trust=member), body="We too."
    )

    assert message.side == "seeker"
