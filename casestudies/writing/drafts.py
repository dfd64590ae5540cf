"""What an author does with an unfinished case study. Every command keeps all that was typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from casestudies.documents.blocks import Document
from casestudies.models import CaseStudyPage, TrustCaseStudiesPage, WritingDraft
from casestudies.shelves import open_shelf
from casestudies.writing import documents, records
from casestudies.writing.forms import CONTACTS, LINES
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action, Role, holdings_of
from portal.trusts.models import Trust

NOT_AN_AUTHOR = (
    "Only a trust's authors can write its case studies. Ask an administrator to make you one: "
    "use “Give feedback” at the foot of the page."
)
ELSEWHERE = (
    "This draft was changed in another window. Your words here are kept on this page: copy what "
    "you need, then open the draft again."
)
LOCKED = (
    "Somebody is checking this case study now, so it cannot be changed. Wait until they are done."
)


def trusts_of(user: User) -> list[Trust]:
    """The open trusts that a person writes for, the one they act for first."""
    ids = [held.trust_id for held in holdings_of(user) if held.role is Role.AUTHOR]
    trusts = Trust.objects.open().filter(pk__in=ids)
    return sorted(trusts, key=lambda one: (one.pk != user.acting_trust_id, one.name))


def check_can_write(user: User, trust: Trust) -> None:
    """Raise PermissionDenied with a sentence unless the person writes for this trust."""
    permissions.check(user, Action.CASE_STUDY_EDIT, trust_ids=[trust.pk], message=NOT_AN_AUTHOR)


def open_drafts(user: User) -> list[WritingDraft]:
    """The person's drafts that are no case study yet, the latest first."""
    return list(WritingDraft.objects.filter(owner=user, page=None).select_related("trust"))


def own(user: User, draft_id: UUID) -> WritingDraft:
    """A draft of this person, or of a case study of a trust that they write for.

    Raises WritingDraft.DoesNotExist for anybody else: that it exists is not theirs to know.
    """
    draft = WritingDraft.objects.select_related("trust", "page").get(pk=draft_id)
    shared = draft.page_id and permissions.can(
        user, Action.CASE_STUDY_EDIT, trust_ids=[draft.trust_id]
    )
    if draft.owner_id != user.pk and not shared:
        raise WritingDraft.DoesNotExist
    return draft


@transaction.atomic
def start(
    *, trust: Trust, by: User, document: Document | None = None, source_name: str = ""
) -> WritingDraft:
    """Begin, empty or from a document. Raises PermissionDenied for who does not write for it."""
    check_can_write(by, trust)
    draft = WritingDraft(owner=by, trust=trust, source_name=source_name[:200])
    if document is not None:
        read = documents.read_into_answers(document)
        draft.values = {**read.values, "_why": read.whys}
        draft.remainder = read.remainder
        draft.suggestions = read.suggestions
        draft.notes = [*document.notes, *(one for one in read.notes if one not in document.notes)]
    draft.save()
    return draft


@transaction.atomic
def start_on(*, page: CaseStudyPage, by: User) -> WritingDraft:
    """The short form of a case study that is there already."""
    if page.trust is None:
        raise PermissionDenied(NOT_AN_AUTHOR)
    check_can_write(by, page.trust)
    draft, _ = WritingDraft.objects.get_or_create(
        page=page, defaults={"owner": by, "trust": page.trust}
    )
    return draft


@transaction.atomic
def keep(*, draft: WritingDraft, values: dict[str, Any], version: int) -> int:
    """Keep raw answers as typed. Returns the new version.

    Raises ValidationError where somebody, in another window, was later: nothing is overwritten.
    """
    whys = draft.values.get("_why", {})
    changed = WritingDraft.objects.filter(pk=draft.pk, version=version).update(
        values={**values, "_why": whys}, version=F("version") + 1
    )
    if not changed:
        raise ValidationError(ELSEWHERE)
    WritingDraft.objects.get(pk=draft.pk).save(update_fields=["updated_at"])
    return version + 1


