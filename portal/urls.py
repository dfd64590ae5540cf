"""Every address of the site. Each app's `urls.py` holds whole paths and is mounted at the root,
in the order of the layers, so that an address in the code is the address in the browser.
"""

from __future__ import annotations

from importlib.util import find_spec

from csp.decorators import csp
from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.accounts.refusals import no_shared_passwords

APPS = [
    "portal.operations",
    "portal.home",
    "portal.api",
    "portal.insight",
    "portal.matching",
    "search",
    "casestudies",
    "portal.accounts",
    "portal.trusts",
]

SIGN_IN = RedirectView.as_view(pattern_name="account_login", query_string=True)
# Of Wagtail's own addresses only what serves pages and documents. Its sign-in would go round the
# second factor and the limits on tries, and so would passwords of single pages and collections;
# its code asks for their names all the same.
PAGES = [entry for entry in wagtail_urls.urlpatterns if entry.name == "wagtail_serve"]
DOCUMENTS = [entry for entry in wagtaildocs_urls.urlpatterns if entry.name == "wagtaildocs_serve"]
# With a content security policy of its own.
EDITOR = decorate_urlpatterns(wagtailadmin_urls.urlpatterns, csp(settings.EDITOR_POLICY))

urlpatterns = [
    path("cms/login/", SIGN_IN),
    path("_util/login/", SIGN_IN, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:restriction_id>/<int:page_id>/",
        no_shared_passwords,
        name="wagtailcore_authenticate_with_password",
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        no_shared_passwords,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("cms/", include(EDITOR)),
    path("documents/", include(DOCUMENTS)),
    path("accounts/", include("allauth.urls")),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(
        # Only renditions of pictures: documents have a door of their own, originals have none.
        re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT})
    )

urlpatterns += PAGES

handler400 = "portal.home.views.bad_request"
handler403 = "portal.home.views.forbidden"
handler404 = "portal.home.views.not_found"
handler500 = "portal.home.views.server_error"
