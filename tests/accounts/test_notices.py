from __future__ import annotations

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import delivery, notifications
from portal.accounts.models import Notice
from tests.accounts.smtp_sink import smtp_sink
from tests.builders.accounts import make_notice, make_user

pytestmark = pytest.mark.django_db


def send(to, **fields):
    values = {"kind": "k", "key": "event:1", "subject": "Answer", "body": "Please.", **fields}
    return notifications.send(to=to, **values)


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

    assert delivery.deliver_pending() == 1
    assert delivery.deliver_pending() == 0


def test_mail_server_away_leaves_the_notice_as_it_was(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notice = make_notice(make_user())

    with pytest.raises(delivery.MailServerAway):
        delivery.deliver_pending()

    notice.refresh_from_db()
    assert (notice.delivered_at, notice.attempts, notice.sending_since) == (None, 0, None)


def test_whoever_changes_something_is_not_told_that_the_mail_server_is_away(
    settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    person = make_user()

    with django_capture_on_commit_callbacks(execute=True):
        send([person])

    assert person.notices.get().delivered_at is None


def test_a_refused_address_stops_no_letter_behind_it(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    people = [make_user(f"{name}@example.nhs.uk") for name in ("first", "refused", "last")]
    letters_to = [make_notice(person) for person in people]

    with smtp_sink(refused=["refused@"]) as (port, letters):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert delivery.deliver_pending() == 2

    letters_to[1].refresh_from_db()
    assert len(letters) == 2
    assert "550" in letters_to[1].last_error and letters_to[1].attempts == 1


def test_a_failed_letter_waits_longer_each_time_and_then_for_a_person(monkeypatch):
    notice, now = make_notice(make_user()), timezone.now()
    monkeypatch.setattr(delivery, "letter_of", lambda notice: 1 / 0)

    waits = []
    for _ in range(len(delivery.GAPS)):
        delivery.deliver_pending(now)
        notice.refresh_from_db()
        waits.append(notice.next_try_at - now)
        assert delivery.deliver_pending(now) == 0, "not before its time"
        now = notice.next_try_at
    delivery.deliver_pending(now)

    notice.refresh_from_db()
    assert waits == sorted(waits) == list(delivery.GAPS)
    assert notice.gave_up_at is not None and notice.attempts == len(delivery.GAPS) + 1
    monkeypatch.undo()
    assert delivery.deliver_pending(now) == 0
    assert delivery.retry(Notice, notice.pk) is True


@pytest.mark.django_db(transaction=True)
def test_a_process_that_dies_while_sending_sends_nothing_twice(monkeypatch):
    """At most once: the claim is in the database before the letter leaves."""
    notice = make_notice(make_user())
    sent = []

    def send_and_die(message):
        sent.append(message)
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailMessage, "send", send_and_die)
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver_pending()
    monkeypatch.undo()

    assert delivery.deliver_pending() == 0
    assert delivery.deliver_pending(timezone.now() + delivery.LEASE * 2) == 0
    notice.refresh_from_db()
    assert len(sent) == 1 and notice.last_error == delivery.INTERRUPTED
    assert [one.pk for one in Notice.objects.failing()] == [notice.pk]


def test_a_letter_in_anothers_hands_is_left_alone():
    make_notice(make_user(), sending_since=timezone.now())

    assert delivery.deliver_pending() == 0
    assert mail.outbox == []


def test_poison_that_was_stored_before_goes_out_on_one_line(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    notice = make_notice(make_user())
    Notice.objects.filter(pk=notice.pk).update(subject="Plan\r\nBcc: all@nhs.net\x07 rosters")
    make_notice(make_user())

    with smtp_sink() as (port, letters):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert delivery.deliver_pending() == 2

    assert "Subject: Plan Bcc: all@nhs.net rosters" in letters[0]


def test_every_letter_says_that_a_machine_wrote_it(settings):
    make_notice(make_user())
    make_notice(make_user(), kind="search.alert", url="/my/searches/")

    delivery.deliver_pending()

    first, alert = mail.outbox
    for letter in (first, alert):
        assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
        assert letter.extra_headers["X-Auto-Response-Suppress"] == "All"
    assert "List-Unsubscribe" not in first.extra_headers
    where = f"<{settings.PORTAL_BASE_URL}/my/searches/>"
    assert alert.extra_headers["List-Unsubscribe"] == where


@given(st.text(max_size=400))
def test_any_subject_makes_a_letter(text):
    subject = delivery.subject_line(text)

    letter = EmailMessage(subject, "Body", "a@example.nhs.uk", ["b@example.nhs.uk"]).message()

    assert "\n" not in subject and "\r" not in subject
    assert letter["Subject"] is not None and letter.as_bytes()


def test_letter_goes_over_smtp_with_its_link(settings):
    person = make_user("nia@example.nhs.uk")
    make_notice(person, subject="A trust asks", url="/help/7/")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    with smtp_sink() as (port, letters):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        delivery.deliver_pending()

    assert "To: nia@example.nhs.uk" in letters[0]
    assert "Subject: A trust asks" in letters[0]
    assert f"{settings.PORTAL_BASE_URL}/help/7/" in letters[0]
