"""`/my/`: what waits for me."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.forms import MembershipForm
from portal.home.my import queries as my_queries
from portal.home.my.first_steps import first_steps


@require_safe
@never_cache
@login_required
def my_page(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person who is signed in."""
    context = {
        "mine": my_queries.my_page(request.user),
        "first_steps": first_steps(request.user),
        "membership": MembershipForm(),
    }
    return render(request, "home/my.html", context)
