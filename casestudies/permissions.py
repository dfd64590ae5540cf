"""Who may do which step with a case study: separation of duties.

Nobody approves or judges what is their own. Of one record, a person is its author, or the finance
approver of its figures, or the peer who checked it, or the editor who graded it: one of these and
no second. An author is whoever owns the record or saved any version of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import Revision

from casestudies.models.review_records import EvidenceGrade, PeerReview, SignOff
from portal.accounts import permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action, Role, holdings_of, people_with

NOT_FINANCE = "Only a finance approver of this trust can sign its figures."
NOT_AN_EDITOR = "Only an editor grades the evidence."
NOT_A_PEER = (
    "A case study is checked by an author of another trust. You belong to a trust that took part."
)


# What a person has had to do with a record.


def is_author(user: Any, page: Any) -> bool:
    """Whether this person owns the record or saved a version of it. One query at most."""
    if user.pk is None:
        return False
    return user.pk == page.owner_id or user.pk in author_ids(page)


def author_ids(page: Any) -> set[int]:
    """Everybody who owns the record or saved a version of it. One query."""
    return authors_by_page([page])[page.pk]


def authors_by_page(pages: Iterable[Any]) -> dict[int, set[int]]:
    """As `author_ids` for each page, by its id. One query, however many."""
    found = {page.pk: {page.owner_id} - {None} for page in pages}
    saved = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in found])
    for page_id, user_id in saved.exclude(user=None).order_by().values_list("object_id", "user_id"):
        found[int(page_id)].add(user_id)
    return found


def has_signed(user: Any, page: Any) -> bool:
    return SignOff.objects.filter(page_id=page.pk, by_id=user.pk).exists()


def has_reviewed(user: Any, page: Any) -> bool:
    """Whether this person checked the record as a peer, or has it in hand."""
    return PeerReview.objects.filter(page_id=page.pk, reviewer_id=user.pk).exists()


def has_graded(user: Any, page: Any) -> bool:
    return EvidenceGrade.objects.filter(page_id=page.pk, by_id=user.pk).exists()


NOT_BESIDE_SIGNING = (is_author, has_reviewed, has_graded)
NOT_BESIDE_REVIEWING = (is_author, has_signed, has_graded)
NOT_BESIDE_GRADING = (is_author, has_signed, has_reviewed)


# Signing the figures.


def approvers_of(page: Any) -> list[User]:
    """The finance approvers of its trust who have no other part in the record."""
    holders = people_with(Role.FINANCE_APPROVER, [page.trust_id])
    return [one for one in holders if not _other_part(one, page, NOT_BESIDE_SIGNING)]


def check_can_sign(user: Any, page: Any) -> None:
    """Raise PermissionDenied with a sentence unless this person may sign figures of the record.

    A finance approver of its trust may, who did not write, check or grade it.
    """
    permissions.check(user, Action.FIGURES_SIGN, trust_ids=[page.trust_id], message=NOT_FINANCE)
    did = _other_part(user, page, NOT_BESIDE_SIGNING)
    if did:
        raise PermissionDenied(
            f"You {did} this case study, so somebody else signs its figures. "
            + _who_else(approvers_of(page), "name another finance approver of the trust")
        )


def can_sign(user: Any, page: Any) -> bool:
    return _allowed(check_can_sign, user, page)


def check_can_pass_on(user: Any, page: Any) -> None:
    """As `check_can_sign`; an editor too, but only where nobody can sign."""
    may_publish = permissions.can(user, Action.CASE_STUDY_PUBLISH, trust_ids=[page.trust_id])
    if may_publish and not approvers_of(page):
        if is_author(user, page):
            raise PermissionDenied(
                "You wrote or changed this case study, so another editor passes it on. "
                + _who_else(_other_editors(user, page), "name another editor")
            )
        return
    check_can_sign(user, page)


def can_pass_on(user: Any, page: Any) -> bool:
    return _allowed(check_can_pass_on, user, page)


# Checking it as a peer.


def trusts_involved(draft: Any) -> set[int]:
    """The trusts whose people cannot check this record: its own and its partners'."""
    partners = {partner.trust_id for partner in draft.partners.all()}
    return {trust_id for trust_id in {draft.trust_id, *partners} if trust_id is not None}


