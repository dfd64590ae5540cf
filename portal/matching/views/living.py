"""A pair at work: agreeing the page, tasks, and whether the partner is right."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.matching import check_ins, matches, tasks
from portal.matching.forms import refusals
from portal.matching.forms.living import CheckInForm, TaskForm
from portal.matching.models import Task
from portal.matching.views import access
from portal.matching.views.matches import Question, ask, both, done, page

CHECK_IN = Question(
    form=CheckInForm,
    command=check_ins.answer,
    allowed="may_check_in",
    title="Is this the right partner?",
    button="Send",
    said="Thank you. Only the broker reads it.",
)


@access.private
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to the page as it stands."""
    found = access.match_or_404(request, pk)
    return done(
        request,
        found,
        lambda: matches.confirm_agreement(match=found, by=request.user),
        "Your trust agrees. The other trust is told.",
    )


@access.private
@both
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Say after 30 days how it goes."""
    return ask(request, pk, CHECK_IN)


@access.private
@require_POST
def add_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a task."""
    found = access.working_match_or_404(request, pk)
    form = TaskForm(request.POST, match=found)
    if form.is_valid():
        values = {"match": found, "by": request.user, **form.cleaned_data}
        if refusals.attempt(form, lambda: tasks.add(**values)):
            messages.success(request, "The task is written down.")
            return redirect("matching:match", found.pk)
    return page(request, found, task_form=form)


@access.private
@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a task off."""
    task = _task_or_404(request, pk)
    said = f"Done: {task.title}"
    return done(request, task.match, lambda: tasks.done(task=task, by=request.user), said)


@access.private
@require_POST
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the tick back."""
    task = _task_or_404(request, pk)
    said = f"Open again: {task.title}"
    return done(request, task.match, lambda: tasks.reopen(task=task, by=request.user), said)


def _task_or_404(request: HttpRequest, pk: int) -> Task:
    task = Task.objects.filter(pk=pk).first()
    if task is None:
        raise Http404(access.NOTHING)
    task.match = access.working_match_or_404(request, task.match_id)
    return task
