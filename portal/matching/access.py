"""Fetch or 404, with the permission inside, so that no view can forget it.

What a person may not read looks as if it were not there: an outsider cannot tell a private
number from an unused one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from portal.accounts.models import User
from portal.matching import permissions
from portal.matching.designations import queries as designation_queries
from portal.matching.matches import queries as match_queries
from portal.matching.models import ExemplarDesignation, HelpRequest, Match, Need, Programme

NOTHING = "There is no page here."
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """For people who are signed in, and kept by no cache on the way."""
    return never_cache(login_required(view))


def request_or_404(request: HttpRequest, pk: int) -> HelpRequest:
    """A help request for those who ask and the broker. A helper reads it on the match instead."""
    found = match_queries.requests().filter(pk=pk).first()
    if found is None or not permissions.can_follow_request(request.user, found):
        raise Http404(NOTHING)
    return found


def request_or_own_match_or_404(request: HttpRequest, pk: int) -> HelpRequest | Match:
    """As `request_or_404`; a helper gets the match through which they take part."""
    try:
        return request_or_404(request, pk)
    except Http404:
        match = own_match_of(request, pk)
        if match is None:
            raise
        return match


def own_match_of(request: HttpRequest, pk: int) -> Match | None:
    """The match of this request that the person may read as its helper: the first listed."""
    rows = match_queries.matches().filter(need__help_request_id=pk)
    return next((row for row in rows if permissions.can_read_match(request.user, row)), None)


def match_or_404(request: HttpRequest, pk: int) -> Match:
    """A match for its parties and the broker."""
    found = match_queries.matches().filter(pk=pk).first()
    if found is None or not permissions.can_read_match(request.user, found):
        raise Http404(NOTHING)
    return found


def working_match_or_404(request: HttpRequest, pk: int) -> Match:
    """A match for those who work in it; the broker reads but does not write."""
    found = match_or_404(request, pk)
    if not permissions.can_work(request.user, found):
        raise PermissionDenied("Only the trusts of this match can do that.")
    return found


def need_or_404(request: HttpRequest, pk: int) -> Need:
    """A need for the broker, who proposes."""
    check_broker(request)
    found = match_queries.needs().filter(pk=pk).first()
    if found is None:
        raise Http404(NOTHING)
    return found


def followed_need_or_404(request: HttpRequest, pk: int) -> Need:
    """A need for those who ask and the broker."""
    found = match_queries.needs().filter(pk=pk).first()
    if found is None or not permissions.can_follow_request(request.user, found.help_request):
        raise Http404(NOTHING)
    return found


def check_broker(request: HttpRequest) -> None:
    """404 for anyone but a programme manager."""
    if not is_broker(request.user):
        raise Http404(NOTHING)


def is_broker(user: User) -> bool:
    """True for a programme manager."""
    return permissions.can_propose(user)


def designation_or_404(request: HttpRequest, pk: int) -> ExemplarDesignation:
    """A designation's own page: for the broker and the exemplar's authors."""
    found = designation_queries.designations().filter(pk=pk).first()
    if found is None or not permissions.can_manage(request.user, found):
        raise Http404(NOTHING)
    return found


def programme_or_404(slug: str) -> Programme:
    """A programme, which anyone may read."""
    found = Programme.objects.prefetch_related("areas").filter(slug=slug).first()
    if found is None:
        raise Http404(NOTHING)
    return found