def check_can_review(user: Any, draft: Any) -> None:
    """Raise PermissionDenied with a sentence unless this person may check the record as a peer.

    An author of trusts that took no part in it, or an editor; nobody who wrote it, signed it or
    graded it.
    """
    if not user.is_authenticated:
        raise PermissionDenied(NOT_A_PEER)
    # Whoever may check a record of no trust (editors) checks those of any, their own included.
    if not permissions.can(user, Action.CASE_STUDY_PEER_REVIEW):
        involved = trusts_involved(draft)
        if any(held.trust_id in involved for held in holdings_of(user)):
            raise PermissionDenied(NOT_A_PEER)
        permissions.check(
            user, Action.CASE_STUDY_PEER_REVIEW, trust_ids=[draft.trust_id], message=NOT_A_PEER
        )
    did = _other_part(user, draft, NOT_BESIDE_REVIEWING)
    if did:
        raise PermissionDenied(
            f"You {did} this case study, so somebody else checks it. Leave it to another peer."
        )


def can_review(user: Any, draft: Any) -> bool:
    return _allowed(check_can_review, user, draft)


# Grading the evidence.


def check_can_grade(user: Any, page: Any) -> None:
    """Raise PermissionDenied with a sentence unless this person may grade the evidence.

    An editor who did not write the record, sign its figures or check it as a peer.
    """
    permissions.check(user, Action.EVIDENCE_GRADE, trust_ids=[page.trust_id], message=NOT_AN_EDITOR)
    did = _other_part(user, page, NOT_BESIDE_GRADING)
    if did:
        raise PermissionDenied(
            f"You {did} this case study, so another editor grades it. "
            + _who_else(_other_editors(user, page), "name another editor")
        )


def has_other_part_than_grading(user: Any, page: Any) -> bool:
    """Whether somebody who graded the record has since become its author, approver or peer."""
    return bool(_other_part(user, page, NOT_BESIDE_GRADING))


# Changing it.


def check_can_change(user: Any, page: Any) -> None:
    """Raise PermissionDenied with a sentence for somebody who approved or judged this record.

    Whether they may change records of this trust at all is asked elsewhere. A grade is no
    hindrance: it stops counting when its editor changes the record (`readiness`).
    """
    did = _other_part(user, page, (has_signed, has_reviewed))
    if did:
        raise PermissionDenied(
            f"You {did} this case study, so you cannot change it too. Ask one of its authors."
        )


def can_change(user: Any, page: Any) -> bool:
    return _allowed(check_can_change, user, page)


WORDS: dict[Callable[[Any, Any], bool], str] = {
    is_author: "wrote or changed",
    has_signed: "signed the figures of",
    has_reviewed: "checked, as a peer,",
    has_graded: "graded",
}


def _other_part(user: Any, page: Any, parts: tuple[Callable[[Any, Any], bool], ...]) -> str:
    """What else this person did with the record, in words; empty for nothing."""
    return next((WORDS[part] for part in parts if part(user, page)), "")


def _other_editors(user: Any, page: Any) -> list[User]:
    """The editors who had no part in the record yet."""
    taken = author_ids(page) | {user.pk}
    taken |= set(SignOff.objects.filter(page_id=page.pk).values_list("by_id", flat=True))
    taken |= set(PeerReview.objects.filter(page_id=page.pk).values_list("reviewer_id", flat=True))
    return [one for one in people_with(Role.EDITOR) if one.pk not in taken]


def _who_else(people: list[User], instead: str) -> str:
    """Who can do it, or what an administrator has to do first."""
    if not people:
        return f"Ask an administrator to {instead}."
    *first, last = [str(one) for one in people[:3]]
    names = f"{', '.join(first)} or {last}" if first else last
    return f"Ask {names}."


def _allowed(check: Callable[[Any, Any], None], user: Any, page: Any) -> bool:
    try:
        check(user, page)
    except PermissionDenied:
        return False
    return True
