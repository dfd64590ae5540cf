"""Trusts that an exemplar will not be paired with. Seen by the exemplar and the broker only."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts import audit
from portal.accounts.models import AuditEntry, User
from portal.matching import notifications
from portal.matching.choices import DesignationStatus
from portal.matching.designations import policies as designation_policies
from portal.matching.models import DesignationVeto, ExemplarDesignation
from portal.matching.notifications import brokers, team
from portal.trusts.models import Trust


def check_veto(designation: ExemplarDesignation, trust: Trust) -> None:
    if designation.status == DesignationStatus.ENDED:
        raise ValidationError("This designation has ended already.")
    if trust.pk == designation.trust_id:
        raise ValidationError({"trust": "Choose another trust than the exemplar itself."})
    if trust.illustrative != designation.trust.illustrative:
        raise ValidationError({"trust": "Illustrative and real trusts are not mixed."})
    if designation.vetoes.filter(trust=trust).exists():
        raise ValidationError({"trust": f"{trust} is on the list already."})


@transaction.atomic
def veto(*, designation: ExemplarDesignation, trust: Trust, by: User) -> DesignationVeto:
    """Say that the exemplar will not be paired with a trust. That trust is never told.

    Pairs and proposals that there are stay as they are. Raises PermissionDenied unless the
    person is an author of the exemplar or the broker, ValidationError by field.
    """
    designation_policies.check_veto(by, designation)
    check_veto(designation, trust)
    made = DesignationVeto(designation=designation, trust=trust, by=by)
    made.full_clean()
    made.save()
    entry = _record(designation, "vetoed", by)
    _tell(designation, entry, by, added=True)
    return made


@transaction.atomic
def lift_veto(*, designation: ExemplarDesignation, trust: Trust, by: User) -> None:
    """Let the exemplar be paired with a trust again. Raises as `veto`."""
    designation_policies.check_veto(by, designation)
    gone, _ = DesignationVeto.objects.filter(designation=designation, trust=trust).delete()
    if not gone:
        raise ValidationError({"trust": f"{trust} is not on the list."})
    entry = _record(designation, "veto_lifted", by)
    _tell(designation, entry, by, added=False)


def _record(designation: ExemplarDesignation, what: str, by: User) -> AuditEntry:
    # Which trust it is stays between the exemplar and the broker: administrators read the trail.
    return audit.record(
        by=by, action=f"designation.{what}", subject=designation, trust=designation.trust
    )


def _tell(designation: ExemplarDesignation, entry: AuditEntry, by: User, *, added: bool) -> None:
    """The other side of the list hears of it: the broker, and the exemplar's people."""
    from_exemplar = [
        user
        for user in team([designation.trust])
        if designation_policies.can_veto(user, designation)
    ]
    notifications.tell_designation(
        designation,
        event=f"vetoes.{entry.pk}",
        letter="vetoes",
        added=added,
        to=[user for user in [*brokers(), *from_exemplar] if user != by],
    )
