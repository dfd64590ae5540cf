"""What people do about themselves, each a POST and back; and what administrators see fail."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts import permissions, roles, tasks
from portal.accounts.failures import failures
from portal.accounts.forms import ActForForm, JobTitleForm, MembershipForm
from portal.accounts.models import Letter, Notice, User
from portal.accounts.permissions import Action
from portal.background import jobs, queue, scheduling

MY_PAGE = "/my/"
NOT_AN_ADMINISTRATOR = "Only an administrator sees which letters and jobs failed."
ON_ITS_WAY = "It is tried again now. Load this page again to see what became of it."
ASKED = "We have told the administrators. You get an e-mail when you can start."


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for another of one's trusts, and go back to where one was."""
    form = ActForForm(request.POST, user=request.user)
    if form.is_valid():
        roles.act_for(trust=form.cleaned_data["trust"], by=request.user)
        messages.success(request, f"You act for {form.cleaned_data['trust'].name} now.")
    else:
        messages.error(request, " ".join(form.errors.get("trust", ["Choose a trust."])))
    return redirect(_way_back(request))


@login_required
@require_POST
def read_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one notice of one's own as read, and go to what it is about."""
    notice = get_object_or_404(Notice, pk=notice_id, recipient=request.user)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return redirect(notice.url or MY_PAGE)


@login_required
@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponse:
    """Mark every notice of one's own as read."""
    Notice.objects.filter(recipient=request.user, read_at=None).update(read_at=timezone.now())
    return redirect(MY_PAGE)


@login_required
@require_POST
def ask_membership(request: HttpRequest) -> HttpResponse:
    """Ask the administrators to be made a member of a trust."""
    form = MembershipForm(request.POST)
    if form.is_valid():
        roles.ask(trust=form.cleaned_data["trust"], by=request.user)
        messages.success(request, ASKED)
    else:
        messages.error(request, " ".join(form.errors.get("trust", ["Choose a trust."])))
    return redirect(MY_PAGE)


@login_required
@require_http_methods(["GET", "POST"])
def job_title(request: HttpRequest) -> HttpResponse:
    """Say or change one's job title, then go back to what was to be signed."""
    # A fresh person: what is refused must not stand in the header of the page.
    person = User.objects.get(pk=request.user.pk)
    form = JobTitleForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your job title is saved.")
        return redirect(_way_back(request))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    status = 400 if form.errors else 200
    context = {"form": form, "next": wanted}
    return render(request, "accounts/job_title.html", context, status=status)


@login_required
@require_GET
@never_cache
def show_failures(request: HttpRequest) -> HttpResponse:
    """The letters and jobs that failed, for administrators."""
    _check_administrator(request)
    context = {"failures": failures(), "in_web": settings.BACKGROUND_IN_WEB}
    return render(request, "accounts/failures.html", context)


@login_required
@require_POST
def retry_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Send one notice again now."""
    _check_administrator(request)
    get_object_or_404(Notice, pk=notice_id, delivered_at=None)
    return _send_again(request, "notice", notice_id)


@login_required
@require_POST
def retry_letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Send one letter again now, unless its link has ended."""
    _check_administrator(request)
    get_object_or_404(Letter.objects.exclude(body=""), pk=letter_id, delivered_at=None)
    return _send_again(request, "letter", letter_id)


@login_required
@require_POST
def retry_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Let one task that failed be done again now."""
    _check_administrator(request)
    if not queue.try_again(task_id):
        raise Http404("No such task has failed.")
    messages.success(request, ON_ITS_WAY)
    return redirect("accounts:failures")


@login_required
@require_POST
def run_job(request: HttpRequest) -> HttpResponse:
    """Run one scheduled job now, in the background."""
    _check_administrator(request)
    name = request.POST.get("name", "")
    if name not in jobs.names():
        raise Http404("There is no such job.")
    result = scheduling.request(name)
    if result is None or not result.is_finished:
        messages.success(request, ON_ITS_WAY)
    elif result.return_value["error"]:
        messages.error(request, "It failed again. The list says why.")
    else:
        messages.success(request, f"It went well: {result.return_value['done']} done.")
    return redirect("accounts:failures")


def _send_again(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    result = tasks.send_again.enqueue(kind, pk)
    if not result.is_finished:
        messages.success(request, ON_ITS_WAY)
    elif result.return_value:
        messages.error(request, result.return_value)
    else:
        messages.success(request, "The letter went out.")
    return redirect("accounts:failures")


def _check_administrator(request: HttpRequest) -> None:
    permissions.check(request.user, Action.AUDIT_READ, message=NOT_AN_ADMINISTRATOR)


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return MY_PAGE
