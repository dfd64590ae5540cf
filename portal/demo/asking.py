"""Illustrative requests and searches.

Requests: a place with nobody to help, a peer who would talk, a team that answers. Searches: those
of four weeks, so that editors see what people look for and do not find.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from casestudies.choices import HelpKind
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.accounts.models import Notice, User
from portal.accounts.permissions import Role
from portal.matching.choices import PlaceKind
from portal.matching.matches import work
from portal.matching.models import HelpRequest, Match
from portal.matching.notifications import request_path
from portal.matching.requests import services as request_services
from portal.matching.requests.services import Partner
from portal.trusts.models import Trust
from search.models import QueryLog
from search.query import SearchQuery
from search.query_logging import terms_of
from search.site_engine import get_engine

# No illustrative exemplar offers help here: who asks about it gets nobody.
AREA = "missed-appointments"
SEEKER, SAME_BOARD, PEER = "ZZ017", "ZZ013", "ZZ018"
READINESS = {
    "problem": "yes",
    "figure": "yes",
    "lead": "yes",
    "time": "partly",
    "staff": "no",
    "service": "yes",
    "director": "partly",
    "data": "partly",
    "money": "no",
    "calm": "partly",
}
ANSWERED = "zz002-rosters-eight-weeks"
# Who asked that team a question, what, and how many days later it answered.
QUESTIONS = (
    ("ZZ003", "Who signs a roster when the ward manager is away?", 1),
    ("ZZ006", "Did you freeze changes after approval, and for how long?", 2),
    ("ZZ011", "Does the eight-week rule work on wards with many part-time staff?", 2),
    ("ZZ018", "How did you win over the bank office before the first month?", 5),
    ("ZZ021", "Would the same calendar work for crews who rotate every ten weeks?", 7),
)


def ensure_requests() -> str:
    """Make them, once."""
    if not HelpRequest.objects.filter(place_kind=PlaceKind.ICB, trust__illustrative=True).exists():
        with transaction.atomic():
            _peer_asks()
            _place_asks()
            for code, problem, days in QUESTIONS:
                _question_answered(code, problem, days)
    return f"a place that asks, a peer who would talk, {len(QUESTIONS)} questions answered"


def _author_at(code: str) -> User:
    """An author of the trust: the network has made one for each of these."""
    found = User.objects.filter(
        role_assignments__role=Role.AUTHOR, role_assignments__trust__ods_code=code
    )
    return found.order_by("pk")[0]


def _peer_asks() -> None:
    request_services.ask(
        trust=Trust.objects.by_ods_code(PEER),
        by=_author_at(PEER),
        problem=(
            "One in eight of our community clinic appointments is missed, most of them by people "
            "who have moved. We remind by letter only."
        ),
        help_kind=HelpKind.REVIEW,
        areas=[EfficiencyArea.objects.get(slug=AREA)],
        open_to_peers=True,
    )


def _place_asks() -> None:
    trust = Trust.objects.by_ods_code(SEEKER)
    request_services.ask(
        trust=trust,
        by=_author_at(SEEKER),
        problem=(
            "Across the place 14% of clinic appointments are missed. Each of us reminds people in "
            "another way, and nobody rings those who have missed two."
        ),
        help_kind=HelpKind.PAIRING,
        areas=[EfficiencyArea.objects.get(slug=AREA)],
        starting_figure="14% of appointments missed, last quarter",
        offer_back="A day with our home visit planning team",
        place_kind=PlaceKind.ICB,
        place_name=trust.icb,
        members=[Trust.objects.by_ods_code(SAME_BOARD)],
        partners=[Partner("Tarrowdale District Council", "community transport")],
        readiness=READINESS,
    )


def _question_answered(code: str, problem: str, days: int) -> None:
    seeker, case_study = _author_at(code), CaseStudyPage.objects.get(import_id=ANSWERED)
    request = request_services.ask(
        trust=Trust.objects.by_ods_code(code),
        by=seeker,
        problem=problem,
        help_kind=HelpKind.QUESTION,
        areas=[case_study.areas.first()],
        case_study=case_study,
    )
    match = Match.objects.get(need__help_request=request)
    helper = _author_at(case_study.trust.ods_code)
    work.reply(match=match, by=helper, body="Yes. Ring us, it is easier to show.")
    work.complete(match=match, by=seeker)
    _happened_earlier(match, days)


def _happened_earlier(match: Match, days: int) -> None:
    """Commands write down today; a usual reply time needs questions that waited some days."""
    asked = timezone.now() - timedelta(days=40)
    answered = asked + timedelta(days=days)
    HelpRequest.objects.filter(needs__matches=match).update(created_at=asked)
    # Nobody need read today what happened then.
    Notice.objects.filter(url=request_path(match.request)).update(read_at=answered)
    match.messages.update(at=answered)
    Match.objects.filter(pk=match.pk).update(
        proposed_at=asked,
        seeker_accepted_at=asked,
        helper_accepted_at=answered,
        started_at=answered,
        first_reply_at=answered,
        last_activity_at=answered,
        closed_at=answered,
    )


# Words that no case study of the demonstration holds, with how often they are looked for in a week.
UNANSWERED = {"payroll": 6, "chaplaincy": 2, "laundry": 4, "hydrotherapy": 3}
ANSWERED_SEARCHES = 24
WEEKS = 4


def ensure_searches(queries: Path) -> str:
    """Count them, once."""
    if not QueryLog.objects.exists():
        asked = [json.loads(line)["query"] for line in queries.read_text().splitlines()]
        weekly = {
            terms_of(text): 1 + place % 7 for place, text in enumerate(asked[:ANSWERED_SEARCHES])
        }
        QueryLog.objects.bulk_create(
            row
            for terms, number in {**weekly, **UNANSWERED}.items()
            if terms
            for row in _rows(terms, number)
        )
    return f"{QueryLog.objects.values('terms').distinct().count()} illustrative searches"


def _rows(terms: str, number: int) -> list[QueryLog]:
    today = timezone.localdate()
    results = get_engine("database").search(SearchQuery(text=terms)).total
    return [
        QueryLog(
            day=today - timedelta(days=7 * week + len(terms) % 7),
            terms=terms,
            searches=number + (week * len(terms)) % 3,
            results=results,
            # Every seventh is never opened: its title does not say what people look for.
            clicks=min(number - 1, number // 2 + 1) if results and len(terms) % 7 else 0,
        )
        for week in range(WEEKS)
    ]
