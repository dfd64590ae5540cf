"""Inviting a top performer, the list of invitations, and the invited trust's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.matching import access, form_errors, query_parameters
from portal.matching.invitations import permissions, policies
from portal.matching.invitations import queries as invitation_queries
from portal.matching.invitations import services as invitation_services
from portal.matching.invitations.forms import (
    AcceptForm,
    DeclineForm,
    InvitationFilterForm,
    InviteForm,
)
from portal.matching.matches.views import both
from portal.matching.models import ExemplarInvitation
from portal.performance.measures import MEASURES
from portal.trusts import ods_codes
from portal.trusts.models import Trust


def _manager(request: HttpRequest) -> None:
    if not permissions.can_invite(request.user):
        raise Http404(access.NOTHING)


def _invitation_or_404(request: HttpRequest, pk: int) -> ExemplarInvitation:
    """An invitation, for the trust's members and authors and the programme managers."""
    found = invitation_queries.invitations().filter(pk=pk).first()
    if found is None or not permissions.can_read(request.user, found):
        raise Http404(access.NOTHING)
    return found


@access.private
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Whom managers invited, and what they answered. An unknown filter keeps the form: 400."""
    _manager(request)
    form = InvitationFilterForm(request.GET or None)
    good = form.is_valid() or not form.is_bound
    chosen = form.cleaned_data if form.is_bound and good else {}
    found = invitation_queries.invitation_list(**chosen) if good else None
    context = {"form": form, "found": found}
    return render(request, "matching/invitations/index.html", context, status=200 if good else 400)


@access.private
@both
def new(request: HttpRequest, slug: str, ods_code: str, key: str) -> HttpResponse:
    """Read the letter, and send it."""
    _manager(request)
    programme = access.programme_or_404(slug)
    trust = get_object_or_404(Trust, ods_code=ods_codes.normalised(ods_code))
    measure = MEASURES.get(key)
    if measure is None:
        raise Http404(access.NOTHING)
    declined = policies.declined_lately(programme, trust)
    form = InviteForm(query_parameters.sent(request), declined=declined is not None)
    if request.method == "POST" and form.is_valid():
        made: list[ExemplarInvitation] = []
        values: dict[str, Any] = {
            "programme": programme,
            "trust": trust,
            "measure": measure,
            "by": request.user,
            **form.cleaned_data,
        }
        if form_errors.attempt(form, lambda: made.append(invitation_services.invite(**values))):
            messages.success(request, f"{trust.name} is invited. Its people have the letter.")
            return redirect("matching:invitations:invitation", made[0].pk)
    # Only where it is shown: the likeness of all trusts takes seconds.
    page = invitation_queries.invite_page(programme, trust, measure, by=request.user)
    return render(request, "matching/invitations/new.html", {"page": page, "form": form})


@access.private
@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter, and the answer."""
    return _page(request, _invitation_or_404(request, pk))


def _page(request: HttpRequest, found: ExemplarInvitation, **bound: Any) -> HttpResponse:
    """The page of an invitation; `bound` are its forms that were sent and refused."""
    context = {
        "invitation": found,
        "row": invitation_queries.row_of(found),
        "may_answer": permissions.can_answer(request.user, found) and policies.can_answer(found),
        "is_manager": permissions.can_invite(request.user),
        "accept_form": AcceptForm(
            initial=invitation_queries.application_start(found), auto_id="id_accept_%s"
        ),
        "decline_form": DeclineForm(auto_id="id_decline_%s"),
        "error_forms": list(bound.values()),
    }
    return render(request, "matching/invitations/invitation.html", context | bound)


@access.private
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the application that is filled in."""
    found = _invitation_or_404(request, pk)
    permissions.check_answer(request.user, found)
    form = AcceptForm(request.POST, auto_id="id_accept_%s")
    if form.is_valid():
        values = {"invitation": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: invitation_services.accept(**values)):
            messages.success(
                request, "Your application is with the broker. Next, write the case study."
            )
            return redirect("matching:invitations:invitation", found.pk)
    return _page(request, _invitation_or_404(request, pk), accept_form=form)


@access.private
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline, with a reason."""
    found = _invitation_or_404(request, pk)
    permissions.check_answer(request.user, found)
    form = DeclineForm(request.POST, auto_id="id_decline_%s")
    if form.is_valid():
        values = {"invitation": found, "by": request.user, **form.cleaned_data}
        if form_errors.attempt(form, lambda: invitation_services.decline(**values)):
            messages.success(request, "You have declined. Nothing was published.")
            return redirect("matching:invitations:invitation", found.pk)
    return _page(request, _invitation_or_404(request, pk), decline_form=form)
