"""What people search for, a day at a time, with nothing about who asked.

No person, session, address or time of day is kept. A text that may name somebody, and prose that
somebody pasted, is not kept at all; words that were searched for once only are dropped after a
month. Writing is one statement after the page is made, and its failure never reaches a reader.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from casestudies.review import personal_data
from portal.accounts.permissions import Action, can
from search.analysis import words
from search.models import QueryLog

logger = logging.getLogger(__name__)
MOST_WORDS = 12
LONGEST = 200
# As long as it takes to see the same season twice.
KEPT = timedelta(days=400)
ONCE_KEPT = timedelta(days=30)
WHY_NOT_KEPT = (
    f"Name the subject in up to {MOST_WORDS} words, without names, numbers or e-mail addresses of "
    "people."
)
MACHINES = ("bot", "crawl", "spider", "monitor", "headless", "curl", "python")


def terms_of(text: str) -> str:
    """The words to count a search under; blank for one that is not kept."""
    found = words(text)
    if not found or len(found) > MOST_WORDS or personal_data.findings(text):
        return ""
    terms = " ".join(found)
    return terms if len(terms) <= LONGEST else ""


def is_counted(request: HttpRequest) -> bool:
    """Not machines, and not those who look after the search: their tests are no need."""
    agent = request.headers.get("User-Agent", "").lower()
    if not agent or any(name in agent for name in MACHINES):
        return False
    return not can(request.user, Action.CASE_STUDY_PUBLISH)


def note_search(request: HttpRequest, *, text: str, results: int) -> None:
    """Count one search and what it found."""
    terms = terms_of(text)
    if terms and is_counted(request):
        _add(terms, {"searches": F("searches") + 1, "results": results}, results=results)


def note_click(request: HttpRequest) -> None:
    """Count a case study that was opened from the results: the page says where it came from."""
    text = _search_it_came_from(request)
    terms = terms_of(text) if text else ""
    if terms and is_counted(request):
        _add(terms, {"clicks": F("clicks") + 1}, results=None)


def ask_for(*, about: str) -> None:
    """Count that a reader asks for a case study about this; the editors' desk lists it.

    Raises ValidationError by field for what is not kept: no word, a whole text, or a person.
    """
    terms = terms_of(about)
    if not terms:
        raise ValidationError({"about": WHY_NOT_KEPT})
    today = timezone.localdate()
    with transaction.atomic():
        row, _ = QueryLog.objects.get_or_create(day=today, terms=terms)
        QueryLog.objects.filter(pk=row.pk).update(asked_for=F("asked_for") + 1)


def _search_it_came_from(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    )
    path, _, query = came_from.partition("?")
    if not ours or not path.endswith("/search/"):
        return ""
    return QueryDict(query.partition("#")[0]).get("q", "")


def _add(terms: str, change: dict[str, Any], *, results: int | None) -> None:
    today = timezone.localdate()
    try:
        with transaction.atomic():
            row = QueryLog.objects.filter(day=today, terms=terms)
            if row.update(**change) or results is None:
                return
            QueryLog.objects.create(day=today, terms=terms, searches=1, results=results)
    except DatabaseError:
        # Two at once made the row, or the database takes no writes now: one count is lost.
        logger.info("A search was not counted.", exc_info=True)


def prune(today: date) -> int:
    """Drop what is too old, and words that were searched for once only. Returns how many rows."""
    old = QueryLog.objects.filter(day__lt=today - KEPT).delete()[0]
    rare = QueryLog.objects.filter(day__lt=today - ONCE_KEPT, searches__lte=1, asked_for=0)
    often = QueryLog.objects.filter(searches__gt=1).values("terms")
    return old + rare.exclude(terms__in=often).delete()[0]
