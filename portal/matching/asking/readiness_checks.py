"""Readiness answers that go with a request: read by the trust that leads it and the broker."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.models import User
from portal.matching import permissions
from portal.matching.asking.readiness import VERSION, Verdict, judge
from portal.matching.models import HelpRequest, ReadinessCheck


@transaction.atomic
def keep(*, request: HelpRequest, answers: Mapping[str, str], by: User) -> ReadinessCheck:
    """Keep the answers with the request. Raises ValidationError where they are not whole.

    The verdict stops nobody: it is advice to those who ask, and a fact for the broker.
    """
    try:
        verdict = judge(answers)
    except ValueError as error:
        raise ValidationError("Answer each of the ten questions with yes, partly or no.") from error
    return ReadinessCheck.objects.create(
        help_request=request,
        answers=dict(answers),
        verdict=verdict.readiness,
        questions_version=VERSION,
        by=by,
    )


def of(request: HelpRequest, user: User) -> Verdict | None:
    """The verdict that came with a request, for the trust that leads it and the broker.

    None for anyone else, and where no check was made or its questions have changed since.
    """
    if not permissions.can_read_readiness(user, request):
        return None
    check = ReadinessCheck.objects.filter(help_request=request, questions_version=VERSION).first()
    return judge(check.answers) if check else None
