from __future__ import annotations

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from portal.accounts import notices
from portal.accounts.models import Notice
from tests.accounts.smtp_sink import smtp_sink
from tests.builders.accounts import make_notice, make_user

pytestmark = pytest.mark.django_db


def send(to, **fields):
    values = {"kind": "k", "key": "event:1", "subject": "Answer", "body": "Please.", **fields}
    return notices.send(to=to, **values)


def test_the_same_key_reaches_a_person_once():
    person = make_user()

    send([person])
    again = send([person], subject="Other words")

    assert again == []
    assert person.notices.get().subject == "Answer"


def test_the_same_key_reaches_each_person():
    first, second = make_user(), make_user()

    assert len(send([first, second, first])) == 2


def test_the_database_refuses_a_second_notice_of_one_key():
    person = make_user()
    make_notice(person, key="event:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_notice(person, key="event:1")


def test_closed_account_is_told_nothing():
    assert send([make_user(is_active=False)]) == []


def test_mail_leaves_after_the_commit(django_capture_on_commit_callbacks):
    person = make_user()

    with django_capture_on_commit_callbacks(execute=True):
        send([person], url="/help/1/")
        assert mail.outbox == []

    assert "/help/1/" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_if_the_change_is_undone():
    person = make_user()

    with pytest.raises(RuntimeError), transaction.atomic():
        send([person])
        raise RuntimeError

    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_delivered_notice_is_not_sent_again():
    make_notice(make_user())

    assert notices.deliver_pending() == 1
    assert notices.deliver_pending() == 0


def test_mail_server_away_leaves_the_notice_pending(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notice = make_notice(make_user())

    assert notices.deliver_pending() == 0

    notice.refresh_from_db()
    assert notice.delivered_at is None


def test_letter_goes_over_smtp_with_its_link(settings):
    person = make_user("nia@example.nhs.uk")
    make_notice(person, subject="A trust asks", url="/help/7/")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    with smtp_sink() as (port, letters):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        notices.deliver_pending()

    assert "To: nia@example.nhs.uk" in letters[0]
    assert "Subject: A trust asks" in letters[0]
    assert f"{settings.PORTAL_BASE_URL}/help/7/" in letters[0]
