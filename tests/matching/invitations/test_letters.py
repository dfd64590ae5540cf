"""The letter of an invitation through a real mail server."""

from __future__ import annotations

import re
from email import message_from_string, policy

import pytest
from django.core.exceptions import ValidationError

from tests.accounts.smtp_sink import smtp_sink


@pytest.fixture
def post(settings):
    """The letters that arrive at a mail server on this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with smtp_sink() as (port, letters):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield letters


def test_each_of_the_trusts_people_gets_one_letter_and_none_a_second(
    ground, post, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = ground.invite()
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(ValidationError, match="has not answered yet"),
    ):
        ground.invite()

    letters = [message_from_string(one, policy=policy.default) for one in post]
    words = letters[0].get_content()

    assert sorted(one["To"] for one in letters) == sorted(
        [ground.author.email, ground.member.email]
    )
    assert letters[0]["Subject"] == f"Would {ground.best.name} help other trusts? Sickness absence"
    assert "2022/23: 1.0% of staff days, place 1 of 12 like trusts" in words
    assert re.search(rf"https?://\S+/help/invitations/{invitation.pk}/", words)
