"""The page of a designation for those who may read it; 404 for everybody else."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from portal.matching import permissions
from portal.matching.access import NOTHING
from portal.matching.designations import queries as designation_queries
from portal.matching.models import ExemplarDesignation


def designation_or_404(request: HttpRequest, pk: int) -> ExemplarDesignation:
    """A designation's own page: for the broker and the exemplar's authors."""
    found = designation_queries.designations().filter(pk=pk).first()
    if found is None or not permissions.can_manage(request.user, found):
        raise Http404(NOTHING)
    return found