@transaction.atomic
def place(*, draft: WritingDraft, piece: int, field: str) -> None:
    """Put a piece of the remainder into an answer, after what stands there."""
    held = _piece(draft, piece)
    if field not in documents.PLACES:
        raise ValidationError("Choose where it belongs.")
    words = held["text"]
    before = draft.values.get(field) or ""
    if field in LINES:
        entries = before if isinstance(before, list) else str(before).splitlines()
        draft.values[field] = [*entries, *words.splitlines()]
    else:
        joint = " " if field in ("title", "result") else "\n\n"
        draft.values[field] = f"{before}{joint}{words}".strip()
    draft.remainder = [one for at, one in enumerate(draft.remainder) if at != piece]
    _save(draft)


@transaction.atomic
def throw_away(*, draft: WritingDraft, piece: int, back: bool = False) -> None:
    """Mark a piece as not needed, or take that back. It stays listed until the record is made."""
    _piece(draft, piece)["gone"] = not back
    _save(draft)


@transaction.atomic
def accept(*, draft: WritingDraft, kind: str, number: int) -> None:
    """Take a saving or a contact that was found in the document; let go of a measure.

    A measure needs the dates of both its values, which documents rarely say: it is read off the
    page and typed in the long form.
    """
    entries = draft.suggestions.get(kind, [])
    if not 0 <= number < len(entries):
        raise ValidationError("This suggestion has been used.")
    found = entries[number]
    if kind == "savings":
        names = ("amount", "financial_year", "effect", "recurrence")
        draft.values |= {name: found[name] for name in names if found[name]}
        draft.values["description"] = draft.values.get("description") or found["sentence"][:200]
    if kind == "contacts":
        free = next((n for n in CONTACTS if not draft.values.get(f"contact_{n}_name")), None)
        if free is None:
            raise ValidationError("Both contacts are named. Clear one of them first.")
        draft.values |= {
            f"contact_{free}_{part}": found[part] for part in ("name", "role", "email")
        }
    draft.suggestions[kind] = [one for at, one in enumerate(entries) if at != number]
    _save(draft)


@transaction.atomic
def discard(*, draft: WritingDraft, by: User) -> None:
    """Delete a draft that is no case study yet. Only its owner can."""
    if draft.owner_id != by.pk or draft.page_id:
        raise PermissionDenied("Only who began a draft can delete it.")
    draft.delete()


@transaction.atomic
def save_as_page(*, draft: WritingDraft, values: dict[str, Any], by: User) -> CaseStudyPage:
    """Make the case study, or a new version of it, from cleaned answers.

    What is still to sort stays with the draft; what was thrown away goes now. Raises
    PermissionDenied, and ValidationError while a peer reads the record.
    """
    check_can_write(by, draft.trust)
    if draft.page_id:
        page = draft.page.get_latest_revision_as_object()
        if draft.page.permissions_for_user(by).page_locked():
            raise ValidationError(LOCKED)
        records.put(values, page)
    else:
        page = _new_page(draft, values, by)
    page.save_revision(user=by, log_action=True, clean=False)
    draft.page_id = page.pk
    draft.values = {}
    draft.remainder = [one for one in draft.remainder if not one["gone"]]
    _save(draft)
    audit.record(by=by, action="case_study.written", subject=page, trust=draft.trust)
    return CaseStudyPage.objects.get(pk=page.pk)


def _new_page(draft: WritingDraft, values: dict[str, Any], by: User) -> CaseStudyPage:
    page = CaseStudyPage(title=values["title"], live=False, owner=by)
    shelf = TrustCaseStudiesPage.objects.get(pk=open_shelf(draft.trust).pk)
    shelf.add_child(instance=page)
    page = CaseStudyPage.objects.get(pk=page.pk)
    records.put(values, page)
    return page


def _piece(draft: WritingDraft, number: int) -> dict[str, Any]:
    if not 0 <= number < len(draft.remainder):
        raise ValidationError("This piece has been sorted already.")
    return draft.remainder[number]


def _save(draft: WritingDraft) -> None:
    draft.version += 1
    draft.save()
