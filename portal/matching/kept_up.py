"""A trust that keeps up what it took up hears that it could be an exemplar itself."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from casestudies.adoptions import people_of
from casestudies.models import Adoption
from portal.accounts import notices
from portal.accounts.permissions import Role
from portal.matching import designation_rules, policies, putting_forward
from portal.matching.models import Match, Programme


def invite(sender: Any, adoption_id: int, **kwargs: Any) -> None:
    """Tell the adopter's authors, once, and lead them to where it is put forward.

    That is the page of the match through which it learned, where one press fills the record in;
    without a match it is the application. Nobody is told where it could not be put forward.
    """
    adoption = Adoption.objects.select_related("trust", "case_study").get(pk=adoption_id)
    url = _where(adoption)
    if not url:
        return
    notices.send_letter(
        to=people_of(adoption.trust, Role.AUTHOR.value),
        kind="designation.invited",
        key=f"adoption.{adoption.pk}.put_forward",
        letter="matching/email/could_be_exemplar.txt",
        context={"trust": adoption.trust, "case_study": adoption.case_study},
        url=url,
    )


def _where(adoption: Adoption) -> str:
    matches = list(
        Match.objects.filter(adoption=adoption)
        .select_related("adoption", "offer__designation__programme")
        .order_by("-pk")
    )
    for match in matches:
        if designation_rules.can_put_forward(match) and putting_forward.open_programmes(match):
            return reverse("matching:match", args=[match.pk])
    return reverse("matching:apply") if not matches and _may_apply(adoption) else ""


def _may_apply(adoption: Adoption) -> bool:
    """True where a programme runs in an area of this change in which the trust proved itself."""
    trust, areas = adoption.trust, list(adoption.case_study.areas.all())
    proven = set(areas) - set(designation_rules.areas_without_proof(trust, areas))
    programmes = Programme.objects.filter(illustrative=trust.illustrative).exclude(
        designations__trust=trust
    )
    return any(
        policies.can_run(programme) and proven & policies.areas_of(programme)
        for programme in programmes
    )
