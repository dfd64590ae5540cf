"""Requests, needs and matches for those who may read them; 404 for everybody else."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from portal.matching import permissions
from portal.matching.access import NOTHING, check_broker
from portal.matching.matches import queries as match_queries
from portal.matching.models import HelpRequest, Match, Need


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
