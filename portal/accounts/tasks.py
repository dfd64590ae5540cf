"""What accounts has done in the background: sending notices and letters."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from portal.accounts import delivery
from portal.accounts.delivery import MailServerAway
from portal.accounts.models import Letter, Notice
from portal.background import jobs, queue
from portal.background.backends import ALIAS
from portal.background.models import ScheduledJob

AT_ONCE = 50
"""So many notices are one task: a mail server takes far less than its limit for them."""

REST = timedelta(minutes=1)
"""A mail server that did not answer is not asked again so soon for each new letter."""

KINDS: dict[str, delivery.Kind] = {"notice": Notice, "letter": Letter}


@task(backend=ALIAS)
def send_by_email(kind: str, ids: list[int]) -> int:
    """E-mail these notices or letters (`kind` of KINDS). Returns how many went out.

    A mail server that is away is the failure of the job that sends what waits, not of this task:
    the job tries again. Rows that are gone are passed over.
    """
    if _server_rests():
        return 0
    try:
        return delivery.deliver(KINDS[kind], ids)
    except MailServerAway as away:
        jobs.keep(jobs.Outcome(delivery.JOB, 0, jobs.in_words(away)))
        return 0


@task(backend=ALIAS)
def send_again(kind: str, pk: int) -> str:
    """Send one notice or letter again, because an administrator says so.

    Returns what went wrong, empty if it went out.
    """
    try:
        return "" if delivery.retry(KINDS[kind], pk) else "It failed again. The list says why."
    except MailServerAway as away:
        return str(away)


queue.describe(send_by_email, "Send e-mails")
queue.describe(send_again, "Send an e-mail again")


def _server_rests() -> bool:
    tried = ScheduledJob.objects.filter(name=delivery.JOB, failures__gt=0)
    return tried.filter(last_run_at__gte=timezone.now() - REST).exists()
