"""The commands of an author's draft, their undo, and sending it into review.

Every command keeps all that was typed. Each step of a draft keeps what was there before and after
it, so that it can be undone.
"""

from __future__ import annotations

from copy import copy, deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from modelcluster.models import get_all_child_relations
from wagtail.models import WorkflowState

from casestudies.authoring import documents as authoring_documents
from casestudies.authoring import forms as authoring_forms
from casestudies.authoring import records as authoring_records
from casestudies.authoring import screens
from casestudies.authoring.forms import CONTACT, CONTACTS, LINES, ShortForm, is_blank
from casestudies.documents.blocks import Document
from casestudies.models import CaseStudyPage, WritingDraft
from casestudies.publishing import requirements as publishing_requirements
from casestudies.review import personal_data
from casestudies.schema import Saving, longest_of
from casestudies.shelves import open_shelf
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action
from portal.trusts.models import Trust

MOST = 30
# What is typed into one answer without a longer pause is one step.
PAUSE = timedelta(minutes=2)
PARTS = ("remainder", "suggestions")
State = dict[str, Any]


def state_of(draft: WritingDraft) -> State:
    """All of a draft that a step can change."""
    return deepcopy(
        {
            **{f"values.{name}": value for name, value in draft.values.items()},
            **{part: getattr(draft, part) for part in PARTS},
        }
    )


def add(draft: WritingDraft, before: State, label: str, *, typed: bool = False) -> None:
    """Note in memory what changed since `before`. What had been undone cannot come back now."""
    after = state_of(draft)
    changed = [
        name
        for name in sorted({*before, *after})
        if (before.get(name) or "") != (after.get(name) or "")
    ]
    if not changed:
        return
    step = {
        "label": label,
        "at": timezone.now().isoformat(),
        "typed": typed,
        "before": {name: before.get(name) for name in changed},
        "after": {name: after.get(name) for name in changed},
    }
    last = draft.steps[-1] if draft.steps else None
    if last and typed and last["typed"] and _goes_on(last, step):
        step["before"] = last["before"]
        draft.steps = [*draft.steps[:-1], step]
    else:
        draft.steps = [*draft.steps, step][-MOST:]
    draft.undone = []


def undo_step(draft: WritingDraft) -> str:
    """Take back the last step, in memory. Returns its label, empty if there is none."""
    return _move(draft, "steps", "undone", "before")


def redo_step(draft: WritingDraft) -> str:
    """Do again what was undone last, in memory. Returns its label, empty if there is none."""
    return _move(draft, "undone", "steps", "after")


def _move(draft: WritingDraft, source: str, target: str, side: str) -> str:
    steps = getattr(draft, source)
    if not steps:
        return ""
    step = steps[-1]
    setattr(draft, source, steps[:-1])
    setattr(draft, target, [*getattr(draft, target), step])
    for name, value in step[side].items():
        if name in PARTS:
            setattr(draft, name, deepcopy(value))
        elif value is None:
            draft.values.pop(name.removeprefix("values."), None)
        else:
            draft.values[name.removeprefix("values.")] = deepcopy(value)
    return str(step["label"])


def _goes_on(last: dict[str, Any], step: dict[str, Any]) -> bool:
    since = parse_datetime(last["at"])
    soon = since is not None and timezone.now() - since < PAUSE
    return soon and set(last["before"]) == set(step["before"])


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
    ids = permissions.trust_ids_for(user, Action.CASE_STUDY_EDIT)
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
        read = authoring_documents.read_into_answers(document)
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
    """Keep raw answers as typed; what they change is a step that can be undone.

    Returns the new version. Raises ValidationError where somebody, in another window, was later:
    nothing is overwritten.
    """
    # Whoever was quicker has left another version, so a draft of this one is not an old one.
    stored = copy(draft)
    if stored.version != version:
        stored = WritingDraft.objects.select_related("trust", "page").get(pk=draft.pk)
    shown = screens.as_typed(screens.answers_of(stored))
    if stored.version == version and screens.as_typed(values) != shown:
        before = state_of(stored)
        own = {name: value for name, value in stored.values.items() if name[0] == "_"}
        stored.values = {**values, **own}
        # Of a case study the first answers kept replace those that were only shown.
        before = {**{f"values.{name}": value for name, value in shown.items()}, **before}
        add(stored, before, _label(shown, screens.as_typed(values)), typed=True)
    changed = WritingDraft.objects.filter(pk=draft.pk, version=version).update(
        values=stored.values, steps=stored.steps, undone=stored.undone,
        version=F("version") + 1, updated_at=timezone.now(),
    )  # fmt: skip
    if not changed:
        raise ValidationError(ELSEWHERE)
    return version + 1


