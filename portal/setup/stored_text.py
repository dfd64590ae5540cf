"""Brings text that was stored before the gate, or past it, through the gate. Safe to run again.

A signature stands for a line as it was read. Cleaning takes away what its signer could not see,
and writes letters that look joined or wide as plain ones, so a signature that stood on the line
before is made to stand on it after, which the audit trail records; one that was void stays void.
The trail itself is never rewritten: what leaves it is cleaned on its way out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from wagtail.models import Revision

from casestudies.adoptions import money as adoption_money
from casestudies.models import Adoption, AdoptionSignOff, CaseStudyPage, SignOff
from casestudies.savings import sign_offs
from portal.accounts import audit
from portal.accounts.models import AuditEntry
from portal.text import stored
from search.models import SearchEntry

# The trail stays as it was written; entries of the search are made again from their records.
LEFT = (AuditEntry, SearchEntry, Revision)
# A signature by its line (None: the words of an adopter) and digest, and its digest once clean.
Digests = dict[tuple[Any, str], str]


@dataclass
class Cleaned:
    """How many rows changed, how many signatures moved along, and what could not be cleaned."""

    rows: int = 0
    signatures: int = 0
    left: list[str] = field(default_factory=list)


@transaction.atomic
def clean_stored() -> Cleaned:
    """Clean every text of the database. What would meet another of its name is left, and told."""
    done = Cleaned()
    digests: Digests = {}
    for model in stored.cleaned_models(settings.FIRST_PARTY_APPS):
        if model not in LEFT:
            _clean_rows(model, done, digests)
    for revision in Revision.objects.order_by("pk").iterator(chunk_size=200):
        _clean_revision(revision, done, digests)
    for (line, before), after in digests.items():
        for model in (SignOff, AdoptionSignOff):
            for signature in model._default_manager.filter(line_uuid=line, digest=before):
                _move(signature, after)
                done.signatures += 1
    return done


def _move(signature: SignOff | AdoptionSignOff, digest: str) -> None:
    before = signature.digest
    type(signature)._default_manager.filter(pk=signature.pk).update(digest=digest)
    audit.record(
        by=None, action="signature.text_cleaned", subject=signature, before=before, after=digest
    )


def _clean_rows(model: type[models.Model], done: Cleaned, digests: Digests) -> None:
    own = {one.attname for one in model._meta.local_concrete_fields}
    names = [name for name in stored.cleaners_of(model) if name in own]
    if not names:
        return
    signed = issubclass(model, (*sign_offs.SIGNED_FIELDS, Adoption))
    for pk, changed in list(_dirty(model, names)):
        record: Any = model._base_manager.get(pk=pk)
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=pk).update(**changed)
        except IntegrityError:
            done.left.append(f"{model._meta.verbose_name} {pk}: another has this name")
            continue
        done.rows += 1
        if not signed:
            continue
        line, before = _signed(record)
        for name, value in changed.items():
            setattr(record, name, value)
        digests[line, before] = _signed(record)[1]


def _signed(record: Any) -> tuple[Any, str]:
    """The line that a signature names (None for an adoption's own words), and its digest."""
    if isinstance(record, Adoption):
        return None, adoption_money.digest_of_words(record)
    return record.uuid, sign_offs.digest(record)


def _dirty(model: type[models.Model], names: list[str]) -> Iterator[tuple[Any, dict[str, Any]]]:
    cleaners = stored.cleaners_of(model)
    for pk, *values in model._base_manager.order_by("pk").values_list("pk", *names).iterator():
        cleaned = {name: cleaners[name](value) for name, value in zip(names, values, strict=True)}
        changed = {
            name: cleaned[name]
            for name, value in zip(names, values, strict=True)
            if cleaned[name] != value
        }
        if changed:
            yield pk, changed


def _clean_revision(revision: Revision, done: Cleaned, digests: Digests) -> None:
    model = revision.content_type.model_class()
    if model is None or not isinstance(revision.content, dict):
        return
    content = stored.clean_content(model, revision.content)
    if content == revision.content:
        return
    before = _digests_of(revision, model)
    revision.content = content
    after = _digests_of(revision, model)
    for line, digest in before.items():
        if line in after and after[line] != digest:
            digests[line, digest] = after[line]
    Revision.objects.filter(pk=revision.pk).update(content=content)
    done.rows += 1


def _digests_of(revision: Revision, model: type[models.Model]) -> dict[Any, str]:
    if not issubclass(model, CaseStudyPage):
        return {}
    lines = sign_offs.lines_of(revision.as_object())
    return {line.uuid: sign_offs.digest(line) for line in lines}
