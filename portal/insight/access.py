"""Fetch or 404, with the permission inside: what a person may not read looks as if it were not."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest

from portal.accounts import permissions as people
from portal.accounts.models import User
from portal.accounts.permissions import Action
from portal.insight import certificate, permissions
from portal.insight.scope import BEEN_EXEMPLAR
from portal.matching.models import Programme
from portal.trusts import ods_codes
from portal.trusts.models import Trust

NOTHING = "There is no page here."


def programme_or_404(request: HttpRequest, slug: str) -> Programme:
    """A programme, for those who oversee."""
    found = Programme.objects.filter(slug=slug).first()
    if found is None or not permissions.can_oversee(request.user):
        raise Http404(NOTHING)
    return found


def exemplar_or_404(request: HttpRequest, ods_code: str) -> Trust:
    """A trust that is or was an exemplar, for its own people and those who oversee."""
    found = Trust.objects.filter(ods_code=ods_codes.normalised(ods_code)).first()
    if found is None or not permissions.can_read_certificate(request.user, found):
        raise Http404(NOTHING)
    if not certificate.standings_of(found):
        raise Http404(NOTHING)
    return found


def programmes_for(user: User | AnonymousUser) -> list[Programme]:
    """The programmes whose reports this person may read."""
    return list(Programme.objects.all()) if permissions.can_oversee(user) else []


def exemplars_of(user: User | AnonymousUser) -> list[Trust]:
    """This person's own trusts that are or were exemplars: each has a certificate."""
    own = people.trust_ids_for(user, Action.CERTIFICATE_READ)
    return list(
        Trust.objects.filter(pk__in=own, designations__status__in=BEEN_EXEMPLAR)
        .distinct()
        .order_by("name")
    )
