"""How soon a team usually answers a question, a talk or a visit. Hidden while answers are few."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median

from dateutil.relativedelta import relativedelta
from django.db.models import Min, Q
from django.utils import timezone

from portal.accounts import working_days
from portal.matching.choices import SMALL_HELP, Side
from portal.matching.models import Match
from portal.matching.scoring import FEWEST_TO_QUOTE

LOOKED_BACK = relativedelta(years=1)


@dataclass(frozen=True)
class ReplyTime:
    """The median of a team's answers in the last 12 months, in whole working days, rounded up."""

    days: int
    answers: int

    @property
    def words(self) -> str:
        """Such as "usually answers within 2 working days"."""
        if self.days == 0:
            return "usually answers the same day"
        return f"usually answers within {self.days} working day{'' if self.days == 1 else 's'}"


def usual(trust_ids: Iterable[int]) -> dict[int, ReplyTime | None]:
    """For each trust its usual reply time; None below five answers, so that none stands out.

    An answer is the first of: a yes, a no, a message. One query.
    """
    wanted = list(trust_ids)
    taken: dict[int, list[int]] = {pk: [] for pk in wanted}
    for helper, asked, answered in _answers(wanted):
        start, end = timezone.localdate(asked), timezone.localdate(answered)
        taken[helper].append(working_days.between(start, end))
    return {pk: _reply_time(days) for pk, days in taken.items()}


def _reply_time(days: list[int]) -> ReplyTime | None:
    if len(days) < FEWEST_TO_QUOTE:
        return None
    return ReplyTime(days=ceil(median(days)), answers=len(days))


def _answers(trust_ids: list[int]) -> list[tuple[int, datetime, datetime]]:
    """Helper, when it was asked and when it first answered, of small help that was answered."""
    wrote = Min("messages__at", filter=Q(messages__side=Side.HELPER))
    rows = Match.objects.filter(
        helper__in=trust_ids,
        need__help_request__help_kind__in=SMALL_HELP,
        proposed_at__gte=timezone.now() - LOOKED_BACK,
    ).annotate(wrote_at=wrote)
    found = []
    for helper, asked, replied, wrote_at in rows.order_by("pk").values_list(
        "helper_id", "proposed_at", "first_reply_at", "wrote_at"
    ):
        known = [at for at in (replied, wrote_at) if at is not None]
        if known:
            found.append((helper, asked, min(known)))
    return found
