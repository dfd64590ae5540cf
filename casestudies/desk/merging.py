"""Change the tree of areas without losing what hangs on it: count the use, merge, delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from casestudies import areas, signals
from casestudies.authoring.forms import AREAS
from casestudies.desk.bulk import put_areas
from casestudies.models import CaseStudyPage, EfficiencyArea, FormerAreaSlug, WritingDraft
from portal.accounts import audit, permissions
from portal.accounts.models import User
from portal.accounts.permissions import Action


@dataclass(frozen=True)
class Use:
    """What hangs on an area itself, not on those below it."""

    case_studies: int
    below: int

    @property
    def in_words(self) -> str:
        """“3 case studies and 2 areas below it”; empty where nothing hangs on it."""
        parts = [_number(self.case_studies, "case study", "case studies")]
        parts.append(_number(self.below, "area below it", "areas below it"))
        return " and ".join(part for part in parts if part)


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""


def check_may(user: Any) -> None:
    """Raise PermissionDenied with a sentence for anybody but editors and administrators."""
    permissions.check(user, Action.AREA_EDIT, message="Only editors change the areas.")


def use_of(area: EfficiencyArea) -> Use:
    """How much hangs on it: published records, drafts and retired ones alike."""
    return Use(area.case_studies.count(), area.children.count())


def refusal_to_delete(area: EfficiencyArea) -> str:
    """Why it cannot be deleted, with what to do; empty for an area that nothing hangs on.

    Other parts of the site may hold it too: those refuse in `delete` itself.
    """
    used = use_of(area).in_words
    return f"“{area.name}” has {used}. Merge it into another area instead." if used else ""


@transaction.atomic
def delete(*, area: EfficiencyArea, by: User) -> None:
    """Delete an area that nothing hangs on. Raises ValidationError with what does."""
    check_may(by)
    refusal = refusal_to_delete(area)
    if refusal:
        raise ValidationError(refusal)
    audit.record(by=by, action="area.deleted", subject=area, slug=area.slug)
    try:
        area.delete()
    except ProtectedError as held:
        raise ValidationError(
            f"“{area.name}” is named in {len(held.protected_objects)} offers or requests for "
            "help. Merge it into another area instead."
        ) from held


@transaction.atomic
def merge(*, gone: EfficiencyArea, into: EfficiencyArea, by: User) -> int:
    """Move everything from one area to another, then delete it. Returns the case studies moved.

    Its name and synonyms become synonyms of the other, and its address leads there. Raises
    ValidationError where the two cannot be merged, with what to do first.
    """
    check_may(by)
    if gone.pk == into.pk:
        raise ValidationError("Choose another area to merge it into.")
    if gone in areas.ancestors_of(into):
        raise ValidationError(f"“{into.name}” stands below “{gone.name}”. Move it up first.")
    with signals.gathered():
        signals.area_merging.send(sender=EfficiencyArea, gone_id=gone.pk, into_id=into.pk)
        moved = _move_case_studies(gone, into)
        _move_drafts(gone, into)
        EfficiencyArea.objects.filter(parent=gone).update(parent=into)
        FormerAreaSlug.objects.filter(area=gone).update(area=into)
        words = list(dict.fromkeys([*into.synonyms, gone.name, *gone.synonyms]))
        slug = gone.slug
        audit.record(by=by, action="area.merged", subject=gone, slug=slug, into=into.slug)
        gone.delete()
        FormerAreaSlug.objects.update_or_create(slug=slug, defaults={"area": into})
        into.synonyms = words
        into.save()
    return moved


def _move_case_studies(gone: EfficiencyArea, into: EfficiencyArea) -> int:
    """In what readers see and in the latest version, so that publishing it undoes nothing."""
    live = list(CaseStudyPage.objects.filter(areas=gone))
    for page in live:
        put_areas(page, _instead(page, gone, into))
        page.save(clean=False)
        signals.announce(page.pk)
    for page in CaseStudyPage.objects.exclude(latest_revision=None).select_related(
        "latest_revision"
    ):
        revision = page.latest_revision
        held = revision.content.get("areas") or []
        if gone.pk in held:
            changed = [into.pk if pk == gone.pk else pk for pk in held]
            revision.content["areas"] = list(dict.fromkeys(changed))
            revision.save(update_fields=["content"])
    return len(live)


def _instead(page: CaseStudyPage, gone: EfficiencyArea, into: EfficiencyArea) -> list[int]:
    return [into.pk if area.pk == gone.pk else area.pk for area in page.areas.all()]


def _move_drafts(gone: EfficiencyArea, into: EfficiencyArea) -> None:
    for draft in WritingDraft.objects.all():
        named = [name for name in AREAS if draft.values.get(name) == gone.slug]
        if named:
            draft.values |= dict.fromkeys(named, into.slug)
            draft.save(update_fields=["values"])
