"""After 30 days the trust that asked says whether the partner is right. Three answers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import match_states, matches, permissions, work_notices, work_policies
from portal.matching.choices import CheckInAnswer, EndReason, Side
from portal.matching.models import Match


@transaction.atomic
def answer(*, match: Match, by: User, answer: str) -> Match:
    """Say how it goes. The helper learns of no answer; a change ends the match without why.

    "We need help" tells the broker. A change of partner offers the next best exemplar. Raises
    PermissionDenied unless the person answers for the trust that asked, ValidationError for an
    unknown or repeated answer, or where the match is not active.
    """
    if permissions.check_answer(by, match) != Side.SEEKER:
        raise PermissionDenied("Only the trust that asked says whether the partner is right.")
    match_states.lock(match)
    if answer not in CheckInAnswer.values:
        raise ValidationError({"answer": "Choose an answer from the list."})
    work_policies.check_check_in(match, answer)
    match.check_in_answer, match.checked_in_at = answer, timezone.now()
    match.save(update_fields=["check_in_answer", "checked_in_at"])
    match_states.touch(match)
    # The answer stays out of the audit trail, as the reason of a decline does.
    entry = audit.record(by=by, action="match.checked_in", subject=match, trust=match.seeker)
    if answer == CheckInAnswer.NEEDS_HELP:
        work_notices.tell_needs_help(match, version=entry.pk)
    if answer == CheckInAnswer.CHANGE:
        matches.end(match=match, by=by, reason=EndReason.CHANGE_PARTNER)
    return match
