from __future__ import annotations

from django.urls import path

from search import views
from search.alerts import views as alert_views
from search.feeds import search_feed

app_name = "search"

urlpatterns = [
    path("search/", views.results, name="results"),
    path("search.csv", views.as_csv, name="csv"),
    path("search.json", views.as_json, name="json"),
    path("feeds/search.atom", search_feed, name="feed"),
    path("search/saved/", alert_views.all_saved, name="saved"),
    path("search/saved/new/", alert_views.new, name="save"),
    path("search/saved/<int:saved_id>/", alert_views.change, name="saved_change"),
    path("search/saved/<int:saved_id>/stop/", alert_views.stop, name="saved_stop"),
    path("search/saved/<int:saved_id>/delete/", alert_views.delete, name="saved_delete"),
    path("search/guided/", views.guided, name="guided"),
    path("search/map/", views.on_map, name="map"),
    path("search/like/<int:page_id>/", views.more_like, name="alike"),
    path("search/wanted/", views.wanted, name="wanted"),
    path("search/suggest/", views.suggestions, name="suggest"),
]
