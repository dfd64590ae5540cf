from __future__ import annotations

from django.urls import path

from search import browse_views, export_views, saved_views, subject_request_views, views
from search.feeds import search_feed

app_name = "search"

urlpatterns = [
    path("search/", views.results, name="results"),
    path("search.csv", export_views.as_csv, name="csv"),
    path("search.json", export_views.as_json, name="json"),
    path("feeds/search.atom", search_feed, name="feed"),
    path("search/saved/", saved_views.all_saved, name="saved"),
    path("search/saved/new/", saved_views.new, name="save"),
    path("search/saved/<int:saved_id>/", saved_views.change, name="saved_change"),
    path("search/saved/<int:saved_id>/stop/", saved_views.stop, name="saved_stop"),
    path("search/saved/<int:saved_id>/delete/", saved_views.delete, name="saved_delete"),
    path("search/guided/", browse_views.guided, name="guided"),
    path("search/map/", browse_views.on_map, name="map"),
    path("search/like/<int:page_id>/", browse_views.more_like, name="alike"),
    path("search/wanted/", subject_request_views.wanted, name="wanted"),
    path("search/suggest/", views.suggestions, name="suggest"),
]
