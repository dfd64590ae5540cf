"""Paste figures: read row by row, each bad cell named and mended in place, every good row kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casestudies.attachments.file_kinds import decoded
from casestudies.models import CaseStudyPage
from casestudies.pasting import reading as pasting_reading
from casestudies.pasting import services as pasting_services
from casestudies.pasting.reading import SavingRows, Series, read_savings, read_series
from casestudies.pasting.table import MAX_CHARACTERS, CellError, TableRefused

SAVINGS = "savings"
TEMPLATE = "casestudies/pasting/paste.html"
ANSWER = re.compile(r"(?:same|reason|explanation)-(\d{1,4})")
CELL = re.compile(r"cell-(\d{1,4})-(\d{1,3})")
NOT_A_TABLE = (
    "The file is not a CSV table. Save the sheet as CSV, or copy its cells and paste them."
)


class PasteFiguresForm(forms.Form):
    """What the table holds, and the table."""

    # One of the two is needed: to call each of them optional would say the wrong thing.
    all_optional = True

    into = forms.ChoiceField(label="What do you paste?", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Paste the cells here",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="Copy them in your spreadsheet, with their headings.",
    )
    file = forms.FileField(label="Or upload a CSV file", required=False, allow_empty_file=True)

    def __init__(self, *args: Any, draft: CaseStudyPage, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["into"].choices = [
            (SAVINGS, "Savings, one a row: year, pounds, effect, recurrent or one-off"),
            *(
                (str(line.uuid), f"Values by month of “{line.name}”")
                for line in draft.measures.all()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        upload = values.get("file")
        if upload:
            text = decoded(upload.read(MAX_CHARACTERS * 4))
            if text is None:
                self.add_error("file", NOT_A_TABLE)
            values["text"] = text or ""
        if not values.get("text", "").strip() and not self.errors:
            self.add_error("text", "Paste a table, or choose a CSV file.")
        return values


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def paste(request: HttpRequest, page_id: int) -> HttpResponse:
    """Check a table, mend its cells, keep its good rows."""
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    pasting_services.check_can_paste(request.user, page)
    draft = page.get_latest_revision_as_object()
    form = PasteFiguresForm(
        request.POST or None, request.FILES or None, draft=draft, initial={"into": SAVINGS}
    )
    context: dict[str, Any] = {"page": page, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            into = form.cleaned_data["into"]
            found = _read(form.cleaned_data, request.POST)
            answers = _answers(request.POST)
            errors = _unanswered(draft, found[1], answers) if "keep" in request.POST else {}
            if "keep" in request.POST and not errors:
                said, left = _keep(request, page, into, *found, answers)
                messages.success(request, said)
                if not left:
                    return redirect("casestudies:paste", page.pk)
                found, answers = _read({**form.cleaned_data, "text": left}, {}), {}
                draft = page.get_latest_revision_as_object()
            context |= _shown(draft, into, *found)
            context |= _asked(draft, found[1], answers, errors)
            if errors:
                return render(request, TEMPLATE, context, status=400)
        except TableRefused as refusal:
            form.add_error("text", str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    status = 400 if form.errors else 200
    return render(request, TEMPLATE, context, status=status)


def _answers(sent: Mapping[str, Any]) -> dict[int, pasting_services.RowAnswer]:
    """What was said of each row, by its number."""
    rows = {int(named[1]) for name in sent if (named := ANSWER.fullmatch(name))}
    same = {"same": True, "different": False}
    return {
        row: pasting_services.RowAnswer(
            same=same.get(sent.get(f"same-{row}", "")),
            reason=str(sent.get(f"reason-{row}", "")),
            explanation=str(sent.get(f"explanation-{row}", "")),
        )
        for row in rows
    }


def _unanswered(
    draft: Any, found: SavingRows | Series, answers: Mapping[int, pasting_services.RowAnswer]
) -> dict[int, list[str]]:
    if isinstance(found, Series):
        return {}
    return pasting_services.check_answers(
        pasting_services.questions_of(draft, found.lines), answers
    )


def _asked(
    draft: Any,
    found: SavingRows | Series,
    answers: Mapping[int, pasting_services.RowAnswer],
    errors: Mapping[int, list[str]],
) -> dict[str, Any]:
    """The rows that are asked something, each with what was answered and what is still wanting."""
    if isinstance(found, Series):
        return {}
    questions = pasting_services.questions_of(draft, found.lines)
    return {
        "asked": [
            {
                "line": line,
                "asks": questions[line.row],
                "answer": answers.get(line.row, pasting_services.RowAnswer()),
                "errors": errors.get(line.row, ()),
            }
            for line in found.lines
            if line.row in questions
        ],
        "unanswered": len(errors),
    }


def _read(values: Mapping[str, Any], sent: Mapping[str, Any]) -> tuple[str, SavingRows | Series]:
    """The table with the cells that were mended on the screen, and what it says now."""
    series = values["into"] != SAVINGS
    cells = {
        (int(named[1]), int(named[2])): str(sent[name])
        for name in sent
        if (named := CELL.fullmatch(name))
    }
    text = pasting_reading.mended(values["text"], cells, series=series)
    return text, (read_series(text) if series else read_savings(text))


def _keep(
    request: HttpRequest,
    page: CaseStudyPage,
    into: str,
    text: str,
    found: SavingRows | Series,
    answers: Mapping[int, pasting_services.RowAnswer],
) -> tuple[str, str]:
    """Write the good rows. Returns what was done, and the table of what is left to mend."""
    if isinstance(found, Series):
        number = pasting_services.set_series(
            page=page, measure=UUID(into), series=found, by=request.user
        )
        said = f"{number} month{'' if number == 1 else 's'} are in the draft."
    else:
        number = pasting_services.add_savings(
            page=page, rows=found.lines, by=request.user, answers=answers
        )
        same = len(found.lines) - number
        said = f"{number} saving{' is' if number == 1 else 's are'} in the draft."
        said += f" {same} {'was' if same == 1 else 'were'} there already." if same else ""
    bad = {error.row for error in found.errors}
    return said, pasting_reading.only_rows(
        text, bad, series=isinstance(found, Series)
    ) if bad else ""


def _shown(draft: Any, into: str, text: str, found: SavingRows | Series) -> dict[str, Any]:
    known = set()
    if isinstance(found, SavingRows):
        known = pasting_services.already_there(draft, found.lines)
    return {
        "checked": True,
        "into": into,
        "text": text,
        "found": found,
        "is_series": isinstance(found, Series),
        "good": len(found.points) if isinstance(found, Series) else len(found.lines),
        "known": known,
        "bad": [(error, _name(error)) for error in found.errors],
        "unread": found.unread_columns if isinstance(found, Series) else (),
    }


def _name(error: CellError) -> str:
    return f"cell-{error.row}-{error.column}"
