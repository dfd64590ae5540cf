"""Pages that machines read: liveness, readiness, robots."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.home import readiness

ROBOTS = """User-agent: *
Disallow: /cms/
Disallow: /accounts/
Disallow: /my/
Disallow: /help/
Sitemap: {sitemap}
"""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. It asks nothing of the database: a restart would not mend that."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every registered check is well, else 503, with each check by name."""
    found = readiness.problems()
    ready = not any(found.values())
    return JsonResponse(
        {
            "status": "ready" if ready else "not ready",
            "checks": {name: problem or "ok" for name, problem in found.items()},
        },
        status=200 if ready else 503,
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse(ROBOTS.format(sitemap=sitemap), content_type="text/plain")
