from __future__ import annotations

from django.urls import path

from portal.operations.observing.metrics import metrics
from portal.operations.status import views

app_name = "operations"

urlpatterns = [
    path("statusz/", views.show_status, name="status"),
    path("metrics", metrics, name="metrics"),
    path("statusz.json", views.status_json, name="status_json"),
]
