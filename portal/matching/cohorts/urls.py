"""Addresses of groups, mounted with those of matching."""

from __future__ import annotations

from django.urls import path

from portal.matching.cohorts import views

urlpatterns = [
    path("help/cohorts/new/<int:pk>/", views.form, name="form_cohort"),
    path("help/cohorts/<int:pk>/", views.cohort, name="cohort"),
    path("help/cohorts/<int:pk>/join/", views.join, name="join_cohort"),
    path("help/cohorts/<int:pk>/leave/", views.leave, name="leave_cohort"),
    path("help/cohorts/<int:pk>/sessions/", views.plan, name="plan_session"),
    path("help/cohorts/<int:pk>/held/", views.hold, name="hold_session"),
    path("help/cohorts/<int:pk>/close/", views.close, name="close_cohort"),
]
