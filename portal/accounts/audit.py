"""The audit trail: one way to write it. Administrators read it, and nobody changes it.

It holds no addresses of machines: who did what and when answers what the trail is asked, and where
a person sat would be personal data kept for no use. Data that leaves as a file is in it: who took
it, and which list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from types import NoneType
from typing import Any

from allauth.core import context
from django.db import models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.accounts.models import AuditEntry, User
from portal.text.normalising import clean
from portal.trusts.models import Trust


def record(
    *,
    by: User | None,
    action: str,
    subject: models.Model | None,
    trust: Trust | None = None,
    **detail: Any,
) -> AuditEntry:
    """Write one entry. Call it inside the transaction of the change it records.

    `subject` is None for what concerns no one record, such as the import of a file. `detail` takes
    codes, numbers and dates, never what a person wrote. Raises RuntimeError outside a
    transaction, because an entry that outlives its change would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() belongs inside the transaction of the change.")
    return AuditEntry.objects.create(
        by=by,
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        trust=trust,
        detail=detail,
    )


def acting_person() -> User | None:
    """Who is signed in to the request that is being answered; None for a command or a visitor."""
    request = context.request
    user = getattr(request, "user", None) if request is not None else None
    return user if isinstance(user, User) and user.is_authenticated else None


DATA_TYPES = {
    "text/csv": "csv",
    "application/json": "json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
# What a spreadsheet would work out instead of showing it, after blanks too.
FORMULA_MARKS = ("=", "+", "-", "@", "|", "%")
NUMBERS = (bool, int, float, Decimal, date, time, NoneType)


class ExportAuditMiddleware:
    """Writes an entry for each list that a signed-in person takes away as a file.

    Here and not in each view, so that a list that somebody adds is in the trail from its first
    day, Wagtail's own among them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kind = DATA_TYPES.get(response.get("Content-Type", "").partition(";")[0].strip())
        attached = response.get("Content-Disposition", "").startswith("attachment")
        if kind and attached and response.status_code == 200 and request.user.is_authenticated:
            match = request.resolver_match
            with transaction.atomic():
                record(
                    by=request.user,
                    action="data.exported",
                    subject=None,
                    view=match.view_name if match else "",
                    format=kind,
                )
        return response


def cell_text(value: Any) -> Any:
    """A text as a spreadsheet shows it: one that begins like a formula gets a mark before it.

    Numbers and dates are no texts, so a loss stays a number. Nothing in it breaks a row or hides.
    """
    if isinstance(value, NUMBERS):
        return "" if value is None else value
    text = clean(str(value))
    return f"'{text}" if text.lstrip().startswith(FORMULA_MARKS) else text


def sheet_text(value: Any) -> Any:
    """The same for a workbook, which tells texts from formulas itself and takes no odd control."""
    return value if isinstance(value, NUMBERS) else clean(str(value))


def export_cells(columns: Sequence[str]) -> Mapping[str, Mapping[str, Callable[[Any], Any]]]:
    """For `custom_field_preprocess` of a list in Wagtail: every cell of its CSV as text."""
    return {name: {"csv": cell_text} for name in columns}


def register() -> None:
    """From now on every list that leaves Wagtail as a file passes here, ours or its own."""
    known = SpreadsheetExportMixin.custom_value_preprocess
    listed = known[list]["csv"]
    known[list] = {
        "csv": lambda value: cell_text(listed(value)),
        "xlsx": lambda value: sheet_text(listed(value)),
    }
    # Last of all, because the first kind that fits is taken.
    known[object] = {"csv": cell_text, "xlsx": sheet_text}
