"""Letters as this site writes them: subjects on one line, and marked as sent by a machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template import Context, Engine
from django.utils.text import Truncator

from portal.accounts.models import Letter, Notice
from portal.text.normalising import clean, clean_line

LONGEST_SUBJECT = 200
SUBJECT = "Subject: "
# What a person asked to be told regularly, and stops on the page that the notice leads to.
SUBSCRIPTIONS = ("search.alert",)
AUTOMATIC = {
    # RFC 3834: other machines (absence notes above all) do not answer.
    "Auto-Submitted": "auto-generated",
    # Exchange's own word for the same: NHSmail answers to this one.
    "X-Auto-Response-Suppress": "All",
}
Message = TypeVar("Message", bound=EmailMessage)


def words_of(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the body of a letter, from its template.

    The template is plain text: its first line is “Subject: …”, the rest after it is the body.
    Raises ValueError for a template without a subject.
    """
    # Nothing is escaped: a letter is no HTML, and “Q&A” is to be read as it was written.
    plain = Context(context, autoescape=False)
    text = Engine.get_default().get_template(template).render(plain).strip()
    head, _, body = text.partition("\n")
    if not head.startswith(SUBJECT):
        raise ValueError(f"{template} does not begin with “{SUBJECT}”.")
    return head.removeprefix(SUBJECT), body.strip()


def subject_line(text: str) -> str:
    """A subject that a mail header can carry: one line, of a length that programs show."""
    return Truncator(clean_line(text).strip()).chars(LONGEST_SUBJECT)


def mark_as_automatic(message: Message) -> Message:
    """Clean it, the subject on one line, and say that a machine wrote it. Returns the message.

    Every letter of the site passes through here, those of sign-in included.
    """
    message.subject = subject_line(str(message.subject))
    message.body = clean(str(message.body))
    for name, value in AUTOMATIC.items():
        message.extra_headers.setdefault(name, value)
    return message


def letter_of(notice: Notice) -> EmailMessage:
    """The letter of a notice, with the full address of what it is about.

    Its Message-ID follows from the notice, so that a second try is the same letter to a mailbox
    that has it already.
    """
    address = f"{settings.PORTAL_BASE_URL}{notice.url}" if notice.url else ""
    body = f"{notice.body}\n\n{address}" if address else notice.body
    headers = {"Message-ID": _message_id("notice", notice.pk)}
    if notice.kind in SUBSCRIPTIONS and address:
        headers["List-Unsubscribe"] = f"<{address}>"
    return mark_as_automatic(
        EmailMessage(notice.subject, body, to=[notice.recipient.email], headers=headers)
    )


def message_of(letter: Letter) -> EmailMessage:
    """The e-mail that a letter holds, with a Message-ID of its own, as a notice has."""
    headers = {**letter.headers, "Message-ID": _message_id("letter", letter.pk)}
    message = EmailMultiAlternatives(letter.subject, letter.body, to=[letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return mark_as_automatic(message)


def _message_id(kind: str, number: int) -> str:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return f"<{kind}-{number}@{host}>"
