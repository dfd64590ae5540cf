"""The adopter's finance approver signs its money, or says what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casestudies.adoptions.money import AdopterMoney, Statement
from casestudies.models.adoption import Adoption, AdoptionSignOff
from portal.accounts import audit, notifications, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action, Role, people_with, trust_ids_for
from portal.accounts.signatures import check_can_sign_with, signature_of

NOT_FINANCE = "Only a finance approver of the trust that took it up can sign its figures."
CHANGED = "A figure has changed since you opened this page. Check the figures and sign again."
CHOOSE = "Choose at least one figure to sign."
SAY_WHAT = "Say what is wrong, in a sentence that your colleagues will read."
LONGEST_QUERY = 500


def check_can_sign(user: Any, adoption: Adoption, statement: Statement | None = None) -> None:
    """Raise PermissionDenied with a sentence unless this person may sign its money.

    A finance approver of the adopting trust may, for what somebody else recorded.
    """
    permissions.check(user, Action.FIGURES_SIGN, trust_ids=[adoption.trust_id], message=NOT_FINANCE)
    if statement is not None and statement.recorded_by_id == user.pk:
        others = [
            str(one)
            for one in people_with(Role.FINANCE_APPROVER, [adoption.trust_id])
            if one.pk != user.pk
        ]
        ask = " or ".join(others[:3])
        raise PermissionDenied(
            f"You recorded “{statement.name}”, so somebody else signs it. Ask "
            + (f"{ask}." if ask else "an administrator to name another finance approver.")
        )


def can_sign(user: Any, adoption: Adoption, statement: Statement | None = None) -> bool:
    try:
        check_can_sign(user, adoption, statement)
    except PermissionDenied:
        return False
    return True


@transaction.atomic
def sign(*, adoption: Adoption, digests: Collection[str], by: User) -> int:
    """Vouch for these statements, named by the digests that were on the screen.

    Returns how many were signed. Raises PermissionDenied as `check_can_sign`, ValidationError
    where none is chosen, one has changed since, or the account lacks a name or a job title.
    """
    check_can_sign(by, adoption)
    if not digests:
        raise ValidationError({"figures": CHOOSE})
    signature = signature_of(by, role=Role.FINANCE_APPROVER, trust_id=adoption.trust_id)
    check_can_sign_with(signature)
    held = Adoption.objects.select_for_update().get(pk=adoption.pk)
    known = {one.digest: one for one in AdopterMoney(held).statements}
    if set(digests) - set(known):
        raise ValidationError({"figures": CHANGED})
    chosen = [known[one] for one in dict.fromkeys(digests) if known[one].signed is None]
    for statement in chosen:
        check_can_sign(by, held, statement)
    for statement in chosen:
        _store(
            held,
            statement,
            by=by,
            name=signature.name,
            role=signature.job_title,
            trust_name=signature.trust.name if signature.trust else "",
            signed_at=timezone.now(),
        )
    _mended(held)
    return len(chosen)


@transaction.atomic
def load(*, adoption: Adoption, name: str, role: str, signed_at: Any) -> None:
    """Signatures on all its money that a loaded record brings with it. Never for a person."""
    for statement in AdopterMoney(adoption).waiting:
        _store(adoption, statement, by=None, name=name, role=role, signed_at=signed_at)


def _store(adoption: Adoption, statement: Statement, *, by: User | None, **signed: Any) -> None:
    AdoptionSignOff.objects.create(
        adoption=adoption, line_uuid=statement.line, digest=statement.digest, by=by, **signed
    )
    audit.record(
        by=by,
        action="adoption.money_signed",
        subject=adoption,
        trust=adoption.trust,
        line=str(statement.line or "words"),
    )


def _mended(adoption: Adoption) -> None:
    if adoption.finance_query and not AdopterMoney(adoption).waiting:
        Adoption.objects.filter(pk=adoption.pk).update(finance_query="")


@transaction.atomic
def question(*, adoption: Adoption, text: str, by: User) -> None:
    """Say what is wrong with its money: the people of the trust are told, nothing is signed.

    Raises PermissionDenied as `check_can_sign`, ValidationError without a text.
    """
    check_can_sign(by, adoption)
    if not text.strip():
        raise ValidationError({"reason": SAY_WHAT})
    if len(text.strip()) > LONGEST_QUERY:
        raise ValidationError({"reason": f"Keep it to {LONGEST_QUERY} characters."})
    Adoption.objects.filter(pk=adoption.pk).update(finance_query=text.strip())
    audit.record(by=by, action="adoption.money_questioned", subject=adoption, trust=adoption.trust)
    case_study = adoption.case_study
    notifications.send_letter(
        to=people_with(Role.MEMBER, [adoption.trust_id])
        + people_with(Role.AUTHOR, [adoption.trust_id]),
        kind="adoption.money_questioned",
        key=f"adoption.money_questioned.{adoption.pk}.{_short(text, timezone.now().isoformat())}",
        letter="casestudies/email/adoption_money_questioned.txt",
        context={"case_study": case_study, "by": by, "text": text.strip()},
        url=reverse("casestudies:adoption", args=[case_study.pk, adoption.trust.ods_code.lower()]),
    )


def tell_finance(adoption: Adoption) -> None:
    """Ask the trust's finance approvers to sign what is not signed, once for each state of it."""
    waiting = AdopterMoney(adoption).waiting
    if not waiting or adoption.confirmed_at is None or adoption.case_study.retired_on is not None:
        return
    state = _short(*sorted(one.digest for one in waiting))
    case_study = adoption.case_study
    notifications.send_letter(
        to=people_with(Role.FINANCE_APPROVER, [adoption.trust_id]),
        kind="adoption.money",
        key=f"adoption.money.{adoption.pk}.{state}",
        letter="casestudies/email/adoption_money.txt",
        context={"case_study": case_study, "trust": adoption.trust},
        url=address_of(adoption),
    )


def _short(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def address_of(adoption: Adoption) -> str:
    """The page on which its money is signed."""
    return reverse(
        "casestudies:adoption_sign", args=[adoption.case_study_id, adoption.trust.ods_code.lower()]
    )


def waiting_for(user: Any) -> list[Adoption]:
    """Adoptions whose money this person may sign now. Those sent back wait for their authors."""
    trust_ids = trust_ids_for(user, Action.FIGURES_SIGN)
    if not trust_ids:
        return []
    return [
        one
        for one in _confirmed(trust_ids).filter(finance_query="")
        if any(can_sign(user, one, statement) for statement in AdopterMoney(one).waiting)
    ]


def questioned_for(user: Any) -> list[Adoption]:
    """Adoptions of this person's trusts whose money finance has asked about."""
    trust_ids = trust_ids_for(user, Action.ADOPTION_RECORD)
    return list(_confirmed(trust_ids).exclude(finance_query="")) if trust_ids else []


def _confirmed(trust_ids: Collection[int]) -> Any:
    return (
        Adoption.objects.confirmed()
        .filter(trust__in=trust_ids, case_study__live=True, case_study__retired_on=None)
        .select_related("trust", "case_study")
        .prefetch_related("savings", "measures", "sign_offs")
        .order_by("last_confirmed", "pk")
    )
