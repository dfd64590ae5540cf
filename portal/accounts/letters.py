"""Letters to an address rather than to a person's list: stored, then sent in the background.

Whoever asks for one waits for no mail server, and is told that it is on its way. What fails is
tried again and shown to administrators.
"""

from __future__ import annotations

from django.core.mail import EmailMessage, EmailMultiAlternatives

from portal.accounts import delivery, tasks
from portal.accounts.mail import subject_line
from portal.accounts.models import Letter


def post(message: EmailMessage, *, kind: str) -> list[Letter]:
    """Have a message sent to each of its addresses. `kind` tells administrators what it is.

    It goes with the change it belongs to: where that is undone, nothing is sent.
    """
    letters = [_store(message, to, kind) for to in message.recipients()]
    tasks.send_by_email.enqueue("letter", [letter.pk for letter in letters])
    return letters


def send_now(message: EmailMessage, *, kind: str) -> bool:
    """Send a message and wait: for commands. True if it went to every address.

    What failed waits and is tried again, as with `post`.
    """
    ids = [_store(message, to, kind).pk for to in message.recipients()]
    try:
        return delivery.deliver(Letter, ids) == len(ids)
    except delivery.MailServerAway:
        delivery.logger.exception("%s letters wait.", len(ids))
        return False


def _store(message: EmailMessage, to: str, kind: str) -> Letter:
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    html = next((str(one[0]) for one in alternatives if one[1] == "text/html"), "")
    return Letter.objects.create(
        kind=kind,
        to=to,
        subject=subject_line(str(message.subject)),
        body=str(message.body),
        html=html,
        headers=dict(message.extra_headers),
    )
