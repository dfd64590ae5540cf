"""Addresses of matching: asking for help, and who offers it."""

from __future__ import annotations

from django.urls import include, path

from portal.matching.cohorts import urls as cohorts
from portal.matching.designations import views as designation_views
from portal.matching.matches import views as match_views
from portal.matching.programmes import views as programme_views
from portal.matching.requests import ask_views
from portal.matching.requests import views as request_views
from portal.matching.requests.urls import urlpatterns as asking

app_name = "matching"

urlpatterns = [
    *asking,
    path("help/", request_views.desk, name="desk"),
    path("help/mine/", request_views.mine, name="mine"),
    path("help/new/", ask_views.new, name="new"),
    path("help/<int:pk>/", request_views.request_detail, name="request"),
    path("help/<int:pk>/withdraw/", request_views.withdraw, name="withdraw"),
    path("help/programmes/", include("portal.matching.programmes.urls")),
    path("help/invitations/", include("portal.matching.invitations.urls")),
    path("help/need/<int:pk>/propose/", request_views.propose, name="propose"),
    path("help/", include("portal.matching.rounds.urls")),
    path("help/match/<int:pk>/", match_views.match, name="match"),
    path("help/match/<int:pk>/accept/", match_views.accept, name="accept"),
    path("help/match/<int:pk>/decline/", match_views.decline, name="decline"),
    path("help/match/<int:pk>/call-off/", match_views.call_off, name="call_off"),
    path("help/match/<int:pk>/reply/", match_views.reply, name="reply"),
    path("help/match/<int:pk>/meetings/", match_views.log_meeting, name="log_meeting"),
    path("help/match/<int:pk>/agree/", match_views.agree, name="agree"),
    path("help/match/<int:pk>/goals/", match_views.goals, name="goals"),
    path("help/match/<int:pk>/complete/", match_views.complete, name="complete"),
    path("help/match/<int:pk>/end/", match_views.end, name="end"),
    path("help/match/<int:pk>/survey/", match_views.survey, name="survey"),
    path("help/match/<int:pk>/put-forward/", designation_views.put_forward, name="put_forward"),
    path("help/match/<int:pk>/confirm/", match_views.confirm, name="confirm_agreement"),
    path("help/match/<int:pk>/check-in/", match_views.check_in, name="check_in"),
    path("help/match/<int:pk>/tasks/", match_views.add_task, name="add_task"),
    path("help/task/<int:pk>/done/", match_views.task_done, name="task_done"),
    path("help/task/<int:pk>/reopen/", match_views.task_reopen, name="task_reopen"),
    *cohorts.urlpatterns,
    path("exemplars/", designation_views.index, name="exemplars"),
    path("exemplars/apply/", designation_views.apply, name="apply"),
    path("exemplars/designations/<int:pk>/", designation_views.designation, name="designation"),
    path(
        "exemplars/designations/<int:pk>/offers/", designation_views.edit_offers, name="edit_offers"
    ),
    path("exemplars/designations/<int:pk>/assess/", designation_views.assess, name="assess"),
    path(
        "exemplars/designations/<int:pk>/designate/", designation_views.designate, name="designate"
    ),
    path("exemplars/designations/<int:pk>/end/", designation_views.end, name="end_designation"),
    path("exemplars/designations/<int:pk>/pause/", designation_views.pause, name="pause"),
    path("exemplars/designations/<int:pk>/renew/", designation_views.renew, name="renew"),
    path("exemplars/designations/<int:pk>/vetoes/", designation_views.veto, name="veto"),
    path(
        "exemplars/designations/<int:pk>/vetoes/lift/",
        designation_views.lift_veto,
        name="lift_veto",
    ),
    path("exemplars/<slug:slug>/", programme_views.programme_page, name="programme"),
]
