"""E-mail of other people's code (Wagtail's letters about comments, Django's to administrators),
put into the queue with ours: whoever causes it waits for no mail server.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.accounts import delivery, letters

KIND = "other"


class EmailBackend(BaseEmailBackend):
    """For `EMAIL_BACKEND`; `MAIL_SERVER_BACKEND` is what letters leave by."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each message. One with files, which the queue does not keep, is sent at once."""
        for message in email_messages:
            if message.attachments:
                get_connection(delivery.server()).send_messages([message])
            else:
                letters.post(message, kind=KIND)
        return len(email_messages)
