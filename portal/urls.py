"""Every address of the site. Each app's `urls.py` holds whole paths and is mounted at the root,
in the order of the layers, so that an address in the code is the address in the browser.
"""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

APPS = [
    "portal.home",
    "portal.api",
    "portal.insight",
    "portal.matching",
    "search",
    "casestudies",
    "portal.accounts",
    "portal.trusts",
]

urlpatterns = [
    # One door: the editor's own sign-in would go round the second factor.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(
        # Only renditions of pictures: documents have a door of their own, originals have none.
        re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT})
    )

urlpatterns.append(path("", include(wagtail_urls)))

handler400 = "portal.home.views.errors.bad_request"
handler403 = "portal.home.views.errors.forbidden"
handler404 = "portal.home.views.errors.not_found"
handler500 = "portal.home.views.errors.server_error"