def _label(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What a person did, as they would find it on the page."""
    names = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    if names == ["savings"]:
        return "what you last typed among the savings"
    if len(names) == 1:
        label = ShortForm().fields[names[0]].label
        return f"what you last typed under “{label}”"
    return f"what you last typed in {len(names)} answers"


@transaction.atomic
def place(*, draft: WritingDraft, piece: int, field: str) -> None:
    """Put a piece of the remainder into an answer, after what stands there."""
    text_piece = _piece(draft, piece)
    if field not in authoring_documents.PLACES:
        raise ValidationError("Choose where it belongs.")
    words = text_piece["text"]
    was = state_of(draft)
    before = draft.values.get(field) or ""
    if field in LINES:
        entries = before if isinstance(before, list) else str(before).splitlines()
        draft.values[field] = [*entries, *words.splitlines()]
    else:
        joint = " " if field in ("title", "result") else "\n\n"
        draft.values[field] = f"{before}{joint}{words}".strip()
    draft.remainder = [one for at, one in enumerate(draft.remainder) if at != piece]
    add(draft, was, f"putting a piece into “{authoring_documents.PLACES[field]}”")
    _save(draft)


@transaction.atomic
def throw_away(*, draft: WritingDraft, piece: int, back: bool = False) -> None:
    """Mark a piece as not needed, or take that back. It stays listed until the record is made."""
    was = state_of(draft)
    _piece(draft, piece)["gone"] = not back
    add(draft, was, "bringing a piece back" if back else "leaving a piece out")
    _save(draft)


@transaction.atomic
def accept(*, draft: WritingDraft, kind: str, number: int) -> int:
    """Take a saving or a contact that was found in the document. Returns the place of its line.

    A saving fills an empty line or becomes a line of its own; what is there is never changed. The
    suggestion stays, marked as taken. A measure needs the dates of both its values, which
    documents rarely say: it is read off the page and typed in the long form.
    """
    suggestion = _suggestion(draft, kind, number)
    was = state_of(draft)
    if kind == "savings":
        rows = _rows(draft)
        if any(row["uuid"] == suggestion.get("taken") and not is_blank(row) for row in rows):
            raise ValidationError("This saving is among your savings already.")
        at = next((at for at, row in enumerate(rows) if is_blank(row)), len(rows))
        row = rows[at] if at < len(rows) else authoring_forms.empty_row()
        names = ("financial_year", "effect", "recurrence")
        row |= {name: suggestion[name] for name in names if suggestion[name]}
        row["amount"] = f"{Decimal(suggestion['amount']):,}" if suggestion["amount"] else ""
        row["description"] = suggestion["sentence"][: longest_of(Saving, "description")]
        draft.values["savings"] = [*rows[:at], row, *rows[at + 1 :]]
        suggestion["taken"] = row["uuid"]
        label = f"taking the saving of {suggestion.get('stated') or row['amount']}"
    elif kind == "contacts":
        at = next((n for n in CONTACTS if _is_free(draft, n)), 0)
        if not at:
            raise ValidationError("Both contacts are named. Clear one of them first.")
        draft.values |= {f"contact_{at}_{part}": suggestion[part] for part in CONTACT}
        suggestion["taken"] = at
        label = f"taking {suggestion['name'] or suggestion['email']} as a contact"
    else:
        raise ValidationError("Add this measure in the long form, under Numbers.")
    add(draft, was, label)
    _save(draft)
    return at


@transaction.atomic
def refuse(*, draft: WritingDraft, kind: str, number: int, back: bool = False) -> None:
    """Put a suggestion aside, or take that back. It stays listed."""
    suggestion = _suggestion(draft, kind, number)
    was = state_of(draft)
    suggestion["refused"] = not back
    add(draft, was, "bringing a suggestion back" if back else "setting a suggestion aside")
    _save(draft)


@transaction.atomic
def add_saving(*, draft: WritingDraft) -> int:
    """An empty line at the end of the savings. Returns its place."""
    was = state_of(draft)
    rows = _rows(draft)
    if len(rows) >= authoring_forms.MOST:
        raise ValidationError(authoring_forms.TOO_MANY)
    draft.values["savings"] = [*rows, authoring_forms.empty_row()]
    add(draft, was, "adding a line for a saving")
    _save(draft)
    return len(rows)


@transaction.atomic
def remove_saving(*, draft: WritingDraft, place: int) -> None:
    """Take a line out of the savings. Undoing brings it back with all that it said."""
    was = state_of(draft)
    rows = _rows(draft)
    if not 0 <= place < len(rows):
        raise ValidationError("This saving has been removed already.")
    row = rows[place]
    draft.values["savings"] = [one for one in rows if one is not row]
    draft.values["_removed"] = [*draft.values.get("_removed", []), row["uuid"]]
    add(draft, was, f"removing saving {place + 1}")
    _save(draft)


@transaction.atomic
def undo(*, draft: WritingDraft) -> str:
    """Take back the last step. Returns what it was; raises ValidationError if there is none."""
    label = undo_step(draft)
    if not label:
        raise ValidationError("There is nothing to undo.")
    _save(draft)
    return label


@transaction.atomic
def redo(*, draft: WritingDraft) -> str:
    """Do again what was undone last. Returns what it was; raises ValidationError if none."""
    label = redo_step(draft)
    if not label:
        raise ValidationError("There is nothing to do again.")
    _save(draft)
    return label


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
        # Read afresh: the long form may have been saved since the draft was opened.
        current = CaseStudyPage.objects.get(pk=draft.page_id)
        page = current.get_latest_revision_as_object()
        if current.permissions_for_user(by).page_locked():
            raise ValidationError(LOCKED)
        removed = {str(name) for name in draft.values.get("_removed", [])}
        authoring_records.put(values, page, removed=removed)
    else:
        page = _new_page(draft, values, by)
    page.save_revision(user=by, log_action=True, clean=False)
    draft.page_id = page.pk
    draft.values, draft.steps, draft.undone = {}, [], []
    draft.remainder = [one for one in draft.remainder if not one["gone"]]
    _save(draft)
    audit.record(by=by, action="case_study.written", subject=page, trust=draft.trust)
    return page


def _new_page(draft: WritingDraft, values: dict[str, Any], by: User) -> CaseStudyPage:
    page = CaseStudyPage(title=values["title"], live=False, owner=by)
    shelf = open_shelf(draft.trust)
    page.locale_id = shelf.locale_id
    # No site can begin at a page that did not exist until now.
    page._is_site_root = False
    shelf.add_child(instance=page)
    # It has no lines yet, so none are looked for.
    for relation in get_all_child_relations(CaseStudyPage):
        setattr(page, relation.get_accessor_name(), [])
    authoring_records.put(values, page)
    return page


def _suggestion(draft: WritingDraft, kind: str, number: int) -> dict[str, Any]:
    entries: list[dict[str, Any]] = draft.suggestions.get(kind, [])
    if not 0 <= number < len(entries):
        raise ValidationError("This suggestion is not there any more.")
    return entries[number]


def _rows(draft: WritingDraft) -> list[dict[str, Any]]:
    """The savings as the page shows them, to be changed. Other answers shown are kept along."""
    shown = screens.answers_of(draft)
    if "savings" not in draft.values:
        own = {name: value for name, value in draft.values.items() if name[0] == "_"}
        draft.values = {**screens.as_typed(shown), **own}
    return [dict(row) for row in shown.get("savings", [])]


def _is_free(draft: WritingDraft, number: int) -> bool:
    return not any(draft.values.get(f"contact_{number}_{part}") for part in CONTACT)


def _piece(draft: WritingDraft, number: int) -> dict[str, Any]:
    if not 0 <= number < len(draft.remainder):
        raise ValidationError("This piece has been sorted already.")
    return draft.remainder[number]


def _save(draft: WritingDraft) -> None:
    draft.version += 1
    draft.save()


def check_can_send(user: Any, page: CaseStudyPage) -> None:
    """Raise PermissionDenied with a sentence unless the person writes for its trust."""
    permissions.check(
        user,
        Action.CASE_STUDY_EDIT,
        trust_ids=[page.trust_id],
        message="Only the authors of this trust send its case studies for review.",
    )


@transaction.atomic
def send(*, page: CaseStudyPage, by: User, checked_personal: bool = False) -> None:
    """Start the review, or go on with one that was sent back.

    Raises ValidationError that names what is missing, where it is in review already, or where
    something may be a patient's data and nobody has said that it was checked.
    """
    check_can_send(by, page)
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise ValidationError("It is in review already.")
    draft = page.get_latest_revision_as_object()
    gaps = publishing_requirements.missing(draft)
    if gaps:
        raise ValidationError([f"{gap.label}." for gap in gaps])
    if personal_data.findings_of(draft) and not checked_personal:
        raise ValidationError(personal_data.CHECK_FIRST)
    if state is not None:
        state.resume(user=by)
    else:
        page.get_workflow().start(page, by)
    audit.record(by=by, action="review.sent", subject=page, trust=page.trust)
