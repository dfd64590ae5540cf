"""What a signed-in person does about themselves. Sign-in itself is allauth's, below /accounts/."""

from __future__ import annotations

from django.urls import path

from portal.accounts import views

app_name = "accounts"

urlpatterns = [
    path("administration/failures/", views.show_failures, name="failures"),
    path(
        "administration/failures/notices/<int:notice_id>/retry/",
        views.retry_notice,
        name="retry_notice",
    ),
    path(
        "administration/failures/letters/<int:letter_id>/retry/",
        views.retry_letter,
        name="retry_letter",
    ),
    path(
        "administration/failures/tasks/<uuid:task_id>/retry/",
        views.retry_task,
        name="retry_task",
    ),
    path("administration/failures/jobs/run/", views.run_job, name="run_job"),
    path("my/job-title/", views.job_title, name="job_title"),
    path("my/act-for/", views.act_for, name="act_for"),
    path("my/membership/", views.ask_membership, name="ask_membership"),
    path("my/notices/read/", views.read_all_notices, name="read_all_notices"),
    path("my/notices/<int:notice_id>/read/", views.read_notice, name="read_notice"),
]
