"""Acting for a trust, reading notices, asking to join a trust: each a POST, then back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.accounts import memberships
from portal.accounts.forms import ActForForm, MembershipForm
from portal.accounts.models import Notice

MY_PAGE = "/my/"
ASKED = "We have told the administrators. You get an e-mail when you can start."


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for another of one's trusts, and go back to where one was."""
    form = ActForForm(request.POST, user=request.user)
    if form.is_valid():
        memberships.act_for(trust=form.cleaned_data["trust"], by=request.user)
        messages.success(request, f"You act for {form.cleaned_data['trust'].name} now.")
    else:
        messages.error(request, " ".join(form.errors.get("trust", ["Choose a trust."])))
    return redirect(_way_back(request))


@login_required
@require_POST
def read_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one notice of one's own as read, and go to what it is about."""
    notice = get_object_or_404(Notice, pk=notice_id, recipient=request.user)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return redirect(notice.url or MY_PAGE)


@login_required
@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponse:
    """Mark every notice of one's own as read."""
    Notice.objects.filter(recipient=request.user, read_at=None).update(read_at=timezone.now())
    return redirect(MY_PAGE)


@login_required
@require_POST
def ask_membership(request: HttpRequest) -> HttpResponse:
    """Ask the administrators to be made a member of a trust."""
    form = MembershipForm(request.POST)
    if form.is_valid():
        memberships.ask(trust=form.cleaned_data["trust"], by=request.user)
        messages.success(request, ASKED)
    else:
        messages.error(request, " ".join(form.errors.get("trust", ["Choose a trust."])))
    return redirect(MY_PAGE)


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return MY_PAGE
