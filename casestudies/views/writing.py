"""The way in for an author: one link that leads to an empty case study on the right shelf."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from casestudies.models import CaseStudyPage
from casestudies.shelves import open_shelf
from portal.accounts.models import User
from portal.accounts.permissions import Action, can
from portal.trusts.models import Trust

NOT_AN_AUTHOR = (
    "Only a trust's authors can write its case studies. Ask an administrator to make you one: "
    "use “Give feedback” at the foot of the page."
)


@login_required
def write(request: HttpRequest) -> HttpResponse:
    """Open the editor on a new case study of the trust the person acts for."""
    trust = _trust_to_write_for(request.user)
    if trust is None:
        raise PermissionDenied(NOT_AN_AUTHOR)
    shelf = open_shelf(trust)
    model = CaseStudyPage._meta
    return redirect("wagtailadmin_pages:add", model.app_label, model.model_name, shelf.pk)


def _trust_to_write_for(user: User) -> Trust | None:
    """The trust acted for, if they write for it; else the first that they write for."""
    acting = user.acting_trust
    if acting and can(user, Action.CASE_STUDY_EDIT, trust_ids=[acting.pk]):
        return acting
    held = user.role_assignments.filter(role="author").select_related("trust").first()
    return held.trust if held else None
