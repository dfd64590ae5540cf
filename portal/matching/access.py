"""Who may open a page of matching. What they may not read looks as if it were not there.

Each feature's `access` fetches or answers 404, with the permission inside, so that no view can
forget it: an outsider cannot tell a private number from an unused one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.matching import permissions
from portal.matching.models import Programme

NOTHING = "There is no page here."
View = Callable[..., HttpResponse]
both = require_http_methods(["GET", "HEAD", "POST"])
"""For a view that shows a form and takes it."""


def private(view: View) -> View:
    """For people who are signed in, and kept by no cache on the way."""
    return never_cache(login_required(view))


def check_broker(request: HttpRequest) -> None:
    """404 for anyone but a programme manager."""
    if not is_broker(request.user):
        raise Http404(NOTHING)


def is_broker(user: User) -> bool:
    """True for a programme manager."""
    return permissions.can_propose(user)


def programme_or_404(slug: str) -> Programme:
    """A programme, which anyone may read."""
    found = Programme.objects.prefetch_related("areas").filter(slug=slug).first()
    if found is None:
        raise Http404(NOTHING)
    return found
