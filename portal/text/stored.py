"""The gate before the database: every text of our records, and of Wagtail's, is stored clean.

It stands at the fields, not at each place that writes: what is saved, created in bulk or updated
by a query passes it, whether it came from a form, the editor, an import or the shell. A model
names in `kept_as_written` the fields that must stay as they are: a password, what a hash covers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models.signals import pre_save
from wagtail.fields import RichTextField
from wagtail.models import Revision

from portal.text.normalising import clean, clean_html, clean_line, clean_value, is_same

# Wagtail's and its companions' that people write in: titles of files, comments, tags, versions.
WAGTAIL_APPS = ("wagtailcore", "wagtaildocs", "wagtailimages", "wagtailusers", "taggit")
Record = TypeVar("Record", bound=models.Model)
Cleaner = Callable[[Any], Any]


def cleaner_of(field: models.Field[Any, Any]) -> Cleaner | None:
    """What cleans a value of this field; None for one that holds no text of a person."""
    if field.name in getattr(field.model, "kept_as_written", ()):
        return None
    if isinstance(field, RichTextField):
        return partial(_text, clean_html)
    if isinstance(field, models.JSONField):
        return clean_value
    if isinstance(field, models.TextField):
        return partial(_text, clean)
    if isinstance(field, models.CharField) and not field.choices:
        return partial(_text, clean_line)
    return None


@cache
def cleaners_of(model: type[models.Model]) -> dict[str, Cleaner]:
    """By the name of each text field of a model, those it inherits too, what cleans it."""
    found = {field.attname: cleaner_of(field) for field in model._meta.concrete_fields}
    return {name: cleaner for name, cleaner in found.items() if cleaner}


def normalise(instance: models.Model) -> None:
    """Clean every text of a record in memory, as it will be stored.

    Where names are unique, call it before the check, so that two spellings of one name meet there.
    """
    for name, cleaner in cleaners_of(type(instance)).items():
        # A field that was not loaded is not about to be written.
        if name in instance.__dict__:
            instance.__dict__[name] = cleaner(instance.__dict__[name])
    if isinstance(instance, Revision):
        normalise_revision(instance)


def look_alike(records: Iterable[Record], name: str, text: str) -> Record | None:
    """The first of the records whose field of this name a reader takes for the same text."""
    return next((one for one in records if is_same(getattr(one, name), text)), None)


def normalise_revision(revision: Revision) -> None:
    """Clean a version of a page as the page itself is: each text by the field that it is of."""
    model = revision.content_type.model_class() if revision.content_type_id else None
    if model is not None and isinstance(revision.content, dict):
        revision.content = clean_content(model, revision.content)


def clean_content(model: type[models.Model], content: dict[str, Any]) -> dict[str, Any]:
    """What a version keeps of a record of this model, its lines included, cleaned."""
    cleaners = cleaners_of(model)
    lines: dict[str | None, Any] = {
        one.get_accessor_name(): one.related_model for one in model._meta.related_objects
    }
    kept = set(getattr(model, "kept_as_written", ()))

    def one(name: str, value: Any) -> Any:
        if name in cleaners:
            return cleaners[name](value)
        if isinstance(value, list) and isinstance(lines.get(name), type):
            return [clean_content(lines[name], line) for line in value if isinstance(line, dict)]
        return value if name in kept else clean_value(value)

    return {name: one(name, value) for name, value in content.items()}


def cleaned_models(packages: Iterable[str]) -> list[type[models.Model]]:
    """The models of these packages, and Wagtail's that people write in."""
    ours = tuple(f"{package}." for package in packages)
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(ours) or model._meta.app_label in WAGTAIL_APPS
    ]


def register(packages: Iterable[str]) -> None:
    """From now on the texts of these packages' models, and of Wagtail's, are stored clean."""
    for model in cleaned_models(packages):
        pre_save.connect(_before_saving, sender=model, dispatch_uid=f"text.{model._meta.label}")
        for field in model._meta.local_concrete_fields:
            cleaner = cleaner_of(field)
            if cleaner:
                _guard(field, cleaner)


def _guard(field: models.Field[Any, Any], cleaner: Cleaner) -> None:
    """Let this field clean whatever is about to be written to its column."""
    as_stored = field.get_db_prep_save

    def get_db_prep_save(value: Any, connection: Any) -> Any:
        # An expression is worked out by the database: there is no text here yet.
        plain = value if hasattr(value, "resolve_expression") else cleaner(value)
        return as_stored(plain, connection)

    field.get_db_prep_save = get_db_prep_save  # type: ignore[method-assign]


def _before_saving(instance: models.Model, raw: bool = False, **_: Any) -> None:
    normalise(instance)


def _text(cleaner: Callable[[str], str], value: Any) -> Any:
    return cleaner(value) if isinstance(value, str) else value
